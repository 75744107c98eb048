"""A run's own directory: the same on this machine and in the object store."""

import numpy as np
import pytest
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_common.testing import full_disk
from pixgen_gan_trainer import checkpoints
from pixgen_gan_trainer.store import LocalStore, ObjectRunStore, ReadOnly


@pytest.fixture(params=["folder", "object store"])
def store(request, tmp_path):
    """Each kind of store, empty, beside another run whose name begins alike."""
    if request.param == "folder":
        yield LocalStore(tmp_path / "run")
        return
    there, buckets = request.getfixturevalue("object_store"), request.getfixturevalue("buckets")
    settings = StoreSettings(
        s3_endpoint=there.endpoint,
        s3_access_key=there.access_key,
        s3_secret_key=there.secret_key,
        s3_region=there.region,
    )
    objects = ObjectStore(settings)
    ObjectRunStore(objects, buckets.images, "run-10").write("samples/000000001.png", b"another run's")
    yield ObjectRunStore(objects, buckets.images, "run-1")


def test_pieces_are_replaced_listed_in_order_and_removed(store):
    """What was written last is read; a missing piece is None; other runs are not seen."""
    assert store.read("config.json") is None
    assert store.names("") == []
    store.write("samples/000000002.png", b"two")
    store.write("samples/000000001.png", b"one")
    store.write("config.json", b"old")
    store.write("config.json", b"new")
    assert store.read("config.json") == b"new"
    assert store.names("samples/") == ["samples/000000001.png", "samples/000000002.png"]
    store.delete("samples/000000001.png")
    store.delete("samples/000000001.png")
    assert store.names("") == ["config.json", "samples/000000002.png"]


def test_checkpoints_are_kept_and_found(store):
    """The newest two stay, and the newest is read back as it was."""
    for step in (5, 6, 7):
        checkpoints.save(store, step, [np.arange(step), np.float32(0.5)])
    assert [name[-5:-4] for name in store.names("checkpoints/")] == ["6", "7"]
    step, (counted, half) = checkpoints.newest(store)
    assert (step, counted.tolist(), float(half)) == (7, list(range(7)), 0.5)


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path):
    """The older checkpoint is still there and whole, and what could not be kept leaves nothing behind."""
    local = LocalStore(tmp_path / "run")
    checkpoints.save(local, 5, [np.arange(10)])
    with full_disk(4 << 20), pytest.raises(PixGenError) as refused:
        checkpoints.save(local, 6, [np.zeros(1 << 20)])
    assert (refused.value.code, refused.value.reason) == (Code.UNAVAILABLE, "run.disk_full")
    step, (counted,) = checkpoints.newest(local)
    assert (step, counted.tolist()) == (5, list(range(10)))
    assert [path.name for path in (tmp_path / "run").rglob("*") if path.is_file()] == ["000000005.npz"]


def test_other_workers_read_and_write_nothing(store):
    """What a worker that is not the chief writes or deletes changes nothing."""
    store.write("status.json", b"{}")
    other = ReadOnly(store)
    other.write("status.json", b"mine")
    other.delete("status.json")
    assert other.read("status.json") == b"{}"
    assert other.names("") == ["status.json"]
