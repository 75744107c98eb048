"""The whole process, started as an operator starts it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from pixgen_catalog.testing import a_record
from pixgen_common import rpc
from pixgen_common.identity import ServiceSigner
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub

CATALOG = [sys.executable, "-m", "pixgen_catalog"]


@pytest.fixture
def environment(settings, catalog_database, object_store, free_port):
    rest, grpc = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXGEN_")}
    return kept | {
        "PIXGEN_ENVIRONMENT": "local",
        "PIXGEN_S3_ENDPOINT": object_store.endpoint,
        "PIXGEN_S3_ACCESS_KEY": object_store.access_key,
        "PIXGEN_S3_SECRET_KEY": object_store.secret_key,
        "PIXGEN_IMAGES_BUCKET": settings.images_bucket,
        "PIXGEN_DATASETS_BUCKET": settings.datasets_bucket,
        "PIXGEN_CATALOG_DATABASE_URL": catalog_database.app_url,
        "PIXGEN_CATALOG_KEY_SECRET": "k" * 40,
        "PIXGEN_SERVICE_KEYS_FILE": str(settings.service_keys_file),
        "PIXGEN_CATALOG_BIND": f"127.0.0.1:{rest}",
        "PIXGEN_CATALOG_GRPC_BIND": f"127.0.0.1:{grpc}",
    }


@pytest.fixture
def process(environment):
    started = subprocess.Popen([*CATALOG, "serve"], env=environment, stderr=subprocess.PIPE)
    yield started
    if started.poll() is None:
        started.kill()
    started.communicate()


def get(environment, path):
    """Status and body of an answer, waiting for the server to come up."""
    url = f"http://{environment['PIXGEN_CATALOG_BIND']}{path}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(url)


def test_one_process_answers_rest_and_grpc_and_ends_when_asked(process, environment, settings, identities):
    status, body = get(environment, "/readyz")
    assert (status, json.loads(body)["status"]) == (200, "ready"), body
    own = settings.model_copy(update={"service_key_file": identities.service_key_file("upload")})
    with rpc.channel(environment["PIXGEN_CATALOG_GRPC_BIND"], own, ServiceSigner(own), "catalog") as channel:
        record = a_record()
        stub = CatalogServiceStub(channel)
        assert rpc.call(stub.RegisterImage, pb.RegisterImageRequest(record=record)).created
    assert get(environment, f"/v1/images/{record.image_id}")[0] == 404
    assert json.loads(get(environment, "/v1/images")[1])["items"] == []
    assert b"pixgen_grpc_request_seconds" in get(environment, "/metrics")[1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_a_missing_setting_is_named(environment):
    environment.pop("PIXGEN_CATALOG_KEY_SECRET")
    ended = subprocess.run(
        [*CATALOG, "serve"], env=environment, capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 2
    assert b"PIXGEN_CATALOG_KEY_SECRET" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_help_says_what_each_command_is_for():
    ended = subprocess.run([*CATALOG, "--help"], capture_output=True, timeout=120, check=True)
    for command in (b"migrate", b"serve", b"reindex", b"accounts", b"keys"):
        assert command in ended.stdout
