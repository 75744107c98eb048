"""How numbers are written."""

import numpy as np
import pytest
from pixgen_model_server.json_text import decimals


@pytest.mark.parametrize(("dtype", "bits", "most"), [(np.float32, np.uint32, 9), (np.float64, np.uint64, 17)])
def test_decimals_are_six_digits_where_these_suffice_and_else_all(dtype, bits, most):
    """Of any bits, the smallest numbers, short ones and their neighbours; decided by writing and reading."""
    rng = np.random.default_rng(1)
    some = rng.integers(0, np.iinfo(bits).max, 20_000, dtype=bits).view(dtype)
    tiny = rng.integers(0, 5000, 2000).astype(bits).view(dtype)
    least, largest = (-44, 32) if dtype == np.float32 else (-323, 302)
    digits, places = rng.integers(-999_999, 1_000_000, 20_000), rng.integers(least, largest, 20_000)
    short = np.array([float(f"{one}e{place}") for one, place in zip(digits, places, strict=True)], dtype)
    odd = np.array([0, -0.0, 1, 10, 999_999, 1e6, np.nan, np.inf, -np.inf], dtype)
    with np.errstate(all="ignore"):
        values = np.concatenate([some, tiny, short, np.nextafter(short, dtype(1)), odd])
        six = [f"{value:.6g}" for value in values.tolist()]
        suffices = np.array(six, np.float64).astype(dtype) == values
    chosen = [
        text if enough else f"{value:.{most}g}"
        for text, enough, value in zip(six, suffices, values.tolist(), strict=True)
    ]
    words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    expected = [words.get(text) or (text if "." in text or "e" in text else text + ".0") for text in chosen]
    assert decimals(values) == expected
    assert 0.3 < suffices.mean() < 0.7
