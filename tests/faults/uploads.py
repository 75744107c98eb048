"""Many uploads by several threads, each repeated with the same bytes until it is acknowledged."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pixgen_imaging import phantoms
from pixgen_local import demo
from pixgen_local.public_api import ApiError, digest
from pixgen_local.throwaway_stack import RunningStack

EDGE_PIXELS = 128  # small pictures: the processes are tested, not the imaging


@dataclass
class Acknowledged:
    """What the contributors were told.

    Attributes:
        ids: Image id by digest of the bytes that were sent.
        answers: How often each status was the acknowledgement.
        errors: How often each failure was seen on the way.
        changed: Pictures that got two different ids.
        refused: Answers that no repetition would change.
    """

    ids: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count(self) -> int:
        """How many pictures were acknowledged so far."""
        return len(self.ids)


def sample(seed: int) -> demo.Sample:
    """Draw a small phantom."""
    phantom = phantoms.draw(seed, size=EDGE_PIXELS)
    return demo.Sample(phantoms.encode(phantom), demo.metadata(phantom))


def upload_all(stack: RunningStack, seeds: range, until: float, told: Acknowledged, threads: int = 3) -> None:
    """Upload a phantom per seed.

    Args:
        stack: Where to.
        seeds: Which.
        until: Monotonic time after which nothing more is begun.
        told: Filled with what the contributors are told.
        threads: How many at a time.
    """

    def work(part: range) -> None:
        with stack.sign_in(demo.CONTRIBUTOR) as contributor:
            for seed in part:
                one = sample(seed)
                while time.monotonic() < until and not _try(contributor, one, told):
                    time.sleep(0.3)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [seeds[first::threads] for first in range(threads)]))


def _try(contributor, one: demo.Sample, told: Acknowledged) -> bool:
    """Upload once. Returns: whether it need not be tried again."""
    name = digest(one.picture)
    try:
        answer = contributor.upload(one.picture, one.metadata)
    except ApiError as error:
        with told.lock:
            told.errors[str(error.status or "no answer")] += 1
            if not error.passing and error.status < 500:
                told.refused.append(str(error))
                return True
        return False
    with told.lock:
        told.answers[answer["status_code"]] += 1
        if told.ids.setdefault(name, answer["image_id"]) != answer["image_id"]:
            told.changed.append(name)
    return True
