"""A bucket of models, versions to put into it, and a relay to the store that can be closed."""

import secrets
import socket
import threading
from contextlib import suppress

import pytest
from pixgen_common import model_publishing
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_local import objectstore
from pixgen_model_sync.settings import Settings
from pixgen_model_sync.syncing import Sync


class Models:
    """One test's bucket, and what a trainer does with it."""

    def __init__(self, store, bucket, folder):
        self.store, self.bucket, self._folder = store, bucket, folder

    def put(self, model, version, content=b"weights", publish=True):
        export = self._folder / f"{model}-{version}-{secrets.token_hex(3)}"
        (export / "variables").mkdir(parents=True)
        (export / "saved_model.pb").write_bytes(b"graph of " + content)
        (export / "variables" / "variables.data-00000-of-00001").write_bytes(content)
        (export / "empty").write_bytes(b"")
        model_publishing.store_version(self.store, self.bucket, export, model, version)
        if publish:
            model_publishing.publish(self.store, self.bucket, model, version)
        return export

    def retract(self, model, version):
        model_publishing.retract(self.store, self.bucket, model, version)


class Relay:
    """A TCP relay to the store. It can be closed, and can hold back all after a number of bytes."""

    def __init__(self, endpoint):
        host, port = endpoint.removeprefix("http://").split(":")
        self._target = host, int(port)
        self.hold_after = None
        self.held = threading.Event()
        self._sockets = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                far = socket.create_connection(self._target)
                self._sockets += [near, far]
                threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source, target, counted):
        passed = 0
        with suppress(OSError):
            while piece := source.recv(65536):
                passed += len(piece)
                if counted and self.hold_after is not None and passed > self.hold_after:
                    self.held.set()
                    return
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def models(object_store, tmp_path):
    client = objectstore.client(
        object_store.endpoint, object_store.access_key, object_store.secret_key, object_store.region
    )
    bucket = f"t-{secrets.token_hex(6)}-models"
    client.make_bucket(bucket)
    yield Models(ObjectStore(StoreSettings(**_store(object_store))), bucket, tmp_path / "exports")
    objectstore.remove_bucket(client, bucket)


@pytest.fixture
def relay(object_store):
    made = Relay(object_store.endpoint)
    yield made
    made.close()


@pytest.fixture
def served(tmp_path):
    """The directory that TensorFlow Serving would read."""
    return tmp_path / "served"


@pytest.fixture
def settings(object_store, models, served):
    def make(**changes):
        values = {
            **_store(object_store),
            "models_bucket": models.bucket,
            "sync_models": "dcgan",
            "sync_directory": served,
            "sync_poll_seconds": 0.05,
            "s3_attempts": 1,
        }
        return Settings(**{**values, **changes})

    return make


@pytest.fixture
def sync(settings):
    return Sync(settings())


def _store(object_store):
    return {
        "s3_endpoint": object_store.endpoint,
        "s3_access_key": object_store.access_key,
        "s3_secret_key": object_store.secret_key,
        "s3_region": object_store.region,
    }
