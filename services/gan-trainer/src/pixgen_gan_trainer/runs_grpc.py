"""The half of TrainingService that is about runs, over gRPC: for PixGen's own services alone."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import grpc
from pixgen_common.auth import require
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import TrainingServiceServicer

from pixgen_gan_trainer.runs import Runs, Seen
from pixgen_gan_trainer.watching import Watching

_FIELDS = [field.name for field in pb.RunSpec.DESCRIPTOR.fields]


class RunsServicer(TrainingServiceServicer):
    """Translates messages into use cases.

    Args:
        runs: start, look, list, cancel, files.
        watching: their events.
    """

    def __init__(self, runs: Runs, watching: Watching) -> None:
        self._runs, self._watching = runs, watching

    def StartRun(self, request: pb.StartRunRequest, _: object) -> pb.StartRunResponse:  # noqa: N802
        """Queues a run."""
        principal = require("service")
        spec: dict[str, Any] = {name: getattr(request.spec, name) for name in _FIELDS}
        account_id = principal.on_behalf_of or principal.account_id
        seen, created = self._runs.start(account_id, request.idempotency_key, spec)
        return pb.StartRunResponse(run=message_of(seen), created=created)

    def GetRun(self, request: pb.GetRunRequest, _: object) -> pb.GetRunResponse:  # noqa: N802
        """One run."""
        require("service")
        return pb.GetRunResponse(run=message_of(self._runs.get(request.run_id)))

    def ListRuns(self, request: pb.ListRunsRequest, _: object) -> pb.ListRunsResponse:  # noqa: N802
        """Runs, newest first."""
        require("service")
        page, following = self._runs.page(request.cursor, request.limit)
        return pb.ListRunsResponse(runs=map(message_of, page), next_cursor=following)

    def WatchRun(  # noqa: N802
        self, request: pb.WatchRunRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchRunResponse]:
        """Events as they come, until the run ends or the caller hangs up."""
        require("service")
        gone = threading.Event()
        if not context.add_callback(gone.set):
            return
        for event in self._watching.events(request.run_id, request.after, gone):
            data = json.dumps(event.data, sort_keys=True)
            yield pb.WatchRunResponse(number=event.number, kind=event.kind, data_json=data)

    def CancelRun(self, request: pb.CancelRunRequest, _: object) -> pb.CancelRunResponse:  # noqa: N802
        """Ends a run."""
        require("service")
        return pb.CancelRunResponse(run=message_of(self._runs.cancel(request.run_id)))

    def ReadRunFile(  # noqa: N802
        self, request: pb.ReadRunFileRequest, _: object
    ) -> Iterator[pb.ReadRunFileResponse]:
        """A file in pieces."""
        require("service")
        for piece in self._runs.file(request.run_id, request.name):
            yield pb.ReadRunFileResponse(data=piece)


def message_of(seen: Seen) -> pb.Run:
    """A run as the contract says it. Args: the run. Returns: the message."""
    order, state, live = seen.order, seen.state, seen.live
    return pb.Run(
        run_id=order.run_id,
        spec=pb.RunSpec(**order.spec),
        state=f"RUN_STATE_{state.state.upper()}",
        reason=state.reason,
        step=live.step,
        steps=order.config["steps"],
        created_at=order.created_at,
        started_at=state.started_at,
        ended_at=state.ended_at,
        resumed=state.resumed,
        images_per_second=live.images_per_second if state.state == "running" else 0,
        measures_json=json.dumps(live.measures, sort_keys=True) if live.measures else "",
        sample_steps=live.sample_steps,
        version=state.version or live.version,
        account_id=order.account_id,
        alarms=[*live.alarms, *state.alarms],
    )
