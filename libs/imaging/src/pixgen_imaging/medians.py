"""Medians and percentiles of many values, several times faster than numpy's own, which sort for more."""

import numpy as np
from numpy.typing import NDArray


def median(values: NDArray[np.floating]) -> float:
    """The median, as numpy gives it.

    Args:
        values: any shape, not empty, no NaN.

    Returns:
        The mean of the two in the middle where their number is even.
    """
    flat = values.ravel()
    middle = flat.size // 2
    # Only a partition at a single place runs on whole registers at a time.
    parted = np.partition(flat, middle)
    if flat.size % 2:
        return float(parted[middle])
    return float((parted[:middle].max() + parted[middle]) / 2)


def medians(columns: NDArray[np.floating]) -> NDArray[np.float64]:
    """The median of each column. Args: [n, columns], n > 0, no NaN. Returns: [columns]."""
    return np.array([median(np.ascontiguousarray(column)) for column in columns.T])


def percentile(values: NDArray[np.floating], percent: float) -> float:
    """The value that so many percent do not exceed, without interpolation.

    Args:
        values: any shape, not empty, no NaN.
        percent: 0 to 100.

    Returns:
        One of the values.
    """
    flat = values.ravel()
    place = min(flat.size - 1, int(flat.size * percent / 100))
    return float(np.partition(flat, place)[place])
