"""Between a run's eyes and what is kept of them, so that the same eyes look again in another process."""

import numpy as np

from pixgen_gan_trainer import batches, eyes, measures, networks, vgg
from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.nearness import Reference
from pixgen_gan_trainer.run import Run
from pixgen_gan_trainer.sight import Sight


def reference_of(run: Run) -> Reference:
    """What later pictures are compared with.

    Args:
        run: a run that has finished.

    Returns:
        Its training pictures' features, by the eyes that its report names.
    """
    judge = run.trainer.discriminator
    sharpest = eyes.best(judge)
    train, _ = batches.all_of(run.cache, run.place, "train")
    held_out, _ = batches.all_of(run.cache, run.place, "held-out")
    weights = [np.asarray(one) for one in judge.variables] if sharpest.name == measures.OWN_EYES else []
    sight = Sight(sharpest.name, run.config.model_dump_json(), weights)
    features = sharpest.features(train)
    return Reference(sight, features, measures.usual_distance(features, sharpest.features(held_out)))


def eyes_of(sight: Sight) -> eyes.Eyes | None:
    """The eyes themselves. Args: what was kept of them. Returns: None when they are not installed here."""
    if sight.name != measures.OWN_EYES:
        path = vgg.weights_path()
        return eyes.installed(path) if path and sight.name == vgg.NAME else None
    config = RunConfig.model_validate_json(sight.config)
    judge = networks.discriminator(
        config.recipe, config.image_size, seed=config.seed, conditional=config.conditional, dtype=config.dtype
    )
    for variable, value in zip(judge.variables, sight.weights, strict=True):
        variable.assign(value)
    return eyes.DiscriminatorEyes(judge)
