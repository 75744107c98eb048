"""The half of TrainingService that is about models, over gRPC: for PixGen's own services alone."""

import json
from typing import Any

import grpc
from pixgen_common.auth import require
from pixgen_common.model_store import check_model_name
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import (
    TrainingServiceServicer,
    add_TrainingServiceServicer_to_server,
)

from pixgen_gan_trainer.models import Models, Version
from pixgen_gan_trainer.nearness import Nearness
from pixgen_gan_trainer.registry import RETRACTED, version_number

SERVICE_NAME = "pixgen.training.v1.TrainingService"


class ModelsServicer(TrainingServiceServicer):
    """Translates messages into use cases; what it does not offer is UNIMPLEMENTED.

    Args:
        models: lists, publishes, takes back.
        nearness: compares pictures with those trained on.
    """

    def __init__(self, models: Models, nearness: Nearness) -> None:
        self._models, self._nearness = models, nearness

    def add_to(self, server: grpc.Server) -> None:
        """Adds itself to a server. Args: the server."""
        add_TrainingServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call]

    def ListModels(self, request: pb.ListModelsRequest, _: object) -> pb.ListModelsResponse:  # noqa: N802
        """All versions of a model, or of all."""
        require("service")
        if request.model:
            check_model_name(request.model)
        return pb.ListModelsResponse(versions=map(message_of, self._models.versions(request.model)))

    def PublishModel(self, request: pb.PublishModelRequest, _: object) -> pb.PublishModelResponse:  # noqa: N802
        """Has a version served, if its measures allow it or a reason is given."""
        model, version = _named(request)
        made, found = self._models.publish(model, version, request.override_reason, _caller())
        return pb.PublishModelResponse(version=message_of(made), findings=found)

    def RetractModel(self, request: pb.RetractModelRequest, _: object) -> pb.RetractModelResponse:  # noqa: N802
        """Takes a version back."""
        model, version = _named(request)
        made, serving = self._models.retract(model, version, request.reason, _caller())
        return pb.RetractModelResponse(version=message_of(made), serving_version=str(serving or ""))

    def MeasureNearness(  # noqa: N802
        self, request: pb.MeasureNearnessRequest, _: object
    ) -> pb.MeasureNearnessResponse:
        """How near pictures come to those that a version was trained on."""
        model, version = _named(request)
        return pb.MeasureNearnessResponse(ratios=self._nearness.ratios(model, version, request.images))


def message_of(version: Version) -> pb.ModelVersion:
    """A version as the contract says it. Args: the version. Returns: the message."""
    entry, decision = version.entry, version.decision
    is_retracted = decision is not None and decision.kind == RETRACTED and not version.published
    return pb.ModelVersion(
        model=entry.model,
        version=str(entry.version),
        run_id=entry.run_id,
        snapshot_id=entry.snapshot_id,
        created_at=entry.created_at,
        published=version.published,
        retracted_at=decision.at if decision and is_retracted else "",
        retracted_reason=decision.reason if decision and is_retracted else "",
        measures_json=json.dumps(entry.measures, sort_keys=True),
        manifest_sha256=entry.manifest_sha256,
        image_size=entry.image_size,
        conditional=entry.conditional,
        card=entry.card,
    )


def _named(request: Any) -> tuple[str, int]:
    """Which version is meant. Raises: PixGenError: INVALID for a name that none can have; NOT_FOUND."""
    require("service")
    return check_model_name(request.model), version_number(request.version)


def _caller() -> str:
    """The person for whom a service asks, or the service."""
    principal = require("service")
    return principal.on_behalf_of or principal.account_id
