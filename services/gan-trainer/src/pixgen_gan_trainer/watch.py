"""What is looked at while a run goes on: sheets, film, measures, report, alarms."""

from pathlib import Path
from typing import Any

import numpy as np

from pixgen_gan_trainer import batches, dataset, evaluation, eyes, report, sheets
from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.events import Events
from pixgen_gan_trainer.ranges import to_codes
from pixgen_gan_trainer.store import RunStore
from pixgen_gan_trainer.trainer import Trainer

_SHEET = 64
_DRAWN_AT_ONCE = 64


class Watch:
    """Looks at one run's generator.

    Args:
        config: of the run.
        store: where pictures and report are kept.
        cache: the run's pictures.
        place: the cache's directory.
        trainer: whose generator is looked at.
        events: told what is seen.
    """

    def __init__(
        self,
        config: RunConfig,
        store: RunStore,
        cache: dataset.Cache,
        place: Path,
        trainer: Trainer,
        events: Events,
    ) -> None:
        self._config, self._store, self._cache = config, store, cache
        self._trainer, self._sampler, self._events = trainer, trainer.sampler, events
        self._evaluator = evaluation.Evaluator(_truth(cache, place), eyes.best(trainer.discriminator))

    def show(self, step: int) -> None:
        """Draws the sheet of fixed noise and keeps it. Args: steps taken so far."""
        laid = sheets.sheet(self.draw(_SHEET, stream=0))
        self._store.write(f"samples/{step:09d}.png", sheets.png(laid))
        self._events.picture(step, laid)
        self._events.tell("sample", {"step": step})

    def evaluate(self, step: int, images_per_second: float) -> str:
        """Measures, and brings film and report up to date.

        Args:
            step: steps taken so far.
            images_per_second: how fast they were taken.

        Returns:
            Why the run cannot go on, mostly nothing.
        """
        drawn = self.draw(self._config.samples)
        measured = {
            "step": step,
            "images_per_second": images_per_second,
            **self._evaluator.measure(drawn, self._trainer),
        }
        self._events.measured(measured)
        history = self._events.history()
        found = evaluation.alarms(history)
        for word, sentence in found.items():
            self._events.tell("alarm", {"step": step, "alarm": word, "text": sentence})
        names = self._store.names("samples/")
        frames = [data for name in names if (data := self._store.read(name))]
        # Of many pictures the first epoch, and with it the first sheet, may end after the first evaluation.
        frames = frames or [sheets.png(sheets.sheet(drawn[:_SHEET]))]
        self._store.write("progress.gif", sheets.film(frames))
        self._store.write("report.html", report.render(self._config, self._cache, history, found, frames[-1]))
        return "collapse" if "collapse" in found else ""

    def draw(self, count: int, stream: int = 2**29) -> Any:
        """Pictures of the generator as it is. Args: how many, which noise. Returns: uint8 [N, H, W, 3]."""
        weights = self._cache.tone_counts
        self._sampler.recalibrated(weights)
        noise, classes = self._sampler.noise(count, stream), self._sampler.classes(count, weights)
        starts = range(0, count, _DRAWN_AT_ONCE)
        slices = [slice(start, start + _DRAWN_AT_ONCE) for start in starts]
        parts = [self._sampler.sample(noise[part], classes[part]) for part in slices]
        return to_codes(np.concatenate(parts))


def _truth(cache: dataset.Cache, place: Path) -> evaluation.Truth:
    train, train_classes = batches.all_of(cache, place, "train")
    held_out, held_out_classes = batches.all_of(cache, place, "held-out")
    return evaluation.Truth(train, held_out, train_classes, held_out_classes)
