"""Tries ways to train by the pictures that a few minutes of processor time give.

Run: `python benchmarks/gan_search.py [--minutes 3] [--seeds 1] NAME...`

Candidates are changes to PixGen's own recipe; training, time account and measures are those of
gan_quality.py, and so is the folder with the results: what is done is not done again.
"""

import argparse
import os
from dataclasses import replace

import gan_quality
import tensorflow as tf
from pixgen_gan_trainer import recipes

OURS = replace(recipes.OURS, width=gan_quality.WIDTH)
TRANSPOSED = replace(OURS, network="dcgan")
CANDIDATES = {
    "resize": OURS,
    "transposed": TRANSPOSED,
    "slower": replace(OURS, learning_rate=2e-4, d_learning_rate=2e-4),
    "slower-transposed": replace(TRANSPOSED, learning_rate=2e-4, d_learning_rate=2e-4),
    "ttur": replace(OURS, learning_rate=2e-4),
    "beta2": replace(OURS, beta2=0.99),
    "batch-8": replace(OURS, batch_size=8),
    "batch-32": replace(OURS, batch_size=32),
    "spectral": replace(OURS, d_norm="spectral", loss="hinge"),
    "hinge": replace(OURS, loss="hinge"),
    "lazy-r1": replace(OURS, r1=0.1, r1_every=16),
    "minibatch": replace(OURS, minibatch_stddev=True),
    "no-translation": replace(OURS, translation=0.0),
    "latent-64": replace(OURS, latent=64),
    # As DiffAugment was published; brightness moves by a twentieth of its range at most: tone is the signal.
    "cutout": replace(OURS, cutout=0.5),
    "cutout-colour": replace(OURS, cutout=0.5, brightness=0.1),
}


def main() -> None:
    """Trains and measures the candidates that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=list(CANDIDATES), metavar="NAME")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    os.nice(15)
    gan_quality.STATE.mkdir(parents=True, exist_ok=True)
    tf.config.threading.set_intra_op_parallelism_threads(gan_quality.THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for name in options.names:
        for seed in options.seeds:
            gan_quality.train(name, CANDIDATES[name], seed, options.minutes)
        gan_quality.report(options.minutes, options.seeds, [name], "search.json")


if __name__ == "__main__":
    main()
