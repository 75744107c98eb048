"""Kills the processes of a running stack, at random moments and in random order."""

import random
import signal
import threading
from collections import Counter
from collections.abc import Callable

from pixgen_local import processes
from pixgen_local.supervisord import SupervisorError
from pixgen_local.throwaway_stack import RunningStack

VICTIMS = ("catalog", "postgres", "objectstore", "upload")
# Services serve from a worker process of theirs: either may be the one that dies.
_WITH_WORKERS = ("catalog", "upload")


# Kills follow the uploads, not the clock: a slow machine still gets pictures in between them.
_FEWEST, _MOST = 3, 10
_LONGEST_PAUSE = 1.5  # seconds between the last upload and the kill, so that it meets every stage of the next
_CHANCE_OF_TWO = 0.3


class Killer(threading.Thread):
    """Kills until it is told to stop; every process has its turn before one has two.

    Args:
        stack: Whose processes.
        progress: Says how many uploads were acknowledged so far.
        chance: Decides order and moments.
    """

    def __init__(self, stack: RunningStack, progress: Callable[[], int], chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.kills: Counter[str] = Counter()
        self._stack, self._progress, self._chance = stack, progress, chance
        self._ended = threading.Event()
        self._turns: list[str] = []

    def run(self) -> None:
        next_at = 1
        while not self._ended.wait(0.05):
            if self._progress() < next_at:
                continue
            # Sometimes a second one dies while the first is still coming back.
            for _ in range(2 if self._chance.random() < _CHANCE_OF_TWO else 1):
                if not self._ended.wait(self._chance.uniform(0, _LONGEST_PAUSE)):
                    self._kill_next()
            next_at = self._progress() + self._chance.randint(_FEWEST, _MOST)

    def stop(self) -> None:
        """Kill nobody any more."""
        self._ended.set()
        self.join()

    def _kill_next(self) -> None:
        self._turns = self._turns or self._chance.sample(VICTIMS, len(VICTIMS))
        if self._kill(self._turns[-1]):
            self._turns.pop()

    def _kill(self, name: str) -> bool:
        try:
            pid = self._stack.supervisor.state(name).pid
        except SupervisorError:
            return False
        victim = processes.identify(pid) if pid else None
        if victim is None:
            return False
        workers = processes.children(pid) if name in _WITH_WORKERS else []
        if workers and self._chance.random() < 0.5:
            victim, name = workers[0], f"{name}'s worker"
        victim.send(signal.SIGKILL)
        self.kills[name] += 1
        return True
