"""The queue in front of the work."""

import threading
from contextlib import ExitStack

import pytest
from pixgen_augment.gate import Gate
from pixgen_common.errors import Code, PixGenError

SMALL, LARGE = 1_000_000, 40_000_000


def wanted():
    return True


class Caller(threading.Thread):
    """Takes a place in a thread of its own and holds it until told to go."""

    def __init__(self, gate, pixels):
        super().__init__(daemon=True)
        self.gate, self.pixels, self.inside, self.leave = gate, pixels, threading.Event(), threading.Event()
        self.start()

    def run(self):
        with self.gate.place(self.pixels, wanted):
            self.inside.set()
            self.leave.wait(60)

    def go(self):
        self.leave.set()
        self.join(60)


@pytest.fixture
def gate():
    return Gate(6, 2)


def waiting(gate):
    return len(gate._line)


def test_small_pictures_take_one_seat_each(gate):
    with ExitStack() as held:
        for _ in range(6):
            held.enter_context(gate.place(SMALL, wanted))
        late = Caller(gate, SMALL)
        assert not late.inside.wait(0.2)
    assert late.inside.wait(60)
    late.go()


def test_a_large_picture_takes_many_and_one_that_is_larger_still_takes_all(gate):
    with gate.place(LARGE, wanted), gate.place(SMALL, wanted):
        late = Caller(gate, SMALL)
        assert not late.inside.wait(0.2)
    assert late.inside.wait(60)
    late.go()
    with gate.place(10 * LARGE, wanted):
        pass


def test_turns_come_in_order_of_arrival(gate, wait_until):
    """A small picture would fit beside, but the large one before it must not wait for ever."""
    with gate.place(SMALL, wanted), gate.place(SMALL, wanted):
        large = Caller(gate, LARGE)
        wait_until(lambda: waiting(gate) == 1)
        small = Caller(gate, SMALL)
        wait_until(lambda: waiting(gate) == 2)
        assert not small.inside.wait(0.2)
    assert large.inside.wait(60)
    assert small.inside.wait(60)
    large.go()
    small.go()


def test_a_full_queue_refuses_but_for_the_patient(gate, wait_until):
    with gate.place(10 * LARGE, wanted):
        callers = [Caller(gate, SMALL) for _ in range(2)]
        wait_until(lambda: waiting(gate) == 2)
        with pytest.raises(PixGenError) as raised, gate.place(SMALL, wanted):
            pass
        assert (raised.value.code, raised.value.reason) == (Code.TOO_MANY, "augment.busy")
        looks = iter([True, False, False])
        with pytest.raises(PixGenError) as raised, gate.place(SMALL, lambda: next(looks), patient=True):
            pass
        assert (raised.value.code, raised.value.reason) == (Code.DEADLINE, "augment.not_begun")
        assert waiting(gate) == 2  # who went away is in nobody's way
    for caller in callers:
        assert caller.inside.wait(60)
        caller.go()
