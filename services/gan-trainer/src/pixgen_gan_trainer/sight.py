"""With which eyes a run's pictures were looked at; the process that looks imports this and little else."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sight:
    """With which eyes pictures are looked at; enough to make them again in another process.

    Args:
        name: of the features, as the run's report has it.
        config: of the run, JSON; the shape of its discriminator.
        weights: the discriminator's; none when other eyes look.
    """

    name: str
    config: str
    weights: list[NDArray[np.float32]] = field(default_factory=list)

    def key(self) -> str:
        """Returns: a digest; equal eyes have equal ones."""
        whole = hashlib.sha256(f"{self.name} {self.config}".encode())
        for array in self.weights:
            whole.update(array.tobytes())
        return whole.hexdigest()
