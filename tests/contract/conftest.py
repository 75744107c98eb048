"""Each REST service as its own app, on the real database and object store, with pictures in them."""

import json
import time
from dataclasses import dataclass

import pytest
from pixgen_catalog import migrate
from pixgen_catalog import settings as catalog_settings
from pixgen_catalog.app import create_app as create_catalog
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.register import register
from pixgen_catalog.reviews import Review, decide
from pixgen_catalog.testing import ADA, a_record, a_synthetic
from pixgen_catalog.viewer import Viewer, look_as
from pixgen_common.records import object_key, record_key, thumbnail_key, to_json
from pixgen_common.testing import Identities
from pixgen_synthesis import settings as synthesis_settings
from pixgen_synthesis import store as synthesis_store
from pixgen_synthesis.app import create_app as create_synthesis
from pixgen_synthesis.context import EXTENSION as SYNTHESIS
from pixgen_synthesis.migrate import MIGRATIONS
from pixgen_upload import settings as upload_settings
from pixgen_upload.app import create_app as create_upload

KEY = "k" * 40
ROLES = ["contributor", "researcher", "curator", "admin"]


@dataclass(frozen=True)
class Served:
    """An app and how to call it."""

    app: object
    headers: dict[str, str]
    # Ids that are there: what is generated at random is never one.
    known: dict[str, str]
    catalog_is_away: bool = False


@pytest.fixture
def common(object_store, buckets, tmp_path):
    """What both services' settings share."""
    identities = Identities(tmp_path)
    cache = tmp_path / "jwks.json"
    cache.write_text(json.dumps(identities.jwks()))
    values = {
        "environment": "local",
        "s3_endpoint": object_store.endpoint,
        "s3_access_key": object_store.access_key,
        "s3_secret_key": object_store.secret_key,
        "s3_region": object_store.region,
        "images_bucket": buckets.images,
        "datasets_bucket": buckets.datasets,
        "service_keys_file": identities.service_keys_file,
        "service_key_file": identities.service_key_file("upload"),
        "auth_jwks_cache": cache,
        "auth_jwks_url": "http://127.0.0.1:9/jwks.json",
        "identity_key": KEY,
    }
    return identities, values


@pytest.fixture
def catalog(database, common):
    """The catalog, with a published picture, a pending one and what was made from it."""
    _, values = common
    migrate.upgrade(database.owner_url, "pixgen_app")
    limits = dict.fromkeys(("sign_in_account_limit", "sign_up_address_limit"), 1000)
    settings = catalog_settings.Settings(
        **values,
        **limits,
        catalog_database_url=database.app_url,
        catalog_key_secret=KEY,
        argon2_time_cost=1,
        argon2_memory_kib=64,
        argon2_parallelism=1,
    )
    app = create_catalog(settings)
    parts = app.extensions[EXTENSION]
    shown = a_record("shown")
    for record in (shown, a_record("pending"), a_synthetic(parents=[shown.image_id])):
        _store(parts.store, settings.images_bucket, record)
        register(parts.engine, record)
    with parts.engine.begin() as connection:
        curator = Viewer(ADA, frozenset({"curator"}))
        look_as(connection, curator)
        decide(connection, curator, shown.image_id, Review("publish"))
    now = int(time.time())
    claims = {"iss": "pixgen", "aud": "pixgen", "sub": ADA, "roles": ROLES, "iat": now, "exp": now + 3600}
    token = app.extensions["pixgen_accounts"].keys.sign(claims)
    known = {"image_id": shown.image_id, "consent_id": shown.consent_id, "name": "conditions"}
    yield Served(app, {"Authorization": f"Bearer {token}"}, known)
    parts.engine.dispose()


@pytest.fixture
def upload(common):
    """The upload service, with the catalog away: it must stand on its own feet."""
    identities, values = common
    settings = upload_settings.Settings(**values, catalog_grpc="127.0.0.1:9", uploads_per_minute=100_000)
    token = identities.person(ADA, "contributor")
    return Served(create_upload(settings), {"Authorization": f"Bearer {token}"}, {}, catalog_is_away=True)


@pytest.fixture
def synthesis(database, common):
    """The synthesis service with an order in it; all that it calls is away."""
    identities, values = common
    MIGRATIONS.upgrade(database.owner_url, "pixgen_synthesis")
    kept = {name: value for name, value in values.items() if name in synthesis_settings.Settings.model_fields}
    settings = synthesis_settings.Settings(
        **kept | {"service_key_file": identities.service_key_file("synthesis")},
        synthesis_database_url=database.synthesis_url,
        synthesis_key_secret=KEY,
        catalog_grpc="127.0.0.1:9",
        augment_grpc="127.0.0.1:9",
        trainer_grpc="127.0.0.1:9",
    )
    app = create_synthesis(settings)
    engine = app.extensions[SYNTHESIS].engine
    wish = {"target": {"tone_group": "dark"}, "method": "TONE", "strength": 1.0}
    with engine.begin() as connection:
        item = synthesis_store.NewItem("img_aaaaaaaaaaaaaaaa", wish)
        order_id = synthesis_store.place(connection, "augmentation", ADA, wish, [item])
    token = identities.person(ADA, "contributor", "curator")
    yield Served(app, {"Authorization": f"Bearer {token}"}, {"order_id": order_id}, catalog_is_away=True)
    engine.dispose()


@pytest.fixture(params=["catalog", "upload", "synthesis"])
def served(request):
    """One of the services."""
    return request.getfixturevalue(request.param)


def _store(store, bucket, record):
    store.put(bucket, object_key(record.image_id, record.format), b"\xff\xd8 picture")
    store.put(bucket, record_key(record.image_id), to_json(record))
    for edge in (256, 1024):
        store.put(bucket, thumbnail_key(record.image_id, edge), b"RIFF webp")
