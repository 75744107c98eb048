"""The format of published models in the object store; the trainer writes it, model-sync reads it.

``<model>/versions/<version>/`` holds a SavedModel's files and ``manifest.json``, written last;
``<model>/published.json`` says which versions are served. Versions are written once and never changed.
"""

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pixgen_common.errors import Code, PixGenError
from pixgen_common.ids import MODEL_NAME

MANIFEST = "manifest.json"
MAX_FILES = 10_000
MAX_BYTES = 8 << 30
_MAX_DOCUMENT = 4 << 20
_SHA256 = r"^[0-9a-f]{64}$"
_PART = re.compile(r"[A-Za-z0-9._=-]{1,128}")
_D = TypeVar("_D", bound="_Document")


class _Document(BaseModel):
    """A JSON document of the store: later versions may add fields, nothing is changed after reading."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    schema_version: int = Field(1, ge=1, le=1)

    def to_bytes(self) -> bytes:
        """The document as it is stored: the same bytes for the same content."""
        return (self.model_dump_json(indent=1) + "\n").encode()


class StoredFile(BaseModel):
    """One file of a version: its size in bytes and the SHA-256 of its bytes in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    size: int = Field(ge=0, le=MAX_BYTES)
    sha256: str = Field(pattern=_SHA256)


class Manifest(_Document):
    """Every file of one version, by its path below the version's directory."""

    model: str
    version: int = Field(ge=1, lt=1 << 63)
    files: dict[str, StoredFile] = Field(min_length=1, max_length=MAX_FILES)

    @field_validator("files")
    @classmethod
    def _paths_stay_inside(cls, files: dict[str, StoredFile]) -> dict[str, StoredFile]:
        folded = {_checked_path(path).casefold() for path in files}
        folders = {str(parent).casefold() for path in files for parent in PurePosixPath(path).parents}
        if len(folded) != len(files) or folded & folders:
            message = "two paths of the manifest name the same place"
            raise ValueError(message)
        return files

    @model_validator(mode="after")
    def _is_bounded(self) -> "Manifest":
        if self.size > MAX_BYTES:
            message = f"a version may hold {MAX_BYTES} bytes"
            raise ValueError(message)
        return self

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())


class PublishedVersion(BaseModel):
    """A version that is served, and the SHA-256 of its manifest's bytes."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    version: int = Field(ge=1, lt=1 << 63)
    manifest_sha256: str = Field(pattern=_SHA256)


class Published(_Document):
    """The versions of a model that may be served, newest first; the newest is."""

    versions: tuple[PublishedVersion, ...] = Field((), max_length=1000, strict=False)

    @field_validator("versions")
    @classmethod
    def _newest_first(cls, versions: tuple[PublishedVersion, ...]) -> tuple[PublishedVersion, ...]:
        if len({entry.version for entry in versions}) != len(versions):
            message = "a version is published twice"
            raise ValueError(message)
        return tuple(sorted(versions, key=lambda entry: -entry.version))

    def adding(self, version: int, manifest_sha256: str) -> "Published":
        """The list with one more version. Args: its number, its manifest's digest. Returns: a new list."""
        added = PublishedVersion(version=version, manifest_sha256=manifest_sha256)
        return Published(versions=(*self.without(version).versions, added))

    def without(self, version: int) -> "Published":
        """The list without a version. Args: its number. Returns: a new list."""
        return Published(versions=tuple(entry for entry in self.versions if entry.version != version))


def check_model_name(model: str) -> str:
    """A model's name is a directory and a part of keys and URLs.

    Args:
        model: the name.

    Returns:
        The same name.

    Raises:
        PixGenError: INVALID ``model.name``.
    """
    if not re.fullmatch(MODEL_NAME, model):
        raise PixGenError(
            Code.INVALID,
            "A model's name has 1 to 63 lower-case letters, digits, - and _; no - or _ comes first.",
            reason="model.name",
        )
    return model


def published_key(model: str) -> str:
    """The key of a model's list of served versions. Args: the model. Returns: the key."""
    return f"{check_model_name(model)}/published.json"


def version_key(model: str, version: int, path: str = MANIFEST) -> str:
    """The key of one file of a version. Args: model, version, path inside it. Returns: the key."""
    return f"{check_model_name(model)}/versions/{version}/{path}"


def read_document(kind: type[_D], raw: bytes) -> _D:
    """Reads a document of the store.

    Args:
        kind: Manifest or Published.
        raw: its bytes.

    Returns:
        The document.

    Raises:
        PixGenError: INVALID ``model.document``: it is not what it should be, or names a path outside.
    """
    try:
        if len(raw) > _MAX_DOCUMENT:
            message = f"more than {_MAX_DOCUMENT} bytes"
            raise ValueError(message)
        return kind.model_validate_json(raw)
    except (ValidationError, ValueError) as error:
        detail = f"A stored {kind.__name__.lower()} cannot be used; nothing was changed."
        raise PixGenError(Code.INVALID, detail, reason="model.document") from error


def digest_of(source: bytes | BinaryIO) -> str:
    """SHA-256 in hexadecimal. Args: bytes, or a binary file read to its end. Returns: the digest."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    return hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]


def manifest_of(directory: Path, model: str, version: int) -> Manifest:
    """The manifest of a directory as it is.

    Args:
        directory: a SavedModel and what goes with it; a manifest.json at its top is left out.
        model: the model's name.
        version: the version's number.

    Returns:
        The manifest.

    Raises:
        PixGenError: INVALID when it holds links, odd names, nothing, or too much.
    """
    files: dict[str, StoredFile] = {}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise PixGenError(Code.INVALID, "A model holds plain files only.", reason="model.document")
        if path.is_file() and name != MANIFEST:
            with path.open("rb") as file:
                files[name] = StoredFile(size=path.stat().st_size, sha256=digest_of(file))
    try:
        return Manifest(model=check_model_name(model), version=version, files=files)
    except ValidationError as error:
        raise PixGenError(
            Code.INVALID, "This directory cannot be stored as a model's version.", reason="model.document"
        ) from error


def _checked_path(path: str) -> str:
    """Relative, plain, inside: a manifest comes from a bucket and must not write anywhere else."""
    parts = path.split("/")
    if len(path) > 512 or len(parts) > 16 or path.casefold() == MANIFEST:
        message = "a path of the manifest is too long, too deep or the manifest itself"
        raise ValueError(message)
    if any(part in {".", ".."} or not _PART.fullmatch(part) for part in parts):
        message = "a path of the manifest is not a plain relative path"
        raise ValueError(message)
    return path
