"""Copies one version from the object store to disk, checked against its manifest."""

import shutil
from pathlib import Path

from pixgen_common.disk import is_full
from pixgen_common.errors import Code, PixGenError
from pixgen_common.model_store import (
    MANIFEST,
    Manifest,
    PublishedVersion,
    digest_of,
    read_document,
    version_key,
)
from pixgen_common.objectstore import ObjectStore

from pixgen_model_sync.places import ModelPlace, write_file


def copy_version(
    store: ObjectStore, bucket: str, model: str, wanted: PublishedVersion, place: ModelPlace
) -> None:
    """Brings one version, whole or not at all.

    Args:
        store: the object store.
        bucket: the models' bucket.
        model: the model's name.
        wanted: number and manifest digest.
        place: the model's directory.

    Raises:
        ObjectMissing: a file of it is not stored.
        PixGenError: INVALID ``model.document`` or ``model.digest`` when something is not what its digest
            says; UNAVAILABLE ``disk.full``, or when the store cannot be reached.
        OSError: the disk refused otherwise.
    """
    raw = store.get(bucket, version_key(model, wanted.version))
    if digest_of(raw) != wanted.manifest_sha256:
        raise _differs(MANIFEST)
    manifest = read_document(Manifest, raw)
    if (manifest.model, manifest.version) != (model, wanted.version):
        raise PixGenError(Code.INVALID, "A manifest is another version's.", reason="model.document")
    incoming = place.incoming(wanted.version)
    try:
        _require_space(incoming, manifest.size)
        for path, file in manifest.files.items():
            target = incoming / path
            pieces = store.stream(bucket, version_key(model, wanted.version, path), chunk=1 << 20)
            write_file(target, pieces, file.size)
            with target.open("rb") as copy:
                if target.stat().st_size != file.size or digest_of(copy) != file.sha256:
                    raise _differs(path)
        write_file(incoming / MANIFEST, [raw], len(raw))
        place.admit(incoming, wanted.version)
    except OSError as error:
        if is_full(error):
            raise _no_room() from error
        raise
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _require_space(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed * 1.1:
        raise _no_room()


def _no_room() -> PixGenError:
    words = "There is no room on the disk for this version."
    return PixGenError(Code.UNAVAILABLE, words, reason="disk.full")


def _differs(path: str) -> PixGenError:
    return PixGenError(
        Code.INVALID, f"{path} is not what its digest says; it was not taken.", reason="model.digest"
    )
