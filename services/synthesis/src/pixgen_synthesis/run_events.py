"""A training run's events as server-sent events (WHATWG HTML, 9.2), for as long as a stream may live.

The trainer is watched for one heartbeat at a time: when nothing came by then, a comment goes out, which also
finds out whether anybody still listens, and the watch begins anew after the last event.
"""

import json
import math
import re
import time
from collections.abc import Iterator
from typing import Any

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_protos.training.v1 import training_pb2 as pb

from pixgen_synthesis.trainer import Trainer
from pixgen_synthesis.training_answers import ENDED, state_of

# How long a browser waits before it comes back.
_RETRY_MS = 2000
_WORD = re.compile(r"[a-z][a-z_]{0,31}")
# A trainer that ends a watch too soon must not be asked in a hot loop.
_PAUSE_SECONDS = 1.0


def stream(
    trainer: Trainer, run_id: str, after: int, heartbeat: float, life: float, now_at: int = 0
) -> Iterator[str]:
    """The text of an event stream.

    A reader that begins anew is spared the ``progress`` that lies behind: a long run has tens of thousands.

    Args:
        trainer: the gan-trainer.
        run_id: which run; it is there.
        after: number of the last event that the reader has.
        heartbeat: longest silence, seconds.
        life: longest life of the stream, seconds.
        now_at: the step at which the run is.

    Yields:
        Events; ``end`` after the last one of a run that has ended. A stream that ends without it is to be
        gone on with.
    """
    until, is_behind = time.monotonic() + life, after == 0
    yield f"retry: {_RETRY_MS}\n\n"
    while (left := until - time.monotonic()) > 0:
        try:
            for event in trainer.watch(run_id, after, min(heartbeat, left)):
                after = event.number
                kind, data = _read(event)
                # Until it has caught up once: a run that is resumed goes back a few steps.
                if kind == "progress" and (is_behind := is_behind and _step(data) < now_at):
                    continue
                yield f"id: {event.number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
            run = trainer.run(run_id)
        except PixGenError as error:
            if error.code is not Code.DEADLINE:
                logger().warning("events.broken", run_id=run_id, reason=error.reason)
                yield f": {error.reason}\n\n"
                return
            yield ": nothing new\n\n"
            continue
        if (state := state_of(run)) in ENDED:
            data = {"run_id": run_id, "state": state, "reason": run.reason or None}
            yield f"event: end\ndata: {json.dumps(data)}\n\n"
            return
        time.sleep(min(_PAUSE_SECONDS, left))


def _read(event: pb.WatchRunResponse) -> tuple[str, Any]:
    """Kind and data of an event: a word and JSON whatever was sent: none can pose as another."""
    kind = event.kind if _WORD.fullmatch(event.kind) else "unknown"
    try:
        return kind, json.loads(event.data_json or "{}", parse_constant=lambda _: None)
    except ValueError:
        logger().warning("trainer.garbled", what="event")
        return kind, {}


def _step(data: Any) -> float:
    step = data.get("step") if isinstance(data, dict) else None
    return step if isinstance(step, int | float) else math.inf
