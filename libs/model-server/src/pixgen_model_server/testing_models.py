"""Tiny SavedModels for tests: a generator like the trainer's, and models that are odd on purpose."""

from pathlib import Path
from typing import Any

import tensorflow as tf

# mypy: disable-error-code="untyped-decorator"


def generator(path: Path, brightness: float) -> Path:
    """Exports the trainer's two signatures, at 2x2 pixels and 4 numbers of noise.

    Args:
        path: directory to make.
        brightness: factor on the pixels, to tell versions apart.

    Returns:
        The directory.
    """
    module = tf.Module()
    module.weights = tf.Variable(tf.reshape(tf.range(48, dtype=tf.float32), [4, 12]) * brightness / 48)

    def images(noise: Any) -> Any:
        return tf.reshape(tf.matmul(noise, module.weights), [-1, 2, 2, 3])

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, "noise")])
    def serving_default(noise: Any) -> Any:
        return {"images": images(noise)}

    @tf.function(input_signature=[tf.TensorSpec([], tf.int32, "count"), tf.TensorSpec([2], tf.int64, "seed")])
    def sample(count: Any, seed: Any) -> Any:
        made = images(tf.random.stateless_uniform([count, 4], seed))
        pixels = tf.saturate_cast(made * 64, tf.uint8)
        return {"images_bytes": tf.map_fn(tf.io.encode_png, pixels, fn_output_signature=tf.string)}

    signatures = {"serving_default": serving_default, "sample": sample}
    tf.saved_model.save(module, str(path), signatures=signatures)
    return path


def miscellany(path: Path) -> Path:
    """Exports two inputs and three outputs, a loop, a failure. Args: directory to make. Returns: it."""
    module = tf.Module()

    @tf.function(
        input_signature=[tf.TensorSpec([None], tf.float32, "a"), tf.TensorSpec([None], tf.string, "b_bytes")]
    )
    def pair(a: Any, b_bytes: Any) -> Any:
        return {"inverse": 1.0 / a, "text": tf.strings.as_string(a, 1), "same_bytes": b_bytes}

    @tf.function(input_signature=[tf.TensorSpec([], tf.int64, "turns")])
    def loop(turns: Any) -> Any:
        return {
            "turned": tf.while_loop(lambda i: i < turns, lambda i: [i + 1], [tf.constant(0, tf.int64)])[0]
        }

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, "x")])
    def unequal(x: Any) -> Any:
        return {"x": x, "y": tf.concat([x, x], 0)}

    @tf.function(input_signature=[tf.TensorSpec([], tf.string, "message")])
    def fail(message: Any) -> Any:
        with tf.control_dependencies([tf.Assert(False, [message], summarize=-1)]):
            return {"message": tf.identity(message)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, "x")])
    def double(x: Any) -> Any:
        return {"y": 2 * x}

    signatures = {"serving_default": double, "pair": pair, "loop": loop, "unequal": unequal, "fail": fail}
    tf.saved_model.save(module, str(path), signatures=signatures)
    return path


def examples(path: Path) -> Path:
    """Exports a classifier and a regressor of tf.Examples. Args: directory to make. Returns: it."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        serialized = v1.placeholder(tf.string, [None], "examples")
        x = v1.parse_example(serialized, {"x": v1.FixedLenFeature([1], tf.float32)})["x"]
        scores = tf.concat([x, 1 - x], 1)
        classes = tf.tile(tf.constant([["dark", "light"]]), [tf.shape(x)[0], 1])
        definitions = v1.saved_model.signature_def_utils
        builder = v1.saved_model.Builder(str(path))
        builder.add_meta_graph_and_variables(
            session,
            ["serve"],
            {
                "serving_default": definitions.classification_signature_def(serialized, classes, scores),
                "regress": definitions.regression_signature_def(serialized, x * 10),
            },
        )
        builder.save()
    return path
