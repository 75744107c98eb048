"""A whole training run: from its pictures to its last evaluation, resumed wherever it was left."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pixgen_common.errors import Code, PixGenError

from pixgen_gan_trainer import batches, checkpoints, dataset, evaluation, sheets
from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.events import Events
from pixgen_gan_trainer.pace import Pace
from pixgen_gan_trainer.pictures import Provenance
from pixgen_gan_trainer.store import CONFIG, STATUS, RunStore
from pixgen_gan_trainer.strategies import Place
from pixgen_gan_trainer.trainer import Trainer
from pixgen_gan_trainer.watch import Watch

_PROGRESS_SECONDS = 1.0


class Run:
    """One run of training.

    Args:
        config: what it is to do.
        store: where all that it needs to go on is kept; `ReadOnly` for every worker but the chief.
        cache: the pictures.
        place: the cache's directory.
        events: told what happens.
        among: this process among those that train the run together; alone when None.
        provenance: of the pictures.

    Raises:
        PixGenError: CONFLICT ``run.other_config``: the store holds another run.
    """

    def __init__(
        self,
        config: RunConfig,
        store: RunStore,
        cache: dataset.Cache,
        place: Path,
        events: Events,
        among: Place | None = None,
        provenance: Provenance | None = None,
    ) -> None:
        self._among = among or Place(None)
        self.config, self.store, self.cache, self.place, self._events = config, store, cache, place, events
        self.step, self.provenance = 0, provenance or Provenance()
        self._stopping, self._pace = threading.Event(), Pace(config.batch_size)
        self._claim()
        self.trainer = Trainer(
            config.recipe,
            config.image_size,
            seed=config.seed,
            conditional=config.conditional,
            dtype=config.dtype,
            strategy=self._among.strategy,
        )
        is_chief = self._among.worker == 0
        self._watch = Watch(config, store, cache, place, self.trainer, events) if is_chief else None
        # Why the run cannot go on; mostly nothing.
        self._reason = ""

    def go(self) -> str:
        """Trains to the end, or until asked to stop.

        Returns:
            ``completed``, ``stopped`` (resume it later) or ``failed``; status.json says the reason.
        """
        self._resume()
        self._status("running")
        feed = self._feed()
        steps_per_sheet = sheets.steps_between(self.config.steps, self.cache.train, self.config.batch_size)
        told = 0.0
        while self.step < self.config.steps:
            if self._must_stop():
                break
            began = time.monotonic()
            pictures, classes = next(feed)
            losses = self.trainer.step(pictures, classes, self.step)
            if not evaluation.is_number(losses):
                return self._status("failed", "not_a_number")
            now = time.monotonic()
            self._pace.add(now - began)
            self.step += 1
            if now - told > _PROGRESS_SECONDS or self.step == self.config.steps:
                told = now
                rate = self._pace.images_per_second
                self._events.tell("progress", {"step": self.step, "images_per_second": rate, **losses})
            self._pause(steps_per_sheet)
        if self._reason:
            return self._status("failed", self._reason)
        if self.step < self.config.steps:
            self._checkpoint()
            return self._status("stopped")
        return self._status("completed")

    def stop(self, *_: Any) -> None:
        """Asks the run to keep its state and end after the step in progress; also a signal handler."""
        self._stopping.set()

    @contextmanager
    def stopping_on_signals(self) -> Iterator[None]:
        """While inside, SIGTERM and SIGINT stop the run in good order; main thread only."""
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def history(self) -> list[dict[str, Any]]:
        """Returns: the evaluations so far, oldest first."""
        return self._events.history()

    def _must_stop(self) -> bool:
        """Workers end after the same step: one that went on alone would wait for the others for ever."""
        wish = self._stopping.is_set() or bool(self._reason)
        return self.trainer.agreed(wish) if self._among.workers > 1 else wish

    def _pause(self, steps_per_sheet: int) -> None:
        """Does what is due between two steps; the other workers wait for the chief in their next step."""
        if self._watch is None:
            return
        config, is_last = self.config, self.step == self.config.steps
        if self.step % steps_per_sheet == 0 or is_last:
            self._watch.show(self.step)
        if self.step % config.evaluate_every == 0 or is_last:
            self._reason = self._watch.evaluate(self.step, self._pace.images_per_second)
        if self.step % config.checkpoint_every == 0 or is_last:
            self._checkpoint()

    def _checkpoint(self) -> None:
        # The logs first: killed in between, the run logs the same again instead of lacking it.
        self._events.keep(self.step)
        checkpoints.save(self.store, self.step, self.trainer.state())

    def _resume(self) -> None:
        found = checkpoints.newest(self.store)
        if found is None:
            self._events.forget_after(0)
            return
        self.step, state = found
        self.trainer.restore(state)
        self._events.forget_after(self.step)
        for name in self.store.names("samples/"):
            if int(Path(name).stem) > self.step:
                self.store.delete(name)

    def _feed(self) -> Iterator[Any]:
        made = batches.endless(
            self.cache, self.place, batch_size=self.config.batch_size, seed=self.config.seed, step=self.step
        )
        return iter(self.trainer.distributed(made))

    def _claim(self) -> None:
        """Makes the store this run's, or finds that it is."""
        mine = {"config": self.config.model_dump(), "pictures": self.cache.digest}
        text = json.dumps(mine, indent=1, sort_keys=True).encode()
        kept = self.store.read(CONFIG)
        if kept is None:
            self.store.write(CONFIG, text)
        elif json.loads(kept) != mine:
            raise PixGenError(
                Code.CONFLICT,
                "The folder holds a run with other settings or pictures; choose another folder.",
                reason="run.other_config",
            )

    def _status(self, state: str, reason: str = "") -> str:
        said = {"state": state, "reason": reason, "step": self.step, "steps": self.config.steps}
        self.store.write(STATUS, json.dumps(said, indent=1).encode())
        self._events.tell("state", {"state": state, "reason": reason})
        return state
