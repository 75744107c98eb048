"""The fast forms give what scipy gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pixgen_imaging import morphology
from scipy import ndimage

_shapes = array_shapes(min_dims=2, max_dims=2, min_side=8, max_side=40)
masks = arrays(bool, _shapes)
codes = arrays(np.uint8, _shapes)


@settings(max_examples=60, deadline=None)
@given(mask=masks, times=st.integers(1, 4))
def test_masks_grow_and_shrink_alike(mask, times):
    assert np.array_equal(morphology.dilated(mask, times), ndimage.binary_dilation(mask, iterations=times))
    assert np.array_equal(morphology.eroded(mask, times), ndimage.binary_erosion(mask, iterations=times))
    assert np.array_equal(morphology.opened(mask, times), ndimage.binary_opening(mask, iterations=times))


@settings(max_examples=60, deadline=None)
@given(mask=masks)
def test_squares_disks_and_holes_are_alike(mask):
    square = np.ones((5, 5), bool)
    assert np.array_equal(morphology.opened_by_square(mask, 5), ndimage.binary_opening(mask, square))
    assert np.array_equal(morphology.without_holes(mask), ndimage.binary_fill_holes(mask))
    if mask.any():
        near = ndimage.distance_transform_edt(~mask) <= 5
        assert np.array_equal(morphology.grown_by_disk(mask, 5), near)
        near = ndimage.distance_transform_edt(~mask) <= 2.5
        assert np.array_equal(morphology.grown_by_disk(mask, 2.5), near)


@pytest.mark.parametrize("edge", [3, 9])
@settings(max_examples=40, deadline=None)
@given(values=codes)
def test_closing_is_alike(edge, values):
    wanted = ndimage.grey_closing(values, size=(edge, edge))
    assert np.array_equal(morphology.closed_by_square(values, edge), wanted)


def test_closing_takes_each_channel_for_itself():
    values = np.random.default_rng(0).integers(0, 256, (30, 41, 3)).astype(np.uint8)
    closed = morphology.closed_by_square(values, 9)
    for channel in range(3):
        assert np.array_equal(closed[..., channel], morphology.closed_by_square(values[..., channel], 9))


@pytest.mark.parametrize("shape", [(8, 10), (9, 10), (8, 11), (9, 11)])
def test_a_doubled_mask_repeats_its_pixels(shape):
    """An odd last row or column repeats the one before where there is none of its own."""
    mask = np.random.default_rng(0).random((4, 5)) > 0.5
    large = morphology.doubled(mask, shape)
    assert large.shape == shape
    rows, columns = (np.minimum(np.arange(edge) // 2, most) for edge, most in zip(shape, (3, 4), strict=True))
    assert np.array_equal(large, mask[rows][:, columns])


def test_nothing_given_is_changed():
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = True
    morphology.dilated(mask)
    morphology.grown_by_disk(mask, 2)
    assert mask.sum() == 1
