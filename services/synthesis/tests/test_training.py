"""Training runs and models over REST: what the trainer says over gRPC, in the words of the documents."""

import io
import json
import threading
from types import SimpleNamespace

import httpx
import pytest
from PIL import Image
from pixgen_catalog.testing import CURATOR
from pixgen_common.auth import current_principal, require
from pixgen_common.errors import Code, FieldError, PixGenError, not_found
from pixgen_imaging.decode import decode
from pixgen_imaging.marks import SourceType, read_source
from pixgen_imaging.sniff import Format
from pixgen_protos.training.v1 import training_pb2 as pb
from pixgen_protos.training.v1.training_pb2_grpc import (
    TrainingServiceServicer,
    add_TrainingServiceServicer_to_server,
)
from pydantic import ValidationError
from werkzeug.serving import make_server

RUNS, MODELS = "/v1/training-runs", "/v1/models"
SNAPSHOT = "snp_aaaaaaaaaaaaaaaa"
NOON = "2026-01-02T12:00:00Z"


class Runs(TrainingServiceServicer):
    """Holds runs in memory and answers as the contract says; `failures` are raised first, one a call."""

    def __init__(self):
        self.runs, self.keys, self.events, self.files = {}, {}, {}, {}
        self.failures, self.asked, self.cut = [], [], False
        self.changed = threading.Condition()
        self.version = pb.ModelVersion(
            model="dcgan", version="1", run_id="run_1", created_at=NOON, image_size=64, conditional=True,
            measures_json='{"kid": NaN, "recall": 0.5}', manifest_sha256="0" * 64, card="# Card",
        )  # fmt: skip

    def add_to(self, server):
        add_TrainingServiceServicer_to_server(self, server)

    def add(self, name, **fields):
        """A run that is there."""
        self.runs[name] = pb.Run(**{"run_id": name, "created_at": NOON, "account_id": "acc_x", **fields})
        self.events[name] = []

    def tell(self, name, kind, **data):
        """Let something happen to a run."""
        with self.changed:
            number = len(self.events[name]) + 1
            self.events[name].append(
                pb.WatchRunResponse(number=number, kind=kind, data_json=json.dumps(data))
            )
            self.changed.notify_all()

    def end(self, name, state=pb.RUN_STATE_COMPLETED):
        """Let a run end."""
        with self.changed:
            self.runs[name].state = state
            self.changed.notify_all()

    def _begin(self, request):
        require("service")
        self.asked.append((request, current_principal().on_behalf_of))
        if self.failures:
            raise self.failures.pop(0)

    def _run(self, run_id):
        if run_id not in self.runs:
            raise not_found("training run")
        return self.runs[run_id]

    def StartRun(self, request, _):
        self._begin(request)
        created = request.idempotency_key not in self.keys
        if created:
            name = self.keys[request.idempotency_key] = f"run_{len(self.runs) + 1}"
            who = current_principal().on_behalf_of
            self.add(name, spec=request.spec, state=pb.RUN_STATE_QUEUED, steps=100, account_id=who)
        return pb.StartRunResponse(run=self.runs[self.keys[request.idempotency_key]], created=created)

    def GetRun(self, request, _):
        self._begin(request)
        return pb.GetRunResponse(run=self._run(request.run_id))

    def ListRuns(self, request, _):
        self._begin(request)
        names = sorted(self.runs, reverse=True)
        start = int(request.cursor or 0)
        end = start + request.limit
        following = str(end) if end < len(names) else ""
        return pb.ListRunsResponse(runs=[self.runs[one] for one in names[start:end]], next_cursor=following)

    def WatchRun(self, request, context):
        self._begin(request)
        self._run(request.run_id)
        after = request.after
        while context.is_active():
            if self.cut:
                raise PixGenError(Code.UNAVAILABLE, "Ending.")
            with self.changed:
                new = self.events[request.run_id][after:]
                ended = self.runs[request.run_id].state == pb.RUN_STATE_COMPLETED
                if not new and not ended:
                    self.changed.wait(0.1)
            yield from new
            after += len(new)
            if ended:
                return

    def CancelRun(self, request, _):
        self._begin(request)
        self._run(request.run_id).state = pb.RUN_STATE_CANCELLED
        return pb.CancelRunResponse(run=self._run(request.run_id))

    def ReadRunFile(self, request, _):
        self._begin(request)
        if request.name not in self.files:
            raise not_found("file of this run")
        data = self.files[request.name]
        for start in range(0, len(data), 10):
            yield pb.ReadRunFileResponse(data=data[start : start + 10])

    def ListModels(self, request, _):
        self._begin(request)
        return pb.ListModelsResponse(versions=[self.version] if request.model in {"", "dcgan"} else [])

    def PublishModel(self, request, _):
        self._begin(request)
        if not request.override_reason:
            raise PixGenError(Code.PRECONDITION_FAILED, "KID is worse.", reason="gate.kid_worse")
        self.version.published = True
        return pb.PublishModelResponse(version=self.version, findings=["KID is worse."])

    def RetractModel(self, request, _):
        self._begin(request)
        self.version.published = False
        self.version.retracted_at, self.version.retracted_reason = NOON, request.reason
        return pb.RetractModelResponse(version=self.version)


@pytest.fixture
def runs():
    return Runs()


@pytest.fixture
def app(app_for, trainer, runs):
    return app_for(
        trainer_grpc=trainer(runs), trainer_seconds=60, events_at_once=1, events_heartbeat_seconds=0.3
    )


def start(somebody, headers=None, **body):
    return somebody.call("POST", RUNS, json={"snapshot_id": SNAPSHOT, **body}, headers=headers or {})


def test_a_run_is_started_once_and_shown(curator, runs):
    """The key reaches the trainer as one of the person's own; what was asked comes back."""
    key = {"Idempotency-Key": "k1"}
    first = start(curator, key, profile="smoke", steps=20, conditional=True)
    assert first.status_code == 202, first.json
    assert first.headers["Location"] == first.json["url"] == f"{RUNS}/run_1"
    assert first.json["state"] == "queued"
    assert first.json["spec"] == {
        "snapshot_id": SNAPSHOT, "profile": "smoke", "image_size": None, "steps": 20, "batch_size": None,
        "seed": 0, "conditional": True, "model": "dcgan", "publish": False,
    }  # fmt: skip
    request, who = runs.asked[0]
    assert who == first.json["account_id"]
    assert request.idempotency_key not in {"", "k1"}
    again = start(curator, key, profile="smoke", steps=20, conditional=True)
    assert (again.status_code, again.json) == (202, first.json)
    other = start(curator, key, profile="smoke", steps=21)
    assert (other.status_code, other.json["reason"]) == (422, "idempotency.mismatch")
    assert start(curator).json["run_id"] == "run_2"
    found = curator.get(first.json["url"]).json
    assert (found["steps"], found["measures"], found["version"], found["started_at"]) == (
        100,
        None,
        None,
        None,
    )


def test_an_answer_lost_on_the_way_starts_no_second_run(curator, runs, owner):
    """Our transaction fails after the trainer's: under the same key the trainer finds the run again."""
    key = {"Idempotency-Key": "k1"}
    first = start(curator, key).json
    owner("DELETE FROM synthesis.idempotency_keys")
    assert start(curator, key).json["run_id"] == first["run_id"]
    assert len(runs.runs) == 1


def test_runs_come_in_pages(curator, runs):
    for number in range(1, 6):
        runs.add(f"run_{number}", state=pb.RUN_STATE_RUNNING, step=number)
    first = curator.get(f"{RUNS}?limit=2").json
    assert [one["run_id"] for one in first["items"]] == ["run_5", "run_4"]
    second = curator.get(f"{RUNS}?limit=2&cursor={first['next_cursor']}").json
    assert [one["step"] for one in second["items"]] == [3, 2]
    last = curator.get(f"{RUNS}?limit=2&cursor={second['next_cursor']}").json
    assert ([one["state"] for one in last["items"]], last["next_cursor"]) == (["running"], None)
    assert curator.get(f"{RUNS}?cursor=made-up").status_code == 422


WRONG = (
    ({"snapshot_id": "../x"}, "snapshot_id"),
    ({"profile": "huge"}, "profile"),
    ({"image_size": 65}, "image_size"),
    ({"steps": 0}, "steps"),
    ({"model": "Lesions"}, "model"),
    ({"seed": -1}, "seed"),
    ({"more": 1}, "more"),
)


def test_what_is_no_run_is_refused_by_field(curator, runs):
    for body, field in WRONG:
        answer = start(curator, **body)
        assert (answer.status_code, [one["field"] for one in answer.json["errors"]]) == (422, [field]), body
    assert runs.asked == []


def test_what_the_trainer_refuses_is_passed_on(curator, runs):
    fields = (FieldError("snapshot_id", "holds 3 pictures; 16 are needed"),)
    runs.failures = [PixGenError(Code.UNPROCESSABLE, "Too few.", reason="snapshot.small", fields=fields)]
    small = start(curator, {"Idempotency-Key": "k"})
    assert (small.status_code, small.json["reason"]) == (422, "snapshot.small")
    assert small.json["errors"][0]["field"] == "snapshot_id"
    # Nothing was kept of it: the same request may be made again.
    assert start(curator, {"Idempotency-Key": "k"}).status_code == 202
    runs.failures = [PixGenError(Code.TOO_MANY, "Full.", reason="runs.queue_full", retry_after=7)]
    busy = start(curator)
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "7")


def test_without_a_trainer_it_is_said_what_to_do(app_for, person, curator):
    somebody = person("acc_cccccccccccccccc", "curator", on=app_for())
    for answer in (
        start(somebody),
        somebody.get(RUNS),
        somebody.get(MODELS),
        somebody.get(f"{RUNS}/run_1/events"),
    ):
        assert (answer.status_code, answer.json["reason"]) == (503, "gan-trainer.unavailable")
        assert "operator start gan-trainer" in answer.json["detail"]


def test_only_curators_and_only_what_is_there(app, person, ada, curator, runs):
    for path in (RUNS, f"{RUNS}/run_1", f"{RUNS}/run_1/events", f"{RUNS}/run_1/report", MODELS):
        assert ada.get(path).status_code == 403, path
    assert app.test_client().get(RUNS).status_code == 401
    for path in ("/run_9", "/run_9/events", "/run_9/report", "/run_9/samples/1.png", "/..%2Fx/progress.gif"):
        assert curator.get(f"{RUNS}{path}").status_code == 404, path
    assert all(getattr(request, "run_id", "run_9") == "run_9" for request, _ in runs.asked)


def a_sheet():
    out = io.BytesIO()
    Image.new("RGB", (16, 8), (180, 120, 90)).save(out, "PNG")
    return out.getvalue()


def test_files_are_what_they_are_and_may_do_nothing(curator, runs):
    runs.add("run_1")
    runs.files = {"samples/20.png": a_sheet(), "progress.gif": b"GIF89a", "report.html": b"<p>Report"}
    sheet = curator.get(f"{RUNS}/run_1/samples/20.png")
    assert (sheet.mimetype, decode(sheet.data).tolist()) == ("image/png", decode(a_sheet()).tolist())
    mark = read_source(sheet.data, Format.PNG)
    assert (mark.source_type, mark.generator) == (SourceType.TRAINED, "training run run_1, step 20")
    assert "sandbox" in sheet.headers["Content-Security-Policy"]
    again = curator.get(f"{RUNS}/run_1/samples/20.png", headers={"If-None-Match": sheet.headers["ETag"]})
    assert again.status_code == 304
    assert curator.get(f"{RUNS}/run_1/progress.gif").mimetype == "image/gif"
    report = curator.get(f"{RUNS}/run_1/report")
    assert (report.data, report.mimetype) == (b"<p>Report", "text/html")
    policy = report.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "script-src" not in policy
    assert report.headers["X-Content-Type-Options"] == "nosniff"
    assert curator.get(f"{RUNS}/run_1/samples/21.png").status_code == 404


def test_a_run_is_cancelled_for_somebody(curator, runs):
    runs.add("run_1", state=pb.RUN_STATE_RUNNING)
    assert curator.call("POST", f"{RUNS}/run_1/cancel").json["state"] == "cancelled"
    assert runs.asked[-1][1] is not None
    assert curator.call("POST", f"{RUNS}/run_9/cancel").status_code == 404


@pytest.fixture
def over_http(app, identities, curator):
    """The service on a real port, as streams need it; `stream(headers)` yields what comes."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{server.server_port}",
        headers={"Authorization": f"Bearer {curator.token}"},
        timeout=60,
    )

    def stream(**headers):
        return client.stream("GET", f"{RUNS}/run_1/events", headers=headers)

    yield SimpleNamespace(stream=stream, get=client.get)
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def events_of(text):
    """Events out of a stream's text: id, kind, data."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return found


def test_events_come_as_they_happen_and_end_with_the_run(over_http, runs):
    """Silence is broken by comments; what happens meanwhile comes once; the last event says how it ended."""
    runs.add("run_1", state=pb.RUN_STATE_RUNNING)
    runs.tell("run_1", "progress", step=1)
    with over_http.stream() as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["X-Accel-Buffering"] == "no"
        text = ""
        for piece in answer.iter_text():
            text += piece
            if (
                text.count(": nothing new") >= 2
                and '"step": 2' not in text
                and len(runs.events["run_1"]) == 1
            ):
                runs.tell("run_1", "progress", step=2)
                runs.tell("run_1", "bad\nkind", words="a\nb")
            if "unknown" in text and runs.runs["run_1"].state == pb.RUN_STATE_RUNNING:
                runs.end("run_1")
    assert events_of(text) == [
        ("1", "progress", {"step": 1}),
        ("2", "progress", {"step": 2}),
        ("3", "unknown", {"words": "a\nb"}),
        (None, "end", {"run_id": "run_1", "state": "completed", "reason": None}),
    ]


def test_a_reader_goes_on_where_it_was(over_http, runs):
    runs.add("run_1")
    for step in (1, 2, 3):
        runs.tell("run_1", "progress", step=step)
    runs.end("run_1")
    with over_http.stream(**{"Last-Event-ID": "2"}) as answer:
        text = answer.read().decode()
    assert [kind for _, kind, _ in events_of(text)] == ["progress", "end"]
    assert events_of(text)[0][0] == "3"


def test_a_reader_that_begins_anew_is_spared_the_progress_behind(over_http, runs):
    """Measures, sheets and alarms of the past come; of the progress, what is at the run's step or after."""
    runs.add("run_1", step=3)
    for step in (1, 2, 3, 2, 4):
        runs.tell("run_1", "progress", step=step)
        runs.tell("run_1", "sample", step=step)
    runs.tell("run_1", "progress", words="of no step")
    runs.end("run_1")
    with over_http.stream() as answer:
        found = events_of(answer.read().decode())
    assert [data.get("step") for _, kind, data in found if kind == "progress"] == [3, 2, 4, None]
    assert [data["step"] for _, kind, data in found if kind == "sample"] == [1, 2, 3, 2, 4]
    with over_http.stream(**{"Last-Event-ID": "2"}) as answer:
        assert events_of(answer.read().decode())[0] == ("3", "progress", {"step": 2})


def test_streams_are_few_and_a_reader_that_leaves_makes_room(over_http, runs):
    """One place here: the second reader is told to come back, and may once the first has left."""
    runs.add("run_1", state=pb.RUN_STATE_RUNNING)
    with over_http.stream() as first:
        next(first.iter_text())
        with over_http.stream() as second:
            assert (second.status_code, second.headers["Retry-After"]) == (429, "10")
            assert json.loads(second.read())["reason"] == "events.busy"
        assert over_http.get(f"{RUNS}/run_1").status_code == 200
    waiting, tries = threading.Event(), 0
    while tries < 600:
        with over_http.stream() as third:
            if third.status_code == 200:
                runs.end("run_1")
                assert "event: end" in third.read().decode()
                return
        tries += 1
        waiting.wait(0.1)
    pytest.fail("the place was never given back")


def test_a_stream_ends_after_its_time_and_without_the_trainer(app_for, person, trainer, runs, curator):
    """Neither end is the run's: there is no `end`, so that readers come back."""
    runs.add("run_1", state=pb.RUN_STATE_RUNNING)
    short = app_for(trainer_grpc=trainer(runs), events_heartbeat_seconds=0.2, events_seconds=0.5)
    text = person("acc_cccccccccccccccc", "curator", on=short).get(f"{RUNS}/run_1/events").text
    assert ": nothing new" in text
    runs.cut = True
    cut = person("acc_cccccccccccccccc", "curator", on=short).get(f"{RUNS}/run_1/events").text
    assert "gan-trainer.unavailable" in cut
    assert "event: end" not in text + cut


def test_there_is_always_a_thread_that_is_not_a_stream(settings_for):
    with pytest.raises(ValidationError, match="PIXGEN_EVENTS_AT_ONCE"):
        settings_for(synthesis_threads=4, events_at_once=4)


def test_models_are_published_behind_a_gate_and_taken_back(curator, runs):
    (found,) = curator.get(MODELS).json["items"]
    assert (found["model"], found["version"], found["published"]) == ("dcgan", "1", False)
    assert found["measures"] == {"kid": None, "recall": 0.5}
    assert curator.get(f"{MODELS}?model=others").json["items"] == []
    url = found["url"]
    refused = curator.call("POST", f"{url}/publish", json={})
    assert (refused.status_code, refused.json["reason"]) == (412, "gate.kid_worse")
    done = curator.call("POST", f"{url}/publish", json={"override_reason": "To be looked at."}).json
    assert (done["published"], done["findings"]) == (True, ["KID is worse."])
    request, who = runs.asked[-1]
    assert request.override_reason == "To be looked at."
    assert who == CURATOR
    assert curator.call("POST", f"{url}/retract", json={}).status_code == 422
    assert curator.call("POST", f"{url}/retract", json={"reason": " "}).status_code == 422
    back = curator.call("POST", f"{url}/retract", json={"reason": "A patient asked."}).json
    assert (back["retracted_reason"], back["serving_version"]) == ("A patient asked.", None)
    assert curator.call("POST", f"{MODELS}/Lesions/versions/1/publish", json={}).status_code == 404
    assert curator.call("POST", f"{MODELS}/dcgan/versions/x/publish", json={}).status_code == 404
