"""Real, tiny trainings: what they keep, that they repeat, go on where they were left, and export."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from pixgen_common.errors import PixGenError
from pixgen_common.testing import full_disk
from pixgen_gan_trainer import boards, card, checkpoints, dataset, evaluation, export, sheets
from pixgen_gan_trainer.boards import Boards
from pixgen_gan_trainer.config import configure
from pixgen_gan_trainer.doubling import DoublingConv2D
from pixgen_gan_trainer.events import Events
from pixgen_gan_trainer.pace import Pace
from pixgen_gan_trainer.pictures import Folder
from pixgen_gan_trainer.run import Run
from pixgen_gan_trainer.store import LocalStore
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

STEPS = 6
TINY = {"steps": STEPS, "evaluate_every": 3, "checkpoint_every": 2, "samples": 32, "width": 8}


@pytest.fixture(scope="module")
def cached(folder, tmp_path_factory):
    place = tmp_path_factory.mktemp("cache")
    cache = dataset.build(Folder(folder), place, 32)
    return cache, dataset.place_of(cache, place)


def make(cached, path, *, listener=None, **given):
    store = LocalStore(path)
    events = Events(store, listener or (lambda _kind, _fields: None), Boards(store))
    return Run(configure("smoke", **{**TINY, **given}), store, *cached, events)


@pytest.fixture(scope="module")
def trained(cached, tmp_path_factory):
    path = tmp_path_factory.mktemp("run")
    heard, killed = [], tmp_path_factory.mktemp("killed") / "run"

    def hear(kind, fields):
        heard.append((kind, fields))
        if kind == "measures" and fields["step"] == STEPS:
            # All that would be there, were the process killed now: its last checkpoint is of step 4.
            shutil.copytree(path, killed)

    run = make(cached, path, listener=hear)
    assert run.go() == "completed"
    return run, path, heard, killed


@pytest.fixture(scope="module")
def conditional(cached, tmp_path_factory):
    run = make(cached, tmp_path_factory.mktemp("conditional"), conditional=True, steps=2, evaluate_every=2)
    assert run.go() == "completed"
    return run


def test_a_run_keeps_what_architecture_md_lists(trained):
    """Config, status, measures, sheets, film, report and checkpoints lie in the run's folder."""
    path = trained[1]
    assert json.loads((path / "status.json").read_text())["state"] == "completed"
    assert json.loads((path / "config.json").read_text())["config"]["steps"] == STEPS
    assert [one["step"] for one in map(json.loads, (path / "metrics.jsonl").read_text().splitlines())] == [
        3,
        6,
    ]
    assert [file.stem for file in sorted((path / "checkpoints").iterdir())] == ["000000004", "000000006"]
    assert b"data:image/png;base64," in (path / "report.html").read_bytes()


def test_the_pace_is_measured_and_said(trained):
    """Measures, report and card say how many pictures a second were trained on."""
    run, path, *_ = trained
    rates = [one["images_per_second"] for one in run.history()]
    assert all(rate > 0 for rate in rates)
    assert f"<th>images_per_second<td>{rates[-1]:.4g}" in (path / "report.html").read_text()
    assert f"{rates[-1]:.0f} pictures a second" in card.render(run)


def test_the_pace_leaves_out_what_is_no_training():
    """The first step, which compiles the networks, counts while there is no other."""
    pace = Pace(16)
    assert pace.images_per_second == 0
    pace.add(8.0)
    assert pace.images_per_second == 2
    pace.add(0.5)
    pace.add(1.5)
    assert pace.images_per_second == 16


def test_tones_are_said_with_how_many_were_counted(trained):
    """Of 32 pictures that are drawn, all; the real ones are those held out."""
    run, path, *_ = trained
    assert "- tones of 32 generated pictures: " in card.render(run)
    said = f"<th>32 generated<th>{run.cache.held_out} real, held out"
    assert said in (path / "report.html").read_text()


def test_the_film_is_in_colour_and_has_a_frame_a_sheet(trained):
    """progress.gif shows every sheet, and not in grey."""
    path = trained[1]
    sheets = list((path / "samples").iterdir())
    with Image.open(path / "progress.gif") as film:
        assert film.n_frames == len(sheets) >= 3
        rgb = np.asarray(film.convert("RGB")).astype(int)
    assert np.abs(rgb[..., 0] - rgb[..., 2]).max() > 0


def test_doubling_equals_upsampling_and_a_convolution():
    """Pictures and gradients are those of the two layers that it stands for, borders too."""
    pictures = tf.random.stateless_normal((2, 5, 4, 3), (1, 2))
    mine, plain = DoublingConv2D(7), keras.layers.Conv2D(7, 3, padding="same")
    mine.build(pictures.shape)
    plain.build((2, 10, 8, 3))
    plain.set_weights([mine.get_weights()[0], np.arange(7, dtype=np.float32)])
    mine.set_weights(plain.get_weights())
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pictures)
        one, other = mine(pictures), plain(keras.layers.UpSampling2D()(pictures))
        sums = [tf.reduce_sum(tf.sin(made)) for made in (one, other)]
    np.testing.assert_allclose(one, other, atol=1e-5)
    for towards in ((pictures, pictures), (mine.kernel.value, plain.kernel.value)):
        first, second = (tape.gradient(*pair) for pair in zip(sums, towards, strict=True))
        np.testing.assert_allclose(first, second, atol=1e-4)


@pytest.mark.parametrize(
    ("steps", "pictures", "batch_size", "expected"),
    [(400, 48, 16, 14), (6000, 225, 16, 200), (6, 33, 16, 2), (1, 2, 16, 1), (6000, 16_000, 16, 1000)],
)
def test_a_sheet_comes_each_epoch_and_at_most_thirty_times(steps, pictures, batch_size, expected):
    """Of few pictures an epoch is a few steps: drawing must not take longer than training."""
    between = sheets.steps_between(steps, pictures, batch_size)
    assert between == expected
    assert len({*range(between, steps + 1, between), steps}) <= 30


def test_a_run_tells_its_listener_what_happens(trained):
    """States, progress, measures and samples are heard, in an order that makes sense."""
    kinds = [kind for kind, _ in trained[2]]
    assert kinds[0] == kinds[-1] == "state"
    assert {"progress", "measures", "sample"} <= set(kinds)


def logged(path):
    """The steps that TensorBoard shows of a run's folder, by what it shows."""
    read = EventAccumulator(str(path / "tensorboard"), {"tensors": 0}).Reload()
    return {tag: [event.step for event in read.Tensors(tag)] for tag in ("measures/kid", "samples")}


def test_long_logs_are_kept_in_pieces(tmp_path, monkeypatch):
    """A long piece is followed by another; a resumed run drops those of steps that it takes again."""
    monkeypatch.setattr(boards, "_PIECE_BYTES", 1)
    store = LocalStore(tmp_path)
    log = Boards(store)
    log.begin(0)
    for step in (1, 2, 3):
        log.numbers(step, "measures", {"step": step, "kid": 0.5})
        log.picture(step, np.zeros((8, 8, 3), np.uint8))
        log.keep(step)
    firsts = [int(name.rpartition(".")[2]) for name in store.names("tensorboard/")]
    assert firsts == [0, 1, 2]
    assert logged(tmp_path) == {"measures/kid": [1, 2, 3], "samples": [1, 2, 3]}
    Boards(store).begin(2)
    assert logged(tmp_path) == {"measures/kid": [1, 2], "samples": [1, 2]}


def test_a_resumed_run_ends_as_an_undisturbed_one(trained, cached, tmp_path):
    """Killed and taken up elsewhere from its checkpoint, weights, measures and logs come out the same."""
    run, path, _, killed = trained
    shutil.copytree(killed, tmp_path / "elsewhere")
    again = make(cached, tmp_path / "elsewhere")
    assert again.go() == "completed"
    for mine, other in zip(again.trainer.state(), run.trainer.state(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-3, atol=1e-5)
    assert [one["step"] for one in again.history()] == [3, 6]
    assert again.history()[-1]["kid"] == pytest.approx(run.history()[-1]["kid"], abs=1e-3)
    assert logged(tmp_path / "elsewhere") == logged(path) == {"measures/kid": [3, 6], "samples": [2, 4, 6]}


def test_the_command_keeps_its_state_when_asked_to_end(folder, tmp_path):
    """On SIGTERM the process writes a checkpoint of the step that it says it stopped at, and ends with 1."""
    given = ["--folder", folder, "--run", tmp_path, "--profile", "smoke", "--steps", "1000000"]
    given += ["--evaluate-every", "1000000", "--checkpoint-every", "2"]
    command = Path(sys.executable).with_name("pixgen-gan-trainer")
    with subprocess.Popen([str(command), "train", *map(str, given)], stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 240
        while not list(tmp_path.glob("checkpoints/*.npz")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.terminate()
        assert process.wait(120) == 1
    status = json.loads((tmp_path / "status.json").read_text())
    assert status["state"] == "stopped"
    assert checkpoints.newest(LocalStore(tmp_path))[0] == status["step"]


def test_a_torn_checkpoint_is_passed_over(tmp_path):
    """The newest whole checkpoint is taken."""
    store = LocalStore(tmp_path)
    checkpoints.save(store, 5, [np.arange(3)])
    checkpoints.save(store, 7, [np.arange(4)])
    whole = store.read("checkpoints/000000007.npz")
    store.write("checkpoints/000000007.npz", whole[:-9])
    step, state = checkpoints.newest(store)
    assert step == 5
    assert state[0].tolist() == [0, 1, 2]


def test_another_run_is_not_written_over(trained, cached):
    """Other settings in the same folder are refused, and what is there stays."""
    before = (trained[1] / "config.json").read_bytes()
    with pytest.raises(PixGenError) as refused:
        make(cached, trained[1], seed=9)
    assert refused.value.reason == "run.other_config"
    assert (trained[1] / "config.json").read_bytes() == before


def test_a_loss_that_is_no_number_ends_the_run(cached, tmp_path):
    """The run says not_a_number and keeps no checkpoint of broken weights."""
    run = make(cached, tmp_path)
    broken = run.trainer.generator.trainable_variables[0]
    broken.assign(np.full(broken.shape, np.nan, np.float32))
    assert run.go() == "failed"
    assert json.loads((tmp_path / "status.json").read_text())["reason"] == "not_a_number"
    assert checkpoints.newest(run.store) is None


def test_a_run_that_collapses_ends(cached, tmp_path, monkeypatch):
    """After three evaluations of too little diversity, and not before; all but that number is real."""
    measure, heard = evaluation.Evaluator.measure, []

    def poor(self, *given):
        return {**measure(self, *given), "diversity_ratio": 0.1}

    monkeypatch.setattr(evaluation.Evaluator, "measure", poor)
    run = make(cached, tmp_path, evaluate_every=1, listener=lambda kind, fields: heard.append((kind, fields)))
    assert run.go() == "failed"
    status = json.loads((tmp_path / "status.json").read_text())
    assert status == {"state": "failed", "reason": "collapse", "step": 3, "steps": STEPS}
    alarms = [fields for kind, fields in heard if kind == "alarm"]
    assert [(one["step"], one["alarm"]) for one in alarms if one["alarm"] == "collapse"] == [(3, "collapse")]
    assert "three times in a row" in (tmp_path / "report.html").read_text()


def test_a_full_scratch_disk_is_said_by_name(trained):
    """Whatever of the export does not fit: the model's variables, its graph. Nothing of it is left there."""
    run, before = trained[0], sorted(trained[0].place.iterdir())
    for most in (1 << 16, 1 << 9):
        with full_disk(most), pytest.raises(PixGenError, match="PIXGEN_TRAINER_SCRATCH") as refused:
            export.export(run)
        assert refused.value.reason == "run.disk_full"
    assert sorted(run.place.iterdir()) == before


@pytest.fixture(scope="module")
def served(trained):
    """What TensorFlow Serving would load."""
    export.export(trained[0])
    return tf.saved_model.load(str(trained[1] / "export")).signatures


def test_exported_and_in_memory_pictures_agree(trained, served):
    """The same noise gives the same pictures, within 1e-5, all within [0, 1]."""
    run = trained[0]
    sampler = run.trainer.sampler
    noise = sampler.noise(5, 77)
    there = served["serving_default"](noise=noise)["images"].numpy()
    here = np.asarray(sampler.recalibrated(run.cache.tone_counts)([noise], training=False))
    np.testing.assert_allclose(there, (here + 1) / 2, atol=1e-5)
    np.testing.assert_allclose(sampler.sample(noise, sampler.classes(5)), here, atol=1e-5)
    assert there.shape == (5, 32, 32, 3)
    assert there.min() >= 0
    assert there.max() <= 1


def test_samples_are_png_and_repeat_by_seed(served):
    """`sample` answers PNG files, the same for the same seed, others for another, never too many."""
    sample = served["sample"]

    def drawn(count, seed):
        return sample(count=tf.constant(count), seed=tf.constant([seed, 0], tf.int64))["images_bytes"].numpy()

    first = drawn(3, 1)
    assert first.tolist() == drawn(3, 1).tolist() != drawn(3, 2).tolist()
    assert Image.open(io.BytesIO(first[0])).size == (32, 32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="count"):
        drawn(257, 1)


def test_the_manifest_holds_every_file(trained, served):
    """Each exported file is listed with its sha256, warm-up and card among them."""
    path = trained[1]
    files = json.loads((path / "export" / "manifest.json").read_text())["files"]
    there = {
        file.relative_to(path / "export").as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (path / "export").rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    assert {name: one["sha256"] for name, one in files.items()} == there
    assert {"saved_model.pb", "model-card.md", "assets.extra/tf_serving_warmup_requests"} <= set(there)


def test_warm_up_requests_are_answered(trained, served):
    """Each warm-up record is a request to a signature that the model has, with its inputs."""
    from tensorflow_serving.apis import prediction_log_pb2

    records = list(tf.data.TFRecordDataset(str(trained[1] / "export" / export.WARM_UP)).as_numpy_iterator())
    assert len(records) == 4
    for record in records:
        request = prediction_log_pb2.PredictionLog.FromString(record).predict_log.request
        inputs = {name: tf.constant(tf.make_ndarray(value)) for name, value in request.inputs.items()}
        assert served[request.model_spec.signature_name](**inputs)


def test_a_conditional_generator_is_asked_for_a_tone(conditional):
    """Another tone group gives other pictures of the same noise; one that does not exist is refused."""
    model = export.served_by(conditional)
    sample = model.signatures()["sample"]

    def drawn(group):
        inputs = {"count": tf.constant(2), "seed": tf.constant([1, 2], tf.int64), "tone_group": group}
        return sample(**inputs)["images_bytes"].numpy().tolist()

    assert drawn(tf.constant(0)) != drawn(tf.constant(4))
    with pytest.raises(tf.errors.InvalidArgumentError, match="tone_group"):
        drawn(tf.constant(5))
