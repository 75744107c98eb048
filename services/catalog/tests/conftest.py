"""A migrated database to copy from, and a catalog on it: REST by a test client, gRPC on a free port."""

import time
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa
from pixgen_catalog import migrate
from pixgen_catalog.app import VERIFIER, create_app
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.register import register
from pixgen_catalog.settings import Settings
from pixgen_catalog.testing import ADA, BEN, CURATOR
from pixgen_common import database as databases
from pixgen_common import rpc
from pixgen_common.errors import PixGenError
from pixgen_common.identity import ServiceSigner
from pixgen_common.testing import Identities
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub

IDENTITY_KEY = "i" * 40


@pytest.fixture(scope="session")
def template(postgres_server):
    """A migrated, empty database: copying it is faster than migrating anew."""
    made = postgres_server.create()
    migrate.upgrade(made.owner_url, "pixgen_app")
    yield made.name
    postgres_server.drop(made)


@pytest.fixture
def catalog_database(postgres_server, template):
    """A migrated database of this test's own."""
    made = postgres_server.create(template)
    yield made
    postgres_server.drop(made)


@pytest.fixture
def owner(catalog_database):
    """Run SQL as the schema's owner: how a test looks behind the rules."""
    engine = sa.create_engine(catalog_database.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else result.rowcount

    yield run
    engine.dispose()


@pytest.fixture
def engine(catalog_database):
    """The database as the application's role."""
    made = databases.engine(catalog_database.app_url)
    yield made
    made.dispose()


@pytest.fixture
def index(engine):
    """Register records, as upload does; returns their ids."""

    def put(*records):
        for record in records:
            register(engine, record)
        return [record.image_id for record in records]

    return put


@pytest.fixture
def decide(engine):
    """Let a curator decide: `decide("publish", image_id, ...)`."""

    def review(decision, *image_ids, reason=None):
        with engine.begin() as connection:
            for image_id in image_ids:
                connection.execute(
                    sa.text(
                        "INSERT INTO catalog.reviews (image_id, reviewer_id, decision, reason) "
                        "VALUES (:image_id, 'acc_curator', :decision, :reason)"
                    ),
                    {"image_id": image_id, "decision": decision, "reason": reason},
                )

    return review


@pytest.fixture
def identities(tmp_path):
    """Keys of an issuer of people's tokens and of the services."""
    return Identities(tmp_path, ("upload", "catalog", "synthesis", "gan-trainer"))


@pytest.fixture
def settings(catalog_database, object_store, buckets, identities):
    """Settings of a catalog on this test's database and buckets."""
    return Settings(
        environment="local",
        s3_endpoint=object_store.endpoint,
        s3_public_endpoint=object_store.endpoint,
        s3_access_key=object_store.access_key,
        s3_secret_key=object_store.secret_key,
        s3_region=object_store.region,
        images_bucket=buckets.images,
        datasets_bucket=buckets.datasets,
        catalog_database_url=catalog_database.app_url,
        catalog_key_secret="k" * 40,
        identity_key=IDENTITY_KEY,
        service_keys_file=identities.service_keys_file,
        argon2_time_cost=1,
        argon2_memory_kib=64,
        argon2_parallelism=1,
        auth_issuer="pixgen",
    )


@pytest.fixture
def app(settings):
    made = create_app(settings)
    yield made
    made.extensions[EXTENSION].engine.dispose()


@pytest.fixture
def catalog_port(app, settings):
    """The catalog's gRPC server, on a free port."""
    parts = app.extensions[EXTENSION]
    running = rpc.serve(
        settings, app.extensions[VERIFIER], [CatalogService(parts).add_to], "127.0.0.1:0", [SERVICE_NAME]
    )
    yield running.port
    running.stop(0)


@pytest.fixture
def stub(catalog_port, settings, identities):
    """Make a stub that calls as one of the services: `stub("upload")`."""
    with ExitStack() as stack:

        def connect(service):
            own = settings.model_copy(update={"service_key_file": identities.service_key_file(service)})
            channel = rpc.channel(f"127.0.0.1:{catalog_port}", own, ServiceSigner(own), "catalog")
            stack.callback(channel.close)
            return CatalogServiceStub(channel)

        yield connect


@pytest.fixture
def refused():
    """Assert that a block is refused: `with refused("image.withdrawn", Code.CONFLICT): ...`."""

    @contextmanager
    def expect(reason, code=None):
        with pytest.raises(PixGenError) as caught:
            yield
        assert caught.value.reason == reason
        assert code is None or caught.value.code is code

    return expect


class Person:
    """Somebody who calls REST: signed in with roles, or a visitor."""

    def __init__(self, app, account_id="", *roles):
        self.account_id = account_id
        self._client = app.test_client()
        self._headers = {}
        if account_id:
            now = int(time.time())
            claims = {"iss": "pixgen", "aud": "pixgen", "sub": account_id, "roles": list(roles)}
            token = app.extensions["pixgen_accounts"].keys.sign(claims | {"iat": now, "exp": now + 600})
            self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method, path, headers=(), **more):
        return self._client.open(path, method=method, headers={**self._headers, **dict(headers)}, **more)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, **more):
        return self.call("POST", path, **more)

    def patch(self, path, **more):
        return self.call("PATCH", path, **more)

    def delete(self, path, **more):
        return self.call("DELETE", path, **more)


@pytest.fixture
def visitor(app):
    """Nobody is signed in."""
    return Person(app)


@pytest.fixture
def ada(app):
    """The contributor whose pictures `a_record` makes."""
    return Person(app, ADA, "contributor")


@pytest.fixture
def ben(app):
    """A researcher."""
    return Person(app, BEN, "researcher")


@pytest.fixture
def curator(app):
    return Person(app, CURATOR, "curator")


@pytest.fixture
def store(app):
    return app.extensions[EXTENSION].store
