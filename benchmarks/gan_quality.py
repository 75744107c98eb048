"""Which recipe makes the better pictures for the same processor time.

Run: `python benchmarks/gan_quality.py [--minutes 10] [--seeds 1 2] [--recipes seed-2020 radford pixgen]`

Each recipe trains at 64 px and equal widths until its process has used its minutes of processor time
(getrusage, all threads); then its pictures are measured against held-out real ones. What is done is kept in
`.local/gan-quality` and not done again, with the sheets of all, side by side, in `results.png`. Reads
../shared/data/lesions.
"""

import argparse
import json
import os
import resource
from dataclasses import asdict, replace
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from pixgen_gan_trainer import batches, checkpoints, dataset, measures, recipes, sheets, vgg
from pixgen_gan_trainer.pictures import Folder
from pixgen_gan_trainer.precision import probed
from pixgen_gan_trainer.ranges import to_codes
from pixgen_gan_trainer.store import LocalStore
from pixgen_gan_trainer.trainer import Trainer

ROOT = Path(__file__).parents[1]
LESIONS = ROOT.parent / "shared" / "data" / "lesions"
STATE = ROOT / ".local" / "gan-quality"
WIDTH, SIZE, SAMPLES, THREADS, KEEP_SECONDS = 32, 64, 1000, 2, 60
# Pictures of a sheet, and the black edge around it where sheets lie side by side.
SHOWN, FRAME = 48, ((4, 4), (4, 4), (0, 0))
BASELINES = ("seed-2020", "radford")
DTYPE = "mixed_bfloat16" if probed() == "bfloat16" else "float32"
RECIPES = {
    "seed-2020": replace(recipes.SEED_2020, width=WIDTH),
    "radford": replace(recipes.RADFORD, width=WIDTH),
    "pixgen": replace(recipes.OURS, width=WIDTH),
}


def used() -> float:
    """Processor seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def result_of(name: str, seed: int, minutes: float) -> Path:
    """The file with what a training drew."""
    return STATE / f"{name}-{minutes:g}-{seed}.npz"


def train(name: str, recipe: recipes.Recipe, seed: int, minutes: float) -> dict[str, float]:
    """Trains one recipe for its minutes, unless its samples are there, and keeps 1,000 pictures."""
    target = result_of(name, seed, minutes)
    if target.exists():
        return {}
    cache = dataset.build(Folder(LESIONS), STATE / "cache", SIZE)
    place = dataset.place_of(cache, STATE / "cache")
    dtype = "float32" if name in BASELINES else DTYPE
    trainer, store = Trainer(recipe, SIZE, seed=seed, dtype=dtype), LocalStore(STATE / f"{target.stem}-run")
    step, spent = resumed(trainer, store)
    feed = iter(batches.endless(cache, place, batch_size=recipe.batch_size, seed=seed, step=step))
    losses, begun, kept = {}, used() - spent, spent
    while (spent := used() - begun) < 60 * minutes:
        pictures, classes = next(feed)
        losses = trainer.step(pictures, classes, step)
        step += 1
        if spent - kept > KEEP_SECONDS:
            kept = spent
            checkpoints.save(store, step, [*trainer.state(), np.asarray(spent)])
            print(f"{target.stem} step {step}, {spent:.0f} s, {losses}", flush=True)
    sampler = trainer.sampler
    sampler.recalibrated()
    rgb = [sampler.sample(sampler.noise(100, n), sampler.classes(100)) for n in range(SAMPLES // 100)]
    part = target.with_name("part.npz")
    np.savez_compressed(
        part,
        rgb=to_codes(np.concatenate(rgb)),
        step=step,
        recipe=json.dumps(asdict(recipe)),
        images=step * recipe.batch_size,
    )
    part.replace(target)
    return losses


def resumed(trainer: Trainer, store: LocalStore) -> tuple[int, float]:
    """Takes up a training that was broken off. Returns: its next step, the seconds it has used."""
    found = checkpoints.newest(store)
    if found is None:
        return 0, 0.0
    step, (*state, spent) = found
    trainer.restore(state)
    return step, float(spent)


def measure(
    path: Path, eyes: vgg.Vgg, real: np.ndarray, trained: np.ndarray, varied: float
) -> dict[str, object]:
    """The measures of one result. Args: its file; of real pictures: held-out, trained on, their diversity."""
    kept = np.load(path)
    fake = eyes.features(kept["rgb"])
    near = measures.kid(real, fake)
    precision, recall = measures.precision_recall(real, fake)
    diversity = eyes.look(kept["rgb"][:500])[1]
    path.with_suffix(".png").write_bytes(sheets.png(sheets.sheet(kept["rgb"][:SHOWN])))
    return {
        "result": path.stem,
        "steps": int(kept["step"]),
        "images": int(kept["images"]),
        "kid": round(near.value, 4),
        "kid_95": [round(near.low, 4), round(near.high, 4)],
        "fid": round(measures.fid(real, fake), 1),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "diversity": round(diversity, 4),
        "diversity_ratio": round(diversity / varied, 3),
        "nearest_ratio_p1": round(float(np.quantile(measures.nearest_ratios(fake, trained, real), 0.01)), 3),
    }


def report(minutes: float, seeds: list[int], names: list[str], kept: str = "results.json") -> None:
    """Measures what was trained, prints a line each, and keeps them in a file.

    Beside it is a picture of all their sheets: a column for each recipe, a row for each seed.
    """
    cache = dataset.build(Folder(LESIONS), STATE / "cache", SIZE)
    place = dataset.place_of(cache, STATE / "cache")
    path = vgg.weights_path()
    assert path is not None, "the VGG16 weights are missing: make setup"
    eyes = vgg.Vgg(path)
    trained = eyes.features(batches.all_of(cache, place, "train")[0])
    real, varied = eyes.look(batches.all_of(cache, place, "held-out")[0])
    print(
        f"{cache.train} trained on, {cache.held_out} held out; floor of two halves: {measures.floor(real)}, "
        f"diversity of the real ones: {varied:.4f}"
    )
    files = [result_of(name, seed, minutes) for name in names for seed in seeds]
    lines = [measure(path, eyes, real, trained, varied) for path in files]
    for line in lines:
        print(json.dumps(line), flush=True)
    (STATE / kept).write_text(json.dumps(lines, indent=1))
    rows = [result_of(name, seed, minutes) for seed in seeds for name in names]
    framed = [np.pad(sheets.sheet(np.load(path)["rgb"][:SHOWN]), FRAME) for path in rows]
    (STATE / kept).with_suffix(".png").write_bytes(sheets.png(sheets.sheet(np.stack(framed), len(names))))


def main() -> None:
    """Trains what is missing, measures all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--recipes", nargs="+", default=list(RECIPES), choices=list(RECIPES))
    options = parser.parse_args()
    STATE.mkdir(parents=True, exist_ok=True)
    if not LESIONS.is_dir():
        raise SystemExit("../shared/data/lesions is not here: nothing to train on")
    os.nice(15)
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for seed in options.seeds:
        for name in options.recipes:
            train(name, RECIPES[name], seed, options.minutes)
    report(options.minutes, options.seeds, options.recipes)


if __name__ == "__main__":
    main()
