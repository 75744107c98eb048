"""Warm-up: the requests that a version brings with it are run before it is served."""

from pathlib import Path

import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow_serving.apis import prediction_log_pb2

from pixgen_model_server import classify, predict, regress
from pixgen_model_server.bundle import Bundle
from pixgen_model_server.status import Code, ServingError, invalid

REQUESTS = Path("assets.extra") / "tf_serving_warmup_requests"
MOST_RECORDS = 1000


def warm_up(bundle: Bundle, directory: Path) -> int:
    """Runs a version's warm-up records.

    Args:
        bundle: the loaded version.
        directory: the version's directory.

    Returns:
        How many records there were.

    Raises:
        ServingError: a record failed, is none, or there are more than 1,000: the version is not served.
    """
    file = directory / REQUESTS
    if not file.exists():
        return 0
    count = 0
    try:
        for record in tf.data.TFRecordDataset(str(file)).as_numpy_iterator():
            try:
                log = prediction_log_pb2.PredictionLog.FromString(record)
            except DecodeError as error:
                raise invalid(f"Failed to parse warmup record: {record!r} from {file}") from error
            _run(bundle, log)
            count += 1
            if count > MOST_RECORDS:
                raise invalid(f"Number of warmup records exceeds the maximum ({MOST_RECORDS}) at {file}")
    except tf.errors.DataLossError as error:
        message = f"{error.message}. Please verify your warmup data is in TFRecord format."
        raise ServingError(Code.DATA_LOSS, message) from error
    return count


def _run(bundle: Bundle, log: prediction_log_pb2.PredictionLog) -> None:
    match log.WhichOneof("log_type"):
        case "predict_log":
            predict.run(bundle, None, log.predict_log.request, 0)
        case "classify_log":
            classify.run(bundle, None, log.classify_log.request, 0)
        case "regress_log":
            regress.run(bundle, None, log.regress_log.request, 0)
        case "multi_inference_log" | "session_run_log" as kind:
            number = log.DESCRIPTOR.fields_by_name[kind].number
            raise ServingError(Code.UNIMPLEMENTED, f"Unsupported log_type for warmup: {number}")
        case _:
            return
