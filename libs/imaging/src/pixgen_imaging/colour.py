"""sRGB, linear light and CIELAB, as arrays.

Formulas: IEC 61966-2-1:1999 (sRGB and its matrix to XYZ), CIE 15:2018, clause 8.2.1 (CIELAB); white D65, 2
degrees.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
XYZ_TO_RGB = np.linalg.inv(RGB_TO_XYZ)
# XYZ of linear (1, 1, 1), so that neutral sRGB is neutral in CIELAB to the last digit.
WHITE = RGB_TO_XYZ.sum(axis=1)
_TO_RELATIVE = (RGB_TO_XYZ / WHITE[:, None]).astype(np.float32)
_STRIPE = 1 << 14  # pixels: what a processor's nearer cache holds
_EPSILON, _SLOPE = np.float32((6 / 29) ** 3), np.float32((29 / 3) ** 3 / 116)


def _linear_of_codes() -> Floats:
    codes = np.arange(256) / 255
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear_of_codes()
# What each channel's codes add to relative luminance.
_LUMINANCE = RGB_TO_XYZ[1].astype(np.float32)[:, None] * _LINEAR


def to_linear(rgb: NDArray[np.uint8]) -> Floats:
    """Undoes the sRGB curve. Args: uint8 [..., 3]. Returns: linear light [..., 3], 0 to 1."""
    return _LINEAR.take(rgb)


def to_srgb(linear: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Applies the sRGB curve.

    Args:
        linear: linear light [..., 3]; values outside 0 to 1 are clipped.

    Returns:
        uint8 [..., 3], rounded.
    """
    clipped = np.clip(linear, 0, 1)
    coded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)
    rounded: NDArray[np.uint8] = np.round(coded * 255).astype(np.uint8)
    return rounded


def lab(linear: NDArray[np.floating]) -> Floats:
    """CIELAB of linear light.

    Args:
        linear: linear sRGB [..., 3], 0 to 1.

    Returns:
        L* (0 to 100), a*, b* [..., 3], D65.
    """
    flat = np.asarray(linear, dtype=np.float32).reshape(-1, 3)
    found: Floats = np.empty_like(flat)
    for start in range(0, len(flat), _STRIPE):
        stripe = slice(start, start + _STRIPE)
        _write_lab(np.ascontiguousarray(flat[stripe].T), found[stripe])
    return found.reshape(linear.shape)


def to_lab(rgb: NDArray[np.uint8]) -> Floats:
    """CIELAB of sRGB. Args: uint8 [..., 3]. Returns: L*, a*, b* [..., 3], D65."""
    codes = rgb.reshape(-1, 3)
    found: Floats = np.empty(codes.shape, dtype=np.float32)
    for start in range(0, len(codes), _STRIPE):
        stripe = slice(start, start + _STRIPE)
        planes = np.stack([_LINEAR.take(codes[stripe, channel]) for channel in range(3)])
        _write_lab(planes, found[stripe])
    return found.reshape(rgb.shape)


def _write_lab(planes: Floats, found: Floats) -> None:
    """Writes CIELAB into [n, 3]. Args: linear light, a channel a row, [3, n]; where to write."""
    f = _response(_TO_RELATIVE @ planes)
    np.subtract(116 * f[1], 16, out=found[:, 0])
    np.multiply(500, f[0] - f[1], out=found[:, 1])
    np.multiply(200, f[1] - f[2], out=found[:, 2])


def _response(relative: Floats) -> Floats:
    """The cube root of CIELAB, with its straight part near black."""
    found: Floats = np.cbrt(relative)
    dark = relative <= _EPSILON
    if dark.any():
        found[dark] = _SLOPE * relative[dark] + np.float32(16 / 116)
    return found


def luminance(rgb: NDArray[np.uint8]) -> Floats:
    """Relative luminance. Args: sRGB, uint8 [..., 3]. Returns: [...], 0 to 1."""
    found: Floats = _LUMINANCE[0].take(rgb[..., 0])
    found += _LUMINANCE[1].take(rgb[..., 1])
    found += _LUMINANCE[2].take(rgb[..., 2])
    return found


def lightness(luminances: Floats) -> Floats:
    """L* of relative luminance. Args: [...], 0 to 1. Returns: [...], 0 to 100."""
    found: Floats = _response(luminances)
    found *= 116
    found -= 16
    return found
