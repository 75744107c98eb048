"""The service as a process of its own: it serves, is killed, is slow to, and ends."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

COMMAND = str(Path(sys.executable).with_name("pixgen-upload"))


class Process:
    """`pixgen-upload serve`, which can be killed and started again."""

    def __init__(self, environment, port, log):
        self.address = f"http://127.0.0.1:{port}"
        self._environment, self._log = environment, log
        self._process = None

    def start(self):
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [COMMAND, "serve"], env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def kill(self):
        """Ends the arbiter and its workers at once, as when the machine loses power."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def end(self):
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(20)

    def metrics_folders(self):
        """The folders in which workers share their metrics."""
        return list(self._log.parent.glob("pixgen-upload-metrics-*"))

    @property
    def log(self):
        return self._log.read_text()


@pytest.fixture
def process(settings_for, free_port, tmp_path):
    """Start the service with some settings changed."""
    started = []

    def start(**changes):
        settings = settings_for(**changes)
        values = settings.model_dump(mode="json", exclude_none=True)
        values["s3_secret_key"] = settings.s3_secret_key.get_secret_value()
        values["identity_key"] = settings.identity_key.get_secret_value()
        port = free_port()
        values["upload_bind"] = f"127.0.0.1:{port}"
        own = {f"PIXGEN_{name.upper()}": str(value) for name, value in values.items()}
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        process = Process({**kept, **own, "TMPDIR": str(tmp_path)}, port, tmp_path / "serve.log")
        started.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def token(sign_in):
    return sign_in()


def send(address, token, picture, metadata, timeout=30):
    files = {
        "image": ("x.jpg", picture, "image/jpeg"),
        "metadata": (None, json.dumps(metadata), "application/json"),
    }
    return httpx.post(f"{address}/v1/uploads", files=files, headers=token, timeout=timeout)


def test_kill_9_at_random_loses_nothing_acknowledged(process, token, bucket, noise, metadata):
    """Whatever was answered before a kill is there after it; what was not can be sent again, once."""
    service = process(reconcile_seconds=1)
    pictures = [noise(seed) for seed in range(16)]
    acknowledged = {}

    def upload(seed):
        try:
            answer = send(service.address, token, pictures[seed], metadata)
        except httpx.TransportError:
            return
        assert answer.status_code in {200, 202}, answer.text
        acknowledged[seed] = answer.json()["image_id"]

    dice = random.Random(11)  # noqa: S311 - not a secret
    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            for seed in range(len(pictures)):
                pool.submit(upload, seed)
            time.sleep(dice.uniform(0.05, 0.6))
            service.kill()
        before = dict(acknowledged)
        service.start()
        for image_id in before.values():
            shown = httpx.get(f"{service.address}/v1/uploads/{image_id}", headers=token)
            assert shown.status_code == 200
            assert bucket.record(image_id).sha256
    for seed in range(len(pictures)):
        upload(seed)
    assert len(set(acknowledged.values())) == len(pictures)
    assert len(bucket.listing()) == 5 * len(pictures)


@contextmanager
def connected(service):
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        yield connection


def whole_answer(connection):
    """Head and body, in however many pieces they come."""
    answer = connection.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def request_head(token, length):
    lines = [
        "POST /v1/uploads HTTP/1.1",
        "Host: x",
        f"Authorization: {token['Authorization']}",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {length}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


PART = b'--b\r\nContent-Disposition: form-data; name="image"; filename="x.jpg"\r\n\r\n'


def test_a_sender_that_stops_is_given_up(process, token, bucket):
    """A thread is not held by a client that sends nothing more."""
    service = process(upload_idle_seconds=0.5)
    with connected(service) as connection:
        connection.sendall(request_head(token, 100_000) + PART)
        began = time.monotonic()
        answer = connection.recv(65536)
        assert b" 408 " in answer.split(b"\r\n")[0]
        assert time.monotonic() - began < 8
    assert bucket.listing() == []


def test_a_sender_that_drips_is_given_up(process, token, bucket):
    """Nor by one that sends a byte now and then."""
    service = process(upload_idle_seconds=5, upload_read_seconds=1)
    with connected(service) as connection:
        connection.sendall(request_head(token, 100_000) + PART)
        connection.settimeout(0.1)
        answer, give_up = b"", time.monotonic() + 15
        while not answer and time.monotonic() < give_up:
            try:
                connection.sendall(b"x")
                answer = connection.recv(65536)
            except TimeoutError:
                continue
        assert b" 408 " in answer.split(b"\r\n")[0]
    assert bucket.listing() == []


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(process, token, bucket):
    """The client is answered although it has sent nothing yet."""
    service = process()
    with connected(service) as connection:
        connection.sendall(request_head(token, 64 << 20))
        answer = whole_answer(connection)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"body.too_large" in answer
    assert bucket.listing() == []


def test_a_client_that_dies_in_the_middle_leaves_nothing(process, token, bucket, picture):
    service = process()
    with connected(service) as connection:
        connection.sendall(request_head(token, 100_000) + PART + picture)
        connection.shutdown(socket.SHUT_WR)
        answer = whole_answer(connection)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert bucket.listing() == []


def test_a_chunked_body_is_bounded_too(process, token, bucket, picture, metadata):
    """A body of no announced length is taken, and refused when it grows too large."""
    service = process()
    start = PART + picture + b'\r\n--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
    good = [start, json.dumps(metadata).encode(), b"\r\n--b--\r\n"]
    headers = {**token, "Content-Type": "multipart/form-data; boundary=b"}
    answer = httpx.post(f"{service.address}/v1/uploads", content=iter(good), headers=headers, timeout=30)
    assert answer.status_code == 202
    stored = bucket.listing()

    def endless():
        yield PART
        for _ in range(40):
            yield b"\0" * (1 << 20)

    try:
        answer = httpx.post(f"{service.address}/v1/uploads", content=endless(), headers=headers, timeout=30)
        assert answer.status_code == 413
    except httpx.WriteError:
        pass  # the answer came while we were still sending, and the connection was closed
    assert bucket.listing() == stored


def test_a_refusal_before_the_body_is_read_still_arrives(process, token, bucket, noise, metadata):
    """Megabytes are on their way while the answer is given: the client must be able to read it."""
    service = process(uploads_per_minute=1)
    assert send(service.address, token, noise(1), metadata).status_code == 202
    large = b"\xff\xd8" + bytes(8 << 20)
    for headers, status in ((token, 429), ({}, 401)):
        assert send(service.address, headers, large, metadata).status_code == status
    assert len(bucket.listing()) == 5


def test_it_ends_when_asked(process, token, picture, metadata):
    """SIGTERM lets it finish; the log holds event names and no file name."""
    service = process()
    assert send(service.address, token, picture, metadata).status_code == 202
    assert service.end() == 0
    assert "upload.done" in service.log
    assert "x.jpg" not in service.log


def test_metrics_tell_outcomes(process, token, picture, metadata):
    service = process()
    send(service.address, token, picture, metadata)
    send(service.address, token, b"no picture", metadata)
    metrics = httpx.get(f"{service.address}/metrics").text
    assert 'pixgen_upload_pictures_total{outcome="deferred"} 1.0' in metrics
    assert 'pixgen_upload_pictures_total{outcome="refused"} 1.0' in metrics
    assert f"pixgen_upload_received_bytes_total {float(len(picture) + 10)}" in metrics
    assert 'pixgen_upload_stage_seconds_count{stage="prepare"}' in metrics


def test_metrics_are_of_all_workers(process, token, noise, metadata):
    """Whichever worker is asked answers for all, and takes its folder along when the service ends."""
    service = process(upload_workers=2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda seed: send(service.address, token, noise(seed), metadata), range(8)))
    for _ in range(4):
        metrics = httpx.get(f"{service.address}/metrics").text
        assert 'pixgen_upload_pictures_total{outcome="deferred"} 8.0' in metrics
    folders = set(service.metrics_folders())
    assert len(folders) == 1
    assert service.end() == 0
    assert not folders & set(service.metrics_folders())
