"""First weights, each a function of the seed."""

from typing import Any

import keras


class Start:
    """Hands each layer its own seeded initialiser: normal with deviation 0.02, as Radford et al. say."""

    def __init__(self, seed: int) -> None:
        self._seed, self._count = seed, 0

    def __call__(self) -> Any:
        """Returns: a new initialiser."""
        return keras.initializers.RandomNormal(0.0, 0.02, seed=self.next_seed())

    def uniform(self) -> Any:
        """Keras' own default, seeded. Returns: a new initialiser."""
        return keras.initializers.GlorotUniform(seed=self.next_seed())

    def next_seed(self) -> int:
        """Returns: a seed that no layer before has had."""
        self._count += 1
        return (self._seed * 1009 + self._count) % 2**31
