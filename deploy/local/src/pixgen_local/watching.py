"""The foreground of a running stack."""

import time

from pixgen_local.places import Places
from pixgen_local.preflight import StackError
from pixgen_local.stack import Stack
from pixgen_local.supervisord import ProcessState, SupervisorError


def watch(stack: Stack) -> None:
    """Stay in the foreground and say which processes were started again.

    Raises:
        StackError: when the supervisor is gone.
    """
    known = {state.name: state for state in stack.supervisor.states()}
    while True:
        time.sleep(1)
        try:
            now = stack.supervisor.states()
        except SupervisorError as error:
            raise StackError(f"The supervisor is gone ({error}).") from error
        for state in now:
            _report(stack.places, known[state.name], state)
            known[state.name] = state


def _report(places: Places, before: ProcessState, now: ProcessState) -> None:
    log = places.logs / f"{now.name}.log"
    if now.state == "FATAL" != before.state:
        print(f"{now.name} keeps failing and was given up; see {log}", flush=True)
    elif now.state == "RUNNING" and now.since != before.since:
        print(f"{now.name} had ended and was started again; see {log}", flush=True)
