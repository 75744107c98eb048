"""The fast forms give what scipy and numpy give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pixgen_imaging.colour import lightness, luminance, to_lab, to_linear
from pixgen_imaging.medians import median, medians, percentile
from pixgen_imaging.smoothing import blurred
from scipy import ndimage

_values = st.floats(-100, 100, width=32)


@settings(max_examples=40, deadline=None)
@given(
    values=arrays(np.float32, array_shapes(min_dims=2, max_dims=3, max_side=40), elements=_values),
    sigma=st.sampled_from([0.7, 1.5, 2.5]),
)
def test_blur_is_scipys_to_rounding(values, sigma):
    """Of one field or several, however narrow."""
    sigmas = (0,) * (values.ndim - 2) + (sigma, sigma)
    assert blurred(values, sigma) == pytest.approx(ndimage.gaussian_filter(values, sigmas), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(values=arrays(np.float32, st.integers(1, 60), elements=_values))
def test_median_is_numpys(values):
    """Of an even and an odd number of values, with ties."""
    assert median(values) == float(np.median(values))
    columns = np.stack([values, -values], axis=1)
    assert medians(columns).tolist() == np.median(columns, axis=0).tolist()


def test_percentile_is_the_value_that_so_many_do_not_reach():
    values = np.random.default_rng(0).permutation(100).astype(np.float32)
    assert (percentile(values, 0), percentile(values, 85), percentile(values, 100)) == (0, 85, 99)


def test_lightness_is_that_of_cielab():
    """Also near black, where the curve is straight."""
    codes = np.random.default_rng(0).integers(0, 256, (5000, 3)).astype(np.uint8)
    codes[:500] //= 32
    assert luminance(codes) == pytest.approx(to_linear(codes) @ [0.2126, 0.7152, 0.0722], abs=1e-6)
    assert lightness(luminance(codes)) == pytest.approx(to_lab(codes)[:, 0], abs=1e-3)
