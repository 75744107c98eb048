"""REST: training runs, their events and their files."""

import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from apiflask import APIBlueprint
from flask import Response, request
from pixgen_common import idempotency
from pixgen_common.auth import require, signed_in
from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError, not_found
from pixgen_imaging.marks import SourceType

from pixgen_synthesis import marking, run_events
from pixgen_synthesis.answering import SIGNED_IN, answer
from pixgen_synthesis.context import Context, context
from pixgen_synthesis.order_pages import accepted
from pixgen_synthesis.tables import idempotency_keys
from pixgen_synthesis.training_answers import RUNS, run_out
from pixgen_synthesis.training_schemas import RunIn, RunList, RunOut, RunQuery

blueprint = APIBlueprint("training", __name__, tag="Training runs")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# The report shows its own styles and pictures, which lie in it; nothing in it runs or loads anything.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
_QUESTION = "training runs"
_LONGEST_NUMBER = 19


@blueprint.post(RUNS)
@signed_in("curator")
@blueprint.input(RunIn, arg_name="body")
@blueprint.output(RunOut, status_code=202, description="Queued; `url` says how far it is.")
@blueprint.doc(
    summary="Start a training run", security=SIGNED_IN, responses=[401, 403, 404, 422, 429, 503, 504]
)
def start(body: RunIn) -> Response:
    """Queues a run on a snapshot; the trainer takes one at a time."""
    parts, account_id = context(), require().account_id
    key = idempotency.given_key()
    spec = body.model_dump(mode="json", exclude_none=True)
    # The trainer is given the key too: an answer that was lost on the way here starts no second run.
    trainers = sha256(f"{account_id} {key or secrets.token_hex(16)}".encode()).hexdigest()

    def act() -> idempotency.Answer:
        run = run_out(parts.trainer.start(account_id, trainers, spec))
        return idempotency.Answer(202, run.model_dump(mode="json"))

    asked = {"method": "POST", "path": RUNS, "body": body.model_dump(mode="json")}
    if key is None:
        done = act()
    else:
        with transaction(parts.engine) as connection:
            done = idempotency.once(connection, idempotency_keys, account_id, key, asked, act)
    return accepted(done)


@blueprint.get(RUNS)
@signed_in("curator")
@blueprint.input(RunQuery, location="query", arg_name="query")
@blueprint.output(RunList)
@blueprint.doc(summary="Training runs", security=SIGNED_IN, responses=[401, 403, 422, 503, 504])
def page(query: RunQuery) -> Response:
    """All curators' runs, newest first."""
    parts = context()
    after = str(parts.cursors.open(query.cursor, _QUESTION)[0]) if query.cursor else ""
    found = parts.trainer.runs(query.limit, after)
    following = parts.cursors.seal((found.next_cursor,), _QUESTION) if found.next_cursor else None
    return answer(RunList(items=[run_out(run) for run in found.runs], next_cursor=following))


@blueprint.get(f"{RUNS}/<run_id>")
@signed_in("curator")
@blueprint.output(RunOut)
@blueprint.doc(summary="One training run", security=SIGNED_IN, responses=[401, 403, 404, 503, 504])
def get(run_id: str) -> Response:
    """How far a run is, and what was measured last."""
    return answer(run_out(context().trainer.run(_checked(run_id))))


@blueprint.post(f"{RUNS}/<run_id>/cancel")
@signed_in("curator")
@blueprint.output(RunOut)
@blueprint.doc(summary="Cancel a training run", security=SIGNED_IN, responses=[401, 403, 404, 409, 503, 504])
def cancel(run_id: str) -> Response:
    """Ends a run that waits or goes on; what it has made stays."""
    return answer(run_out(context().trainer.cancel(require().account_id, _checked(run_id))))


@blueprint.get(f"{RUNS}/<run_id>/events")
@signed_in("curator")
@blueprint.doc(
    summary="Events of a training run", security=SIGNED_IN, responses=[200, 401, 403, 404, 422, 429, 503, 504]
)
def events(run_id: str) -> Response:
    """Server-sent events as they happen; `Last-Event-ID` goes on after that one, `end` is the last.

    Without it they come from the first one on, but for the progress that lies behind. A stream
    ends by itself after some minutes: readers open the next one, as browsers do.
    """
    parts, settings, after = context(), context().settings, _last_event()
    run = parts.trainer.run(_checked(run_id))
    text = run_events.stream(
        parts.trainer, run_id, after, settings.events_heartbeat_seconds, settings.events_seconds, run.step
    )
    give_back = _taken(parts)
    response = Response(text, mimetype="text/event-stream")
    response.call_on_close(give_back)
    response.headers["Cache-Control"] = "no-store"
    # For proxies that gather answers: the words of nginx, which others have taken over.
    response.headers["X-Accel-Buffering"] = "no"
    return response


@blueprint.get(f"{RUNS}/<run_id>/samples/<step>.png")
@signed_in("curator")
@blueprint.doc(summary="Samples at a step", security=SIGNED_IN, responses=[200, 401, 403, 404, 503, 504])
def samples(run_id: str, step: str) -> Response:
    """A sheet of pictures of the same noise as every other sheet of this run, marked as synthetic."""
    if not (step.isascii() and step.isdecimal() and len(step) <= _LONGEST_NUMBER):
        raise not_found("sheet")
    sheet, made_by = _bytes(run_id, f"samples/{step}.png"), f"training run {run_id}, step {int(step)}"
    return _file(marking.marked(sheet, "image/png", SourceType.TRAINED.value, made_by), "image/png")


@blueprint.get(f"{RUNS}/<run_id>/progress.gif")
@signed_in("curator")
@blueprint.doc(summary="Progress of a run", security=SIGNED_IN, responses=[200, 401, 403, 404, 503, 504])
def progress(run_id: str) -> Response:
    """The samples one after the other."""
    return _file(_bytes(run_id, "progress.gif"), "image/gif")


@blueprint.get(f"{RUNS}/<run_id>/report")
@signed_in("curator")
@blueprint.doc(summary="Report of a run", security=SIGNED_IN, responses=[200, 401, 403, 404, 503, 504])
def report(run_id: str) -> Response:
    """Measures, plots and pictures in one page, which may run nothing and load nothing."""
    response = _file(_bytes(run_id, "report.html"), "text/html")
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


def _bytes(run_id: str, name: str) -> bytes:
    return context().trainer.file(_checked(run_id), name)


def _file(data: bytes, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.add_etag()
    response.make_conditional(request)
    return response


def _checked(run_id: str) -> str:
    """An id that can be one: nothing else goes on to the trainer, where ids are parts of keys."""
    if not _RUN_ID.fullmatch(run_id):
        raise not_found("training run")
    return run_id


def _last_event() -> int:
    given = request.headers.get("Last-Event-ID", "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER else 0


def _taken(parts: Context) -> Callable[[], None]:
    """Takes one of the places for streams. Returns: what gives it back."""
    if not parts.streaming.acquire(blocking=False):
        raise PixGenError(
            Code.TOO_MANY,
            "Too many people watch training runs just now; the run itself goes on. Please try again.",
            reason="events.busy",
            retry_after=10,
        )
    return parts.streaming.release
