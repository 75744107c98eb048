"""One of several processes that train a run together; writes the weights that it ends with."""

import sys
from pathlib import Path

import numpy as np
from pixgen_gan_trainer.strategies import chosen

AMONG = chosen()

from pixgen_gan_trainer import dataset  # noqa: E402 - the strategy must come first
from pixgen_gan_trainer.config import configure  # noqa: E402
from pixgen_gan_trainer.events import Events  # noqa: E402
from pixgen_gan_trainer.pictures import Folder  # noqa: E402
from pixgen_gan_trainer.run import Run  # noqa: E402
from pixgen_gan_trainer.store import LocalStore, ReadOnly  # noqa: E402

folder, run_folder = map(Path, sys.argv[1:])
store = LocalStore(run_folder)
cache = dataset.build(Folder(folder), run_folder / f"cache-{AMONG.worker}", 32)
config = configure("smoke", steps=4, evaluate_every=4, checkpoint_every=4, samples=32, width=4)
shared = ReadOnly(store) if AMONG.worker else store
events = Events(shared, lambda _kind, _fields: None)
place = dataset.place_of(cache, run_folder / f"cache-{AMONG.worker}")
run = Run(config, shared, cache, place, events, AMONG)
state = run.go()
# Running statistics of BatchNorm are each worker's own; sheets and exports compute them anew (decision 83).
trained = (run.trainer.discriminator, run.trainer.generator, run.trainer.averaged)
weights = [np.asarray(one) for model in trained for one in model.trainable_variables]
np.savez(run_folder / f"weights-{AMONG.worker}.npz", *weights)
sys.exit(state != "completed")
