"""What the service keeps of its runs, in the runs' bucket; a run's own pieces are the trainer's (store.py).

| key | written by | |
|---|---|---|
| ``<run>/order.json`` | StartRun, once | what was asked for |
| ``<run>/state.json`` | the service | where the run stands |
| ``<run>/live.json`` | the run's process | how far it is |
| ``<run>/cancel.json`` | CancelRun, once | that it shall end |
| ``_keys/<digest>`` | StartRun, once | the order of an idempotency key |
| ``_queue/<run>`` | StartRun; removed at the end | runs that are not over |
| ``_index/<run>`` | StartRun, last | all runs, newest first |
"""

import json
from hashlib import sha256
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Literal, TypeVar

from pixgen_common.errors import not_found
from pixgen_common.ids import is_id
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pydantic import BaseModel, ConfigDict, Field

from pixgen_gan_trainer import event_log
from pixgen_gan_trainer.store import CHECKPOINTS, STATUS, ObjectRunStore

ORDER, STATE, LIVE, CANCEL = "order.json", "state.json", "live.json", "cancel.json"
QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED = "queued", "running", "completed", "failed", "cancelled"
_KEYS, _QUEUE, _INDEX = "_keys/", "_queue/", "_index/"
_D = TypeVar("_D", bound="_Document")


class _Document(BaseModel):
    """A JSON object in the store; later versions may add fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Order(_Document):
    """What was asked for, as it is carried out: later changes of settings change no run."""

    run_id: str
    account_id: str
    created_at: str
    snapshot_id: str
    model: str
    publish: bool
    spec: dict[str, Any]
    # A RunConfig's values, but its precision, which the machine decides.
    config: dict[str, Any]


class State(_Document):
    """Where a run stands."""

    state: Literal["queued", "running", "completed", "failed", "cancelled"] = "queued"
    reason: str = ""
    started_at: str = ""
    ended_at: str = ""
    resumed: int = 0
    # Deaths since the run last came further, and the step that it had come to.
    deaths: int = 0
    step: int = 0
    version: str = ""
    alarms: list[str] = Field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {COMPLETED, FAILED, CANCELLED}


class Live(_Document):
    """How far a run is, as its process said last."""

    step: int = 0
    images_per_second: float = 0.0
    measures: dict[str, Any] | None = None
    sample_steps: list[int] = Field(default_factory=list)
    alarms: list[str] = Field(default_factory=list)
    version: str = ""


class Records:
    """Reads and writes them.

    Args:
        objects: the object store.
        bucket: of runs.
    """

    def __init__(self, objects: ObjectStore, bucket: str) -> None:
        self.objects, self.bucket = objects, bucket

    def pieces(self, run_id: str) -> ObjectRunStore:
        """A run's own pieces. Args: which. Returns: its store."""
        return ObjectRunStore(self.objects, self.bucket, run_id)

    def create(self, order: Order, key: str) -> Order:
        """Keeps an order and queues its run, unless that was done under the same key before.

        Args:
            order: with a new run id.
            key: idempotency key; every order is a new one when empty.

        Returns:
            The order that the key stands for; another run's when the key was seen before.
        """
        if key and not self._put(_key(order.account_id, key), order, if_absent=True):
            order = self.known(order.account_id, key) or order
        # Each may be there from a try that broke off; the index comes last, and says that all is.
        run_id = order.run_id
        if self.objects.stat(self.bucket, _INDEX + run_id) is None:
            self._put(f"{run_id}/{ORDER}", order, if_absent=True)
            name, line = event_log.first("state", {"state": QUEUED})
            self.objects.put(self.bucket, f"{run_id}/{name}", line)
            self.objects.put(self.bucket, _QUEUE + run_id, b"")
            self.objects.put(self.bucket, _INDEX + run_id, b"")
        return order

    def known(self, account_id: str, key: str) -> Order | None:
        """The order of a key. Args: whose, the key. Returns: it; None for a key not seen before, or none."""
        if not key:
            return None
        try:
            return Order.model_validate_json(self.objects.get(self.bucket, _key(account_id, key)))
        except ObjectMissing:
            return None

    def order(self, run_id: str) -> Order:
        """An order. Args: its run. Returns: it. Raises: PixGenError NOT_FOUND."""
        found = self._read(Order, run_id, ORDER) if is_id("run", run_id) else None
        if found is None:
            raise not_found("training run")
        return found

    def state(self, run_id: str) -> State:
        """Where a run stands. Args: which. Returns: queued when nothing was said yet."""
        return self._read(State, run_id, STATE) or State()

    def set_state(self, run_id: str, state: State) -> None:
        """Says where a run stands. Args: which, the state."""
        self._put(f"{run_id}/{STATE}", state, if_absent=False)

    def live(self, run_id: str) -> Live:
        """How far a run is. Args: which. Returns: nothing done when nothing was said yet."""
        return self._read(Live, run_id, LIVE) or Live()

    def reason(self, run_id: str) -> str:
        """Why a run's process gave up. Args: which. Returns: its word."""
        raw = self.pieces(run_id).read(STATUS)
        return str(json.loads(raw)["reason"]) if raw else "unknown"

    def kept_step(self, run_id: str) -> int:
        """The step of the newest checkpoint. Args: of which run. Returns: 0 when there is none."""
        names = self.pieces(run_id).names(CHECKPOINTS)
        return int(PurePosixPath(names[-1]).stem) if names else 0

    def cancel(self, run_id: str) -> None:
        """Keeps that a run shall end. Args: which."""
        self.objects.put(self.bucket, f"{run_id}/{CANCEL}", b"{}")

    def is_cancelled(self, run_id: str) -> bool:
        """Whether a run shall end. Args: which. Returns: so."""
        return self.objects.stat(self.bucket, f"{run_id}/{CANCEL}") is not None

    def queue(self) -> list[str]:
        """Runs that are not over. Returns: their ids, oldest first."""
        return [key.removeprefix(_QUEUE) for key in self.objects.list(self.bucket, _QUEUE)][::-1]

    def dequeue(self, run_id: str) -> None:
        """Takes a run that is over off the queue. Args: which."""
        self.objects.remove(self.bucket, _QUEUE + run_id)

    def page(self, after: str, limit: int) -> list[str]:
        """Ids of runs, newest first. Args: the last one shown, or nothing; how many. Returns: so many."""
        keys = self.objects.list(self.bucket, _INDEX, start_after=_INDEX + after if after else "")
        return [key.removeprefix(_INDEX) for key in islice(keys, limit)]

    def _read(self, kind: type[_D], run_id: str, name: str) -> _D | None:
        try:
            return kind.model_validate_json(self.objects.get(self.bucket, f"{run_id}/{name}"))
        except ObjectMissing:
            return None

    def _put(self, key: str, document: BaseModel, *, if_absent: bool) -> bool:
        raw = document.model_dump_json(indent=1).encode()
        return self.objects.put(self.bucket, key, raw, content_type="application/json", if_absent=if_absent)


def _key(account_id: str, key: str) -> str:
    return _KEYS + sha256(f"{len(account_id)} {account_id} {key}".encode()).hexdigest()
