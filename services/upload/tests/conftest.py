"""A real upload service on a real object store; one valid upload, and each test states the difference."""

import io
import json
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PIL import Image
from pixgen_common import records
from pixgen_common.objectstore import ObjectStore
from pixgen_common.testing import Identities
from pixgen_imaging import phantoms
from pixgen_upload.app import create_app
from pixgen_upload.receive import Receive
from pixgen_upload.settings import Settings
from pixgen_upload.store import PictureStore

OWNER = "acc_aaaaaaaaaaaaaaaa"
METADATA = {
    "image_type": "dermoscopic",
    "copyright_license": "CC-BY",
    "consent": {"scopes": ["share", "ml_training"]},
}


class Bucket:
    """What lies in the pictures' bucket, read past the service."""

    def __init__(self, objects, name):
        self.objects, self.name = objects, name

    def listing(self):
        return sorted(self.objects.list(self.name, ""))

    def get(self, key):
        return self.objects.get(self.name, key)

    def put(self, key, data):
        return self.objects.put(self.name, key, data, if_absent=False)

    def record(self, image_id):
        return records.from_json(self.get(records.record_key(image_id)))

    def everything(self):
        return b"\n".join(key.encode() + b"\n" + self.get(key) for key in self.listing())


@dataclass
class Uploader:
    """Sends uploads to an app as one account."""

    client: object
    headers: dict = field(default_factory=dict)

    def __call__(self, picture, metadata=None, *, filename="lesion.jpg", headers=None, **changes):
        document = {**METADATA, **(metadata or {}), **changes}
        return self.parts(
            {"image": (io.BytesIO(picture), filename), "metadata": json.dumps(document)}, headers=headers
        )

    def parts(self, data, *, headers=None):
        return self.client.post(
            "/v1/uploads",
            data=data,
            headers={**self.headers, **(headers or {})},
            content_type="multipart/form-data",
        )

    def get(self, path):
        return self.client.get(path, headers=self.headers)

    def post(self, path, body):
        return self.client.post(path, json=body, headers=self.headers)


def capture(seed=1, *, size=256, **phantom):
    """A picture as a camera would give it: no mark says that it was drawn."""
    out = io.BytesIO()
    rgb = phantoms.draw(seed, size=size, **phantom).rgb
    Image.fromarray(rgb).save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.fixture(scope="session")
def picture():
    """A plain JPEG."""
    return capture()


@pytest.fixture(scope="session")
def draw():
    """Make a plain JPEG by seed."""
    return capture


@pytest.fixture(scope="session")
def noise():
    """A picture like no other, by seed."""

    def make(seed, size=96):
        out = io.BytesIO()
        coarse = np.random.default_rng(seed).integers(40, 220, (8, 8, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC).save(out, "JPEG")
        return out.getvalue()

    return make


@pytest.fixture
def identities(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    return Identities(folder)


@pytest.fixture
def settings_for(object_store, buckets, identities, tmp_path, free_port):
    """Settings on the real store; the catalog is genuinely away unless a test says where it is."""
    cache = tmp_path / "jwks.json"
    cache.write_text(json.dumps(identities.jwks()))
    away = f"127.0.0.1:{free_port()}"

    def make(**changes):
        values = {
            "environment": "local",
            "s3_endpoint": object_store.endpoint,
            "s3_access_key": object_store.access_key,
            "s3_secret_key": object_store.secret_key,
            "s3_region": object_store.region,
            "images_bucket": buckets.images,
            "datasets_bucket": buckets.datasets,
            "auth_jwks_url": "http://127.0.0.1:9/jwks.json",
            "auth_jwks_cache": cache,
            "service_keys_file": identities.service_keys_file,
            "service_key_file": identities.service_key_file("upload"),
            "catalog_grpc": away,
            "identity_key": "an identity key that only this test knows",
            "uploads_at_once": 32,
        }
        return Settings(**{**values, **changes})

    return make


@pytest.fixture
def settings(settings_for):
    return settings_for()


@pytest.fixture
def bucket(settings):
    return Bucket(ObjectStore(settings), settings.images_bucket)


@pytest.fixture
def app(settings):
    return create_app(settings)


@pytest.fixture
def sign_in(identities):
    """Headers of a person with some roles."""

    def headers(account_id=OWNER, *roles):
        token = identities.person(account_id, *(roles or ("contributor",)))
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def upload(app, sign_in):
    return Uploader(app.test_client(), sign_in())


@pytest.fixture
def other(app, sign_in):
    return Uploader(app.test_client(), sign_in("acc_bbbbbbbbbbbbbbbb"))


class SteppingStore(ObjectStore):
    """The real store, which lets something happen before its nth call, or right after it."""

    def __init__(self, settings, step, happen, *, after=False):
        super().__init__(settings)
        self._left, self._happen, self._after = step, happen, after

    def _retry(self, action):
        self._left -= 1
        due = self._left == 0
        if due and not self._after:
            self._happen()
        try:
            return super()._retry(action)
        finally:
            if due and self._after:
                self._happen()

    @property
    def happened(self):
        return self._left <= 0


@pytest.fixture
def stepping(settings):
    """Make a store in whose nth call something happens."""

    def make(step, happen, *, after=False):
        return SteppingStore(settings, step, happen, after=after)

    return make


@pytest.fixture
def app_on(settings):
    """Make the service on a given object store."""

    def make(objects):
        app = create_app(settings)
        service = app.extensions["pixgen_upload"]
        store = PictureStore(objects, settings.images_bucket)
        receive = Receive(store, service.catalog, 2)
        app.extensions["pixgen_upload"] = replace(service, store=store, receive=receive)
        return app

    return make


@pytest.fixture
def metadata():
    return {**METADATA}


@pytest.fixture(scope="session")
def migrated(postgres_server):
    """A database with the catalog's schema, to be copied."""
    from pixgen_catalog import migrate

    made = postgres_server.create()
    migrate.upgrade(made.owner_url, "pixgen_app")
    yield made.name
    postgres_server.drop(made)


@pytest.fixture
def catalog_database(postgres_server, migrated):
    made = postgres_server.create(migrated)
    yield made
    postgres_server.drop(made)


@pytest.fixture
def catalog_app(catalog_database, settings_for):
    """The real catalog on a real database, in the same bucket."""
    from pixgen_catalog.app import create_app as create_catalog
    from pixgen_catalog.context import EXTENSION
    from pixgen_catalog.settings import Settings as CatalogSettings

    shared = settings_for().model_dump(include=set(CatalogSettings.model_fields))
    made = create_catalog(
        CatalogSettings(
            **shared,
            catalog_database_url=catalog_database.app_url,
            catalog_key_secret="a key secret that only this test knows",
        )
    )
    yield made
    made.extensions[EXTENSION].engine.dispose()


@pytest.fixture
def catalog(catalog_app, settings_for):
    """The catalog's gRPC server; yields upload's settings that name it."""
    from pixgen_catalog.app import VERIFIER
    from pixgen_catalog.context import EXTENSION
    from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
    from pixgen_common import rpc

    parts = catalog_app.extensions[EXTENSION]
    running = rpc.serve(
        parts.settings,
        catalog_app.extensions[VERIFIER],
        [CatalogService(parts).add_to],
        "127.0.0.1:0",
        [SERVICE_NAME],
    )
    # A loaded machine may be slow, and none of these tests is about that.
    yield settings_for(catalog_grpc=f"127.0.0.1:{running.port}", catalog_seconds=30)
    running.stop(0)


@pytest.fixture
def registered(catalog, sign_in):
    """Uploads to a service whose catalog is there."""
    return Uploader(create_app(catalog).test_client(), sign_in())
