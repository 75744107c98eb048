"""Which versions are served: the source, loading, warm-up and reload requests of serving.md."""

import shutil
import threading

import grpc
import pytest
import tensorflow as tf
from pixgen_model_server.servable import State
from pixgen_model_server.testing import model_config, serving
from structlog.testing import capture_logs
from tensorflow_serving.apis import model_management_pb2, prediction_log_pb2
from tensorflow_serving.config import model_server_config_pb2

NOISE = [[0.5, 0.25, 0.125, 1.0]]


def reload(server, config):
    request = model_management_pb2.ReloadConfigRequest(config=config)
    return server.models.HandleReloadConfigRequest(request, timeout=120)


def refused(call, *args):
    with pytest.raises(grpc.RpcError) as caught:
        call(*args)
    return caught.value.code().name, caught.value.details()


def warm_up_records(folder, count, value=1.0):
    """Adds warm-up requests to a version."""
    log = prediction_log_pb2.PredictionLog()
    log.predict_log.request.model_spec.name = "gen"
    log.predict_log.request.inputs["noise"].CopyFrom(tf.make_tensor_proto([[value] * 4]))
    (folder / "assets.extra").mkdir()
    with tf.io.TFRecordWriter(str(folder / "assets.extra" / "tf_serving_warmup_requests")) as file:
        for _ in range(count):
            file.write(log.SerializeToString())


def test_only_integer_names_are_versions(exports, base, until):
    """What a copy in progress is called is not served, nor anything else that is no integer."""
    base.put(exports.gen, 1)
    for name in ("3x", ".incoming-4", "v5", "9" * 30):
        shutil.copytree(exports.gen, base.path / name)
    with serving(model_config(gen={"basePath": str(base.path), "modelVersionPolicy": {"all": {}}})) as server:
        base.put(exports.gen2, 2)
        until(lambda: server.available("gen") == {1, 2})
        assert set(server.core.manager.states("gen")) == {1, 2}


def test_the_newest_is_served_and_going_back_works(exports, base, until):
    """Newest by default; the one before goes when the newer is there; a retraction brings it back."""
    base.put(exports.gen, 1)
    with serving(model_config(gen=base.path)) as server:
        first = server.post("/v1/models/gen:predict", {"instances": NOISE})
        base.put(exports.gen2, 2)
        until(lambda: server.available("gen") == {2})
        until(lambda: server.core.manager.states("gen")[1][0] is State.END)
        states = server.get("/v1/models/gen")[1]["model_version_status"]
        assert [(one["version"], one["state"]) for one in states] == [("2", "AVAILABLE"), ("1", "END")]
        assert server.post("/v1/models/gen:predict", {"instances": NOISE}) != first
        (base.path / "2").rename(base.path / "retired")
        until(lambda: server.available("gen") == {1})
        assert server.post("/v1/models/gen:predict", {"instances": NOISE}) == first


def test_no_request_fails_while_versions_change(exports, base, until):
    """A new version and its retraction under constant requests: each is answered by one or the other."""
    base.put(exports.gen, 1)
    failures, answered, ended = [], [0], threading.Event()

    def ask(server):
        while not ended.is_set():
            status, body = server.post("/v1/models/gen:predict", {"instances": NOISE})
            answered[0] += 1
            if status != 200:
                failures.append(body)

    with serving(model_config(gen=base.path)) as server:
        askers = [threading.Thread(target=ask, args=(server,)) for _ in range(4)]
        for asker in askers:
            asker.start()
        try:
            for version, change in (
                (2, lambda: base.put(exports.gen2, 2)),
                (1, lambda: shutil.rmtree(base.path / "2")),
            ):
                change()
                until(lambda version=version: server.available("gen") == {version})
                seen = answered[0]
                until(lambda seen=seen: answered[0] > seen + 20)
        finally:
            ended.set()
            for asker in askers:
                asker.join(120)
    assert failures == []


def test_requests_in_progress_are_finished(exports, base, until):
    """An end while a request runs: its answer arrives whole."""
    base.put(exports.misc, 1)
    answers = []
    with serving(model_config(gen=base.path)) as server:
        asked = {"signature_name": "loop", "inputs": 20_000}
        asking = threading.Thread(target=lambda: answers.append(server.post("/v1/models/gen:predict", asked)))
        asking.start()
        until(lambda: server.http.busy or answers)
        server.http.stop(120)
        asking.join(120)
    assert answers == [(200, {"outputs": 20_000})]


def test_all_versions(exports, base, until):
    """Each answers under its own number, and the newest to who names none."""
    base.put(exports.gen, 1)
    base.put(exports.gen2, 4)
    with serving(model_config(gen={"basePath": str(base.path), "modelVersionPolicy": {"all": {}}})) as server:
        until(lambda: server.available("gen") == {1, 4})
        one, four, newest = (
            server.post(f"/v1/models/gen{version}:predict", {"instances": NOISE})
            for version in ("/versions/1", "/versions/4", "")
        )
    assert one[0] == four[0] == 200
    assert one != four == newest


def test_specific_versions(exports, base):
    for version in (1, 2, 3):
        base.put(exports.gen, version)
    policy = {"specific": {"versions": ["1", "3", "8"]}}
    with serving(model_config(gen={"basePath": str(base.path), "modelVersionPolicy": policy})) as server:
        assert set(server.core.manager.states("gen")) == {1, 3}


def test_a_missing_base_path_keeps_what_is_served(exports, base, until):
    """Not even another model's change is looked at; an empty base path takes the model away."""
    base.put(exports.gen, 1)
    base.put(exports.gen, 1, into=base.other)
    with serving(model_config(gen=base.path, other=base.other)) as server:
        base.path.rename(base.path.with_name("away"))
        base.put(exports.gen2, 2, into=base.other)
        looks = threading.Event()
        assert not looks.wait(0.5)  # several polls go by
        assert (server.available("gen"), server.available("other")) == ({1}, {1})
        base.path.with_name("away").rename(base.path)
        until(lambda: server.available("other") == {2})
        (base.path / "1").rename(base.path / "none")
        until(lambda: server.available("gen") == set())
        assert server.post("/v1/models/gen:predict", {"instances": NOISE})[0] == 404


def test_a_load_is_tried_six_times(base):
    """Then the version has ended, with the error; the status is answered with 200 all the same."""
    (base.path / "1").mkdir()
    with serving(None) as server, capture_logs() as logs:
        code, message = refused(reload, server, model_config(gen=base.path))
        assert code == "UNKNOWN"
        assert message.startswith(
            "1 model(s) did not become available: {{{name: gen version: 1} due to error: NOT_FOUND: Could not"
        )
        status, body = server.get("/v1/models/gen")
        version = body["model_version_status"][0]
        assert (status, version["state"], version["status"]["error_code"]) == (200, "END", "NOT_FOUND")
    assert [entry["event"] for entry in logs].count("model.load_failed") == 6


def test_a_later_try_succeeds(exports, base, until):
    """A version that was damaged at first is served once it is whole."""
    (base.path / "1").mkdir()
    with serving(None, max_num_load_retries=100_000) as server:
        waiting = threading.Thread(target=reload, args=(server, model_config(gen=base.path)))
        waiting.start()
        until(lambda: server.core.manager.states("gen"))
        assert server.get("/v1/models/gen")[1]["model_version_status"][0]["state"] in {"START", "LOADING"}
        shutil.copytree(exports.gen, base.path / "1", dirs_exist_ok=True)
        waiting.join(120)
        assert server.available("gen") == {1}


def test_the_first_labels_wait_for_their_versions(exports, base):
    base.put(exports.gen, 1)
    labelled = {"basePath": str(base.path), "versionLabels": {"stable": "1"}}
    with serving(None) as server:
        code, message = refused(reload, server, model_config(gen=labelled))
        assert code == "FAILED_PRECONDITION"
        assert message == (
            "Request to assign label to version 1 of model gen, "
            "which is not currently available for inference"
        )
        assert server.core.manager.states("gen") == {}
        reload(server, model_config(gen=base.path))
        assert reload(server, model_config(gen=labelled)).status.error_code == 0
        assert server.post("/v1/models/gen/labels/stable:predict", {"instances": NOISE})[0] == 200


def test_a_reload_replaces_the_whole_set(exports, base, until):
    base.put(exports.gen, 1)
    base.put(exports.gen, 5, into=base.other)
    with serving(model_config(gen=base.path)) as server:
        reload(server, model_config(other=base.other))
        assert server.available("other") == {5}
        until(lambda: server.available("gen") == set())
        until(lambda: server.get("/v1/models/gen")[1]["model_version_status"][0]["state"] == "END")
        assert server.post("/v1/models/gen:predict", {"instances": NOISE})[0] == 404


def test_what_a_reload_refuses(exports, base):
    """Anything but a model_config_list; names twice; relative paths; other platforms. Nothing changes."""
    base.put(exports.gen, 1)
    with serving(model_config(gen=base.path)) as server:
        for nothing in (model_server_config_pb2.ModelServerConfig(), _custom()):
            code, message = refused(reload, server, nothing)
            assert code == "INVALID_ARGUMENT"
            assert message == (
                "ServerModelConfig type not supported by HandleReloadConfigRequest."
                " Only ModelConfigList is currently supported"
            )
        twice = model_config(gen=base.path)
        twice.model_config_list.config.append(twice.model_config_list.config[0])
        for config, words in (
            (twice, "Illegal to list model gen multiple times in config list"),
            (model_config(gen="relative"), "to have an absolute path or URI; got base_path()=relative"),
            (
                model_config(gen={"basePath": "/x", "modelPlatform": "caffe"}),
                "Illegal to change a model's platform.",
            ),
            (model_config(new={"basePath": "/x", "modelPlatform": ""}), "Illegal setting neither"),
            (
                model_config(new={"basePath": "/x", "modelPlatform": "caffe"}),
                "requests unsupported platform caffe",
            ),
        ):
            code, message = refused(reload, server, config)
            assert (code, words in message) == ("INVALID_ARGUMENT", True)
        assert server.available("gen") == {1}


def test_warm_up_runs_before_a_version_is_served(exports, base):
    """A thousand records are taken; each is run: one that cannot be run keeps the version out."""
    warm_up_records(base.put(exports.gen, 1), 1000)
    with serving(model_config(gen=base.path)) as server:
        assert server.available("gen") == {1}


@pytest.mark.parametrize("damage", ["too many", "not a record", "cannot be run"])
def test_warm_up_that_fails_keeps_a_version_out(exports, base, damage):
    folder = base.put(exports.gen, 1)
    warm_up_records(
        folder, 1001 if damage == "too many" else 1, "words" if damage == "cannot be run" else 1.0
    )
    if damage == "not a record":
        (folder / "assets.extra" / "tf_serving_warmup_requests").write_bytes(b"no TFRecord at all")
    with serving(None, max_num_load_retries=0) as server:
        code, message = refused(reload, server, model_config(gen=base.path))
        expected = {
            "too many": "INVALID_ARGUMENT: Number of warmup records exceeds the maximum (1000) at ",
            "not a record": "Please verify your warmup data is in TFRecord format.",
            "cannot be run": "to be float but string is provided",
        }
        assert (code, expected[damage] in message) == ("UNKNOWN", True)


def _custom():
    config = model_server_config_pb2.ModelServerConfig()
    config.custom_model_config.type_url = "x"
    return config
