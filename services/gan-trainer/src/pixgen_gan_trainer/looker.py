"""Features of pictures, computed in a child process: the serving process does without TensorFlow.

The child is this module run as a program. It keeps what it has loaded while it is asked, ends by itself after
a while without questions or when its parent is gone, and sees no GPU: that one is for training.
"""

import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger

from pixgen_gan_trainer.sight import Sight

_IDLE_SECONDS = 60.0
_ENVIRONMENT = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
_DONE, _NO_EYES, _FAILED = "done", "no eyes", "failed"


class ChildLooker:
    """Asks the child, starting it when there is none; one question at a time.

    Args:
        seconds: longest wait for one's turn, and then for an answer.
        idle_seconds: the child ends after so long without a question.
    """

    def __init__(self, seconds: float = 120.0, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._seconds, self._idle = seconds, idle_seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Any = None

    def features(self, sight: Sight, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Looks at pictures.

        Args:
            sight: with which eyes.
            rgb: uint8 [N, H, W, 3], sRGB.

        Returns:
            float32 [N, d].

        Raises:
            PixGenError: UNAVAILABLE ``nearness.busy`` or ``nearness.failed``; PRECONDITION_FAILED
                ``nearness.no_eyes`` when the features' weights are not installed here.
        """
        if not self._turn.acquire(timeout=self._seconds):
            raise _unavailable("Other pictures are being compared.", "nearness.busy")
        try:
            return self._answer(sight, rgb)
        finally:
            self._turn.release()

    def start(self) -> None:
        """Starts the child if there is none, so that a first question finds it."""
        with self._turn:
            if self.pid is None:
                self._end()
                self._begin()

    def close(self) -> None:
        """Ends the child, if there is one; a question in progress is answered first."""
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        """The child's process id; None when there is none."""
        is_there = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and is_there else None

    def _answer(self, sight: Sight, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        # A second time, for the child may have ended, idle, just before it was asked.
        for _ in range(2):
            try:
                how, found = self._asked(sight, rgb)
            except (EOFError, OSError):
                self._end()
                continue
            if how == _NO_EYES:
                message = f"The weights of the features {sight.name} are not installed here."
                raise PixGenError(Code.PRECONDITION_FAILED, message, reason="nearness.no_eyes")
            if how == _DONE:
                return np.asarray(found, dtype=np.float32)
            logger().error("looker.failed", error=found)
            break
        raise _unavailable("The pictures could not be compared.", "nearness.failed")

    def _asked(self, sight: Sight, rgb: NDArray[np.uint8]) -> tuple[str, Any]:
        if self._connection is None:
            self._begin()
        self._connection.send((sight, rgb))
        if not self._connection.poll(self._seconds):
            self._end()
            raise _unavailable("Comparing the pictures took too long.", "nearness.failed")
        how, found = self._connection.recv()
        return how, found

    def _begin(self) -> None:
        mine, its = Pipe()
        command = [sys.executable, "-m", __name__, str(its.fileno()), str(self._idle)]
        with its:
            self._process = subprocess.Popen(
                command,
                pass_fds=[its.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **_ENVIRONMENT},
                start_new_session=True,
            )
        self._connection = mine

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _unavailable(detail: str, reason: str) -> PixGenError:
    return PixGenError(Code.UNAVAILABLE, detail, reason=reason, retry_after=5)


def _serve(connection: Connection, idle_seconds: float) -> None:
    """The child: answers until nobody asks any more."""
    known: tuple[str, Any] = ("", None)
    while connection.poll(idle_seconds):
        try:
            sight, rgb = connection.recv()
        except EOFError:
            return
        try:
            from pixgen_gan_trainer import looking  # TensorFlow, at the first question

            key = sight.key()
            if known[0] != key:
                known = (key, looking.eyes_of(sight))
            eyes = known[1]
            connection.send((_NO_EYES, None) if eyes is None else (_DONE, eyes.features(rgb)))
        except Exception as error:
            connection.send((_FAILED, f"{type(error).__name__}: {error}"[:500]))


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), float(sys.argv[2]))
