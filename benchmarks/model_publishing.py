"""How long a version takes from being published, or taken back, to its first answer, under 50 requests/s.

Run: `python benchmarks/model_publishing.py [--versions 5] [--rate 50] [--pause 5]`

A real S3 server and a real `pixgen-model-server --sync`, as `make run` runs them, on loopback; generators of
the profile `fast` (64 px), each with other weights. Every request asks for one picture of the same noise, so
that the answer tells the version. Printed are the seconds of each change, the requests answered, how many of
them failed, and how long they took. The load, the store and the server share the machine.
"""

import argparse
import http.client
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from pixgen_common import model_publishing
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_gan_trainer import networks
from pixgen_gan_trainer.recipes import PROFILES
from pixgen_gan_trainer.served import Served
from pixgen_local import objectstore, throwaway
from pixgen_local.ports import free_port

BUCKET, MODEL, LONGEST = "pixgen-models", "dcgan", 120.0
_NUMBER = re.compile(rb"\d+\.\d[\de-]*")


class Load:
    """Requests at an even rate; remembers how each went."""

    def __init__(self, port: int, noise: list[float], rate: float) -> None:
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self._seen = [0.0] * 12
        self._port, self._rate = port, rate
        self._body = json.dumps({"instances": [noise]})
        self._ended = threading.Event()
        self._local = threading.local()

    def run(self) -> None:
        """Asks until it is told to end; one that is late is not waited for."""
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            for number in itertools.count():
                if self._ended.wait(max(0.0, began + number / self._rate - time.monotonic())):
                    return
                pool.submit(self._ask)

    def end(self) -> None:
        """Ends it."""
        self._ended.set()

    def wait_for(self, picture: list[float], began: float) -> float:
        """Args: a version's picture, when the change began. Returns: seconds until it was answered."""
        while not np.allclose(self._seen, picture, atol=1e-4):
            if time.monotonic() - began > LONGEST:
                raise SystemExit("the version was not served in time")
            time.sleep(0.005)
        return time.monotonic() - began

    def _ask(self) -> None:
        began = time.monotonic()
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            self._local.connection.request("POST", f"/v1/models/{MODEL}:predict", self._body)
            answer = self._local.connection.getresponse()
            body = answer.read()
            if answer.status == 200 and body.endswith(b"}"):
                # The first numbers tell the version; reading all of them would load the machine twice.
                self._seen = [float(one) for one in _NUMBER.findall(body[:1000])[:12]]
            else:
                self.errors.append(str(answer.status))
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.errors.append(type(error).__name__)
            del self._local.connection
        self.seconds.append(time.monotonic() - began)


def _fingerprint(picture: object) -> list[float]:
    return [float(one) for one in np.asarray(picture)[0, :4].ravel()]


def export(folder: Path, seed: int, noise: list[float]) -> list[float]:
    """Writes a generator. Args: where, its weights' seed, noise. Returns: what its picture is known by."""
    recipe = PROFILES["fast"].recipe
    generator = networks.generator(recipe, 64, seed=seed, conditional=False, dtype="float32")
    served = Served(generator, recipe.latent, None, [])
    tf.saved_model.save(served, str(folder), signatures=served.signatures())
    return _fingerprint(served.images(tf.constant([noise]))["images"][0])


@contextmanager
def model_server(store: throwaway.Store, folder: Path, port: int) -> Iterator[None]:
    """Runs the model server. Args: what it follows, its directory, the port of its REST interface."""
    settings = {
        "PIXGEN_S3_ENDPOINT": store.endpoint,
        "PIXGEN_S3_ACCESS_KEY": store.access_key,
        "PIXGEN_S3_SECRET_KEY": store.secret_key,
        "PIXGEN_S3_REGION": store.region,
        "PIXGEN_MODELS_BUCKET": BUCKET,
        "PIXGEN_SYNC_MODELS": MODEL,
        "PIXGEN_SYNC_DIRECTORY": str(folder),
    }
    command = [str(Path(sys.executable).parent / "pixgen-model-server"), "--sync", f"--model_name={MODEL}"]
    command += [f"--port={free_port()}", f"--rest_api_port={port}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def measure(versions: int, rate: float, pause: float) -> None:
    """Publishes one version after the other, then takes them back, and prints what came of it."""
    noise = np.random.default_rng(1).normal(size=PROFILES["fast"].recipe.latent).astype(np.float32).tolist()
    with tempfile.TemporaryDirectory() as scratch, throwaway.object_store() as store:
        keys = {"s3_access_key": store.access_key, "s3_secret_key": store.secret_key}
        objects = ObjectStore(StoreSettings(s3_endpoint=store.endpoint, s3_region=store.region, **keys))
        client = objectstore.client(store.endpoint, store.access_key, store.secret_key, store.region)
        objectstore.ensure_bucket(client, BUCKET)
        pictures = {}
        for version in range(1, versions + 2):
            folder = Path(scratch) / str(version)
            pictures[version] = export(folder, version, noise)
            model_publishing.store_version(objects, BUCKET, folder, MODEL, version)
        model_publishing.publish(objects, BUCKET, MODEL, 1)
        port, served = free_port(), Path(scratch) / "served"
        served.mkdir()
        with model_server(store, served, port):
            load = Load(port, noise, rate)
            _wait_for_port(port)
            thread = threading.Thread(target=load.run)
            thread.start()
            try:
                load.wait_for(pictures[1], time.monotonic())
                _changes(objects, load, pictures, pause)
            finally:
                load.end()
                thread.join()
    median, slow = np.quantile(load.seconds, (0.5, 0.99)) * 1000
    print(f"{len(load.seconds)} requests, {len(load.errors)} failed {sorted(set(load.errors))};", end=" ")
    print(f"median {median:.0f} ms, 99 % within {slow:.0f} ms, longest {max(load.seconds) * 1000:.0f} ms")


def _changes(objects: ObjectStore, load: Load, pictures: dict[int, list[float]], pause: float) -> None:
    newest = max(pictures)
    forth = [(model_publishing.publish, version, version) for version in range(2, newest + 1)]
    back = [(model_publishing.retract, version, version - 1) for version in range(newest, 1, -1)]
    for change, version, then in forth + back:
        time.sleep(pause)
        began = time.monotonic()
        change(objects, BUCKET, MODEL, version)
        seconds = load.wait_for(pictures[then], began)
        print(f"{change.__name__:>8} {version}: version {then} answered after {seconds:.2f} s", flush=True)


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the model server did not open its port")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--versions", type=int, default=5)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--pause", type=float, default=5)
    given = parser.parse_args()
    measure(given.versions, given.rate, given.pause)


if __name__ == "__main__":
    main()
