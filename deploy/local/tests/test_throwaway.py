"""The servers behind every test: real, separate for each test, and gone afterwards."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from minio.error import S3Error
from pixgen_local import objectstore, ports, servers
from pixgen_local.servers import Launch, StartError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

CHECKOUT = Path(__file__).parents[3]
# Starts both servers in a process of its own, says their ports, and waits.
STARTS_BOTH = """
import sys, time
from pathlib import Path
from pixgen_local import throwaway
with throwaway.postgres_server(Path(sys.argv[1])) as server, throwaway.object_store() as store:
    with server.superuser().cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    print(server.port, store.endpoint.rpartition(":")[2], data.parents[1], flush=True)
    time.sleep(60)
"""


def run(url, statement):
    with create_engine(url).begin() as connection:
        return connection.execute(text(statement))


def test_the_app_role_reads_only_what_the_owner_grants(database):
    """A table of the owner's is closed to the app role until it is granted."""
    run(database.owner_url, "CREATE TABLE kept (n int)")
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(database.app_url, "SELECT n FROM kept")
    run(database.owner_url, "GRANT SELECT ON kept TO pixgen_app")
    run(database.app_url, "SELECT n FROM kept")


def test_a_sign_in_needs_the_password(database, postgres_server):
    """Loopback alone opens nothing."""
    with pytest.raises(OperationalError, match="password authentication failed"):
        run(database.owner_url.replace(postgres_server.password, "guessed"), "SELECT 1")


def test_a_database_can_be_copied_from_a_prepared_one(database, postgres_server):
    """A template's tables are in the copy, so that migrations need to run once only."""
    engine = create_engine(database.owner_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE prepared (n int)"))
    engine.dispose()
    copy = postgres_server.create(template=database.name)
    try:
        run(copy.owner_url, "SELECT n FROM prepared")
    finally:
        postgres_server.drop(copy)


def test_a_full_bucket_is_not_deleted_and_a_missing_one_not_made(object_store, buckets):
    """The two flags that make the local store behave as S3 does are set."""
    client = objectstore.client(object_store.endpoint, object_store.access_key, object_store.secret_key)
    client.put_object(buckets.images, "a/b", io.BytesIO(b"kept"), 4)
    with pytest.raises(S3Error, match="BucketNotEmpty"):
        client.remove_bucket(buckets.images)
    with pytest.raises(S3Error, match="NoSuchBucket"):
        client.put_object("t-never-made", "a", io.BytesIO(b"lost"), 4)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_server_outlives_the_process_that_started_it(how, tmp_path):
    """Ctrl-C and kill -9 of a test run leave nobody on the ports."""
    command = [sys.executable, "-c", STARTS_BOTH, str(CHECKOUT)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as starter:
        *taken, place = starter.stdout.readline().decode().split()
        taken = [int(port) for port in taken]
        assert [ports.answers(port) for port in taken] == [True, True]
        starter.send_signal(how)
        starter.wait(90)  # in good order the store takes 15 s to end, and longer on a busy machine
    until = time.monotonic() + 30
    while any(ports.answers(port) for port in taken) and time.monotonic() < until:
        time.sleep(0.1)
    assert [ports.answers(port) for port in taken] == [False, False]
    assert Path(place).exists() == (
        how == signal.SIGKILL
    )  # nobody can tidy up after kill -9 but the next run
    shutil.rmtree(place, ignore_errors=True)
    objectstore.remove_sockets(objectstore.StorePorts.from_first(taken[1]))


def test_a_server_that_ends_is_reported_with_what_it_wrote(tmp_path):
    """Whoever waits for a server that died reads why."""
    launch = Launch([sys.executable, "-c", "raise SystemExit('no room')"], tmp_path, tmp_path / "log")
    with pytest.raises(StartError, match="no room"), servers.running(launch, lambda: False):
        pass


def test_a_free_port_is_free_and_a_taken_one_is_not(free_port):
    """The port check tells a listener from none."""
    port = free_port()
    assert ports.is_free(port)
    with socket.create_server((ports.LOOPBACK, port)):
        assert not ports.is_free(port)


def test_only_a_dead_stores_sockets_are_removed(free_port):
    """Another checkout's running store on the same ports keeps its own."""
    port = free_port()
    left = Path(f"/tmp/seaweedfs-s3-{port}.sock")  # noqa: S108 - where SeaweedFS puts them
    left.touch()
    of_it = objectstore.StorePorts(s3=port, master=port, filer=port, volume=port)
    with socket.create_server((ports.LOOPBACK, port)):
        objectstore.remove_sockets(of_it)
        assert left.exists()
    objectstore.remove_sockets(of_it)
    assert not left.exists()
