"""What images' health checks say."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from pixgen_common.probe import healthy

SECONDS = 60


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()
        self.wfile.write(b'{"state": "AVAILABLE"}')

    def log_message(self, *_):
        pass


@pytest.fixture
def page():
    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_http_is_healthy_when_it_answers_well_and_holds_the_word(page):
    assert healthy(f"{page}/readyz", SECONDS)
    assert healthy(f"{page}/readyz#AVAILABLE", SECONDS)
    assert not healthy(f"{page}/readyz#LOADING", SECONDS)
    assert not healthy(f"{page}/livez", SECONDS)


@pytest.mark.parametrize("serving", [True, False])
def test_grpc_is_healthy_when_its_health_service_says_so(serving):
    server = grpc.server(ThreadPoolExecutor(2))
    states = health_pb2.HealthCheckResponse
    servicer = health.HealthServicer()
    servicer.set("", states.SERVING if serving else states.NOT_SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        assert healthy(f"grpc://127.0.0.1:{port}", SECONDS) is serving
    finally:
        server.stop(None).wait()


def test_the_exit_code_says_it(page, free_port):
    def code(*targets):
        return subprocess.run([sys.executable, "-m", "pixgen_common.probe", *targets], check=False).returncode

    assert code(f"{page}/readyz") == 0
    assert code(f"{page}/readyz", f"http://127.0.0.1:{free_port()}/") == 1
    assert code() == 1
