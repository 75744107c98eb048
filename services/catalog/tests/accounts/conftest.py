"""One app with accounts on a real database, and people who use it."""

import logging
from dataclasses import dataclass

import pytest
import sqlalchemy
import structlog
from pixgen_catalog.app import create_app
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.settings import Settings
from pixgen_common.testing import Identities

PASSWORD = "seven purple lesions"
ORIGIN = "http://127.0.0.1:8080"


@pytest.fixture
def place(postgres_server, template):
    """A migrated database of this test's own."""
    made = postgres_server.create(template)
    yield made
    postgres_server.drop(made)


@pytest.fixture
def owner(place):
    """Run SQL as the owner: how a test lets time pass or looks behind the routes."""
    engine = sqlalchemy.create_engine(place.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(sqlalchemy.text(statement), values)
            return result.mappings().all() if result.returns_rows else result.rowcount

    yield run
    engine.dispose()


@pytest.fixture
def identities(tmp_path):
    """Keys of services, and of an issuer that is not ours."""
    return Identities(tmp_path)


@pytest.fixture
def make_settings(place, identities):
    """Settings with cheap hashes; a test states only what it is about."""

    def make(**changes):
        values = {
            "s3_endpoint": "http://127.0.0.1:1",
            "s3_access_key": "none",
            "s3_secret_key": "none",
            "catalog_database_url": place.app_url,
            "catalog_key_secret": "k" * 40,
            "service_keys_file": identities.service_keys_file,
            "argon2_time_cost": 1,
            "argon2_memory_kib": 64,
            "argon2_parallelism": 1,
            "trusted_proxies": 1,
        }
        return Settings(**(values | changes))

    return make


@dataclass(frozen=True)
class Service:
    """A catalog, and the parts that serve its accounts."""

    app: object
    parts: object

    def client(self):
        return self.app.test_client()


@pytest.fixture
def make_service(make_settings):
    """A service; several of them on one database are several processes."""
    engines = []

    def make(**changes):
        app = create_app(make_settings(**changes))
        engines.append(app.extensions[EXTENSION].engine)
        return Service(app, app.extensions["pixgen_accounts"])

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def service(make_service):
    return make_service()


@pytest.fixture
def client(service):
    return service.client()


@pytest.fixture
def person(service):
    """Make an account and sign in; returns the account, its tokens and the header to send."""
    return Person.maker(service)


@dataclass
class Person:
    """Somebody with an account who is signed in."""

    account: object
    tokens: dict
    client: object

    @property
    def bearer(self):
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    @property
    def account_id(self):
        return self.account.account_id

    def get(self, path, **more):
        return self.client.get(path, headers=self.bearer | more.pop("headers", {}), **more)

    def post(self, path, **more):
        return self.client.post(path, headers=self.bearer | more.pop("headers", {}), **more)

    def patch(self, path, **more):
        return self.client.patch(path, headers=self.bearer | more.pop("headers", {}), **more)

    def delete(self, path, **more):
        return self.client.delete(path, headers=self.bearer | more.pop("headers", {}), **more)

    def refresh(self):
        answer = self.client.post("/v1/tokens/refresh", json={"refresh_token": self.tokens["refresh_token"]})
        if answer.status_code == 200:
            self.tokens = answer.json
        return answer

    @classmethod
    def maker(cls, service):
        def make(name="ada", *roles):
            account = service.parts.accounts.create(f"{name}@clinic.org", PASSWORD, roles or ("contributor",))
            return cls.signed_in(service, account)

        return make

    @classmethod
    def signed_in(cls, service, account):
        client = service.client()
        answer = client.post("/v1/tokens", json={"email": account.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.json
        return cls(account, answer.json, client)


@pytest.fixture
def sign_in(service):
    """Sign in once more with an account that is there."""
    return lambda account: Person.signed_in(service, account)


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture
def own_page():
    """What our own pages send with a cookie."""
    return {"Origin": ORIGIN, "X-PixGen-CSRF": "1"}


@pytest.fixture
def logs_as_before():
    """Commands send logs to the standard error of their moment: later tests must not write there."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def refusal():
    """Status and reason of an answer that refuses."""

    def read(answer):
        assert answer.mimetype == "application/problem+json", answer.data
        return answer.status_code, answer.json["reason"]

    return read
