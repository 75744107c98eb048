"""The real services behind the real edge, on a real PostgreSQL and a real object store."""

import asyncio
import secrets
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from pixgen_catalog import accounts_setup, demo_accounts, migrate
from pixgen_catalog.app import VERIFIER
from pixgen_catalog.app import create_app as create_catalog
from pixgen_catalog.context import EXTENSION
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_common import rpc
from pixgen_common.testing import Identities
from pixgen_local import objectstore
from pixgen_upload.app import create_app as create_upload
from pixgen_upload.settings import Settings as UploadSettings
from pixgen_web.edge import create_app as create_edge
from pixgen_web.routes import Upstream
from pixgen_web.settings import EdgeSettings
from werkzeug.serving import make_server


@dataclass
class Stack:
    """What runs.

    Args:
        url: address of the edge.
        stop_catalog: takes the catalog away, REST and gRPC.
    """

    url: str
    stop_catalog: object

    def __call__(self, *arguments, stdin="", expect=0):
        # A process of its own: the services log to this one's standard output.
        command = [sys.executable, "-m", "pixgen_client", "--server", self.url, *map(str, arguments)]
        result = subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=120, check=False
        )
        assert result.returncode == expect, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result

    def sign_in(self, role):
        self("login", "--email", f"{role}@pixgen.example", stdin="pixgen-demo\n")


@contextmanager
def serving(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def edge_running(settings):
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(create_edge(settings), access_log=None, shutdown_timeout=1)

    async def start():
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def new_buckets(store):
    client = objectstore.client(store.endpoint, store.access_key, store.secret_key, store.region)
    names = {f"{kind}_bucket": f"t-{secrets.token_hex(6)}-{kind}" for kind in ("images", "datasets")}
    for name in names.values():
        client.make_bucket(name)
    yield names
    for name in names.values():
        objectstore.remove_bucket(client, name)


@contextmanager
def everything_running(database, store, folder, catalog_seconds=30):
    """Everything that `make run` has, on free ports; patient with a catalog on a busy machine."""
    with ExitStack() as running:
        shared = {
            "environment": "local",
            "s3_endpoint": store.endpoint,
            "s3_public_endpoint": store.endpoint,
            "s3_access_key": store.access_key,
            "s3_secret_key": store.secret_key,
            "s3_region": store.region,
            "identity_key": "an identity key that only this test knows",
            "auth_jwks_cache": folder / "jwks.json",
            **running.enter_context(new_buckets(store)),
        }
        identities = Identities(folder)
        shared["service_keys_file"] = identities.service_keys_file
        migrate.upgrade(database.owner_url, "pixgen_app")
        settings = CatalogSettings(
            **shared,
            demo=True,
            catalog_database_url=database.app_url,
            catalog_key_secret="k" * 40,
            argon2_time_cost=1,
            argon2_memory_kib=64,
            argon2_parallelism=1,
        )
        catalog = create_catalog(settings)
        context = catalog.extensions[EXTENSION]
        running.callback(context.engine.dispose)
        demo_accounts.ensure(accounts_setup.build(settings, context.engine))
        rest = running.enter_context(serving(catalog))
        servicers = [CatalogService(context).add_to]
        grpc = rpc.serve(settings, catalog.extensions[VERIFIER], servicers, "127.0.0.1:0", [SERVICE_NAME])
        running.callback(grpc.stop, 0)
        upload = create_upload(
            UploadSettings(
                **shared,
                auth_jwks_url=f"http://127.0.0.1:{rest.server_port}/.well-known/jwks.json",
                service_key_file=identities.service_key_file("upload"),
                catalog_grpc=f"127.0.0.1:{grpc.port}",
                catalog_seconds=catalog_seconds,
            )
        )
        entrance = running.enter_context(serving(upload))
        addresses = {
            Upstream.UPLOAD: f"http://127.0.0.1:{entrance.server_port}",
            Upstream.CATALOG: f"http://127.0.0.1:{rest.server_port}",
            Upstream.SYNTHESIS: "http://127.0.0.1:9",
        }
        edge = EdgeSettings(port=0, static=folder / "dist", upstreams=addresses)
        yield Stack(running.enter_context(edge_running(edge)), lambda: (rest.shutdown(), grpc.stop(0)))


@pytest.fixture(scope="module")
def shared_stack(postgres_server, object_store, tmp_path_factory):
    database = postgres_server.create()
    with everything_running(database, object_store, tmp_path_factory.mktemp("stack")) as made:
        yield made
    postgres_server.drop(database)


@pytest.fixture
def signed_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PIXGEN_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("PIXGEN_SERVER", raising=False)


@pytest.fixture
def stack(shared_stack, signed_out):
    """Runs the command against the services, which other tests use too: give each its own pictures."""
    return shared_stack


@pytest.fixture
def own_stack(database, object_store, tmp_path, signed_out):
    """Services that this test may take away."""
    (tmp_path / "own").mkdir()
    with everything_running(database, object_store, tmp_path / "own", catalog_seconds=2) as made:
        yield made
