"""Uploads a second over HTTP, against a bare loop that decodes, hashes, PUTs and INSERTs on the same stack.

Starts PostgreSQL, the object store, the catalog and the upload service as processes, draws pictures (or takes
a folder's), and sends them in rounds that alternate with the bare loop, so that both meet the same machine.
The bare loop does what cannot be left out: decode once, SHA-256 and perceptual hash, one PUT, one committed
INSERT. The service also de-identifies, measures tone, makes two thumbnails, guards against synthetic pictures
posing as captures, and makes each upload crash-safe and idempotent.

    python benchmarks/upload_rate.py --size 2000x1500
    python benchmarks/upload_rate.py --folder ../shared/data/lesions
"""

import argparse
import io
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import imagehash
import numpy as np
import psycopg2
from PIL import Image
from pixgen_catalog import migrate
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_common.testing import Identities
from pixgen_imaging import phantoms
from pixgen_local import objectstore, throwaway
from pixgen_local.ports import free_port

BIN = Path(sys.executable).parent
METADATA = json.dumps(
    {
        "image_type": "dermoscopic",
        "copyright_license": "CC-0",
        "consent": {"scopes": ["share", "ml_training"]},
        "sex": "female",
        "anatom_site_general": "upper extremity",
    }
)


@dataclass(frozen=True)
class Stack:
    """What both sides work on."""

    address: str
    token: str
    objects: ObjectStore
    bucket: str
    database_url: str


def drawn(count: int, width: int, height: int) -> list[bytes]:
    """Pictures as a camera would give them: a few phantoms, turned and re-encoded, so that all differ."""
    base = [phantoms.draw(seed, size=512).rgb for seed in range(8)]
    dice = np.random.default_rng(1)
    # Without a sensor's noise files are several times too small, and decode too fast.
    noise = dice.normal(0, 4, (height + 64, width + 64, 1)).astype(np.float32)
    made = []
    for number in range(count):
        image = Image.fromarray(base[number % len(base)]).rotate(number * 7 % 360)
        smooth = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
        top, left = dice.integers(0, 64, 2)
        grained = smooth + noise[top : top + height, left : left + width]
        out = io.BytesIO()
        Image.fromarray(grained.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
        made.append(out.getvalue())
    return made


@contextmanager
def process(command: list[str], environment: dict[str, str], ready: str, log: Path) -> Iterator[None]:
    """Runs a service until the block ends."""
    with log.open("wb") as out:
        running = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        give_up = time.monotonic() + 120
        while True:
            try:
                if httpx.get(ready, timeout=2).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            if running.poll() is not None or time.monotonic() > give_up:
                raise SystemExit(f"{command[0]} did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.2)
        yield
    finally:
        running.terminate()
        running.wait(30)


@contextmanager
def stack(folder: Path, threads: int, workers: int) -> Iterator[Stack]:
    """The whole stack on free ports; nothing is left of it."""
    with ExitStack() as last:
        store = last.enter_context(throwaway.object_store())
        server = last.enter_context(throwaway.postgres_server(Path(__file__).parents[1]))
        database = server.create()
        migrate.upgrade(database.owner_url, "pixgen_app")
        client = objectstore.client(store.endpoint, store.access_key, store.secret_key, store.region)
        for bucket in ("pixgen-images", "pixgen-datasets", "bare"):
            client.make_bucket(bucket)
        identities = Identities(folder)
        cache = folder / "jwks.json"
        cache.write_text(json.dumps(identities.jwks()))
        rest, grpc, upload = free_port(), free_port(), free_port()
        common = {
            "PIXGEN_ENVIRONMENT": "local",
            "PIXGEN_S3_ENDPOINT": store.endpoint,
            "PIXGEN_S3_ACCESS_KEY": store.access_key,
            "PIXGEN_S3_SECRET_KEY": store.secret_key,
            "PIXGEN_SERVICE_KEYS_FILE": str(identities.service_keys_file),
            "PIXGEN_AUTH_JWKS_CACHE": str(cache),
            "PIXGEN_AUTH_JWKS_URL": "http://127.0.0.1:9/none",
            "PIXGEN_IDENTITY_KEY": secrets.token_hex(32),
        }
        catalog = common | {
            "PIXGEN_CATALOG_DATABASE_URL": database.app_url,
            "PIXGEN_CATALOG_KEY_SECRET": secrets.token_hex(32),
            "PIXGEN_CATALOG_BIND": f"127.0.0.1:{rest}",
            "PIXGEN_CATALOG_GRPC_BIND": f"127.0.0.1:{grpc}",
            "PIXGEN_SERVICE_KEY_FILE": str(identities.service_key_file("catalog")),
        }
        ours = common | {
            "PIXGEN_UPLOAD_BIND": f"127.0.0.1:{upload}",
            "PIXGEN_UPLOAD_THREADS": str(threads),
            "PIXGEN_UPLOAD_WORKERS": str(workers),
            "PIXGEN_CATALOG_GRPC": f"127.0.0.1:{grpc}",
            "PIXGEN_SERVICE_KEY_FILE": str(identities.service_key_file("upload")),
            "PIXGEN_UPLOADS_PER_MINUTE": "1000000",
            "PIXGEN_UPLOADS_AT_ONCE": "64",
        }
        last.enter_context(
            process(
                [str(BIN / "catalog"), "serve"],
                catalog,
                f"http://127.0.0.1:{rest}/readyz",
                folder / "catalog.log",
            )
        )
        last.enter_context(
            process(
                [str(BIN / "pixgen-upload"), "serve"],
                ours,
                f"http://127.0.0.1:{upload}/readyz",
                folder / "upload.log",
            )
        )
        settings = StoreSettings(
            s3_endpoint=store.endpoint, s3_access_key=store.access_key, s3_secret_key=store.secret_key
        )
        token = identities.person("acc_aaaaaaaaaaaaaaaa", "contributor", exp=int(time.time()) + 3600)
        yield Stack(f"http://127.0.0.1:{upload}", token, ObjectStore(settings), "bare", database.owner_url)


def bare_loop(there: Stack) -> Callable[[Sequence[bytes]], None]:
    """The least that any such service does, without the service."""
    connection = psycopg2.connect(there.database_url.replace("postgresql+psycopg2", "postgresql"))
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE bare (id text PRIMARY KEY, sha256 text, phash text, record jsonb)")

    def run(pictures: Sequence[bytes]) -> None:
        for data in pictures:
            image = Image.open(io.BytesIO(data)).convert("RGB")
            digest, phash = sha256(data).hexdigest(), str(imagehash.phash(image))
            there.objects.put(there.bucket, f"originals/{digest}.jpg", data, content_type="image/jpeg")
            cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s)", (digest[:16], digest, phash, METADATA))

    return run


def over_http(there: Stack, clients: int) -> Callable[[Sequence[bytes]], None]:
    """The same pictures through the front door."""
    own = threading.local()
    headers = {"Authorization": f"Bearer {there.token}"}

    def send(data: bytes) -> None:
        if not hasattr(own, "client"):
            own.client = httpx.Client(timeout=120)
        parts = {"image": ("x.jpg", data, "image/jpeg"), "metadata": (None, METADATA, "application/json")}
        answer = own.client.post(f"{there.address}/v1/uploads", files=parts, headers=headers)
        assert answer.status_code == 201, answer.text

    pool = ThreadPoolExecutor(clients)
    return lambda pictures: (
        [future.result() for future in [pool.submit(send, one) for one in pictures]] and None
    )


def rate(run: Callable[[Sequence[bytes]], None], pictures: Sequence[bytes]) -> float:
    """Pictures a second."""
    began = time.perf_counter()
    run(pictures)
    return len(pictures) / (time.perf_counter() - began)


def stages(address: str) -> str:
    """Mean milliseconds per stage, out of the service's own metrics."""
    values: dict[str, dict[str, float]] = {}
    for line in httpx.get(f"{address}/metrics").text.splitlines():
        for kind in ("sum", "count"):
            prefix = f'pixgen_upload_stage_seconds_{kind}{{stage="'
            if line.startswith(prefix):
                stage, value = line.removeprefix(prefix).split('"} ')
                values.setdefault(stage, {})[kind] = float(value)
    return ", ".join(f"{stage} {1000 * v['sum'] / v['count']:.1f}" for stage, v in values.items())


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="2000x1500", help="pixels of the drawn pictures")
    parser.add_argument("--folder", type=Path, help="JPEGs to send instead of drawn ones")
    parser.add_argument("--rounds", type=int, default=4, help="rounds of each side, taken in turns")
    parser.add_argument("--pictures", type=int, default=30, help="pictures a round")
    parser.add_argument("--clients", type=int, default=6, help="uploads sent at a time")
    parser.add_argument("--threads", type=int, default=4, help="threads of each worker of the service")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="workers of the service")
    return parser.parse_args()


def main() -> None:
    """Measures and prints."""
    given = arguments()
    width, height = map(int, given.size.split("x"))
    # One more round than is counted: the first warms both sides up.
    needed = (given.rounds + 1) * given.pictures
    if given.folder:
        pictures = [path.read_bytes() for path in sorted(given.folder.glob("*.jpg"))][:needed]
    else:
        pictures = drawn(needed, width, height)
    per_round = len(pictures) // (given.rounds + 1)
    with tempfile.TemporaryDirectory() as folder, stack(Path(folder), given.threads, given.workers) as there:
        sides = {"bare": bare_loop(there), "service": over_http(there, given.clients)}
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(given.rounds + 1):
            chunk = pictures[number * per_round : (number + 1) * per_round]
            for name, run in sides.items():
                found = rate(run, chunk)
                if number:
                    rates[name].append(found)
        mean = sum(map(len, pictures)) / len(pictures) / 1024
        bare, service = (statistics.median(rates[name]) for name in ("bare", "service"))
        print(f"{len(pictures)} pictures of {mean:.0f} KiB; {os.cpu_count()} cores; {given.clients} clients")
        print(f"bare loop {bare:.1f}/s, service {service:.1f}/s, ratio {service / bare:.2f} (aim >= 0.6)")
        print(f"service, mean ms per stage: {stages(there.address)}")


if __name__ == "__main__":
    main()
