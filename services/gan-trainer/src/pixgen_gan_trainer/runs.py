"""What callers ask of training runs: start, look, list, cancel, read files."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pixgen_common.errors import Code, FieldError, PixGenError, not_found
from pixgen_common.ids import is_id, newest_first_id
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectMissing

from pixgen_gan_trainer.catalog import Catalog, require_enough
from pixgen_gan_trainer.ordering import checked, invalid
from pixgen_gan_trainer.records import Live, Order, Records, State
from pixgen_gan_trainer.registry import now
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.supervisor import Supervisor

_FILE = re.compile(r"samples/(\d{1,9})\.png|progress\.gif|report\.html|metrics\.jsonl")
_MOST_PAGE, _USUAL_PAGE = 100, 20
_PIECE = 1 << 20
_CANCEL_SECONDS = 5.0


@dataclass(frozen=True)
class Seen:
    """A run as it is now.

    Args:
        order: what was asked for.
        state: where it stands.
        live: how far it is.
    """

    order: Order
    state: State
    live: Live


class Runs:
    """The use cases.

    Args:
        settings: of the service.
        records: what is kept of runs.
        supervisor: trains them.
    """

    def __init__(self, settings: Settings, records: Records, supervisor: Supervisor) -> None:
        self._settings, self._records, self._supervisor = settings, records, supervisor
        self._readers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="records")

    def start(self, account_id: str, key: str, spec: dict[str, Any]) -> tuple[Seen, bool]:
        """Queues a run.

        Args:
            account_id: who asks for it.
            key: the same key and spec give the same run; a new one each time when empty.
            spec: fields of RunSpec.

        Returns:
            The run, and whether it is new.

        Raises:
            PixGenError: INVALID, with the fields; TOO_MANY ``runs.queue_full``; UNPROCESSABLE
                ``idempotency.mismatch``; UNAVAILABLE when the catalog or the object store is away.
        """
        config = checked(self._settings, key, spec)
        order = Order(
            run_id=newest_first_id("run", time.time_ns() // 1_000_000),
            account_id=account_id,
            created_at=now(),
            snapshot_id=spec["snapshot_id"],
            model=spec["model"],
            publish=spec["publish"],
            spec=spec,
            config=config.model_dump(exclude={"precision"}),
        )
        kept = self._records.known(account_id, key)
        if kept is None:
            self._admit(account_id, spec["snapshot_id"])
            kept = order
        kept = self._records.create(kept, key)
        if kept.spec != spec:
            raise PixGenError(
                Code.UNPROCESSABLE,
                "This idempotency key was used for another run. Nothing was done; use a new key.",
                reason="idempotency.mismatch",
                fields=(FieldError("idempotency_key", "belongs to another run"),),
            )
        is_new = kept.run_id == order.run_id
        if is_new:
            logger().info("run.queued", run_id=order.run_id, profile=config.profile)
        self._supervisor.wake()
        return self.get(kept.run_id), is_new

    def get(self, run_id: str) -> Seen:
        """One run. Args: which. Returns: it. Raises: PixGenError NOT_FOUND."""
        order = self._records.order(run_id)
        return Seen(order, self._records.state(run_id), self._records.live(run_id))

    def page(self, cursor: str, limit: int) -> tuple[list[Seen], str]:
        """Runs, newest first.

        Args:
            cursor: where the page before ended; empty for the first.
            limit: at most 100; 0 means 20.

        Returns:
            The runs, and where the next page begins; empty on the last.

        Raises:
            PixGenError: INVALID ``request.too_large`` or ``cursor.invalid``.
        """
        if limit > _MOST_PAGE:
            raise invalid("request.too_large", FieldError("limit", f"at most {_MOST_PAGE}"))
        if cursor and not is_id("run", cursor):
            raise invalid("cursor.invalid", FieldError("cursor", "is not one that this list gave"))
        limit = limit or _USUAL_PAGE
        ids = self._records.page(cursor, limit + 1)
        more = len(ids) > limit
        return list(self._readers.map(self.get, ids[:limit])), ids[limit - 1] if more else ""

    def cancel(self, run_id: str) -> Seen:
        """Ends a run; doing it again changes nothing.

        Args:
            run_id: which.

        Returns:
            It; mostly ended, else it ends within moments.

        Raises:
            PixGenError: NOT_FOUND; PRECONDITION_FAILED ``run.ended`` when it ended otherwise.
        """
        self._records.order(run_id)
        state = self._records.state(run_id)
        if state.is_over and state.state != "cancelled":
            words = "The run has ended already."
            raise PixGenError(Code.PRECONDITION_FAILED, words, reason="run.ended")
        if not state.is_over:
            self._records.cancel(run_id)
            self._supervisor.cancel(run_id, _CANCEL_SECONDS)
        return self.get(run_id)

    def file(self, run_id: str, name: str) -> Iterator[bytes]:
        """A file of a run.

        Args:
            run_id: which.
            name: ``samples/<step>.png``, ``progress.gif``, ``report.html`` or ``metrics.jsonl``.

        Returns:
            Its bytes in pieces.

        Raises:
            PixGenError: INVALID ``run.file_name``; NOT_FOUND.
        """
        found = _FILE.fullmatch(name)
        if found is None:
            words = "is samples/<step>.png, progress.gif, report.html or metrics.jsonl"
            raise invalid("run.file_name", FieldError("name", words))
        self._records.order(run_id)
        key = f"{run_id}/" + (f"samples/{int(found[1]):09d}.png" if found[1] else name)
        try:
            return self._records.objects.stream(self._records.bucket, key, chunk=_PIECE)
        except ObjectMissing:
            raise not_found("file of this run") from None

    def _admit(self, account_id: str, snapshot_id: str) -> None:
        """Lets a new run in only when there is room for it and something to train on."""
        if len(self._records.queue()) >= self._settings.trainer_queue:
            raise PixGenError(
                Code.TOO_MANY,
                "Too many training runs wait already. Try again when some have ended.",
                reason="runs.queue_full",
                retry_after=60,
            )
        try:
            require_enough(Catalog(self._settings, account_id).snapshot(snapshot_id))
        except PixGenError as error:
            if error.code is not Code.NOT_FOUND:
                raise
            raise invalid("snapshot.missing", FieldError("snapshot_id", "is no snapshot")) from error
