"""Kills the processes of a running stack, at random moments and in random order."""

import random
import signal
import threading
from collections import Counter

from pixgen_local import processes
from pixgen_local.supervisord import SupervisorError
from pixgen_local.throwaway_stack import RunningStack

VICTIMS = ("catalog", "postgres", "objectstore", "upload")
# Services serve from a worker process of theirs: either may be the one that dies.
_WITH_WORKERS = ("catalog", "upload")


class Killer(threading.Thread):
    """Kills until it is told to stop; every process has its turn before one has two.

    Args:
        stack: Whose processes.
        chance: Decides order and moments.
        shortest: Least pause between two kills, seconds.
        longest: Longest pause.
    """

    def __init__(
        self, stack: RunningStack, chance: random.Random, shortest: float = 1.0, longest: float = 4.0
    ) -> None:
        super().__init__(daemon=True)
        self.kills: Counter[str] = Counter()
        self._stack, self._chance, self._pauses = stack, chance, (shortest, longest)
        self._ended = threading.Event()

    def run(self) -> None:
        round_of: list[str] = []
        while not self._ended.wait(self._chance.uniform(*self._pauses)):
            round_of = round_of or self._chance.sample(VICTIMS, len(VICTIMS))
            if self._kill(round_of[-1]):
                round_of.pop()

    def stop(self) -> None:
        """Kill nobody any more."""
        self._ended.set()
        self.join()

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
