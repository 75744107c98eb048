"""Exports a run's generator for TensorFlow Serving: model, warm-up, card, and last the manifest."""

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from pixgen_common.model_store import MANIFEST, Manifest, digest_of, manifest_of

from pixgen_gan_trainer import card, scratch
from pixgen_gan_trainer.networks import TONE_CLASSES
from pixgen_gan_trainer.run import Run
from pixgen_gan_trainer.served import Served
from pixgen_gan_trainer.store import RunStore

PREFIX = "export/"
WARM_UP = "assets.extra/tf_serving_warmup_requests"
_WARM_BATCHES = (1, 16)


def export(run: Run, model: str = "pixgen", version: int = 1) -> str:
    """Writes the export into the run's store; the manifest comes last, so that a half one is none.

    Args:
        run: a run that has finished.
        model: the name under which it will be stored and served.
        version: the number under which it will be.

    Returns:
        The sha256 of the manifest.

    Raises:
        PixGenError: UNAVAILABLE ``run.disk_full``, or when the store is away.
    """
    served = served_by(run)
    signatures = served.signatures()
    with scratch.folder(run.place) as folder:
        tf.saved_model.save(served, str(folder), signatures=signatures)
        _write_warm_up(folder / WARM_UP, model, run, signatures)
        (folder / "model-card.md").write_text(card.render(run))
        return _put(run.store, folder, manifest_of(folder, model, version))


def served_by(run: Run) -> Served:
    """A run's generator with its signatures. Args: the run. Returns: what is exported."""
    generator = run.trainer.sampler.recalibrated(run.cache.tone_counts)
    counts = run.cache.tone_counts
    usual = int(np.argmax(counts[: TONE_CLASSES - 1])) if run.config.conditional else None
    seen = [number for number, count in enumerate(counts[: TONE_CLASSES - 1]) if count]
    return Served(generator, run.config.recipe.latent, usual, seen)


def _put(store: RunStore, folder: Path, manifest: Manifest) -> str:
    store.delete(PREFIX + MANIFEST)
    for name in store.names(PREFIX):
        store.delete(name)
    for name in manifest.files:
        store.write(PREFIX + name, (folder / name).read_bytes())
    raw = manifest.to_bytes()
    store.write(PREFIX + MANIFEST, raw)
    return digest_of(raw)


def _write_warm_up(path: Path, model: str, run: Run, signatures: dict[str, Any]) -> None:
    """Requests that the server answers before it says that it is ready."""
    from tensorflow_serving.apis import predict_pb2, prediction_log_pb2

    def request(signature: str, inputs: dict[str, Any]) -> Any:
        made = predict_pb2.PredictRequest()
        made.model_spec.name, made.model_spec.signature_name = model, signature
        for name, value in inputs.items():
            made.inputs[name].CopyFrom(tf.make_tensor_proto(value))
        return prediction_log_pb2.PredictionLog(
            predict_log=prediction_log_pb2.PredictLog(request=made)
        ).SerializeToString()

    takes_group = "tone_group" in signatures["sample"].structured_input_signature[1]
    usual = int(np.argmax(run.cache.tone_counts[: TONE_CLASSES - 1]))
    group = {"tone_group": np.int32(usual)} if takes_group else {}
    path.parent.mkdir(parents=True)
    with tf.io.TFRecordWriter(str(path)) as out:
        for count in _WARM_BATCHES:
            out.write(request("serving_default", {"noise": run.trainer.sampler.noise(count, 0).numpy()}))
            seed = np.array([count, 0], dtype=np.int64)
            out.write(request("sample", {"count": np.int32(count), "seed": seed, **group}))
