"""A run's own process, as the service sees it; it never outlives the service."""

import os
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import Self

COMPLETED_CODE, STOPPED_CODE, FAILED_CODE = 0, 1, 3


class Exit(Enum):
    """How a run's process ended."""

    COMPLETED = "completed"
    # Its reason is in the run's status.json.
    FAILED = "failed"
    # Killed, crashed or stopped: the run goes on from its checkpoint.
    GONE = "gone"


class Child:
    """Starts the process; it is gone when the block ends.

    Its standard input ends when this process ends, however that happens: then it exits at once.

    Args:
        run_id: which run.
        scratch: folder for the pictures of all runs.
        gpu: the number of the only GPU that it sees; all when None.
    """

    def __init__(self, run_id: str, scratch: Path, gpu: int | None) -> None:
        environment = {**os.environ, "PIXGEN_TRAINER_SCRATCH": str(scratch), "TF_CPP_MIN_LOG_LEVEL": "3"}
        if gpu is not None:
            environment["CUDA_VISIBLE_DEVICES"] = str(gpu)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pixgen_gan_trainer", "run", run_id],
            stdin=subprocess.PIPE,
            stdout=sys.stderr.fileno(),
            env=environment,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def wait(self, seconds: float) -> Exit | None:
        """Waits for its end. Args: how long. Returns: how it ended; None when it goes on."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return {COMPLETED_CODE: Exit.COMPLETED, FAILED_CODE: Exit.FAILED}.get(code, Exit.GONE)

    def stop(self, seconds: float) -> Exit:
        """Asks it to keep its state and end. Args: how long it may take; then it is killed. Returns: how."""
        self._process.terminate()
        return self.wait(seconds) or self.kill()

    def kill(self) -> Exit:
        """Ends it at once: what it writes is written whole or not. Returns: how it ended."""
        self._process.kill()
        return self.wait(60) or Exit.GONE
