"""Models and their versions: what there is, what is served, and taking it back."""

import json
import threading
from dataclasses import dataclass
from typing import Any

from pixgen_common import model_publishing, rpc
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.logging import logger
from pixgen_common.model_store import Published
from pixgen_protos.catalog.v1.catalog_pb2 import RecordModelRequest

from pixgen_gan_trainer import gate
from pixgen_gan_trainer.registry import PUBLISHED, RETRACTED, Decision, Entry, Registry, now

_MOST_REASON = 1000


@dataclass(frozen=True)
class Version:
    """A version as it stands.

    Args:
        entry: what it is.
        published: whether it may be served; the newest that may is.
        decision: what was decided about it last.
    """

    entry: Entry
    published: bool
    decision: Decision | None


class Models:
    """Lists, publishes and takes back versions. One process at a time publishes a model.

    Args:
        registry: of the models' bucket.
        catalog: a CatalogServiceStub; told of a version before it is served, so that withdrawals reach it.
    """

    def __init__(self, registry: Registry, catalog: Any) -> None:
        self._registry, self._catalog = registry, catalog
        self._alone = threading.Lock()

    def versions(self, model: str = "") -> list[Version]:
        """All versions. Args: a model's name, or nothing for all. Returns: by name, newest first."""
        entries = self._registry.entries(model)
        served = {name: self._published(name) for name in {entry.model for entry in entries}}
        return [self._version(entry, served[entry.model]) for entry in entries]

    def publish(self, model: str, version: int, override: str, by: str) -> tuple[Version, tuple[str, ...]]:
        """Has a version served. It may be repeated after a failure at any point.

        Args:
            model: the model's name.
            version: its number.
            override: why it is published although the gate says no; empty when the gate is to be heeded.
            by: who asks.

        Returns:
            The version, and what the gate said.

        Raises:
            PixGenError: NOT_FOUND; PRECONDITION_FAILED ``model.gate`` with what speaks against it, or
                ``model.newer_served``; the catalog's own.
        """
        override = _reason(override, "override_reason", needed=False)
        with self._alone:
            entry = self._registry.entry(model, version)
            served = self._published(model)
            newest = served.versions[0].version if served.versions else 0
            if newest == version:
                standing = self._version(entry, served)
                return standing, standing.decision.findings if standing.decision else ()
            _require_newest(version, newest)
            found = tuple(map(str, self._gate(entry, newest)))
            if found and not override:
                raise _refused(found)
            self._record(entry)
            decision = Decision(kind=PUBLISHED, at=now(), by=by, reason=override, findings=found)
            self._registry.decide(entry, decision)
            served = model_publishing.publish(self._registry.objects, self._registry.bucket, model, version)
            logger().info("model.published", model=model, version=version, overridden=bool(found))
            return self._version(entry, served), found

    def retract(self, model: str, version: int, reason: str, by: str) -> tuple[Version, int | None]:
        """Takes a version back; doing it again changes nothing.

        Args:
            model: the model's name.
            version: its number.
            reason: why; kept.
            by: who asks.

        Returns:
            The version, and the number of the one that is served from now on, if any.

        Raises:
            PixGenError: NOT_FOUND; INVALID without a reason; PRECONDITION_FAILED ``model.not_published``.
        """
        reason = _reason(reason, "reason", needed=True)
        with self._alone:
            entry = self._registry.entry(model, version)
            served = self._published(model)
            standing = self._version(entry, served)
            if standing.published:
                decision = Decision(kind=RETRACTED, at=now(), by=by, reason=reason)
                self._registry.decide(entry, decision)
                served = model_publishing.retract(
                    self._registry.objects, self._registry.bucket, model, version
                )
                logger().info("model.retracted", model=model, version=version)
                standing = Version(entry, published=False, decision=decision)
            elif standing.decision is None or standing.decision.kind != RETRACTED:
                raise PixGenError(
                    Code.PRECONDITION_FAILED,
                    "This version is not published; there is nothing to take back.",
                    reason="model.not_published",
                )
            return standing, served.versions[0].version if served.versions else None

    def _gate(self, entry: Entry, newest: int) -> list[gate.Finding]:
        found = gate.findings(_subject(entry), self._compared_with(entry.model, newest))
        if not entry.snapshot_id:
            said = "It was trained on a folder: withdrawing a consent does not reach it."
            found.append(gate.Finding("no_lineage", said))
        decision = self._registry.newest_decision(entry)
        if decision is not None and decision.kind == RETRACTED:
            found.append(gate.Finding("was_retracted", f"It was taken back: {decision.reason}"))
        return found

    def _compared_with(self, model: str, newest: int) -> gate.Subject | None:
        """What is served now; without measures when nobody entered it."""
        if not newest:
            return None
        known = [one for one in self._registry.entries(model) if one.version == newest]
        return _subject(known[0]) if known else gate.Subject({}, 0)

    def _record(self, entry: Entry) -> None:
        """Tells the catalog; the same again changes nothing there."""
        if not entry.snapshot_id:
            return
        request = RecordModelRequest(
            model=entry.model,
            version=str(entry.version),
            snapshot_id=entry.snapshot_id,
            manifest_sha256=entry.snapshot_sha256,
            measures_json=json.dumps(entry.measures, sort_keys=True),
        )
        rpc.call(self._catalog.RecordModel, request)

    def _published(self, model: str) -> Published:
        return model_publishing.published(self._registry.objects, self._registry.bucket, model)

    def _version(self, entry: Entry, served: Published) -> Version:
        is_listed = entry.version in {one.version for one in served.versions}
        return Version(entry, is_listed, self._registry.newest_decision(entry))


def _subject(entry: Entry) -> gate.Subject:
    return gate.Subject(entry.measures, entry.image_size)


def _require_newest(version: int, newest: int) -> None:
    if version < newest:
        raise PixGenError(
            Code.PRECONDITION_FAILED,
            f"Version {newest} is served and is newer. Take it back to go back.",
            reason="model.newer_served",
        )


def _refused(found: tuple[str, ...]) -> PixGenError:
    fields = tuple(FieldError(*one.split(": ", 1)) for one in found)
    return PixGenError(
        Code.PRECONDITION_FAILED,
        "The version was not published, as its measures speak against it: " + "; ".join(found),
        reason="model.gate",
        fields=fields,
    )


def _reason(text: str, field: str, *, needed: bool) -> str:
    text = text.strip()
    if (needed and not text) or len(text) > _MOST_REASON:
        message = f"A reason of 1 to {_MOST_REASON} characters is needed."
        raise PixGenError(Code.INVALID, message, reason="model.reason", fields=(FieldError(field, message),))
    return text
