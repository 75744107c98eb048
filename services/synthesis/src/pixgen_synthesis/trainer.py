"""The gan-trainer, over gRPC: training runs, their files, and the models that come out of them.

Every method raises PixGenError: what the trainer refuses, with its reason; UNAVAILABLE or DEADLINE when it is
away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pixgen_common import rpc
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import TrainingServiceStub

from pixgen_synthesis.absence import named
from pixgen_synthesis.settings import Settings

_TODO = "Nothing was changed; try again, and if it stays so have the operator start gan-trainer."
# A report holds its pictures; nothing of a run that a page shows is larger.
MAX_FILE_BYTES = 32 << 20


class Trainer:
    """Calls the gan-trainer; it connects at the first call, which comes after the fork.

    Args:
        settings: where it is, and how long to wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _stub(self) -> TrainingServiceStub:
        signer = ServiceSigner(self._settings)
        channel = rpc.channel(self._settings.trainer_grpc, self._settings, signer, "gan-trainer")
        return TrainingServiceStub(channel)  # type: ignore[no-untyped-call]

    def start(self, account_id: str, key: str, spec: Mapping[str, Any]) -> pb.Run:
        """Queues a run; the same key again finds the run that is there.

        Args:
            account_id: who asks for it.
            key: what tells this request from every other one.
            spec: fields of RunSpec.

        Returns:
            The run.
        """
        request = pb.StartRunRequest(idempotency_key=key, spec=pb.RunSpec(**spec))
        with on_behalf_of(account_id):
            answer: pb.StartRunResponse = self._call(self._stub.StartRun, request)
        return answer.run

    def run(self, run_id: str) -> pb.Run:
        """One run. Args: which. Returns: it."""
        answer: pb.GetRunResponse = self._call(self._stub.GetRun, pb.GetRunRequest(run_id=run_id))
        return answer.run

    def runs(self, limit: int, cursor: str) -> pb.ListRunsResponse:
        """Runs, newest first. Args: how many at most; where to go on. Returns: a page."""
        request = pb.ListRunsRequest(limit=limit, cursor=cursor)
        page: pb.ListRunsResponse = self._call(self._stub.ListRuns, request)
        return page

    def cancel(self, account_id: str, run_id: str) -> pb.Run:
        """Ends a run. Args: for whom; which. Returns: it as it is then."""
        with on_behalf_of(account_id):
            answer: pb.CancelRunResponse = self._call(
                self._stub.CancelRun, pb.CancelRunRequest(run_id=run_id)
            )
        return answer.run

    def watch(self, run_id: str, after: int, seconds: float) -> Iterator[pb.WatchRunResponse]:
        """Events of a run as they come.

        Args:
            run_id: which.
            after: number of the last event that is known, 0 before the first.
            seconds: how long to watch; DEADLINE is raised then.

        Yields:
            Events, until the run has ended.
        """
        request = pb.WatchRunRequest(run_id=run_id, after=after)
        yield from self._named(rpc.stream(self._stub.WatchRun, request, timeout=seconds))

    def file(self, run_id: str, name: str) -> bytes:
        """A file of a run.

        Args:
            run_id: which.
            name: as ReadRunFileRequest says.

        Returns:
            Its bytes.
        """
        request, data = pb.ReadRunFileRequest(run_id=run_id, name=name), bytearray()
        seconds = self._settings.trainer_file_seconds
        for piece in self._named(rpc.stream(self._stub.ReadRunFile, request, timeout=seconds)):
            data += piece.data
            if len(data) > MAX_FILE_BYTES:
                raise PixGenError(
                    Code.INTERNAL,
                    "This file of the run is too large to be shown.",
                    reason="run.file_too_large",
                )
        return bytes(data)

    def models(self, model: str = "") -> Sequence[pb.ModelVersion]:
        """Versions of models. Args: of one model alone, all when empty. Returns: them."""
        request = pb.ListModelsRequest(model=model)
        answer: pb.ListModelsResponse = self._call(self._stub.ListModels, request)
        return answer.versions

    def publish(self, account_id: str, model: str, version: str, override: str) -> pb.PublishModelResponse:
        """Has a version served.

        Args:
            account_id: for whom.
            model: its name.
            version: which.
            override: why it is published although the gate says no; empty heeds the gate.

        Returns:
            The version, and what the gate said.
        """
        request = pb.PublishModelRequest(model=model, version=version, override_reason=override)
        with on_behalf_of(account_id):
            answer: pb.PublishModelResponse = self._call(self._stub.PublishModel, request)
        return answer

    def retract(self, account_id: str, model: str, version: str, reason: str) -> pb.RetractModelResponse:
        """Takes a published version back. Args: for whom; model; version; why. Returns: what is served."""
        request = pb.RetractModelRequest(model=model, version=version, reason=reason)
        with on_behalf_of(account_id):
            answer: pb.RetractModelResponse = self._call(self._stub.RetractModel, request)
        return answer

    def nearness(self, model: str, version: str, images: Sequence[bytes]) -> list[float]:
        """How near pictures come to those that a version was trained on.

        Args:
            model: its name.
            version: which.
            images: PNG, of the model's size.

        Returns:
            One ratio a picture; well under 1 means a near-copy.
        """
        request = pb.MeasureNearnessRequest(model=model, version=version, images=images)
        answer = self._call(self._stub.MeasureNearness, request, self._settings.nearness_seconds)
        return list(answer.ratios)

    def _call(self, method: Callable[..., Any], request: Any, seconds: float | None = None) -> Any:
        try:
            return rpc.call(method, request, timeout=seconds or self._settings.trainer_seconds)
        except PixGenError as error:
            raise named(error, "gan-trainer", _TODO) from error

    @staticmethod
    def _named(answers: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from answers
        except PixGenError as error:
            raise named(error, "gan-trainer", _TODO) from error
