"""What a run says while it goes on: to its metrics.jsonl, to TensorBoard, and to whoever listens."""

import json
from collections.abc import Callable
from typing import Any

from pixgen_gan_trainer.boards import Boards
from pixgen_gan_trainer.store import RunStore

METRICS = "metrics.jsonl"
Listener = Callable[[str, dict[str, Any]], None]


class Events:
    """Keeps a run's measures and passes all events on.

    Args:
        store: of the run.
        listener: called with the kind (``state``, ``progress``, ``measures``, ``sample`` or ``alarm``) and
            fields.
        boards: TensorBoard's logs; none are written when None.
    """

    def __init__(self, store: RunStore, listener: Listener, boards: Boards | None = None) -> None:
        self._store, self._listener, self._boards = store, listener, boards

    def history(self) -> list[dict[str, Any]]:
        """Returns: the evaluations kept so far, oldest first."""
        lines = (self._store.read(METRICS) or b"").decode().splitlines()
        return [json.loads(line) for line in lines]

    def forget_after(self, step: int) -> None:
        """Drops what a resumed run tells again. Args: the next step to take."""
        kept = [one for one in self.history() if one["step"] <= step]
        self._write(kept)
        if self._boards is not None:
            self._boards.begin(step)

    def measured(self, measures: dict[str, Any]) -> None:
        """Keeps one evaluation. Args: the measures, with their ``step``."""
        self._write([*self.history(), measures])
        self.tell("measures", measures)

    def tell(self, kind: str, fields: dict[str, Any]) -> None:
        """Passes an event on. Args: its kind, its fields."""
        if self._boards is not None and "step" in fields:
            self._boards.numbers(fields["step"], kind, fields)
        self._listener(kind, fields)

    def picture(self, step: int, sheet: Any) -> None:
        """Shows a sheet in TensorBoard. Args: step, uint8 [H, W, 3]."""
        if self._boards is not None:
            self._boards.picture(step, sheet)

    def keep(self, step: int) -> None:
        """Makes the logs so far part of the run. Args: the next step to take."""
        if self._boards is not None:
            self._boards.keep(step)

    def _write(self, history: list[dict[str, Any]]) -> None:
        lines = "".join(json.dumps(one, sort_keys=True) + "\n" for one in history)
        self._store.write(METRICS, lines.encode())
