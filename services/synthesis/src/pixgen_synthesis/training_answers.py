"""From what the gan-trainer says to what the routes answer."""

import json
from typing import Any

from pixgen_common.logging import logger
from pixgen_protos.training.v1 import training_pb2 as pb

from pixgen_synthesis.training_schemas import ModelOut, RunOut

RUNS, MODELS = "/v1/training-runs", "/v1/models"
_PREFIX = "RUN_STATE_"
# Fields of RunSpec whose zero means the profile's own.
_PROFILES_OWN = ("image_size", "steps", "batch_size")
ENDED = ("completed", "failed", "cancelled")


def state_of(run: pb.Run) -> str:
    """A run's state in one word. Args: the run. Returns: e.g. ``running``."""
    return pb.RunState.Name(run.state).removeprefix(_PREFIX).lower()


def measures(text: str) -> dict[str, Any] | None:
    """Measures as JSON. Args: what the trainer sent. Returns: them; None when there are none."""
    try:
        found = json.loads(text or "null", parse_constant=lambda _: None)
    except ValueError:
        logger().warning("trainer.garbled", what="measures")
        return None
    return found if isinstance(found, dict) else None


def run_out(run: pb.Run) -> RunOut:
    """A run as REST shows it. Args: the trainer's message. Returns: the model."""
    spec = {field.name: getattr(run.spec, field.name) for field in pb.RunSpec.DESCRIPTOR.fields}
    return RunOut(
        run_id=run.run_id,
        url=f"{RUNS}/{run.run_id}",
        state=state_of(run),
        reason=run.reason or None,
        spec={name: value or None if name in _PROFILES_OWN else value for name, value in spec.items()},
        step=run.step,
        steps=run.steps,
        created_at=run.created_at,
        started_at=run.started_at or None,
        ended_at=run.ended_at or None,
        resumed=run.resumed,
        images_per_second=run.images_per_second or None,
        measures=measures(run.measures_json),
        sample_steps=list(run.sample_steps),
        version=run.version or None,
        account_id=run.account_id,
        alarms=list(run.alarms),
    )


def model_fields(version: pb.ModelVersion) -> dict[str, Any]:
    """A version's fields. Args: the trainer's message. Returns: those of ModelOut by name."""
    return {
        "model": version.model,
        "version": version.version,
        "url": f"{MODELS}/{version.model}/versions/{version.version}",
        "run_id": version.run_id,
        "snapshot_id": version.snapshot_id or None,
        "created_at": version.created_at,
        "published": version.published,
        "retracted_at": version.retracted_at or None,
        "retracted_reason": version.retracted_reason or None,
        "measures": measures(version.measures_json),
        "manifest_sha256": version.manifest_sha256,
        "image_size": version.image_size,
        "conditional": version.conditional,
        "card": version.card,
    }


def model_out(version: pb.ModelVersion) -> ModelOut:
    """A version as REST shows it. Args: the trainer's message. Returns: the model."""
    return ModelOut(**model_fields(version))
