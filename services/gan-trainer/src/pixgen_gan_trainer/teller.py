"""Passes on what a run's process has to say: events, and how far it is."""

import time
from typing import Any

from pixgen_gan_trainer.event_log import EventWriter, plain
from pixgen_gan_trainer.records import LIVE, Live
from pixgen_gan_trainer.store import RunStore

_FLUSH_SECONDS = 1.0


class Teller:
    """Passes a run's events on to those who watch; the service itself says its states.

    Args:
        store: of the run.
        step: that the run goes on from.
        measures: the newest ones.
    """

    def __init__(self, store: RunStore, step: int, measures: dict[str, Any] | None) -> None:
        self._store, self._writer = store, EventWriter(store)
        kept = Live.model_validate_json(store.read(LIVE) or b"{}")
        shown = [number for number in kept.sample_steps if number <= step]
        self.live = kept.model_copy(
            update={
                "step": step,
                "sample_steps": shown,
                "measures": plain(measures),
                "images_per_second": 0.0,
            }
        )
        self._flushed = 0.0

    def __call__(self, kind: str, fields: dict[str, Any]) -> None:
        """Takes an event. Args: its kind, its fields."""
        if kind == "state":
            return
        self._writer.add(kind, fields)
        changes: dict[str, Any] = {}
        if kind == "progress":
            changes = {"step": fields["step"], "images_per_second": fields["images_per_second"]}
        elif kind == "measures":
            changes = {"measures": plain(fields)}
        elif kind == "sample":
            changes = {"sample_steps": sorted({*self.live.sample_steps, fields["step"]})}
        elif kind == "alarm":
            changes = {"alarms": sorted({*self.live.alarms, fields["alarm"]})}
        self.live = self.live.model_copy(update=changes)
        if kind != "progress" or time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Lets everything be seen that was told."""
        self._writer.flush()
        self._store.write(LIVE, self.live.model_dump_json().encode())
        self._flushed = time.monotonic()
