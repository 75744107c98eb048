"""A run's own process, as the service sees it: memory is given back with it, and it never outlives the service."""

import os
import shutil
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import Self

from pixgen_gan_trainer.settings import Settings

COMPLETED_CODE, STOPPED_CODE, FAILED_CODE = 0, 1, 3


class Exit(Enum):
    """How a run's process ended."""

    COMPLETED = "completed"
    # Its reason is in the run's status.json.
    FAILED = "failed"
    # Killed, crashed or stopped: the run goes on from its checkpoint.
    GONE = "gone"


class Child:
    """Starts the process; it and its pictures are gone when the block ends.

    It reads its standard input, which ends when this process ends, however that happens: then it exits at once.

    Args:
        settings: of the service; the process reads the same environment.
        run_id: which run.
        scratch: folder for pictures.
        gpu: the number of the only GPU that it sees; all when None.
    """

    def __init__(self, settings: Settings, run_id: str, scratch: Path, gpu: int | None) -> None:
        self._settings, self._folder = settings, scratch / run_id
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
        shutil.rmtree(self._folder, ignore_errors=True)

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
