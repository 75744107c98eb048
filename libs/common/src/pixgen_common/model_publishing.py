"""The writing side of the model store: store a version, publish it, take it back."""

from pathlib import Path

from pixgen_common.errors import Code, PixGenError
from pixgen_common.model_store import (
    MANIFEST,
    Manifest,
    Published,
    digest_of,
    manifest_of,
    published_key,
    read_document,
    version_key,
)
from pixgen_common.objectstore import ObjectMissing, ObjectStore


def store_version(store: ObjectStore, bucket: str, directory: Path, model: str, version: int) -> str:
    """Stores a version: its files, then its manifest. Repeating it after a failure is safe.

    Args:
        store: the object store.
        bucket: the models' bucket.
        directory: a SavedModel and what goes with it.
        model: the model's name.
        version: the version's number, unused so far.

    Returns:
        The SHA-256 of the manifest, which `publish` takes.

    Raises:
        PixGenError: CONFLICT ``model.version_taken`` when this number holds another model; INVALID when
            the directory cannot be a version; UNAVAILABLE when the store cannot be reached.
    """
    manifest = manifest_of(directory, model, version)
    raw = manifest.to_bytes()
    if _stored_manifest(store, bucket, model, version) not in {None, raw}:
        raise _taken(version)
    for path, file in manifest.files.items():
        with (directory / path).open("rb") as body:
            # Not if_absent: a try that broke off may have left another export's bytes here.
            store.put(bucket, version_key(model, version, path), body, length=file.size, if_absent=False)
    stored = store.put(bucket, version_key(model, version), raw, content_type="application/json")
    if not stored and _stored_manifest(store, bucket, model, version) != raw:
        raise _taken(version)
    return digest_of(raw)


def published(store: ObjectStore, bucket: str, model: str) -> Published:
    """What is served of a model. Args: store, bucket, model. Returns: the list, empty when there is none."""
    try:
        return read_document(Published, store.get(bucket, published_key(model)))
    except ObjectMissing:
        return Published()


def publish(store: ObjectStore, bucket: str, model: str, version: int) -> Published:
    """Has a stored version served; one process at a time publishes a model.

    Args:
        store: the object store.
        bucket: the models' bucket.
        model: the model's name.
        version: a version that `store_version` has stored.

    Returns:
        What is served from now on.

    Raises:
        ObjectMissing: the version has no manifest.
        PixGenError: INVALID when the manifest is another version's.
    """
    raw = store.get(bucket, version_key(model, version))
    manifest = read_document(Manifest, raw)
    if (manifest.model, manifest.version) != (model, version):
        raise PixGenError(Code.INVALID, "This manifest is another version's.", reason="model.document")
    return _write(store, bucket, model, published(store, bucket, model).adding(version, digest_of(raw)))


def retract(store: ObjectStore, bucket: str, model: str, version: int) -> Published:
    """Takes a version back; its bytes stay. Args: as `publish`. Returns: what is served from now on."""
    return _write(store, bucket, model, published(store, bucket, model).without(version))


def _write(store: ObjectStore, bucket: str, model: str, document: Published) -> Published:
    store.put(
        bucket,
        published_key(model),
        document.to_bytes(),
        content_type="application/json",
        if_absent=False,
    )
    return document


def _stored_manifest(store: ObjectStore, bucket: str, model: str, version: int) -> bytes | None:
    try:
        return store.get(bucket, version_key(model, version, MANIFEST))
    except ObjectMissing:
        return None


def _taken(version: int) -> PixGenError:
    return PixGenError(
        Code.CONFLICT, f"Version {version} holds another model already.", reason="model.version_taken"
    )
