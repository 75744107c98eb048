"""A catalog's snapshot as pictures to train on: real ones, given for it, as their consent stands now."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from pixgen_common.fetching import SourceUnreadable, fetch
from pixgen_imaging.errors import ImageRejected
from pixgen_protos.catalog.v1 import catalog_pb2 as pb

from pixgen_gan_trainer.catalog import Catalog, require_enough, too_few
from pixgen_gan_trainer.patience import patiently
from pixgen_gan_trainer.pictures import LEAST, Picture, Provenance, is_held_out, prepared

SCOPES = frozenset({"ml_training", "generative"})
_REAL, _TRAIN = "instrument only", "train"
# Ids that GetImages takes.
_AT_ONCE = 100
_FETCH_SECONDS = 60.0
_TRIES_OF_DAMAGED = 3


class Snapshot:
    """The pictures of a snapshot.

    Patients are never divided: where a split is called train all others are held out, else a fifth of the
    patients.

    Args:
        catalog: where it is.
        snapshot_id: which.
        patience: how long a catalog or an object store that is away is waited for, seconds.
        phantoms: take drawn pictures too, for a demonstration.
    """

    def __init__(
        self, catalog: Catalog, snapshot_id: str, patience: float = 0.0, *, phantoms: bool = False
    ) -> None:
        self._catalog, self._snapshot_id, self._patience = catalog, snapshot_id, patience
        self._phantoms = phantoms
        self._left_out: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()

    def digest(self) -> str:
        """Returns: a hash over what is in it now and how it is split."""
        told = "".join(
            f"{item.image.record.image_id} {item.image.record.sha256} {self._is_held_out(item)}\n"
            for item in self._items
        )
        return sha256(told.encode()).hexdigest()

    def count(self) -> int:
        """Returns: how many pictures may be used."""
        return len(self._items)

    def provenance(self) -> Provenance:
        """Returns: which snapshot it is, and how many pictures come under which licence."""
        found = Counter(item.image.record.copyright_license for item in self._items)
        licences = ", ".join(f"{name} {count}" for name, count in sorted(found.items())) or "none"
        return Provenance(f"snapshot `{self._snapshot_id}`", licences)

    def pictures(self, image_size: int) -> Iterator[Picture]:
        """Reads them, each by its link. Args: edge, pixels. Yields: each that can be used."""
        self._unread.clear()
        for first in range(0, len(self._items), _AT_ONCE):
            items = self._items[first : first + _AT_ONCE]
            links = self._links([item.image.record.image_id for item in items])
            for item in items:
                data = self._read(item.image.record, links)
                if data is None:
                    continue
                try:
                    made = prepared(data, image_size, item.image.record.sha256)
                except ImageRejected as rejected:
                    self._unread[rejected.code] += 1
                else:
                    yield replace(made, held_out=self._is_held_out(item))

    def skipped(self) -> dict[str, int]:
        """Returns: why pictures were left out, and how many."""
        return dict(self._left_out + self._unread)

    @cached_property
    def _items(self) -> list[pb.StreamSnapshotResponse]:
        whole = patiently(self._patience, lambda: self._catalog.snapshot(self._snapshot_id))
        require_enough(whole)
        found = patiently(self._patience, lambda: self._catalog.items(self._snapshot_id))
        # The catalog passes on what still holds: the rest was withdrawn, or is published no more.
        self._left_out = Counter({"withdrawn": whole.image_count - len(found)})
        usable = []
        for item in found:
            if why := self._obstacle(item.image.record):
                self._left_out[why] += 1
            else:
                usable.append(item)
        self._left_out = +self._left_out
        if len(usable) < LEAST:
            why = ", ".join(f"{name} {count}" for name, count in sorted(self._left_out.items()))
            raise too_few(f"{len(usable)} usable pictures; left out: {why}")
        return usable

    def _obstacle(self, record: Any) -> str:
        is_phantom = record.generator.kind == "phantom"
        if record.image_manipulation != _REAL and not (is_phantom and self._phantoms):
            return "not_real"
        return "" if set(record.consent_scopes) >= SCOPES else "no_consent"

    @cached_property
    def _has_train(self) -> bool:
        splits = {item.split for item in self._items}
        return _TRAIN in splits and len(splits) > 1

    def _is_held_out(self, item: pb.StreamSnapshotResponse) -> bool:
        if self._has_train:
            return bool(item.split != _TRAIN)
        record = item.image.record
        return is_held_out(sha256((record.patient_id or record.image_id).encode()).hexdigest())

    def _links(self, image_ids: Sequence[str]) -> dict[str, str]:
        return patiently(self._patience, lambda: self._catalog.links(image_ids))

    def _read(self, record: Any, links: dict[str, str]) -> bytes | None:
        """A picture's bytes; None when it was withdrawn meanwhile, or is not what its record says."""
        damaged = 0

        def once() -> bytes | None:
            nonlocal damaged
            if not (link := links.get(record.image_id)):
                self._unread["withdrawn"] += 1
                return None
            try:
                return fetch(link, record.sha256, _FETCH_SECONDS)
            except SourceUnreadable as error:
                damaged += error.arrived
                if damaged >= _TRIES_OF_DAMAGED:
                    self._unread["damaged"] += 1
                    return None
                # The link may have run out, or the picture be gone.
                links.update({record.image_id: ""} | self._catalog.links([record.image_id]))
                raise

        return patiently(self._patience, once)
