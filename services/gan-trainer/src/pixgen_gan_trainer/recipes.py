"""How the two networks are built and trained, as data; profiles are recipes with a length."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

SIZES = (32, 64, 128, 224)
Network = Literal["dcgan", "resize", "seed-2020"]


@dataclass(frozen=True)
class Recipe:
    """One way to train.

    Args:
        network: Radford's transposed convolutions, resize-convolutions, or the first PixGen's own.
        width: channels of the layer next to the picture; layers further in have up to eight times as many.
        latent: length of the noise.
        batch_size: pictures a step, over all replicas.
        learning_rate: Adam's, of the generator.
        d_learning_rate: Adam's, of the discriminator.
        beta1: Adam's decay of the mean gradient.
        beta2: Adam's decay of the mean squared gradient.
        loss: ``logistic`` (non-saturating) or ``hinge``.
        d_norm: what the discriminator's layers are normalised with: ``none``, ``batch`` or ``spectral``.
        g_momentum: decay of the generator's running BatchNorm statistics.
        r1: weight of the R1 penalty (Mescheder et al. 2018); 0 is none.
        r1_every: steps between two penalties, each then weighted as many times.
        flips: real pictures are mirrored at random; skin has no up and no left.
        translation: DiffAugment (Zhao et al. 2020): share of the edge that pictures move by.
        cutout: DiffAugment: edge of the square cut out, share of the picture's; 0 is none.
        brightness: DiffAugment: range of brightness; weak, since tone is the signal.
        minibatch_stddev: the discriminator sees how much a batch varies (Karras et al. 2018).
        ema: decay of the generator's averaged weights; 0 uses the trained weights as they are.
    """

    network: Network = "dcgan"
    width: int = 32
    latent: int = 128
    batch_size: int = 32
    learning_rate: float = 2e-4
    d_learning_rate: float = 2e-4
    beta1: float = 0.5
    beta2: float = 0.999
    loss: Literal["logistic", "hinge"] = "logistic"
    d_norm: Literal["none", "batch", "spectral"] = "none"
    g_momentum: float = 0.8
    r1: float = 0.0
    r1_every: int = 8
    flips: bool = True
    translation: float = 0.125
    cutout: float = 0.0
    brightness: float = 0.0
    minibatch_stddev: bool = False
    ema: float = 0.998


@dataclass(frozen=True)
class Profile:
    """A recipe with the size and length that go with it.

    Args:
        recipe: how it trains.
        image_size: edge, pixels.
        steps: how long.
        evaluate_every: steps between two evaluations.
    """

    recipe: Recipe
    image_size: int = 64
    steps: int = 4000
    evaluate_every: int = 500


# Radford et al., arXiv:1511.06434, section 4.1: BatchNorm in both, Adam 2e-4, beta1 0.5, batches of 128.
RADFORD = Recipe(
    batch_size=128, d_norm="batch", g_momentum=0.9, latent=100, flips=False, translation=0.0, ema=0.0
)
# The first PixGen's dcgan.py: batches of 256, Adam 1e-4 with its defaults, dropout, no augmentation.
SEED_2020 = Recipe(
    network="seed-2020",
    batch_size=256,
    learning_rate=1e-4,
    d_learning_rate=1e-4,
    beta1=0.9,
    g_momentum=0.99,
    latent=100,
    flips=False,
    translation=0.0,
    ema=0.0,
)
# Found by trying (docs/decisions/0082): many small steps, BatchNorm in both, averaged weights.
OURS = Recipe(
    network="resize",
    batch_size=16,
    learning_rate=4e-4,
    d_learning_rate=4e-4,
    d_norm="batch",
    ema=0.995,
)

PROFILES: MappingProxyType[str, Profile] = MappingProxyType(
    {
        "smoke": Profile(replace(OURS, width=8, ema=0.98), 32, steps=200, evaluate_every=300),
        "fast": Profile(OURS, 64, steps=6000, evaluate_every=1500),
        "quality": Profile(replace(OURS, width=64, ema=0.999), 64, steps=40_000, evaluate_every=2000),
        "seed-2020": Profile(replace(SEED_2020, width=64), 224, steps=4000, evaluate_every=1000),
        "seed-2020-64": Profile(SEED_2020, 64, steps=4000, evaluate_every=1000),
        "radford": Profile(RADFORD, 64, steps=4000, evaluate_every=1000),
    }
)
