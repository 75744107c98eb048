"""How near pictures come to those that a version was trained on (measures.md: memorisation)."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_common.errors import Code, FieldError, PixGenError

from pixgen_gan_trainer import measures
from pixgen_gan_trainer.registry import Registry
from pixgen_gan_trainer.sight import Sight
from pixgen_gan_trainer.store import RunStore

REFERENCE = "nearness.npz"
MOST = 256
_MOST_FILE = 4 << 20


@dataclass(frozen=True)
class Reference:
    """What pictures are compared with; kept with the run, as it is made of the training pictures.

    Args:
        sight: whose features these are.
        train: float32 [T, d], features of training pictures.
        usual: the held-out pictures' median distance to the nearest of these.
    """

    sight: Sight
    train: NDArray[np.float32]
    usual: float

    def to_bytes(self) -> bytes:
        """Returns: a file that `from_bytes` reads."""
        out = io.BytesIO()
        sight = self.sight
        arrays: dict[str, Any] = {f"weights-{n:04d}": array for n, array in enumerate(sight.weights)}
        arrays |= {"name": np.array(sight.name), "config": np.array(sight.config)}
        np.savez(out, train=self.train, usual=np.float64(self.usual), **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Reference":
        """Args: what `to_bytes` gave. Returns: the reference."""
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            weights = [kept[name] for name in sorted(kept) if name.startswith("weights-")]
            sight = Sight(str(kept["name"]), str(kept["config"]), weights)
            return cls(sight, kept["train"], float(kept["usual"]))


class Looker(Protocol):
    """Looks at pictures in a process that has TensorFlow."""

    def features(self, sight: Sight, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Args: whose eyes, uint8 [N, H, W, 3], sRGB. Returns: float32 [N, d]."""


class Nearness:
    """Compares pictures with those trained on.

    Args:
        registry: of the models' bucket.
        run_store: gives the store of a run by its id.
        looker: computes features.
    """

    def __init__(self, registry: Registry, run_store: Callable[[str], RunStore], looker: Looker) -> None:
        self._registry, self._run_store, self._looker = registry, run_store, looker
        # The one used last: a generation asks many times for the same.
        self._kept: tuple[str, Reference] | None = None

    def ratios(self, model: str, version: int, images: Sequence[bytes]) -> list[float]:
        """Distances to the nearest training picture as shares of the usual distance.

        Args:
            model: the model's name.
            version: its number.
            images: 1 to 256 PNG files of the model's size.

        Returns:
            One for each picture; well under 1 is a near-copy.

        Raises:
            PixGenError: NOT_FOUND; INVALID ``nearness.images`` with the pictures at fault;
                PRECONDITION_FAILED ``nearness.no_reference`` when the run kept nothing to compare with.
        """
        entry = self._registry.entry(model, version)
        rgb = decoded(images, entry.image_size)
        reference = self._reference(entry.run_id)
        features = self._looker.features(reference.sight, rgb)
        return [float(one) for one in measures.ratios_to(features, reference.train, reference.usual)]

    def _reference(self, run_id: str) -> Reference:
        kept = self._kept
        if kept is not None and kept[0] == run_id:
            return kept[1]
        data = self._run_store(run_id).read(REFERENCE)
        if data is None:
            raise PixGenError(
                Code.PRECONDITION_FAILED,
                "What this version's pictures are compared with is not there any more.",
                reason="nearness.no_reference",
            )
        reference = Reference.from_bytes(data)
        self._kept = (run_id, reference)
        return reference


def decoded(images: Sequence[bytes], size: int) -> NDArray[np.uint8]:
    """Reads pictures that must all be of one size; nothing larger is ever unpacked.

    Args:
        images: PNG files.
        size: their edge, pixels.

    Returns:
        uint8 [N, size, size, 3], sRGB.

    Raises:
        PixGenError: INVALID ``nearness.images``.
    """
    if not 1 <= len(images) <= MOST:
        raise _invalid(FieldError("images", f"must be 1 to {MOST} pictures"))
    pictures, wrong = [], []
    for number, data in enumerate(images):
        read = _read(data, size)
        if isinstance(read, str):
            wrong.append(FieldError(f"images.{number}", read))
        else:
            pictures.append(read)
    if wrong:
        raise _invalid(*wrong)
    return np.stack(pictures)


def _read(data: bytes, size: int) -> NDArray[np.uint8] | str:
    """A picture, or what is wrong with it."""
    if len(data) > _MOST_FILE:
        return f"must be at most {_MOST_FILE} bytes"
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.size != (size, size):
                return f"must be {size} by {size} pixels"
            return np.asarray(image.convert("RGB"), dtype=np.uint8)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "must be a PNG file"


def _invalid(*fields: FieldError) -> PixGenError:
    return PixGenError(
        Code.INVALID, "The pictures are not as they should be.", reason="nearness.images", fields=fields
    )
