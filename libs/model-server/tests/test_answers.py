"""The answers that ../shared/design/serving.md lists, each by the real stubs and over HTTP."""

import base64
import http.client
import math
import struct
import urllib.error
import urllib.request

import grpc
import numpy as np
import pytest
import tensorflow as tf
from pixgen_model_server.status import Code, ServingError
from pixgen_model_server.testing import model_config, serving
from tensorflow_serving.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    predict_pb2,
    regression_pb2,
)

NOISE = [[0.5, 0.25, 0.125, 1.0], [1.0, 0.0, 0.0, 0.0]]


@pytest.fixture(scope="module")
def server(exports, tmp_path_factory, until):
    folder = tmp_path_factory.mktemp("served")
    for name, export, version in (("gen", exports.gen, 1), ("gen", exports.gen2, 2)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / str(version)).symlink_to(export)
    for name in ("misc", "examples"):
        (folder / name).mkdir()
        (folder / name / "7").symlink_to(getattr(exports, name))
    gen = {
        "basePath": str(folder / "gen"),
        "modelVersionPolicy": {"all": {}},
        "versionLabels": {"stable": "1", "canary": "2"},
    }
    config = model_config(gen=gen, misc=folder / "misc", examples=folder / "examples")
    with serving(config, allow_version_labels_for_unavailable_models=True, max_body_bytes=1 << 20) as running:
        until(lambda: running.available("gen") == {1, 2})
        yield running


def predict(server, model, inputs, signature="", *, version=None, label="", output_filter=(), timeout=120):
    request = predict_pb2.PredictRequest(output_filter=output_filter)
    request.model_spec.name, request.model_spec.signature_name = model, signature
    if version is not None:
        request.model_spec.version.value = version
    if label:
        request.model_spec.version_label = label
    for name, value in inputs.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
    return server.predictions.Predict(request, timeout=timeout)


def refused(call, *args, **kwargs):
    with pytest.raises(grpc.RpcError) as caught:
        call(*args, **kwargs)
    return caught.value.code().name, caught.value.details()


# ---- REST paths and statuses


def test_rest_paths_ignore_case(server):
    assert server.post("/V1/Models/gen:predict", {"instances": NOISE})[0] == 200
    assert server.get("/v1/MODELS/gen")[0] == 200
    assert "model_version_status" in server.get("/V1/Models/gen/Versions/1")[1]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/"),
        ("GET", "/v1/models/gen:predict"),
        ("POST", "/v1/models/gen"),
        ("POST", "/v1/models/gen/versions/x:predict"),
        ("POST", "/v1/models/gen/versions/1/labels/stable:predict"),
        ("POST", "/v1/models/gen:generate"),
        ("POST", "/v1/models/gen:PREDICT"),
        ("PUT", "/v1/models/gen"),
        ("GET", "/v1/models/gen/versions/1/other"),
    ],
)
def test_anything_else_under_v1_is_malformed(server, method, path):
    assert server.rest(method, path) == (400, {"error": f"Malformed request: {method} {path}"})


def test_other_paths_are_not_found(server):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(server.url + "/", timeout=60)
    assert caught.value.code == 404


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("INVALID_ARGUMENT", 400),
        ("FAILED_PRECONDITION", 400),
        ("OUT_OF_RANGE", 400),
        ("NOT_FOUND", 404),
        ("RESOURCE_EXHAUSTED", 429),
        ("UNAVAILABLE", 503),
        ("DEADLINE_EXCEEDED", 504),
        ("UNIMPLEMENTED", 501),
        ("ABORTED", 409),
        ("ALREADY_EXISTS", 409),
        ("INTERNAL", 500),
        ("UNKNOWN", 500),
        ("DATA_LOSS", 500),
    ],
)
def test_http_status_of_each_code(code, status):
    assert ServingError(Code[code], "").http_status == status


def test_grpc_messages_are_cut(server):
    """At 1,024 characters; REST carries the whole of it."""
    long = "x" * 3000
    code, message = refused(predict, server, "misc", {"message": long}, "fail")
    assert code == "INVALID_ARGUMENT"
    assert message.endswith("...TRUNCATED")
    assert len(message) == 1024 + len("...TRUNCATED")
    status, body = server.post("/v1/models/misc:predict", {"signature_name": "fail", "inputs": long})
    assert status == 400
    assert long in body["error"]


# ---- Predict


def test_predict_gives_the_same_over_both_faces(server):
    """Typed fields in gRPC, as clients read them; who answered is named."""
    response = predict(server, "gen", {"noise": NOISE}, version=1)
    assert (response.model_spec.name, response.model_spec.signature_name) == ("gen", "serving_default")
    assert response.model_spec.version.value == 1
    weights = np.arange(48, dtype=np.float32).reshape(4, 12) / 48
    expected = (np.array(NOISE, np.float32) @ weights).reshape(2, 2, 2, 3)
    assert np.allclose(tf.make_ndarray(response.outputs["images"]), expected, atol=1e-5)
    assert list(response.outputs["images"].float_val) == pytest.approx(expected.ravel().tolist(), abs=1e-5)
    status, body = server.post("/v1/models/gen/versions/1:predict", {"instances": NOISE})
    assert status == 200
    assert np.array_equal(
        np.array(body["predictions"], np.float32), tf.make_ndarray(response.outputs["images"])
    )


def test_the_newest_version_answers_unless_one_is_named(server):
    one, two, newest, stable = (
        np.array(server.post(f"/v1/models/gen{which}:predict", {"instances": NOISE})[1]["predictions"])
        for which in ("/versions/1", "/labels/canary", "", "/labels/stable")
    )
    assert np.allclose(two, 2 * one, atol=1e-5)
    assert np.array_equal(newest, two)
    assert np.array_equal(stable, one)
    by_label = predict(server, "gen", {"noise": NOISE}, label="stable")
    assert by_label.model_spec.version.value == 1


def test_an_unknown_signature(server):
    """FAILED_PRECONDITION in gRPC, INVALID_ARGUMENT in REST, in different words."""
    assert refused(predict, server, "gen", {"noise": NOISE}, "other") == (
        "FAILED_PRECONDITION",
        'Serving signature key "other" not found.',
    )
    assert server.post("/v1/models/gen:predict", {"signature_name": "other", "instances": NOISE}) == (
        400,
        {"error": 'Serving signature name: "other" not found in signature def'},
    )


def test_a_wrong_input_set(server):
    code, message = refused(predict, server, "gen", {})
    assert code == "INVALID_ARGUMENT"
    assert message == (
        "input size does not match signature: 0!=1 len({}) != len({noise}). "
        "Sent extra: {}. Missing but required: {noise}."
    )
    code, message = refused(predict, server, "gen", {"noise": NOISE, "more": 1.0})
    assert (code, "Sent extra: {more}" in message) == ("INVALID_ARGUMENT", True)
    code, message = refused(predict, server, "gen", {"other": NOISE})
    assert (code, "Signature input alias: noise" in message) == ("INVALID_ARGUMENT", True)


def test_output_filters(server):
    wanted = predict(server, "misc", {"a": [2.0], "b_bytes": [b"x"]}, "pair", output_filter=["text"])
    assert list(wanted.outputs) == ["text"]
    bad = refused(predict, server, "gen", {"noise": NOISE}, output_filter=["other"])
    assert bad == (
        "INVALID_ARGUMENT",
        "output tensor alias not found in signature: other Outputs expected to be in the set {images}.",
    )
    twice = refused(predict, server, "gen", {"noise": NOISE}, output_filter=["images", "images"])
    assert twice == ("INVALID_ARGUMENT", "duplicate output tensor alias: images")


def test_a_missing_model(server):
    assert refused(predict, server, "none", {}) == (
        "NOT_FOUND",
        "Servable not found for request: Latest(none)",
    )
    assert refused(predict, server, "gen", {}, version=9) == (
        "NOT_FOUND",
        "Servable not found for request: Specific(gen, 9)",
    )
    assert server.post("/v1/models/none:predict", {"instances": [1]}) == (
        404,
        {"error": "Servable not found for request: Latest(none)"},
    )
    assert refused(predict, server, "gen", {}, label="none") == (
        "INVALID_ARGUMENT",
        "Unrecognized servable version label: none",
    )
    assert refused(predict, server, "", {}) == ("INVALID_ARGUMENT", "ModelSpec has no name specified.")
    assert refused(server.predictions.Predict, predict_pb2.PredictRequest()) == (
        "INVALID_ARGUMENT",
        "Missing ModelSpec",
    )


def test_noise_of_wrong_shape_or_type(server):
    """The graph itself complains, as in TensorFlow Serving's session."""
    code, message = refused(predict, server, "gen", {"noise": [[1.0, 2.0]]})
    assert (code, "Matrix size-incompatible" in message) == ("INVALID_ARGUMENT", True)
    code, message = refused(predict, server, "gen", {"noise": np.array(NOISE, np.float64)})
    assert (code, "to be float but double is provided" in message) == ("INVALID_ARGUMENT", True)
    status, body = server.post("/v1/models/gen:predict", {"instances": [[1.0, 2.0]]})
    assert (status, "Matrix size-incompatible" in body["error"]) == (400, True)


def test_a_deadline_ends_the_run(server):
    """The graph is stopped, not only the answer."""
    code, _ = refused(predict, server, "misc", {"turns": np.int64(1 << 60)}, "loop", timeout=0.5)
    assert code == "DEADLINE_EXCEEDED"
    assert predict(server, "misc", {"turns": np.int64(3)}, "loop").outputs["turned"].int64_val == [3]


def test_samples_are_pictures_and_repeatable(server):
    """The trainer's second signature: count and seed, PNG files, base64 over REST."""
    asked = {"signature_name": "sample", "inputs": {"count": 2, "seed": [3, 4]}}
    status, body = server.post("/v1/models/gen:predict", asked)
    pictures = [base64.b64decode(one["b64"]) for one in body["outputs"]]
    assert status == 200
    assert [tf.io.decode_png(picture).shape for picture in pictures] == [(2, 2, 3)] * 2
    assert server.post("/v1/models/gen:predict", asked)[1] == body
    inputs = {"count": np.int32(2), "seed": np.array([3, 4], np.int64)}
    assert list(predict(server, "gen", inputs, "sample").outputs["images_bytes"].string_val) == pictures


# ---- JSON


def test_instances_give_predictions_and_inputs_give_outputs(server):
    """Never both; one named tensor drops its name, several keep theirs."""
    rows = server.post("/v1/models/misc:predict", {"instances": [1.5, 2]})
    named = server.post("/v1/models/misc:predict", {"instances": [{"x": 1.5}, {"x": 2}]})
    assert rows == named == (200, {"predictions": [3.0, 4.0]})
    columns = server.post("/v1/models/misc:predict", {"inputs": [1.5, 2]})
    assert columns == server.post("/v1/models/misc:predict", {"inputs": {"x": [1.5, 2]}})
    assert columns == (200, {"outputs": [3.0, 4.0]})
    status, body = server.post("/v1/models/misc:predict", {"instances": [1], "inputs": [1]})
    assert status == 400
    what = " Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist "
    assert body["error"].startswith("JSON Value: {")
    assert body["error"].endswith(what)


def test_several_tensors_keep_their_names(server):
    """Base64 in; base64 out for names that end in _bytes, text for others."""
    row = {"a": 4, "b_bytes": {"b64": base64.b64encode(b"\xff\x00").decode()}}
    expected = {"inverse": 0.25, "text": "4.0", "same_bytes": {"b64": "/wA="}}
    asked = {"signature_name": "pair", "instances": [row]}
    assert server.post("/v1/models/misc:predict", asked) == (200, {"predictions": [expected]})
    columns = {"signature_name": "pair", "inputs": {name: [value] for name, value in row.items()}}
    listed = {name: [value] for name, value in expected.items()}
    assert server.post("/v1/models/misc:predict", columns) == (200, {"outputs": listed})


def test_nan_and_infinity_are_tokens(server):
    """Both ways, although JSON has no such numbers."""
    raw = b'{"signature_name": "pair", "inputs": {"a": [0, -0.0, NaN, Infinity], "b_bytes": ["x"]}}'
    status, body = server.post("/v1/models/misc:predict", raw=raw)
    assert status == 200
    first, second, third, fourth = body["outputs"]["inverse"]
    assert (first, second, math.isnan(third), fourth) == (math.inf, -math.inf, True, 0)


@pytest.mark.parametrize("number", [0.2, 1 / 3, 16777216.0, 1e-30, 3.4e38, 9000000.0])
def test_decimals_read_back_as_the_same_float(server, number):
    status, body = server.post("/v1/models/misc:predict", {"instances": [number / 2]})
    assert status == 200
    assert struct.pack("f", body["predictions"][0]) == struct.pack("f", number)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", "JSON Parse error: The document is empty"),
        (b'{"instances": [1,]}', "JSON Parse error: "),
        (b"[1]", "JSON Value: [\n    1\n] Is not object"),
        (b'{"instances": 1}', "Excepting 'instances' to be an list/array"),
        (b'{"instances": []}', "No values in 'instances' array"),
        (b"{}", "Missing 'inputs' or 'instances' key"),
        (b'{"signature_name": 1}', "'signature_name' key must be a string value."),
        (b'{"instances": ["a"]}', 'JSON Value: "a" Type: String is not of expected type: float'),
        (b'{"instances": [true]}', "JSON Value: true Type: True is not of expected type: float"),
        (b'{"instances": [1, [2]]}', "Expecting shape [] but got: [1]"),
        (b'{"instances": [[1, 2], [3]]}', "Expecting tensor size: 2 but got: 1"),
        (b'{"inputs": [[1, 2], [3]]}', "Encountered list at unexpected size: 1 at level: 1 expected size: 2"),
        (b'{"inputs": [[1], 2]}', "JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at"),
        (b'{"inputs": [1, [2]]}', "Encountered list at unexpected level: 1 expected < 1"),
        (b'{"instances": [{"y": 1}]}', "JSON object: does not have named input: y"),
        (b'{"instances": [{"x": 1}, 2]}', "Expecting object but got list at item 1 of input list"),
        (b'{"instances": [1, {"x": 1}]}', "Expecting value/list but got object at item 1 of input list"),
        (b'{"inputs": {"y": 1}}', "Missing named input: x in 'inputs' object."),
        (b'{"instances": [16777217]}', "Cannot convert JSON value: 16777217 to float without loss of"),
        (b'{"instances": [1e39]}', "to float without loss of precision."),
        (b'{"signature_name": "pair", "instances": [1]}', "instances is a plain list, but expecting list"),
        (b'{"signature_name": "pair", "inputs": [1]}', "inputs is a plain value/list, but expecting"),
        (b'{"signature_name": "pair", "instances": [{"a": 1}]}', "keys must be equal to: a,b_bytes"),
        (b'{"signature_name": "loop", "inputs": 1.0}', "1.0 Type: Number is not of expected type: int64"),
        (b'{"signature_name": "loop", "instances": [1]}', None),
        (b'{"signature_name": "unequal", "instances": [1]}', "has inconsistent batch size: "),
        (b'{"instances": [' + b"[" * 100_000, "JSON Parse error: "),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(server, raw, error):
    status, body = server.post("/v1/models/misc:predict", raw=raw)
    assert status == 400
    assert set(body) == {"error"}
    if error is not None:
        assert error in body["error"]


def test_bodies_are_bounded(server):
    """Ours: more than the flag allows is refused before it is read."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=120)
    connection.putrequest("POST", "/v1/models/misc:predict")
    connection.putheader("Content-Length", str(2 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert refused(predict, server, "misc", {"x": [1.0] * (1 << 19)})[0] == "RESOURCE_EXHAUSTED"
    assert server.post("/v1/models/misc:predict", {"instances": [1]})[0] == 200


# ---- Classify and Regress


def test_classify_and_regress(server):
    status, body = server.post("/v1/models/examples:classify", {"examples": [{"x": 0.25}, {"x": [1.0]}]})
    assert (status, body["results"][0]) == (200, [["dark", 0.25], ["light", 0.75]])
    asked = {"signature_name": "regress", "context": {"x": 0.5}, "examples": [{}, {"x": 2.0}]}
    assert server.post("/v1/models/examples/versions/7:regress", asked) == (200, {"results": [5.0, 20.0]})
    request = classification_pb2.ClassificationRequest()
    request.model_spec.name = "examples"
    request.input.example_list.examples.add().features.feature["x"].float_list.value.append(0.5)
    found = server.predictions.Classify(request, timeout=120).result.classifications[0].classes
    assert [(one.label, one.score) for one in found] == [("dark", 0.5), ("light", 0.5)]
    request = regression_pb2.RegressionRequest(input=request.input)
    request.model_spec.name, request.model_spec.signature_name = "examples", "regress"
    assert server.predictions.Regress(request, timeout=120).result.regressions[0].value == 5


def test_classify_needs_its_own_signature(server):
    status, body = server.post("/v1/models/gen:classify", {"examples": [{"x": 1.0}]})
    assert status == 400
    assert body["error"] == (
        "Expected classification signature method_name to be tensorflow/serving/classify. "
        "Was: tensorflow/serving/predict"
    )
    assert server.post("/v1/models/gen:classify", {})[0] == 400
    assert server.post("/v1/models/examples:classify", {"examples": [{"x": [1, "a"]}]})[0] == 400


# ---- GetModelStatus and GetModelMetadata


def test_status_over_both_faces(server):
    status, body = server.get("/v1/models/gen/versions/2")
    ok = {"error_code": "OK", "error_message": ""}
    assert (status, body) == (
        200,
        {"model_version_status": [{"version": "2", "state": "AVAILABLE", "status": ok}]},
    )
    versions = server.get("/v1/models/gen")[1]["model_version_status"]
    assert [one["version"] for one in versions] == ["2", "1"]
    request = get_model_status_pb2.GetModelStatusRequest()
    request.model_spec.name = "gen"
    answer = server.models.GetModelStatus(request, timeout=120)
    assert [one.state for one in answer.model_version_status] == [30, 30]


def test_status_of_what_is_not_there(server):
    request = get_model_status_pb2.GetModelStatusRequest()
    assert refused(server.models.GetModelStatus, request) == ("INVALID_ARGUMENT", "Missing ModelSpec")
    request.model_spec.name = "none"
    message = "Could not find any versions of model none"
    assert refused(server.models.GetModelStatus, request) == ("NOT_FOUND", message)
    assert server.get("/v1/models/none") == (404, {"error": message})
    assert server.get("/v1/models/gen/versions/9") == (
        404,
        {"error": "Could not find version 9 of model gen"},
    )
    assert server.get("/v1/models") == (400, {"error": "Missing model name in request."})
    huge = "9" * 19
    assert server.get(f"/v1/models/gen/versions/{huge}") == (
        400,
        {"error": f"Failed to convert version: {huge} to numeric."},
    )


def test_metadata_is_signature_def_and_nothing_else(server):
    request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = "gen"
    answer = server.predictions.GetModelMetadata(request, timeout=120)
    signatures = get_model_metadata_pb2.SignatureDefMap()
    assert answer.metadata["signature_def"].Unpack(signatures)
    assert {"serving_default", "sample"} <= set(signatures.signature_def)
    assert answer.model_spec.version.value == 2
    status, body = server.get("/v1/models/gen/labels/stable/metadata")
    assert (status, body["model_spec"]["version"]) == (200, "1")
    noise = body["metadata"]["signature_def"]["signature_def"]["serving_default"]["inputs"]["noise"]
    assert (noise["dtype"], noise["tensor_shape"]["dim"][1]["size"]) == ("DT_FLOAT", "4")
    for fields in ([], ["other"]):
        request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=fields)
        request.model_spec.name = "gen"
        assert refused(server.predictions.GetModelMetadata, request)[0] == "INVALID_ARGUMENT"
    assert server.get("/v1/models/none/metadata")[0] == 404
