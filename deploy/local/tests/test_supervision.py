"""A real supervisor: what it starts, starts again, and leaves behind when it is killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from pixgen_local import leftovers, processes, supervisord
from pixgen_local.places import make_private
from pixgen_local.processes import MARK, ProcessId
from pixgen_local.programs import Program
from pixgen_local.supervisord import Supervisor

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


def eventually(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@contextmanager
def supervised(places, *programs):
    """Run a supervisor in this stack's name."""
    make_private(places.local)
    make_private(places.logs)
    make_private(places.supervisor_socket.parent)
    places.supervisor_config.write_text(supervisord.config(places, programs))
    environment = {**os.environ, MARK: places.mark}
    process = subprocess.Popen(
        supervisord.command(places), env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        leftovers.record(places, supervisor=processes.identify(process.pid))
        supervisor = Supervisor(places)
        assert eventually(supervisor.answers)
        yield process, supervisor
    finally:
        for left in processes.marked(places.mark):
            left.send(signal.SIGKILL)
        process.wait(10)


def test_odd_characters_reach_a_process_unchanged(places):
    """Percent signs, spaces and quotes in a command or setting are not the supervisor's variables."""
    show = "import os, sys; print(sys.argv[1], os.environ['ODD'], flush=True); import time; time.sleep(600)"
    program = Program("odd", [sys.executable, "-c", show, "100% 'of' it"], 1, {"ODD": "a%(here)s,b=c d"})
    with supervised(places, program) as (_, supervisor):
        supervisor.start("odd")
        log = places.logs / "odd.log"
        # The log may be seen while the line is being written.
        assert eventually(lambda: log.exists() and log.read_text().endswith("\n"))
        assert log.read_text() == "100% 'of' it a%(here)s,b=c d\n"


def test_a_killed_process_is_started_again(places):
    """kill -9 of a process costs a moment, not the service."""
    with supervised(places, Program("one", SLEEPS, 1)) as (_, supervisor):
        supervisor.start("one")
        assert eventually(lambda: supervisor.state("one").state == "RUNNING")
        before = supervisor.state("one").pid
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda: supervisor.state("one").pid not in {0, before})


def test_a_process_that_fails_at_once_is_tried_again_with_pauses(places):
    """A broken service does not keep the machine busy."""
    program = Program("broken", [sys.executable, "-c", "raise SystemExit('no room')"], 1)
    with supervised(places, program) as (_, supervisor):
        supervisor.start("broken")
        assert eventually(lambda: supervisor.state("broken").state == "BACKOFF")
        time.sleep(3)
        assert 1 <= (places.logs / "broken.log").read_text().count("no room") <= 3


def test_what_a_killed_supervisor_left_is_found_and_ended(places, settings):
    """After kill -9 of the supervisor the next start ends its orphans, and them alone."""
    bystander = subprocess.Popen(SLEEPS, stdout=subprocess.DEVNULL)
    with supervised(places, Program("one", SLEEPS, 1)) as (process, supervisor):
        supervisor.start("one")
        assert eventually(lambda: supervisor.state("one").state == "RUNNING")
        orphan = processes.identify(supervisor.state("one").pid)
        process.kill()
        process.wait()
        assert orphan.alive()
        assert leftovers.stop_all(places, settings.store_ports) == [orphan.pid]
        assert not orphan.alive()
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_supervisor_without_its_terminal_is_ended_in_order(places, settings):
    """After kill -9 of `make run` the supervisor lives on; the next start ends it and all that it runs."""
    with supervised(places, Program("one", SLEEPS, 1)) as (process, supervisor):
        supervisor.start("one")
        assert eventually(lambda: supervisor.state("one").state == "RUNNING")
        child = processes.identify(supervisor.state("one").pid)
        assert leftovers.stop_all(places, settings.store_ports) == [process.pid]
        assert process.wait(5) == 0
        assert not child.alive()
    assert not places.state.exists()


def test_a_reused_number_is_not_the_same_process(places):
    """A recorded process id that somebody else got meanwhile is left alone."""
    make_private(places.local)
    mine = processes.identify(os.getpid())
    leftovers.record(places, supervisor=ProcessId(mine.pid, mine.started - 1))
    assert leftovers.recorded(places, "supervisor") is None


@pytest.mark.parametrize("text", ["", "{", '{"supervisor": {"pid": "x"}}', "[]"])
def test_a_damaged_record_counts_as_none(places, text):
    """A file cut off by a crash keeps nobody from starting."""
    make_private(places.local)
    places.state.write_text(text)
    assert leftovers.recorded(places, "supervisor") is None


MEETS = """
import pathlib, signal, sys, time
here, mine = pathlib.Path(sys.argv[1]), sys.argv[2]
def meet(*_):
    (here / f"{mine}.ending").touch()
    while len(list(here.glob("*.ending"))) < 4:
        time.sleep(0.05)
    print("met", flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, meet)
print("up", flush=True)
time.sleep(600)
"""


def test_processes_of_one_rank_end_side_by_side(places, settings, tmp_path):
    """However many services there are, Ctrl-C takes no longer: each ends only when all were asked to."""
    names = [f"meets-{number}" for number in range(4)]
    script = tmp_path / "meets.py"
    script.write_text(MEETS)
    programs = [
        Program(name, [sys.executable, str(script), str(tmp_path), name], 30, stop_seconds=15)
        for name in names
    ]
    with supervised(places, *programs, Program("lower", SLEEPS, 10)) as (process, supervisor):
        for name in (*names, "lower"):
            supervisor.start(name)
        logs = [places.logs / f"{name}.log" for name in names]
        assert eventually(lambda: all(log.exists() and log.read_text() for log in logs))
        leftovers.stop_all(places, settings.store_ports)
        assert process.wait(5) == 0
        assert [log.read_text() for log in logs] == ["up\nmet\n"] * len(names)
