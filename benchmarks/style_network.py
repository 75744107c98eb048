"""Processor time of a style module's repainting a picture, with one thread, as the service runs it.

    python benchmarks/style_network.py FOLDER...

Several modules are measured in turn, so that all meet the same machine; the least of the rounds counts.
"""

import argparse
import time
from typing import Any

import numpy as np
import tensorflow as tf
from pixgen_imaging import phantoms

ROUNDS = 7


def milliseconds(step: Any, contents: Any, bottlenecks: Any) -> float:
    """Of a processor, for one picture. Args: float32 [B, H, W, 3] and [B, 100]."""
    times = max(1, 16 // len(contents))
    begun = time.process_time()
    for _ in range(times):
        step(contents, bottlenecks).numpy()
    return 1000 * (time.process_time() - begun) / times / len(contents)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", help="converted modules")
    folders = parser.parse_args().folders
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    modules = [tf.saved_model.load(folder) for folder in folders]
    for edge in (256, 512):
        picture = np.asarray(phantoms.draw(3, size=edge).rgb, np.float32)[None] / 255
        style = np.asarray(phantoms.draw(5, size=256).rgb, np.float32)[None] / 255
        for batch in (1, 8):
            contents = tf.constant(picture.repeat(batch, 0))
            seen = [tf.repeat(module.bottleneck(style), batch, 0) for module in modules]
            rounds = [
                [
                    milliseconds(module.stylize_bfloat16, contents, b)
                    for module, b in zip(modules, seen, strict=True)
                ]
                for _ in range(ROUNDS + 1)
            ][1:]
            least = " ".join(f"{number:8.1f}" for number in np.min(rounds, axis=0))
            print(f"{edge} px, batch of {batch}: ms a picture {least}", flush=True)


if __name__ == "__main__":
    main()
