"""A small server that speaks the contract over real sockets and can be told to fail as networks do."""

import base64
import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from pixgen_client.main import cli

CONDITIONS = [
    {
        "value": "psoriasis",
        "label": "Psoriasis",
        "synonyms": ["plaque psoriasis"],
        "parent": None,
        "icd10": "L40",
    },
    {"value": "atopic_dermatitis", "label": "Atopic dermatitis", "synonyms": ["eczema"], "icd10": "L20"},
    {"value": "hand_eczema", "label": "Hand eczema", "synonyms": ["eczema"]},
]
LARGE = 20 << 20
PREVIEW = {
    "media_type": "image/png",
    "image_manipulation": "altered",
    "digital_source_type": "algorithmicallyEnhanced",
    "method": "TONE",
    "method_version": "tone/1",
    "measures": {"content_ita_deg": 45.0, "result_ita_deg": -39.8, "target_ita_deg": -40.0},
    "warnings": [{"code": "tone_unreliable", "message": "The tone is unreliable."}],
    "module": None,
}
ORDER = {
    "order_id": "ord_abcdefghij234567",
    "url": "/v1/augmentations/ord_abcdefghij234567",
    "state": "running",
    "counts": {"total": 2, "waiting": 0, "running": 0, "done": 1, "failed": 1, "cancelled": 0},
}


def image_id_of(data: bytes) -> str:
    return "img_" + base64.b32encode(hashlib.sha256(data).digest()).decode().lower()[:16]


@dataclass
class World:
    """What the server knows and what it was told to do.

    ``faults`` maps "METHOD /path" to actions, each used up by one request: ``"drop"`` reads and handles the
    request but loses the answer; ``"cut"`` closes at once; a tuple (status, headers) answers so.
    ``answers`` maps the same to tuples (status, content, headers) in turn, the last one again and again;
    content that is text breaks off where it ends. ``asked`` keeps what was asked of them.
    """

    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    stored: dict = field(default_factory=dict)
    images: dict = field(default_factory=dict)
    refuse: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    metadata: list = field(default_factory=list)
    file_names: list = field(default_factory=list)
    access_tokens: set = field(default_factory=set)
    refresh_tokens: set = field(default_factory=set)
    previews: list = field(default_factory=list)
    preview: dict = field(default_factory=lambda: {**PREVIEW})
    orders: list = field(default_factory=list)
    order: dict = field(default_factory=lambda: {**ORDER})
    order_states: list = field(default_factory=lambda: ["done"])
    items: list = field(default_factory=list)
    expires_in: int = 900
    counter: int = 0
    at_once: int = 0
    most_at_once: int = 0
    delay: float = 0.0
    on_upload: object = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def new_tokens(self):
        with self.lock:
            self.counter += 1
            access, refresh = f"access-{self.counter}", f"refresh-{self.counter}"
            self.access_tokens.add(access)
            self.refresh_tokens.add(refresh)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "refresh_token": refresh,
        }

    def count(self, request: str) -> int:
        return self.requests.count(request)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._handle("GET")

    def do_POST(self):
        self._handle("POST")

    def do_DELETE(self):
        self._handle("DELETE")

    def _handle(self, method):
        world = self.server.world
        path = urlsplit(self.path).path
        request = f"{method} {path}"
        with world.lock:
            world.requests.append(request)
            fault = world.faults[request].pop(0) if world.faults.get(request) else None
        if fault == "cut":
            self._lose()
            return
        length = int(self.headers.get("Content-Length", 0))
        if length > LARGE:
            self._answer(*self._swallow(length))
            return
        body = self.rfile.read(length)
        if isinstance(fault, tuple):
            status, headers = fault
            content = headers.pop("body", None)
            if content is not None:
                self._answer(status, content, headers)
            else:
                self._problem(status, "busy", "The server is busy.", headers=headers)
            return
        answer = self._route(method, path, body)
        if fault == "drop":
            self._lose()
            return
        self._answer(*answer)

    def _swallow(self, length):
        """A large upload, not looked at: it is the client that is being measured."""
        state = hashlib.sha256()
        while length:
            chunk = self.rfile.read(min(length, 1 << 16))
            state.update(chunk)
            length -= len(chunk)
        return 201, {"image_id": image_id_of(state.digest())}, {}

    def _lose(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def _route(self, method, path, body):  # noqa: C901, PLR0911, PLR0912
        world = self.server.world
        if method == "POST" and path == "/v1/tokens":
            given = json.loads(body)
            if given["password"] != "pixgen-demo":
                return self._said(401, "credentials.invalid", "E-mail or password is wrong.")
            return 200, world.new_tokens(), {}
        if path == "/v1/tokens/refresh":
            given = json.loads(body)["refresh_token"]
            with world.lock:
                if given not in world.refresh_tokens:
                    return self._said(401, "refresh.replayed", "The session has ended.")
                world.refresh_tokens.discard(given)
                return 200, world.new_tokens(), {}
        signed_in = self.headers.get("Authorization", "").removeprefix("Bearer ") in world.access_tokens
        if path == "/v1/vocabularies/conditions":
            return 200, {"name": "conditions", "items": CONDITIONS}, {}
        if path == "/v1/vocabularies":
            return 200, {"items": ["conditions"]}, {}
        if "Authorization" in self.headers and not signed_in:
            return self._said(401, "token.expired", "The token has ended.")
        if (path.startswith("/v1/images") or path == "/v1/coverage") and not path.endswith("/thumbnail"):
            return self._read(path)
        if not signed_in:
            return self._said(401, "token.absent", "Sign in.")
        if method == "DELETE" and path == "/v1/tokens":
            return 204, b"", {}
        if path == "/v1/me":
            return 200, {"account_id": "acc_1", "email": "you@example.org", "roles": ["contributor"]}, {}
        if path == "/v1/uploads/check":
            shas = json.loads(body)["source_sha256"]
            assert len(shas) <= 100
            items = [
                {"source_sha256": sha, "image_id": image_id_of(sha.encode()), "uploaded": sha in world.stored}
                for sha in shas
            ]
            return 200, {"items": items}, {}
        if answers := world.answers.get(f"{method} {path}"):
            world.asked.append((path, json.loads(body or b"null"), dict(self.headers)))
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if path.startswith("/v1/augmentations"):
            return self._augmentations(method, path, body)
        if method == "POST" and path == "/v1/uploads":
            with world.lock:
                world.at_once += 1
                world.most_at_once = max(world.most_at_once, world.at_once)
            try:
                return self._upload(body)
            finally:
                with world.lock:
                    world.at_once -= 1
        return self._said(404, "route.unknown", "There is nothing at this address.")

    def _parts(self, body):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        return {
            part.get_param("name", header="content-disposition"): part
            for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
        }

    def _augmentations(self, method, path, body):  # noqa: PLR0911
        world = self.server.world
        if path.endswith("/preview"):
            parts = self._parts(body)
            data = parts["image"].get_payload(decode=True)
            world.previews.append(json.loads(parts["order"].get_payload(decode=True)))
            world.file_names.append(parts["image"].get_filename())
            if data in world.refuse:
                return self._said(*world.refuse[data])
            return 200, world.preview | {"image": base64.b64encode(data).decode()}, {}
        if method == "POST" and path == "/v1/augmentations":
            world.orders.append((json.loads(body), self.headers.get("Idempotency-Key")))
            if world.orders[-1][0]["dry_run"]:
                item = {"source_image_id": "img_abcdefghij234567", "target": {"tone_group": "dark"}}
                return 200, {"dry_run": True, "total": 1, "items": [item]}, {}
            return 202, world.order, {}
        if path == "/v1/augmentations":
            return 200, {"items": [world.order], "next_cursor": None}, {}
        if path.endswith("/cancel"):
            world.order = world.order | {"state": "cancelled"}
            return 200, world.order, {}
        states = world.order_states
        state = states.pop(0) if len(states) > 1 else states[0]
        return 200, world.order | {"state": state, "items": world.items, "next_cursor": None}, {}

    def _upload(self, body):
        world = self.server.world
        parts = self._parts(body)
        data = parts["image"].get_payload(decode=True)
        sha = hashlib.sha256(data).hexdigest()
        if world.on_upload:
            world.on_upload()
        threading.Event().wait(world.delay)
        with world.lock:
            world.metadata.append(json.loads(parts["metadata"].get_payload(decode=True)))
            world.file_names.append(parts["image"].get_filename())
            if data in world.refuse:
                return self._said(*world.refuse[data])
            created = sha not in world.stored
            world.stored[sha] = data
        upload = {
            "image_id": image_id_of(data),
            "state": "registered",
            "status": "pending",
            "created": created,
            "removed": ["GPS position"] if data.startswith(b"gps") else [],
            "warnings": [{"code": "tone.unreliable", "message": "Too little skin."}]
            if b"warn" in data
            else [],
        }
        status = 202 if b"later" in data else 201 if created else 200
        return status, upload, {}

    def _read(self, path):
        world = self.server.world
        query = parse_qs(urlsplit(self.path).query)
        if path == "/v1/images":
            world.requests.append(f"query {json.dumps(query, sort_keys=True)}")
            kinds = query.get("manipulation", ["instrument only", "altered", "synthetic"])
            found = [image for image, _ in world.images.values() if image["image_manipulation"] in kinds]
            start, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
            end = start + limit
            page = {"items": found[start:end], "next_cursor": str(end) if end < len(found) else None}
            if not start:
                page["count"] = {"value": len(found), "is_exact": True}
            return 200, page, {}
        if path == "/v1/coverage":
            return 200, world.coverage, {}
        found = re.fullmatch(r"/v1/images/(img_[a-z2-7]{16})(/content)?", path)
        if not found or found[1] not in world.images:
            return self._said(404, "image.not_found", "There is no such picture.")
        image, data = world.images[found[1]]
        return (200, data, {"Content-Type": "image/png"}) if found[2] else (200, image, {})

    def _said(self, status, reason, detail, errors=()):
        problem = {"status": status, "reason": reason, "detail": detail, "request_id": "req-1"}
        if errors:
            problem["errors"] = list(errors)
        return status, problem, {"Content-Type": "application/problem+json"}

    def _problem(self, status, reason, detail, headers):
        _, body, kind = self._said(status, reason, detail)
        self._answer(status, body, {**kind, **headers})

    def _answer(self, status, body, headers):
        broken = isinstance(body, str)
        data = body.encode() if broken else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data) + broken))
        self.end_headers()
        self.wfile.write(data)
        if broken:
            self._lose()


class Server:
    """Can be stopped and started again at the same address, like a clinic's Wi-Fi."""

    def __init__(self):
        self.world = World()
        self._port = 0
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._port}"

    def start(self):
        ThreadingHTTPServer.allow_reuse_address = True
        self._http = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._http.world = self.world
        self._port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def world(server):
    return server.world


@pytest.fixture
def config(tmp_path, monkeypatch):
    """This test's own configuration directory."""
    folder = tmp_path / "config"
    monkeypatch.setenv("PIXGEN_CONFIG_DIR", str(folder))
    monkeypatch.delenv("PIXGEN_SERVER", raising=False)
    return folder


@pytest.fixture
def pixgen(server, config):
    """Runs the command against the server of this test."""

    def run(*arguments, stdin=None, expect=0):
        result = CliRunner().invoke(cli, ["--server", server.url, *map(str, arguments)], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == expect, result.output
        return result

    return run


@pytest.fixture
def signed_in(pixgen):
    pixgen("login", "--email", "you@example.org", stdin="pixgen-demo\n")
    return pixgen


@pytest.fixture
def pictures(tmp_path):
    """Makes files below a folder out of names and contents."""

    def make(contents):
        folder = tmp_path / "pictures"
        for name, data in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    return make
