"""A small HTTP/1.1 server with bounds: connections, bodies, time, and an end that lets requests finish."""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pixgen_model_server.options import Options
from pixgen_model_server.rest import Answer

_IDLE_SECONDS = 30
Answering = Callable[[str, str, bytes], Answer | None]


class HttpServer(ThreadingHTTPServer):
    """Serves on one address, at most so many connections at a time.

    Args:
        options: address, connections, longest body.
        answering: method, path and body to status and JSON; None is 404.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, options: Options, answering: Answering) -> None:
        self.answering = answering
        self.max_body_bytes = options.max_body_bytes
        self.busy = 0
        self._free = threading.BoundedSemaphore(options.rest_api_num_threads)
        self._changed = threading.Condition()
        super().__init__((options.host, max(options.rest_api_port, 0)), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="http", daemon=True)

    def start(self) -> int:
        """Begins to serve. Returns: the port."""
        self._thread.start()
        return int(self.server_address[1])

    def stop(self, seconds: float) -> None:
        """Takes no more connections and lets requests in progress finish. Args: how long they get."""
        threading.Thread(target=self.shutdown, daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: self.busy == 0, seconds)
        self.server_close()

    def working(self, change: int) -> None:
        """Counts requests in progress. Args: 1 when one begins, -1 when it has been answered."""
        with self._changed:
            self.busy += change
            self._changed.notify_all()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Takes a connection when one is free; until then it waits in the kernel's queue."""
        self._free.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serves one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def server_close(self) -> None:
        """Closes the listening socket; idle connections end with the process."""
        self.socket.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: HttpServer
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    server_version, sys_version = "model-server", ""

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _serve(self) -> None:
        self.server.working(1)
        try:
            body = self._body()
            if body is None:
                return
            path = self.path.split("?", 1)[0]
            answer = self.server.answering(self.command, path, body)
            if answer is None:
                self._send(404, "<html><head><title>404 Not Found</title></head></html>", "text/html")
            else:
                self._send(answer.status, answer.body, "application/json")
        finally:
            self.server.working(-1)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _serve  # noqa: N815

    def _body(self) -> bytes | None:
        """The whole body, or None when it was refused."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers:
            return self._refused(411, "Send the body with a Content-Length")
        if not (length.isascii() and length.isdigit()):
            return self._refused(400, "Content-Length is no number")
        if len(length) > 18 or int(length) > self.server.max_body_bytes:
            return self._refused(413, f"The body may have {self.server.max_body_bytes} bytes")
        until = time.monotonic() + _IDLE_SECONDS * 4
        pieces, missing = [], int(length)
        while missing:
            piece = self.rfile.read1(min(missing, 1 << 20))
            if not piece or time.monotonic() > until:
                self.close_connection = True
                return None
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def _refused(self, status: int, why: str) -> bytes | None:
        self.close_connection = True
        self._send(status, f'{{\n    "error": "{why}"\n}}', "application/json")
        return None

    def _send(self, status: int, text: str, content_type: str) -> None:
        payload = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(payload)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: paths name models only, but one line a request tells nobody anything."""
