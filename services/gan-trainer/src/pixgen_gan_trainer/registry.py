"""What is known of each model's versions, beside their files in the models' bucket.

``_register/<model>/<version>/`` holds ``run`` (whose number this is), ``entry.json`` (written once, when the
version's files are stored) and ``decisions/000001.json`` and on: what was decided about it, never changed.
"""

import re
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from pixgen_common.errors import Code, PixGenError, not_found
from pixgen_common.model_store import check_model_name
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pydantic import BaseModel, ConfigDict, Field, ValidationError

# No model's name begins so.
_TOP = "_register/"
_RUN, _ENTRY, _DECISIONS = "run", "entry.json", "decisions/"
_VERSION = re.compile(r"[1-9][0-9]{0,17}")
_T = TypeVar("_T", bound=BaseModel)
PUBLISHED, RETRACTED = "published", "retracted"


class Entry(BaseModel):
    """A version: where it came from and what it is like."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str
    version: int = Field(ge=1)
    run_id: str
    snapshot_id: str = ""
    snapshot_sha256: str = ""
    created_at: str
    manifest_sha256: str
    image_size: int
    conditional: bool
    measures: dict[str, Any]
    licences: str
    tones: dict[str, int]
    card: str


class Decision(BaseModel):
    """Something that was decided about a version, by whom and why."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["published", "retracted"]
    at: str
    by: str
    reason: str = ""
    findings: tuple[str, ...] = ()


class Registry:
    """Reads and writes the register.

    Args:
        objects: the object store.
        bucket: the models' bucket.
    """

    def __init__(self, objects: ObjectStore, bucket: str) -> None:
        self.objects, self.bucket = objects, bucket

    def claim(self, model: str, run_id: str) -> int:
        """The number of a run's version: its own when it has one, else the next that is free.

        Args:
            model: the model's name.
            run_id: the run; the same run has the same number, however often it asks.

        Returns:
            The number.
        """
        numbers, mine = self._numbers(model, _RUN), run_id.encode()
        for number in numbers:
            if self._run_of(model, number) == mine:
                return number
        number = max(numbers, default=0) + 1
        while not self.objects.put(self.bucket, self._key(model, number, _RUN), mine):
            # Somebody else's, or ours: an answer of the store may have been lost.
            if self._run_of(model, number) == mine:
                break
            number += 1
        return number

    def enter(self, entry: Entry) -> None:
        """Makes a stored version known; the first entry stays. Args: the entry."""
        self._put(self._key(entry.model, entry.version, _ENTRY), entry)

    def entry(self, model: str, version: int) -> Entry:
        """One version.

        Args:
            model: the model's name.
            version: its number.

        Returns:
            What was entered.

        Raises:
            PixGenError: NOT_FOUND.
        """
        try:
            return self._read(Entry, self._key(model, version, _ENTRY))
        except ObjectMissing:
            raise not_found("model version") from None

    def entries(self, model: str = "") -> list[Entry]:
        """All versions. Args: a model's name, or nothing for all. Returns: by name, newest first."""
        prefix = f"{_TOP}{check_model_name(model)}/" if model else _TOP
        keys = [key for key in self.objects.list(self.bucket, prefix) if key.endswith(f"/{_ENTRY}")]
        return sorted((self._read(Entry, key) for key in keys), key=lambda one: (one.model, -one.version))

    def decide(self, entry: Entry, decision: Decision) -> None:
        """Keeps a decision as the newest about a version. Args: the version, the decision."""
        number = len(self._decision_keys(entry)) + 1
        key = self._key(entry.model, entry.version, _DECISIONS)
        while not self._put(f"{key}{number:06d}.json", decision):
            number += 1

    def newest_decision(self, entry: Entry) -> Decision | None:
        """What was decided last about a version. Args: the version. Returns: None when nothing was."""
        keys = self._decision_keys(entry)
        return self._read(Decision, keys[-1]) if keys else None

    def _run_of(self, model: str, number: int) -> bytes:
        return self.objects.get(self.bucket, self._key(model, number, _RUN))

    def _decision_keys(self, entry: Entry) -> list[str]:
        return list(self.objects.list(self.bucket, self._key(entry.model, entry.version, _DECISIONS)))

    def _numbers(self, model: str, name: str) -> list[int]:
        prefix = f"{_TOP}{check_model_name(model)}/"
        parts = (key.removeprefix(prefix).split("/") for key in self.objects.list(self.bucket, prefix))
        return [int(part[0]) for part in parts if part[1:] == [name]]

    def _key(self, model: str, version: int, name: str) -> str:
        return f"{_TOP}{check_model_name(model)}/{version}/{name}"

    def _put(self, key: str, document: BaseModel) -> bool:
        raw = (document.model_dump_json(indent=1) + "\n").encode()
        return self.objects.put(self.bucket, key, raw, content_type="application/json")

    def _read(self, kind: type[_T], key: str) -> _T:
        try:
            return kind.model_validate_json(self.objects.get(self.bucket, key))
        except ValidationError as error:
            raise PixGenError(
                Code.INTERNAL, "A stored entry of the register cannot be read.", reason="register.unreadable"
            ) from error


def version_number(text: str) -> int:
    """A version's number. Args: as the contract writes it. Raises: PixGenError: NOT_FOUND, if none can be."""
    if not _VERSION.fullmatch(text):
        raise not_found("model version")
    return int(text)


def now() -> str:
    """Returns: this moment, RFC 3339, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
