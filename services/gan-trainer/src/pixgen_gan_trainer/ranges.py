"""Between sRGB codes and the numbers that the networks take and give."""

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray


def to_numbers(codes: Any) -> tf.Tensor:
    """Args: uint8 [...], sRGB codes. Returns: float32 [...] in [-1, 1]."""
    return tf.cast(codes, tf.float32) / 127.5 - 1


def to_codes(numbers: Any) -> NDArray[np.uint8]:
    """Args: float32 [...] in [-1, 1]. Returns: uint8 [...], sRGB codes, rounded."""
    return np.rint((np.asarray(numbers) + 1) * 127.5).astype(np.uint8)
