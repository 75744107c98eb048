"""A real service behind real edges: the local one and, where it is installed, nginx by the same table."""

import asyncio
import hashlib
import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pixgen_web import nginx
from pixgen_web.edge import create_app
from pixgen_web.routes import Upstream
from pixgen_web.settings import EdgeSettings

SEEN: web.AppKey["Seen"] = web.AppKey("seen")
_UNUSED = ("fastcgi", "uwsgi", "scgi")
NGINX = shutil.which("nginx")


@dataclass
class Seen:
    """What the service saw, newest last."""

    requests: list[dict[str, Any]]


async def _echo(request: web.Request) -> web.StreamResponse:
    digest, length = hashlib.sha256(), 0
    async for chunk in request.content.iter_chunked(65536):
        digest.update(chunk)
        length += len(chunk)
    found = {
        "method": request.method,
        "raw_path": request.raw_path,
        "headers": [[name, value] for name, value in request.headers.items()],
        "length": length,
        "sha256": digest.hexdigest(),
    }
    request.app[SEEN].requests.append(found)
    return web.json_response(found, headers={"X-Frame-Options": "SAMEORIGIN", "X-Upstream": "yes"})


async def _listing(request: web.Request) -> web.StreamResponse:
    return web.json_response({"items": ["picture"] * 1000}, headers={"ETag": '"abc"'})


async def _big(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(30 * 1024 * 1024)})
    await response.prepare(request)
    for _ in range(30):
        await response.write(b"\x01" * 1024 * 1024)
    return response


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"x" * 100)
    assert request.transport is not None
    request.transport.abort()
    return response


async def _events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for number in range(3):
        await response.write(f"data: {number}\n\n".encode())
        await asyncio.sleep(0.3)
    return response


async def _asleep(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response(text="late")


async def _refuses(request: web.Request) -> web.StreamResponse:
    return web.json_response({"reason": "token.expired"}, status=401)


async def _moved(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "http://elsewhere.example/picture"})


async def _docs(request: web.Request) -> web.StreamResponse:
    policy = {"Content-Security-Policy": "style-src 'sha256-own'"}
    return web.Response(text="<title>PixGen catalog</title>", content_type="text/html", headers=policy)


def service(seen: Seen) -> web.Application:
    """A service that says what it got, and can misbehave on request."""
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app[SEEN] = seen
    app.router.add_get("/v1/images", _listing)
    app.router.add_get("/v1/images/big/content", _big)
    app.router.add_get("/v1/images/cut/content", _cut)
    app.router.add_get("/v1/training-runs/r/events", _events)
    app.router.add_route("*", "/v1/me/asleep", _asleep)
    app.router.add_post("/v1/me/refuses", _refuses)
    app.router.add_get("/v1/me/moved", _moved)
    app.router.add_get("/docs", _docs)
    app.router.add_route("*", "/{path:.*}", _echo)
    return app


@contextmanager
def running(app: web.Application) -> Iterator[int]:
    """Serves an app on a free port, in a thread of its own, until the block ends."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    ready: list[int] = []

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ready.append(runner.addresses[0][1])

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield ready[0]
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def nginx_running(
    folder: Path, static: Path, upstreams: dict[Upstream, str], silence: float | None
) -> Iterator[int]:
    """Serves by the made configuration in a real nginx; yields the port."""
    port = free_port()
    values = {upstream.variable: address for upstream, address in upstreams.items()}
    values |= {"PIXGEN_EDGE_LISTEN": f"127.0.0.1:{port}", "PIXGEN_EDGE_ROOT": str(static)}
    values |= {"PIXGEN_EDGE_TRUSTED_PROXY": "203.0.113.7", "NGINX_LOCAL_RESOLVERS": "127.0.0.1:1"}
    text = nginx.configuration()
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    if silence is not None:
        text = text.replace("proxy_read_timeout 60s", f"proxy_read_timeout {round(silence * 1000)}ms")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", *_UNUSED, "proxy"))
    main = f"pid {folder}/pid; error_log {folder}/error.log; daemon off; master_process off; events {{}}\n"
    main += f"http {{ access_log off; include mime.types; {temporary}\n"
    (folder / "nginx.conf").write_text(main + text + "}\n")
    shutil.copy("/etc/nginx/mime.types", folder / "mime.types")
    assert NGINX is not None
    subprocess.run([NGINX, "-t", "-c", folder / "nginx.conf"], check=True, capture_output=True)
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        await_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, seconds: float = 60) -> None:
    """Waits until somebody listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nobody listens on port {port}")


@pytest.fixture
def seen() -> Seen:
    return Seen([])


@pytest.fixture
def service_port(seen: Seen) -> Iterator[int]:
    with running(service(seen)) as port:
        yield port


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder of built pages."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>PixGen</title>")
    (folder / "assets" / "index-abc123.js").write_text("console.log('pages')" * 100)
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "secret.txt").write_text("not ours to show")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@dataclass(frozen=True)
class Edges:
    """Starts the edge under test in front of the given services."""

    kind: str
    static: Path
    folder: Path

    def __call__(self, service: str, silence: float | None = None) -> AbstractContextManager[int]:
        upstreams = dict.fromkeys(Upstream, service)
        if self.kind == "nginx":
            folder = self.folder / f"nginx{len(list(self.folder.iterdir()))}"
            folder.mkdir()
            return nginx_running(folder, self.static, upstreams, silence)
        settings = EdgeSettings(port=0, static=self.static, upstreams=upstreams)
        return running(create_app(settings))


@pytest.fixture(params=["local", "nginx"])
def edges(request: pytest.FixtureRequest, static: Path, tmp_path: Path) -> Edges:
    if request.param == "nginx" and NGINX is None:
        pytest.skip("nginx is not installed: its configuration is only compared with the table")
    return Edges(request.param, static, tmp_path)


@pytest.fixture
def edge(edges: Edges, service_port: int) -> Iterator[int]:
    """Port of an edge in front of the service."""
    with edges(f"http://127.0.0.1:{service_port}") as port:
        yield port


@pytest.fixture
def run_app() -> Callable[[web.Application], AbstractContextManager[int]]:
    return running


@pytest.fixture
def unused_port() -> int:
    return free_port()


@pytest.fixture
def ask() -> Callable[..., tuple[http.client.HTTPResponse, bytes]]:
    """One request, its body read to the end."""

    def send(port, path, *, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        own_host = "Host" in (headers or {})
        connection.putrequest(method, path, skip_accept_encoding=True, skip_host=own_host)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    return send


@pytest.fixture
def raw() -> Callable[[int, bytes], bytes]:
    """Sends bytes as they are and reads until the other side closes."""

    def send(port, text):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(text)
            found = b""
            while chunk := line.recv(65536):
                found += chunk
        return found

    return send
