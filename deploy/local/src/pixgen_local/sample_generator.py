"""The sample generator of a first start: a tiny DCGAN, trained on the sample pictures and published."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stamina

from pixgen_local.demo import CURATOR
from pixgen_local.model_programs import MODEL
from pixgen_local.public_api import ApiError, Person
from pixgen_local.settings import StackSettings

_LOOK_SECONDS = 2.0
# With this key, and within a day, a start that was interrupted finds the run that it had begun.
_KEY = {"Idempotency-Key": "sample-generator"}
_SNAPSHOT = {
    "include_synthetic": True,
    "required_scopes": ["ml_training", "generative"],
    "purpose": "The sample generator of a local stack.",
}


class GeneratorError(Exception):
    """There is no sample generator; the next start tries again."""


def ensure(settings: StackSettings, marker: Path, tell: Callable[[str], None]) -> None:
    """Train and publish it unless that was done; it takes minutes, and everything else works meanwhile.

    Args:
        settings: Where the edge is.
        marker: File that remembers the snapshot, and that it is done.
        tell: Told how far it is.

    Raises:
        GeneratorError: when the run fails, or the stack does not answer.
    """
    known: dict[str, Any] = json.loads(marker.read_text()) if marker.exists() else {}
    if known.get("done"):
        return
    try:
        with Person(settings.origin, CURATOR) as curator:
            if "snapshot_id" not in known:
                known = {"snapshot_id": curator.call("POST", "/v1/snapshots", json=_SNAPSHOT)["snapshot_id"]}
                marker.write_text(json.dumps(known))
            wish = {"profile": "smoke", "model": MODEL, "publish": True, "snapshot_id": known["snapshot_id"]}
            run = _patiently(lambda: curator.call("POST", "/v1/training-runs", json=wish, headers=_KEY))
            _followed(curator, run["url"], tell)
    except ApiError as error:
        raise GeneratorError(str(error)) from error
    marker.write_text(json.dumps(known | {"done": True}))


def _followed(curator: Person, url: str, tell: Callable[[str], None]) -> None:
    """Wait for the end of a run. Raises: GeneratorError: when it ends otherwise than completed."""
    while True:
        run = _patiently(lambda: curator.call("GET", url))
        if run["state"] == "completed":
            return
        if run["state"] in {"failed", "cancelled"}:
            message = f"its training run {run['state']}: {run['reason'] or 'no reason was given'}"
            raise GeneratorError(message)
        tell(f"training, step {run['step']} of {run['steps']}" if run["step"] else "starting to train")
        time.sleep(_LOOK_SECONDS)


def _may_come(error: Exception) -> bool:
    return isinstance(error, ApiError) and error.passing


@stamina.retry(on=_may_come, attempts=60, timeout=180, wait_max=5)
def _patiently(action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Try again while the trainer starts."""
    return action()
