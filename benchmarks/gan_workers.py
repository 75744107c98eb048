"""Time a picture of one step with one worker and with two, as processes of one machine over loopback.

Run: `python benchmarks/gan_workers.py [--width 32] [--batch-size 64] [--steps 20]`

The batch is the same and is shared by the workers, as TF_CONFIG tells them. They also share the machine's
processors: what is seen is what sharing costs, not what a second machine would bring.
"""

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from pixgen_gan_trainer.strategies import chosen
from pixgen_local import ports

SIZE, WARM, WORKERS = 64, 3, (1, 2)


def work(width: int, batch_size: int, steps: int) -> None:
    """Is one worker. Args: the network's width, pictures a step of all workers, how many steps."""
    among = chosen()
    from dataclasses import replace

    import tensorflow as tf
    from pixgen_gan_trainer import recipes
    from pixgen_gan_trainer.trainer import Trainer

    recipe = replace(recipes.OURS, width=width, batch_size=batch_size)
    trainer = Trainer(recipe, SIZE, seed=1, strategy=among.strategy)
    pictures = np.random.default_rng(1).uniform(-1, 1, (batch_size, SIZE, SIZE, 3)).astype(np.float32)
    made = tf.data.Dataset.from_tensors((pictures, np.zeros(batch_size, np.int32))).repeat()
    feed = iter(trainer.distributed(made))
    for number in range(WARM):
        trainer.step(*next(feed), number)
    began, spent = time.perf_counter(), time.process_time()
    for number in range(steps):
        trainer.step(*next(feed), WARM + number)
    if among.worker == 0:
        each = (time.perf_counter() - began) / steps / batch_size * 1000
        busy = (time.process_time() - spent) / steps / batch_size * 1000 * among.workers
        print(f"{among.workers} worker(s): {each:.2f} ms a picture, {busy:.2f} ms of processors", flush=True)


def main() -> None:
    """Starts one worker, then two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--work", action="store_true", help="be one of the workers")
    given = parser.parse_args()
    if given.work:
        work(given.width, given.batch_size, given.steps)
        return
    for count in WORKERS:
        first = ports.free_run(count)
        addresses = [f"127.0.0.1:{first + number}" for number in range(count)]
        started = []
        for index in range(count):
            told = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
            environment = {**os.environ, "TF_CONFIG": json.dumps(told)}
            started.append(subprocess.Popen([sys.executable, *sys.argv, "--work"], env=environment))
        ended = [process.wait() for process in started]
        if any(ended):
            raise SystemExit("a worker failed")


if __name__ == "__main__":
    main()
