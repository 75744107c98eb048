"""The service beside a real catalog, both on one real database; pictures are registered as upload would."""

import json
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from pixgen_catalog import migrate as catalog_migrate
from pixgen_catalog.app import VERIFIER
from pixgen_catalog.app import create_app as create_catalog
from pixgen_catalog.context import EXTENSION as CATALOG
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.register import register
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_catalog.testing import ADA, BEN, CURATOR, a_record
from pixgen_common import rpc
from pixgen_common.testing import Identities
from pixgen_synthesis.app import create_app
from pixgen_synthesis.context import EXTENSION
from pixgen_synthesis.migrate import MIGRATIONS
from pixgen_synthesis.settings import Settings

KEY = "k" * 40
# Nobody listens there.
AWAY = "127.0.0.1:9"
SCOPES = ["share", "generative"]


@pytest.fixture(scope="session")
def template(postgres_server):
    """A database with both schemas, to be copied."""
    made = postgres_server.create()
    catalog_migrate.upgrade(made.owner_url, "pixgen_app")
    MIGRATIONS.upgrade(made.owner_url, "pixgen_synthesis")
    yield made.name
    postgres_server.drop(made)


@pytest.fixture
def both(postgres_server, template):
    """A database of this test's own with both schemas."""
    made = postgres_server.create(template)
    yield made
    postgres_server.drop(made)


@pytest.fixture
def identities(tmp_path):
    return Identities(tmp_path)


@pytest.fixture
def shared(identities, tmp_path):
    """What all services' settings share."""
    cache = tmp_path / "jwks.json"
    cache.write_text(json.dumps(identities.jwks()))
    return {
        "environment": "local",
        "auth_jwks_url": "http://127.0.0.1:9/jwks.json",
        "auth_jwks_cache": cache,
        "service_keys_file": identities.service_keys_file,
    }


@pytest.fixture
def catalog(both, shared, object_store):
    """The catalog's parts, and the port of its gRPC server."""
    made = create_catalog(
        CatalogSettings(
            **shared,
            s3_endpoint=object_store.endpoint,
            s3_access_key=object_store.access_key,
            s3_secret_key=object_store.secret_key,
            s3_region=object_store.region,
            catalog_database_url=both.app_url,
            catalog_key_secret=KEY,
        )
    )
    parts = made.extensions[CATALOG]
    running = rpc.serve(
        parts.settings,
        made.extensions[VERIFIER],
        [CatalogService(parts).add_to],
        "127.0.0.1:0",
        [SERVICE_NAME],
    )
    yield parts, running.port
    running.stop(0)
    parts.engine.dispose()


@pytest.fixture
def settings_for(both, shared, identities, catalog):
    """Settings of the service beside that catalog; a test states only the difference."""

    def make(**changes):
        values = {
            **shared,
            "service_key_file": identities.service_key_file("synthesis"),
            "synthesis_database_url": both.synthesis_url,
            "synthesis_key_secret": KEY,
            "catalog_grpc": f"127.0.0.1:{catalog[1]}",
            "catalog_seconds": 60,
            "augment_grpc": AWAY,
            "upload_url": f"http://{AWAY}",
            "work_idle_seconds": 0.05,
        }
        return Settings(**(values | changes))

    return make


@pytest.fixture
def app_for(settings_for):
    """The service with some settings of this test's own."""
    made = []

    def make(**changes):
        made.append(create_app(settings_for(**changes)))
        return made[-1]

    yield make
    for app in made:
        app.extensions[EXTENSION].engine.dispose()


@pytest.fixture
def app(app_for):
    return app_for()


@dataclass(frozen=True)
class Person:
    """Somebody who calls REST."""

    client: object
    token: str

    def call(self, method, path, **more):
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def order(self, headers=None, **body):
        """Place an order."""
        return self.call("POST", "/v1/augmentations", json=body, headers=headers or {})


@pytest.fixture
def person(identities, app):
    """Sign somebody in: `person(ADA, "contributor")`."""

    def sign_in(account_id, *roles, on=app):
        return Person(on.test_client(), identities.person(account_id, *roles))

    return sign_in


@pytest.fixture
def ada(person):
    """The contributor whose pictures `add` makes."""
    return person(ADA, "contributor")


@pytest.fixture
def ben(person):
    """Another contributor."""
    return person(BEN, "contributor")


@pytest.fixture
def curator(person, owner):
    owner(
        "INSERT INTO catalog.accounts (account_id, email, password_hash, roles) "
        "VALUES (:id, 'curator@example.org', 'none', '{curator}')",
        id=CURATOR,
    )
    return person(CURATOR, "curator")


@pytest.fixture
def add(catalog):
    """Register pictures as upload does, given for generated pictures unless said otherwise; their ids."""

    def put(*seeds, **changes):
        made = [a_record(seed, **{"consent_scopes": SCOPES, **changes}) for seed in seeds]
        for record in made:
            register(catalog[0].engine, record)
        return [record.image_id for record in made]

    return put


@pytest.fixture
def owner(both):
    """Run SQL as the schemas' owner: how a test looks behind the rules."""
    engine = sa.create_engine(both.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else result.rowcount

    yield run
    engine.dispose()


@pytest.fixture
def publish(owner):
    """Let a curator publish pictures."""

    def review(*image_ids):
        for image_id in image_ids:
            owner(
                "INSERT INTO catalog.reviews (image_id, reviewer_id, decision) "
                "VALUES (:i, 'acc_c', 'publish')",
                i=image_id,
            )

    return review
