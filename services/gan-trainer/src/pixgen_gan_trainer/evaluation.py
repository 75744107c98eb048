"""One evaluation of a generator against held-out real pictures, and what it should alarm about."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pixgen_imaging.tone import TONE_GROUPS, measure_tone

from pixgen_gan_trainer import measures
from pixgen_gan_trainer.eyes import Eyes
from pixgen_gan_trainer.trainer import Trainer

Pictures = NDArray[np.uint8]
# So many evaluations have to agree that a generator has collapsed.
_IN_A_ROW = 3
# The discriminator knows its training pictures by heart when it believes these and no others.
_OVERFIT_GAP = 0.8
# Tone is a median over skin: a part of the pictures says it as well, and lesions take time to find.
_TONES = 128


@dataclass(frozen=True)
class Truth:
    """The real pictures and what is computed of them once a run.

    Args:
        train: uint8 [T, H, W, 3], sRGB.
        held_out: uint8 [M, H, W, 3], sRGB, never trained on.
        train_classes: int32 [T], their tone classes.
        held_out_classes: int32 [M].
    """

    train: Pictures
    held_out: Pictures
    train_classes: NDArray[np.int32]
    held_out_classes: NDArray[np.int32]


class Evaluator:
    """Measures generators of one run.

    Args:
        truth: real pictures.
        eyes: what looks at them.
    """

    def __init__(self, truth: Truth, eyes: Eyes) -> None:
        self._truth, self._eyes = truth, eyes
        self._real: dict[str, Any] = {}

    def measure(self, fake: Pictures, trainer: Trainer) -> dict[str, Any]:
        """Compares pictures with the real ones.

        Args:
            fake: uint8 [N, H, W, 3], sRGB.
            trainer: its discriminator is asked about real pictures.

        Returns:
            The measures, as JSON can hold them.
        """
        real = self._of_real()
        features, diversity = self._eyes.look(fake)
        near = measures.kid(real["held_out"], features)
        precision, recall = measures.precision_recall(real["held_out"], features)
        ratios = measures.nearest_ratios(features, real["train"], real["held_out"])
        return {
            "features": self._eyes.name,
            "kid": near.value,
            "kid_low": near.low,
            "kid_high": near.high,
            "fid": measures.fid(real["held_out"], features),
            "kid_floor": real["floor"][0],
            "fid_floor": real["floor"][1],
            "precision": precision,
            "recall": recall,
            "diversity": diversity,
            "diversity_ratio": diversity / max(real["diversity"], 1e-12),
            "nearest_ratio_median": float(np.median(ratios)),
            "nearest_ratio_p1": float(np.quantile(ratios, 0.01)),
            "tones": tone_histogram(fake[:_TONES]),
            "tones_real": real["tones"],
            **self._signs(trainer),
        }

    def _of_real(self) -> dict[str, Any]:
        """The discriminator's features change while it learns; VGG16's do not."""
        if not self._real or self._eyes.name == measures.OWN_EYES:
            held_out, diversity = self._eyes.look(self._truth.held_out)
            tones = self._real.get("tones") or tone_histogram(self._truth.held_out[:_TONES])
            self._real = {
                "held_out": held_out,
                "train": self._eyes.features(self._truth.train),
                "floor": measures.floor(held_out) if len(held_out) > 3 else (0.0, 0.0),
                "diversity": diversity,
                "tones": tones,
            }
        return self._real

    def _signs(self, trainer: Trainer) -> dict[str, float]:
        """Share of real pictures that the discriminator takes for real, minus the others: -1 to 1."""
        truth = self._truth
        train = trainer.judge(truth.train[:512], truth.train_classes[:512])
        held_out = trainer.judge(truth.held_out[:512], truth.held_out_classes[:512])
        return {"sign_train": float(np.sign(train).mean()), "sign_held_out": float(np.sign(held_out).mean())}


def tone_histogram(rgb: Pictures) -> dict[str, int]:
    """How many pictures of each tone. Args: uint8 [N, H, W, 3], sRGB. Returns: counts, ``unreliable`` too."""
    found = [measure_tone(picture).tone_group or "unreliable" for picture in rgb]
    return {name: found.count(name) for name in (*TONE_GROUPS, "unreliable")}


def alarms(history: list[dict[str, Any]]) -> dict[str, str]:
    """What the evaluations so far warn of.

    Args:
        history: measures, oldest first.

    Returns:
        Sentences by their word: ``collapse`` ends a run, ``overfit`` and ``memorised`` do not.
    """
    found = {}
    last = history[-_IN_A_ROW:]
    if len(last) == _IN_A_ROW and all(one["diversity_ratio"] < measures.COLLAPSED for one in last):
        found["collapse"] = (
            "The pictures have varied less than 0.4 times as much as real ones, three times in a row."
        )
    if not history:
        return found
    newest = history[-1]
    if newest["sign_train"] - newest["sign_held_out"] > _OVERFIT_GAP:
        found["overfit"] = (
            "The discriminator believes the pictures that it was trained on and doubts unseen ones."
        )
    if newest["nearest_ratio_median"] < measures.MEMORISED:
        found["memorised"] = (
            "Half of the pictures come nearer to training pictures than half the usual distance."
        )
    return found


def is_number(losses: dict[str, float]) -> bool:
    """Whether a step went well. Args: what the step returned. Returns: false when anything is not finite."""
    return all(math.isfinite(value) for value in losses.values())
