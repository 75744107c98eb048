"""What became of each file of an upload."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pixgen_client.errors import ClientError, Finding


class Fate(StrEnum):
    """What became of a file; the words are shown as they stand."""

    STORED = "stored"
    PRESENT = "already there"
    PENDING = "stored, registration pending"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    WOULD_SEND = "would be sent"


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Args:
        name: the file.
        fate: what became of it.
        image_id: the picture's id, when the server gave one.
        detail: why it was refused.
        reason: the server's stable word for why.
        findings: what is wrong, field by field.
        removed: what was taken out of the file before it was stored.
        warnings: what the server remarked: code and message.
    """

    name: str
    fate: Fate
    image_id: str = ""
    detail: str = ""
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The outcome for programs. Returns: only the parts that are there."""
        parts = {
            "file": self.name,
            "outcome": self.fate.name.lower(),
            "image_id": self.image_id,
            "reason": self.reason,
            "detail": self.detail,
            "errors": [vars(finding) for finding in self.findings],
            "removed": list(self.removed),
            "warnings": [dict(warning) for warning in self.warnings],
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True)
class Report:
    """How an upload ended.

    Args:
        outcomes: one per file, in the order of the plan.
        ended_by: what ended it early, if anything did.
        interrupted: the user ended it.
    """

    outcomes: tuple[Outcome, ...]
    ended_by: ClientError | None = None
    interrupted: bool = False
    counts: Counter[Fate] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(outcome.fate for outcome in self.outcomes))

    @property
    def exit_code(self) -> int:
        """0 when every file is at the server, 1 when not, 130 when the user ended it."""
        if self.interrupted:
            return 130
        return 1 if self.ended_by or self.counts[Fate.REFUSED] or self.counts[Fate.NOT_SENT] else 0

    def to_json(self) -> dict[str, Any]:
        """The report for programs. Returns: counts and files."""
        document: dict[str, Any] = {
            "counts": {fate.name.lower(): self.counts[fate] for fate in Fate},
            "files": [outcome.to_json() for outcome in self.outcomes],
        }
        if self.ended_by:
            document["ended_by"] = self.ended_by.to_json()
        return document

    def with_fate(self, fate: Fate) -> Iterable[Outcome]:
        """Files of one fate. Args: which. Returns: their outcomes."""
        return (outcome for outcome in self.outcomes if outcome.fate is fate)


def accepted(name: str, status: int, body: Mapping[str, Any], *, tries: int) -> Outcome:
    """Reads the answer to an upload.

    Args:
        name: the file.
        status: 200, 201 or 202.
        body: the answer.
        tries: how often it was sent.

    Returns:
        What became of the file.
    """
    fate = {201: Fate.STORED, 202: Fate.PENDING}.get(status, Fate.PRESENT)
    if fate is Fate.PRESENT and tries > 1:
        # The server had not seen it before this run: the answer to an earlier try was lost on the way.
        fate = Fate.STORED
    return Outcome(
        name,
        fate,
        image_id=str(body["image_id"]),
        removed=tuple(map(str, body.get("removed") or ())),
        warnings=tuple(warning for warning in body.get("warnings") or () if isinstance(warning, dict)),
    )


def refused(name: str, error: ClientError) -> Outcome:
    """A file that the server does not take, or cannot. Args: the file; why. Returns: its outcome."""
    fate = Fate.NOT_SENT if (error.status or 0) >= 500 else Fate.REFUSED
    return Outcome(name, fate, detail=error.what, reason=error.reason, findings=error.findings)
