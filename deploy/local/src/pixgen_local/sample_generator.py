"""The sample generator of a first start: a tiny DCGAN, trained on the sample pictures and published."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stamina
from pixgen_common.service_keys import write_private

from pixgen_local.demo import CURATOR
from pixgen_local.model_programs import MODEL
from pixgen_local.public_api import ApiError, Person
from pixgen_local.settings import StackSettings

_LOOK_SECONDS = 2.0
_SNAPSHOT = {
    "include_synthetic": True,
    "required_scopes": ["ml_training", "generative"],
    "purpose": "The sample generator of a local stack.",
}
# 64 pixels are the fewest of a picture that upload takes.
_WISH = {"profile": "smoke", "image_size": 64, "steps": 300, "model": MODEL, "publish": True}


class GeneratorError(Exception):
    """There is no sample generator."""


class _RunFailedError(GeneratorError):
    """The run ended without a published generator: another one is needed."""


def ensure(settings: StackSettings, marker: Path, tell: Callable[[str], None]) -> None:
    """Train and publish it unless that was done; it takes minutes, and everything else works meanwhile.

    Args:
        settings: Where the edge is.
        marker: File that remembers the snapshot, and that it is done.
        tell: Told how far it is.

    Raises:
        GeneratorError: when the run fails, or the stack does not answer; the next start tries again.
    """
    known: dict[str, Any] = json.loads(marker.read_text()) if marker.exists() else {}
    if known.get("done"):
        return
    print("In the background a small generator is trained; `make status` says how far it is.", flush=True)
    try:
        with Person(settings.origin, CURATOR) as curator:
            if "snapshot_id" not in known:
                known = {"snapshot_id": curator.call("POST", "/v1/snapshots", json=_SNAPSHOT)["snapshot_id"]}
                write_private(marker, json.dumps(known))
            _trained(curator, known["snapshot_id"], tell)
    except _RunFailedError:
        marker.unlink()
        raise
    except ApiError as error:
        raise GeneratorError(str(error)) from error
    write_private(marker, json.dumps(known | {"done": True}))


def _trained(curator: Person, snapshot_id: str, tell: Callable[[str], None]) -> None:
    """Have a run made and wait for its end. Raises: _RunFailedError: when nothing was published."""
    wish = {**_WISH, "snapshot_id": snapshot_id}
    # With this key a start that was interrupted finds the run that it had begun.
    headers = {"Idempotency-Key": f"sample-generator-{snapshot_id}"}
    url = _patiently(lambda: curator.call("POST", "/v1/training-runs", json=wish, headers=headers))["url"]
    while (run := _patiently(lambda: curator.call("GET", url)))["state"] in {"queued", "running"}:
        tell(f"training, step {run['step']} of {run['steps']}" if run["step"] else "starting to train")
        time.sleep(_LOOK_SECONDS)
    if run["state"] != "completed" or "not_published" in run["alarms"]:
        why = run["reason"] or ", ".join(run["alarms"]) or "no reason was given"
        message = f"its training run {run['state']}: {why}."
        raise _RunFailedError(message)
    print(
        f"The sample generator is trained: `pixgen generate --model {MODEL} --preview` shows what it draws.",
        flush=True,
    )


def _may_come(error: Exception) -> bool:
    return isinstance(error, ApiError) and error.passing


@stamina.retry(on=_may_come, attempts=60, timeout=180, wait_max=5)
def _patiently(action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Try again while the trainer starts."""
    return action()
