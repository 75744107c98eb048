"""The processes that find and measure."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pixgen_augment.worker_pool import WorkerPool
from pixgen_common.errors import Code, PixGenError


@pytest.fixture(scope="module")
def pool():
    return WorkerPool(1)


def test_a_function_runs_elsewhere_and_its_own_error_comes_back(pool):
    assert pool.run(os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="invalid literal"):
        pool.run(int, "no number")


def test_a_worker_that_was_killed_is_replaced(pool):
    before = pool.run(os.getpid)
    os.kill(before, signal.SIGKILL)
    assert pool.run(os.getpid) != before


def test_a_call_that_kills_its_workers_fails_alone(pool):
    with pytest.raises(PixGenError) as raised:
        pool.run(os._exit, 3)
    assert (raised.value.code, raised.value.reason) == (Code.UNAVAILABLE, "augment.worker_lost")
    assert pool.run(abs, -2) == 2


def test_workers_outlive_a_request_to_end_but_not_their_parent(wait_until):
    """Their parent still finishes its calls after SIGTERM, and may be killed at any instruction."""
    program = (
        "import os, time; from pixgen_augment.worker_pool import WorkerPool\n"
        "if __name__ == '__main__': print(WorkerPool(1).run(os.getpid), flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        os.kill(worker, signal.SIGTERM)
        parent.kill()
    wait_until(lambda: not Path(f"/proc/{worker}").exists())
