"""Pictures of one size that wait for the style network go through it together."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from prometheus_client import Gauge, Histogram

from pixgen_augment.style_module import StyleModule

Floats = NDArray[np.float32]

WAITING = Gauge("pixgen_augment_style_waiting", "Pictures that wait for the style network.")
BATCH = Histogram("pixgen_augment_style_batch", "Pictures in a batch.", buckets=(1, 2, 4, 8, 16, 32, 64))


@dataclass(frozen=True)
class Painted:
    """A picture out of the network. Args: [H, W, 3] in 0..1; milliseconds in the queue; in the network."""

    picture: Floats
    wait_ms: float
    network_ms: float


@dataclass(frozen=True)
class _Job:
    content: Floats
    style: Floats
    since: float = field(default_factory=time.monotonic)
    done: "Future[Painted]" = field(default_factory=Future)


class StyleQueue:
    """Threads that take pictures to the network.

    Args:
        module: the module.
        threads: batches at a time.
        patience: seconds to wait for more pictures of a size while there is room in a batch.
    """

    def __init__(self, module: StyleModule, threads: int, patience: float) -> None:
        self._module, self._patience = module, patience
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._ended = False
        self._threads = [
            threading.Thread(target=self._run, name=f"style-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, content: Floats, style: Floats) -> "Future[Painted]":
        """Queues a picture.

        Args:
            content: [H, W, 3], sRGB in 0..1.
            style: what StyleModule.read gave.

        Returns:
            Its result to come; cancelled ones are not begun.
        """
        job = _Job(content, style)
        with self._changed:
            if self._ended:
                raise RuntimeError("the queue has ended")
            self._jobs.append(job)
            WAITING.set(len(self._jobs))
            self._changed.notify_all()
        return job.done

    def close(self) -> None:
        """Ends the threads; what still waits is cancelled."""
        with self._changed:
            self._ended = True
            for job in self._jobs:
                job.done.cancel()
            self._jobs.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while jobs := self._next():
            live = [job for job in jobs if job.done.set_running_or_notify_cancel()]
            if live:
                self._paint(live)

    def _next(self) -> list[_Job]:
        """The oldest job and those of its size, after a short wait for more. Returns: empty at the end."""
        with self._changed:
            while not self._ended:
                if not self._jobs:
                    self._changed.wait()
                elif (
                    self._is_short() and (left := self._jobs[0].since + self._patience - time.monotonic()) > 0
                ):
                    self._changed.wait(left)
                else:
                    return self._taken()
            return []

    def _taken(self) -> list[_Job]:
        jobs = self._same_size()
        for job in jobs:
            self._jobs.remove(job)
        WAITING.set(len(self._jobs))
        return jobs

    def _is_short(self) -> bool:
        return len(self._same_size()) < self._module.batch

    def _same_size(self) -> list[_Job]:
        first = self._jobs[0].content.shape
        return [job for job in self._jobs if job.content.shape == first][: self._module.batch]

    def _paint(self, jobs: list[_Job]) -> None:
        began = time.monotonic()
        BATCH.observe(len(jobs))
        try:
            made = self._module.repaint(
                np.stack([job.content for job in jobs]), np.stack([job.style for job in jobs])
            )
        except Exception as error:
            for job in jobs:
                job.done.set_exception(error)
            return
        spent = 1000 * (time.monotonic() - began)
        for job, picture in zip(jobs, made, strict=True):
            job.done.set_result(Painted(picture, 1000 * (began - job.since), spent))
