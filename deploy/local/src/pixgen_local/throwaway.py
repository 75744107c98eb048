"""Servers for one test run: real ones, on free ports, with data that goes when they stop."""

import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pixgen_prepare.database import SERVICES, ensure_database, ensure_role
from psycopg2.extensions import connection

from pixgen_local import databases, identities, objectstore, postgres, postgres_install
from pixgen_local.accounts import Account
from pixgen_local.places import Places, make_private, open_database_home
from pixgen_local.ports import LOOPBACK, free_port, free_run
from pixgen_local.servers import Launch, StartError, running

T = TypeVar("T")
_LEFT_OVER_SECONDS = 86_400
_TRIES = 3  # somebody else may take a free port before the server does


@dataclass(frozen=True)
class Database:
    """An empty database with the roles that its owner and the services use."""

    name: str
    owner_url: str
    app_url: str
    synthesis_url: str


@dataclass(frozen=True)
class PostgresServer:
    """A running PostgreSQL that makes databases."""

    port: int
    password: str

    def superuser(self) -> connection:
        """Open a connection as superuser."""
        return databases.connect(self.port, self.password)

    def create(self, template: str = "template1") -> Database:
        """Make a new database.

        Args:
            template: Name of a database to copy (one that is migrated, say); nobody may be connected to it.
        """
        name = f"t_{secrets.token_hex(6)}"
        with closing(self.superuser()) as superuser:
            ensure_database(superuser, name, template)
        roles = (databases.OWNER, databases.APP, databases.SYNTHESIS)
        return Database(name, *(databases.url(self.port, role, self.password, name) for role in roles))

    def drop(self, database: Database) -> None:
        """Drop a database and end who is still connected to it."""
        with closing(self.superuser()) as superuser:
            databases.drop_database(superuser, database.name)


@dataclass(frozen=True)
class Store:
    """An S3 endpoint and keys that may do everything there."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str


@contextmanager
def postgres_server(checkout: Path) -> Iterator[PostgresServer]:
    """Run a PostgreSQL with fsync off and remove its data at the end.

    Args:
        checkout: The repository's root; for root, the copy of the binaries of its stack is used.
    """
    local = make_private(checkout / ".local")
    home, account = open_database_home(Places(local))
    _remove_leftovers(home)
    install = postgres_install.reachable_install(home, account)
    place = make_private(Path(tempfile.mkdtemp(prefix="test-", dir=home)), account)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        yield _started(stack, lambda: _running_postgres(place, install, account))


@contextmanager
def object_store() -> Iterator[Store]:
    """Run a SeaweedFS and remove its data at the end."""
    place = Path(tempfile.mkdtemp(prefix="pixgen-store-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        yield _started(stack, lambda: _running_store(place))


def _remove_leftovers(home: Path) -> None:
    """Remove what test runs left that were killed more than a day ago."""
    for place in home.glob("test-*"):
        if place.stat().st_mtime < time.time() - _LEFT_OVER_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


def _started(stack: ExitStack, start: Callable[[], AbstractContextManager[T]]) -> T:
    """Start a server, on other ports when the first ones were taken in the meantime.

    Raises:
        StartError: when the last try failed too.
    """
    for _ in range(_TRIES - 1):
        try:
            return stack.enter_context(start())
        except StartError:
            continue
    return stack.enter_context(start())


@contextmanager
def _running_postgres(place: Path, install: Path, account: Account | None) -> Iterator[PostgresServer]:
    password = secrets.token_urlsafe(12)
    data = Path(tempfile.mkdtemp(prefix="data-", dir=place)) / "postgres"
    make_private(data.parent, account)
    cluster = postgres.Cluster(install, data, free_port(), account)
    postgres.initialise(cluster, password)
    launch = Launch(
        postgres.command(cluster, postgres.THROWAWAY),
        cwd=place,
        log=place / "log",
        account=account,
        stop_signal=signal.SIGQUIT,  # at once: the data goes anyway
    )
    with running(launch, lambda: databases.answers(cluster.port, password)):
        with closing(databases.connect(cluster.port, password)) as superuser:
            for role in (databases.OWNER, *SERVICES):
                ensure_role(superuser, role, password)
        yield PostgresServer(cluster.port, password)


@contextmanager
def _running_store(place: Path) -> Iterator[Store]:
    keys = secrets.token_hex(10), secrets.token_urlsafe(24)
    data = Path(tempfile.mkdtemp(prefix="data-", dir=place))
    allowed = data / "identities.json"
    allowed.write_text(identities.as_json([identities.administrator(*keys)]))
    ports = objectstore.StorePorts.from_first(free_run(4))
    endpoint = f"http://{LOOPBACK}:{ports.s3}"
    store = objectstore.client(endpoint, *keys)
    launch = Launch(
        objectstore.command(data, allowed, ports),
        cwd=place,
        log=place / "log",
        environment=objectstore.ENVIRONMENT,
        stop_signal=signal.SIGKILL,  # in good order it takes 15 s, and the data goes anyway
    )
    try:
        with running(launch, lambda: objectstore.answers(store)):
            yield Store(endpoint, *keys, objectstore.REGION)
    finally:
        objectstore.remove_sockets(ports)
