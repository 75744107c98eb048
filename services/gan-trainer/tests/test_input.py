"""What comes in: pictures, caches, settings and the command line."""

import json

import numpy as np
import pytest
import tensorflow as tf
from click.testing import CliRunner
from pixgen_common.errors import PixGenError
from pixgen_gan_trainer import batches, cli, dataset, diffaugment, recipes
from pixgen_gan_trainer.config import configure
from pixgen_gan_trainer.pictures import Folder
from pixgen_gan_trainer.store import LocalStore
from pixgen_imaging.tone import TONE_GROUPS


@pytest.fixture(scope="module")
def cached(folder, tmp_path_factory):
    place = tmp_path_factory.mktemp("cache")
    return dataset.build(Folder(folder), place, 32), place


def test_broken_and_repeated_pictures_are_left_out_and_counted(cached):
    """Forty of forty-two files are used; the report says why two are not."""
    cache, _ = cached
    assert cache.train + cache.held_out == 40
    assert sum(cache.skipped.values()) == 2
    assert cache.skipped["duplicate"] == 1
    assert sum(cache.tone_counts) == cache.train
    assert len(cache.tone_counts) == len(TONE_GROUPS) + 1


def test_a_damaged_cache_is_made_anew(folder, cached):
    """One flipped byte in a shard, and the cache is written again, with the same pictures."""
    cache, place = cached
    shard = dataset.place_of(cache, place) / "train-00000.tfrecord"
    whole = shard.read_bytes()
    shard.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    assert dataset.build(Folder(folder), place, 32) == cache
    assert shard.read_bytes() == whole


def test_batches_after_a_resume_are_those_of_an_undisturbed_run(cached):
    """Batch 5 is the same whether the feed began at 0 or at 5; an epoch holds each picture once."""
    cache, place = cached
    where = dataset.place_of(cache, place)

    def feed(step):
        return iter(batches.endless(cache, where, batch_size=8, seed=3, step=step))

    begun = feed(0)
    first = [next(begun)[0].numpy() for _ in range(6)]
    np.testing.assert_array_equal(first[5], next(feed(5))[0].numpy())
    epoch = np.concatenate(first)[: cache.train]
    assert len(np.unique(epoch.reshape(len(epoch), -1), axis=0)) == cache.train
    assert -1 <= epoch.min() < epoch.max() <= 1


def test_pictures_of_unequal_sizes_become_squares_of_one(tmp_path, phantom_files):
    """Wide, tall and large files all come out 32 by 32."""
    from PIL import Image

    for number in range(20):
        edge = Image.fromarray(np.random.default_rng(number).integers(0, 256, (64, 64, 3), dtype=np.uint8))
        edge.resize((40 + number, 90 - number)).save(tmp_path / f"{number}.png")
    shapes = {picture.rgb.shape for picture in Folder(tmp_path).pictures(32)}
    assert shapes == {(32, 32, 3)}


def test_augmentation_is_a_function_of_its_seed():
    """The same seed moves alike; nothing leaves the range; gradients pass."""
    recipe = recipes.Recipe(translation=0.25, cutout=0.5, brightness=0.1)
    pictures = tf.random.stateless_uniform((4, 16, 16, 3), (1, 1), -1, 1)
    once, again, other = (diffaugment.augmented(pictures, recipe, (seed, 0)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).max() > 0
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        total = tf.reduce_sum(diffaugment.augmented(pictures, recipe, (1, 0)))
    assert np.abs(tape.gradient(total, pictures)).max() > 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"steps": 0}, "steps"),
        ({"batch_size": 1}, "batch_size"),
        ({"image_size": 50}, "image_size"),
        ({"seed": -1}, "seed"),
    ],
)
def test_values_out_of_range_are_named(given, field):
    """The error names the field and is the caller's fault."""
    with pytest.raises(PixGenError) as refused:
        configure("fast", **given)
    assert refused.value.reason == "training.bad_value"
    assert refused.value.fields[0].field == field


def test_a_store_keeps_to_its_folder(tmp_path):
    """Names cannot reach outside; a half-written piece is no piece."""
    store = LocalStore(tmp_path / "run")
    with pytest.raises(ValueError, match="lies in the run"):
        store.write("../outside", b"x")
    (tmp_path / "run" / ".new-left").write_bytes(b"half")
    assert store.names("") == []


def said(*arguments):
    """What the installed command answers. Returns: exit code and text."""
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["pixgen-gan-trainer", *map(str, arguments)])
        with runner.isolation() as (out, err, *_):
            with pytest.raises(SystemExit) as ended:
                cli.main()
            return ended.value.code or 0, (out.getvalue() + err.getvalue()).decode()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--steps", "0"], "--steps"),
        (["--image-size", "50"], "32, 64 or 128"),
        (["--profile", "best"], "--profile"),
        (["--batch-size", "many"], "--batch-size"),
    ],
)
def test_the_command_says_what_is_wrong_and_ends_with_2(folder, tmp_path, arguments, word):
    """Wrong values: one message, exit code 2, nothing made."""
    code, text = said("train", "--folder", folder, "--run", tmp_path / "run", *arguments)
    assert code == 2
    assert word in text
    assert not (tmp_path / "run").exists()


def test_no_empty_and_tiny_folders_end_with_2(tmp_path, phantom_files):
    """No folder, no pictures, too few pictures: said in words, exit code 2."""
    for number in range(5):
        (tmp_path / f"{number}.jpg").write_bytes(phantom_files[number])
    (tmp_path / "empty").mkdir()
    for folder, word in (
        (tmp_path / "none", "no such"),
        (tmp_path / "empty", "no picture"),
        (tmp_path, "at least"),
    ):
        code, text = said("train", "--folder", folder, "--run", tmp_path / "run", "--profile", "smoke")
        assert (code, word in text) == (2, True), text


def test_a_dry_run_trains_nothing(folder, tmp_path):
    """It prints the settings as JSON and makes no folder."""
    code, text = said("train", "--folder", folder, "--run", tmp_path / "run", "--steps", "9", "--dry-run")
    assert code == 0
    assert json.loads(text[text.index("{") :])["steps"] == 9
    assert not (tmp_path / "run").exists()
