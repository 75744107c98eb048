"""Trains the queued runs, each in a process of its own, and takes up again what died.

The queue is in the object store: a service that is started again goes on with what it finds there.
"""

import shutil
import threading
import time
from pathlib import Path

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger

from pixgen_gan_trainer.child_process import Child, Exit
from pixgen_gan_trainer.records import CANCELLED, RUNNING, Order, Records, State
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.standing import Completed, Standing

_LOOK_SECONDS = 2.0
_PAUSE_SECONDS = 1.0
_POLL_SECONDS = 0.1


class Supervisor:
    """One thread a place.

    Args:
        settings: of the service.
        records: what is kept of runs.
        places: runs trained at a time.
        scratch: folder for pictures while they are trained on.
        completed: called when a run has completed that is to be published.
    """

    def __init__(
        self,
        settings: Settings,
        records: Records,
        places: int,
        scratch: Path,
        completed: Completed | None = None,
    ) -> None:
        self._settings, self._records, self._scratch = settings, records, scratch
        self._standing = Standing(records, settings.trainer_resumes, completed)
        self._stopping, self._woken = threading.Event(), threading.Condition()
        self._busy: set[str] = set()
        self._aside: set[str] = set()
        self._threads = [
            threading.Thread(target=self._go, args=(place, places), name=f"place-{place}")
            for place in range(places)
        ]

    def start(self) -> None:
        """Begins with the queue."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Says that there is something in the queue."""
        with self._woken:
            self._woken.notify_all()

    def ask_to_stop(self) -> None:
        """Lets the runs keep their state and end; they go on at the next start."""
        self._stopping.set()
        self.wake()

    def stop(self) -> None:
        """Asks, and waits until all have ended."""
        self.ask_to_stop()
        for thread in self._threads:
            thread.join()

    def cancel(self, run_id: str, seconds: float) -> None:
        """Ends a run whose cancellation was kept. Args: which, longest wait for its process."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._take(run_id):
                try:
                    state = self._records.state(run_id)
                    if not state.is_over:
                        self._standing.finish(run_id, state, CANCELLED)
                finally:
                    self._give_back(run_id)
                return
            time.sleep(_POLL_SECONDS)

    def _go(self, place: int, places: int) -> None:
        while not self._stopping.is_set():
            run_id = ""
            try:
                run_id = self._next()
                if run_id:
                    self._work(run_id, place if places > 1 else None)
            except Exception as error:
                self._failed(run_id, error)
            finally:
                if run_id:
                    shutil.rmtree(self._scratch / run_id, ignore_errors=True)
                self._give_back(run_id)
            if not run_id and not self._stopping.is_set():
                with self._woken:
                    self._woken.wait(_LOOK_SECONDS)

    def _failed(self, run_id: str, error: Exception) -> None:
        if isinstance(error, PixGenError) and error.code is Code.UNAVAILABLE:
            # The store is away: what is not written yet is found again in the queue.
            logger().warning("supervisor.waits", reason=error.reason)
        else:
            # Its records cannot be read: it waits for the next start, and holds up nobody.
            logger().error("supervisor.failed", run_id=run_id, exc_info=error)
            self._aside.add(run_id)
        self._stopping.wait(_PAUSE_SECONDS)

    def _next(self) -> str:
        waiting = (run_id for run_id in self._records.queue() if run_id not in self._aside)
        return next((run_id for run_id in waiting if self._take(run_id)), "")

    def _take(self, run_id: str) -> bool:
        with self._woken:
            if run_id in self._busy:
                return False
            self._busy.add(run_id)
            return True

    def _give_back(self, run_id: str) -> None:
        with self._woken:
            self._busy.discard(run_id)

    def _work(self, run_id: str, gpu: int | None) -> None:
        """Trains a run until it is over or the service is to end."""
        order, state = self._records.order(run_id), self._records.state(run_id)
        if state.is_over:
            self._records.dequeue(run_id)
            return
        if state.state == RUNNING:
            # The service died with it.
            state = self._standing.died(run_id, state)
        while not state.is_over and not self._stopping.is_set():
            if self._records.is_cancelled(run_id):
                self._standing.finish(run_id, state, CANCELLED)
                return
            state = self._standing.begun(run_id, state)
            with Child(run_id, self._scratch, gpu) as child:
                ended = self._watched(run_id, child)
            state = self._ended(order, state, ended)
            if not state.is_over:
                self._stopping.wait(_PAUSE_SECONDS * max(0, state.deaths - 1))

    def _watched(self, run_id: str, child: Child) -> Exit:
        """Waits for the child's end. Returns: how it ended."""
        looked = time.monotonic()
        while (ended := child.wait(_POLL_SECONDS)) is None:
            if self._stopping.is_set():
                return child.stop(self._settings.trainer_stop_seconds)
            if time.monotonic() - looked < _POLL_SECONDS * 5:
                continue
            looked = time.monotonic()
            if self._is_cancelled(run_id):
                return child.kill()
        return ended

    def _is_cancelled(self, run_id: str) -> bool:
        try:
            return self._records.is_cancelled(run_id)
        except PixGenError:
            return False

    def _ended(self, order: Order, state: State, ended: Exit) -> State:
        """Writes down how the child ended, and waits for a store that is away."""
        while True:
            try:
                return self._standing.ended(order, state, ended, stopping=self._stopping.is_set())
            except PixGenError as error:
                if error.code is not Code.UNAVAILABLE or self._stopping.wait(_PAUSE_SECONDS):
                    raise
