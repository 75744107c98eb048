"""The command itself: a real process that follows a real object store."""

import http.client
import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner
from pixgen_common import model_publishing
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_model_server.cli import main
from pixgen_model_server.options import Options
from pixgen_model_server.testing_models import generator

COMMAND = [sys.executable, "-c", "from pixgen_model_server.cli import main; main()"]


def test_help_needs_no_tensorflow():
    """It names TensorFlow Serving's own flags."""
    program = (
        "import sys; from pixgen_model_server.cli import main; "
        "main(['--help'], standalone_mode=False); print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for flag in ("--port", "--rest_api_port", "--model_name", "--model_base_path", "--model_config_file"):
        assert flag in done.stdout
    assert done.stdout.endswith("False\n")


@pytest.mark.parametrize(
    ("flag", "default"),
    [
        ("file_system_poll_wait_seconds", 1),
        ("load_retry_interval_micros", 60_000_000),
        ("max_num_load_retries", 5),
    ],
)
def test_a_flag_that_is_not_given_is_tensorflow_servings(flag, default):
    """Looks each second; six tries of a load, a minute apart."""
    assert main.make_context("server", []).params[flag] == getattr(Options(), flag) == default


def test_a_configuration_that_cannot_be_is_told():
    handlers = {how: signal.getsignal(how) for how in (signal.SIGTERM, signal.SIGINT)}
    try:
        done = CliRunner().invoke(main, ["--model_base_path=relative"])
    finally:
        for how, handler in handlers.items():
            signal.signal(how, handler)
    assert done.exit_code == 1
    assert "Failed to start server. Error: INVALID_ARGUMENT: Expected model default to have" in done.output


def test_published_models_are_served_and_retracted(object_store, buckets, tmp_path, until):
    """With --sync, on one machine: ports open with the first model, newer ones follow, SIGTERM ends well."""
    store = ObjectStore(
        StoreSettings(
            s3_endpoint=object_store.endpoint,
            s3_access_key=object_store.access_key,
            s3_secret_key=object_store.secret_key,
            s3_region=object_store.region,
        )
    )
    environment = {
        "PIXGEN_S3_ENDPOINT": object_store.endpoint,
        "PIXGEN_S3_ACCESS_KEY": object_store.access_key,
        "PIXGEN_S3_SECRET_KEY": object_store.secret_key,
        "PIXGEN_S3_REGION": object_store.region,
        "PIXGEN_MODELS_BUCKET": buckets.images,
        "PIXGEN_SYNC_MODELS": "dcgan",
        "PIXGEN_SYNC_DIRECTORY": str(tmp_path / "served"),
        "PIXGEN_SYNC_POLL_SECONDS": "0.1",
    }
    ports = tmp_path / "ports"
    flags = ["--sync", "--model_name=dcgan", "--port=0", "--rest_api_port=-1", f"--ports_file={ports}"]
    flags += ["--file_system_poll_wait_seconds=0.1", "--allow_version_labels_for_unavailable_models=false"]

    def publish(version):
        export = generator(tmp_path / f"export-{version}", float(version))
        model_publishing.store_version(store, buckets.images, export, "dcgan", version)
        model_publishing.publish(store, buckets.images, "dcgan", version)

    process = subprocess.Popen([*COMMAND, *flags], env={**os.environ, **environment}, stderr=subprocess.PIPE)
    try:
        publish(1)
        until(ports.exists)
        connection = http.client.HTTPConnection("127.0.0.1", int(ports.read_text().split()[1]), timeout=120)
        assert brightness(connection) == pytest.approx(1.0)
        publish(2)
        until(lambda: brightness(connection) == pytest.approx(2.0))
        model_publishing.retract(store, buckets.images, "dcgan", 2)
        until(lambda: brightness(connection) == pytest.approx(1.0))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0


def brightness(connection):
    """The factor of the version that answers, over one kept-alive connection."""
    body = json.dumps({"instances": [[0, 0, 0, 48 / 47]]})
    connection.request("POST", "/v1/models/dcgan:predict", body)
    answer = json.loads(connection.getresponse().read())
    return answer["predictions"][0][1][1][2]
