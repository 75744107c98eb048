"""Where a run stands, from one state to the next; each step is told to those who watch, then kept."""

from collections.abc import Callable

from pixgen_common.logging import logger

from pixgen_gan_trainer import event_log
from pixgen_gan_trainer.child_process import Exit
from pixgen_gan_trainer.records import CANCELLED, COMPLETED, FAILED, QUEUED, RUNNING, Order, Records, State
from pixgen_gan_trainer.registry import now

# What a completed run's version is done with; it says what stands against it.
Completed = Callable[[Order, str], list[str]]


class Standing:
    """Every method returns the state that is kept then, and raises UNAVAILABLE when the store is away.

    Args:
        records: what is kept of runs.
        resumes: how often a run that does not come further is taken up again.
        completed: called when a run has completed that is to be published.
    """

    def __init__(self, records: Records, resumes: int, completed: Completed | None = None) -> None:
        self._records, self._resumes, self._completed = records, resumes, completed

    def begun(self, run_id: str, state: State) -> State:
        """Its process is about to be started. Args: which run, where it stands. Returns: running."""
        state = state.model_copy(update={"state": RUNNING, "started_at": state.started_at or now()})
        event_log.append(self._records.pieces(run_id), "state", {"state": RUNNING, "resumed": state.resumed})
        self._records.set_state(run_id, state)
        logger().info("run.started", run_id=run_id, resumed=state.resumed)
        return state

    def ended(self, order: Order, state: State, how: Exit, *, stopping: bool) -> State:
        """Its process has ended.

        Args:
            order: the run's.
            state: where it stood.
            how: it ended.
            stopping: the service is to end too, so that a process which did is no dead one.

        Returns:
            Where it stands now.
        """
        run_id = order.run_id
        if how is Exit.COMPLETED:
            return self._done(order, state)
        if how is Exit.FAILED:
            return self.finish(run_id, state, FAILED, self._records.reason(run_id))
        if self._records.is_cancelled(run_id):
            return self.finish(run_id, state, CANCELLED)
        if stopping:
            state = state.model_copy(update={"state": QUEUED})
            event_log.append(self._records.pieces(run_id), "state", {"state": QUEUED})
            self._records.set_state(run_id, state)
            return state
        return self.died(run_id, state)

    def died(self, run_id: str, state: State) -> State:
        """Counts a death; too many without progress end the run. Args: which run, where it stood."""
        step = self._records.kept_step(run_id)
        deaths = 1 if step > state.step else state.deaths + 1
        state = state.model_copy(update={"step": max(step, state.step), "deaths": deaths})
        logger().warning("run.died", run_id=run_id, step=step, deaths=deaths)
        if deaths > self._resumes:
            return self.finish(run_id, state, FAILED, "crashed")
        state = state.model_copy(update={"resumed": state.resumed + 1})
        self._records.set_state(run_id, state)
        return state

    def _done(self, order: Order, state: State) -> State:
        version = self._records.live(order.run_id).version
        state = state.model_copy(update={"version": version})
        if order.publish and version and self._completed is not None:
            for finding in self._completed(order, version):
                said = {"alarm": "not_published", "text": finding}
                event_log.append(self._records.pieces(order.run_id), "alarm", said)
                state = state.model_copy(update={"alarms": ["not_published"]})
        return self.finish(order.run_id, state, COMPLETED)

    def finish(self, run_id: str, state: State, end: str, reason: str = "") -> State:
        """The run is over. Args: which, where it stood, the end and why. Returns: where it stands now."""
        state = state.model_copy(update={"state": end, "reason": reason, "ended_at": now()})
        said = {"state": end, "reason": reason, "version": state.version}
        event_log.append(self._records.pieces(run_id), "state", said)
        self._records.set_state(run_id, state)
        self._records.dequeue(run_id)
        logger().info("run.ended", run_id=run_id, state=end, reason=reason)
        return state
