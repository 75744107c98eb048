"""Every profile at every size that it allows takes a step."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from pixgen_gan_trainer import recipes
from pixgen_gan_trainer.trainer import Trainer


@pytest.mark.parametrize(
    ("profile", "image_size"),
    [
        ("fast", 32),
        ("fast", 64),
        ("fast", 128),
        ("radford", 128),
        ("seed-2020", 224),
        ("seed-2020-64", 64),
    ],
)
def test_a_step_changes_both_networks_and_pictures_have_the_size(profile, image_size):
    recipe = replace(recipes.PROFILES[profile].recipe, width=4, batch_size=2)
    trainer = Trainer(recipe, image_size, seed=1, dtype="float32")
    before = [part.trainable_variables[0].numpy() for part in (trainer.generator, trainer.discriminator)]
    pictures = np.random.default_rng(1).uniform(-1, 1, (2, image_size, image_size, 3)).astype(np.float32)
    found = trainer.step(tf.constant(pictures), tf.zeros(2, tf.int32), 0)
    assert all(np.isfinite(float(value)) for value in found.values())
    for part, old in zip((trainer.generator, trainer.discriminator), before, strict=True):
        assert not np.array_equal(part.trainable_variables[0], old)
    made = trainer.generator(tf.zeros((1, recipe.latent)), training=False)
    assert made.shape == (1, image_size, image_size, 3)
