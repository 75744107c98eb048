"""Masks and measures in processes of their own: thousands of short calls that would hold Python's lock."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger

P = ParamSpec("P")
T = TypeVar("T")
_TRIES = 2


class WorkerPool:
    """Runs functions in other processes, which start when they are first needed and end with this one.

    Args:
        workers: processes.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._changing = threading.Lock()
        self._pool = self._begun()

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function of a module and waits for what it gives.

        Args:
            function: has a name in its module.
            args: small; they are copied.
            kwargs: likewise.

        Returns:
            What the function returned.

        Raises:
            PixGenError: UNAVAILABLE, ``augment.worker_lost``, when the process died, and a new one, too.
        """
        for _ in range(_TRIES):
            pool = self._pool
            try:
                return pool.submit(function, *args, **kwargs).result()
            except BrokenProcessPool:
                self._replace(pool)
        message = "A process that measures pictures ended twice, perhaps for want of memory. Try again."
        raise PixGenError(Code.UNAVAILABLE, message, reason="augment.worker_lost", retry_after=1.0)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._changing:
            if self._pool is broken:
                logger().error("augment.worker_lost")
                self._pool = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        # Not forked: TensorFlow and gRPC have threads in this process.
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """What a worker does first: one thread of arithmetic, and it ends with its parent and not before."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
