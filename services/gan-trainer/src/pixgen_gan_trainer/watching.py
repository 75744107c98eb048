"""Events of a run for those who watch it, as they come."""

import threading
from collections.abc import Iterator

from pixgen_common.errors import Code, PixGenError

from pixgen_gan_trainer import event_log
from pixgen_gan_trainer.event_log import Event
from pixgen_gan_trainer.records import Records

_LOOK_SECONDS = 0.5


class Watching:
    """Reads events from the store, so that a watcher may go on after the service was started again.

    Args:
        records: what is kept of runs.
        places: watchers at a time.
    """

    def __init__(self, records: Records, places: int) -> None:
        self._records, self._places = records, threading.BoundedSemaphore(places)
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends all watches; watchers come back."""
        self._stopping.set()

    def events(self, run_id: str, number: int, gone: threading.Event) -> Iterator[Event]:
        """Events after one, until the run is over.

        Args:
            run_id: which.
            number: of the last event that is known.
            gone: set when the watcher has hung up.

        Yields:
            Events, in order.

        Raises:
            PixGenError: NOT_FOUND; TOO_MANY ``runs.too_many_watchers``; UNAVAILABLE when the service ends.
        """
        self._records.order(run_id)
        if not self._places.acquire(blocking=False):
            words = "Too many watch training runs just now; the run itself goes on."
            raise PixGenError(Code.TOO_MANY, words, reason="runs.too_many_watchers", retry_after=10)
        try:
            while not gone.is_set():
                # The state first: what was told before it is there to be read after it.
                is_over = self._records.state(run_id).is_over
                for event in event_log.after(self._records.pieces(run_id), number):
                    number = event.number
                    yield event
                if is_over:
                    return
                if self._stopping.wait(_LOOK_SECONDS):
                    words = "The service is about to end; watch again in a moment."
                    raise PixGenError(Code.UNAVAILABLE, words, reason="service.ending", retry_after=2)
        finally:
            self._places.release()
