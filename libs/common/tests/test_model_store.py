"""The model store's writing side, on a real S3 server."""

import pytest
from pixgen_common import model_publishing, model_store
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pixgen_common.settings import StoreSettings


@pytest.fixture
def store(object_store):
    return ObjectStore(
        StoreSettings(
            s3_endpoint=object_store.endpoint,
            s3_access_key=object_store.access_key,
            s3_secret_key=object_store.secret_key,
            s3_region=object_store.region,
        )
    )


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    (folder / "variables").mkdir(parents=True)
    (folder / "saved_model.pb").write_bytes(b"graph")
    (folder / "variables" / "variables.index").write_bytes(b"index")
    return folder


def test_a_version_is_stored_published_and_taken_back(store, buckets, export):
    """The manifest lists each file by its digest; the newest version stands first."""
    bucket = buckets.images
    digest = model_publishing.store_version(store, bucket, export, "dcgan", 2)
    manifest = model_store.read_document(
        model_store.Manifest, store.get(bucket, "dcgan/versions/2/manifest.json")
    )
    assert manifest.files["variables/variables.index"].sha256 == model_store.digest_of(b"index")
    assert store.get(bucket, "dcgan/versions/2/saved_model.pb") == b"graph"
    assert model_publishing.published(store, bucket, "dcgan").versions == ()
    assert model_publishing.publish(store, bucket, "dcgan", 2).versions[0].manifest_sha256 == digest
    model_publishing.store_version(store, bucket, export, "dcgan", 10)
    model_publishing.publish(store, bucket, "dcgan", 10)
    served = model_publishing.published(store, bucket, "dcgan")
    assert [entry.version for entry in served.versions] == [10, 2]
    model_publishing.retract(store, bucket, "dcgan", 10)
    assert [entry.version for entry in model_publishing.published(store, bucket, "dcgan").versions] == [2]


def test_a_version_is_written_once(store, buckets, export):
    """The same export again is no change; another one under its number is refused and changes nothing."""
    bucket = buckets.images
    digest = model_publishing.store_version(store, bucket, export, "dcgan", 1)
    assert model_publishing.store_version(store, bucket, export, "dcgan", 1) == digest
    (export / "saved_model.pb").write_bytes(b"other")
    with pytest.raises(PixGenError) as caught:
        model_publishing.store_version(store, bucket, export, "dcgan", 1)
    assert (caught.value.code, caught.value.reason) == (Code.CONFLICT, "model.version_taken")
    assert store.get(bucket, "dcgan/versions/1/saved_model.pb") == b"graph"


def test_a_version_without_its_manifest_cannot_be_published(store, buckets):
    """The manifest is written last: without it the version is not whole."""
    with pytest.raises(ObjectMissing):
        model_publishing.publish(store, buckets.images, "dcgan", 5)


def test_links_and_empty_folders_are_no_version(export, tmp_path):
    (tmp_path / "empty").mkdir()
    (export / "link").symlink_to(export / "saved_model.pb")
    for folder in (export, tmp_path / "empty"):
        with pytest.raises(PixGenError) as caught:
            model_store.manifest_of(folder, "dcgan", 1)
        assert caught.value.reason == "model.document"


@pytest.mark.parametrize("name", ["", "..", "a/b", "Big", "-a", "x" * 65])
def test_model_names_are_plain(name):
    with pytest.raises(PixGenError) as caught:
        model_store.published_key(name)
    assert caught.value.reason == "model.name"


@pytest.mark.parametrize("paths", [["a", "A"], ["a", "a/b"], ["x/b", "X"]])
def test_two_paths_cannot_name_one_place(paths):
    """On a disk that folds case, or as a file that is a folder too."""
    files = {path: {"size": 0, "sha256": "0" * 64} for path in paths}
    with pytest.raises(ValueError, match="same place"):
        model_store.Manifest.model_validate({"model": "m", "version": 1, "files": files})
