"""Fixtures for every package's tests: a real PostgreSQL and a real S3 server, once per worker."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest
from pixgen_local import objectstore, ports, throwaway, throwaway_stack

CHECKOUT = Path(__file__).parent


@dataclass(frozen=True)
class Buckets:
    """The names of one test's buckets."""

    images: str
    datasets: str


@pytest.fixture(scope="session")
def postgres_server():
    """A running PostgreSQL; `create(template=...)` and `drop` make and remove databases."""
    with throwaway.postgres_server(CHECKOUT) as server:
        yield server


@pytest.fixture
def database(postgres_server):
    """An empty database of this test's own: `owner_url` (pixgen_owner) and `app_url` (pixgen_app)."""
    made = postgres_server.create()
    yield made
    postgres_server.drop(made)


@pytest.fixture(scope="session")
def object_store():
    """An S3 endpoint: SeaweedFS, or the one that PIXGEN_TEST_S3_ENDPOINT names."""
    endpoint = os.environ.get("PIXGEN_TEST_S3_ENDPOINT")
    if endpoint:
        keys = os.environ["PIXGEN_TEST_S3_ACCESS_KEY"], os.environ["PIXGEN_TEST_S3_SECRET_KEY"]
        region = os.environ.get("PIXGEN_TEST_S3_REGION", objectstore.REGION)
        yield throwaway.Store(endpoint, *keys, region)
        return
    with throwaway.object_store() as store:
        yield store


@pytest.fixture
def buckets(object_store):
    """Two new buckets, removed with all that is in them."""
    client = objectstore.client(
        object_store.endpoint, object_store.access_key, object_store.secret_key, object_store.region
    )
    mark = secrets.token_hex(6)
    made = Buckets(images=f"t-{mark}-images", datasets=f"t-{mark}-datasets")
    for name in (made.images, made.datasets):
        client.make_bucket(name)
    yield made
    for name in (made.images, made.datasets):
        objectstore.remove_bucket(client, name)


@pytest.fixture
def free_port():
    """Name a port that nothing listens on, at each call another."""
    return ports.free_port


@pytest.fixture(scope="session")
def stack():
    """The whole stack behind its edge, with ten phantoms in it; `stack.sign_in(email)` gives a client."""
    with throwaway_stack.whole_stack(demo_pictures=10, style_transfer=True) as running:
        yield running
