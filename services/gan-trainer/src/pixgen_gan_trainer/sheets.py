"""Pictures to look at: a sheet of samples, and the sheets of a run as a film."""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_FRAME_MILLISECONDS = 250
_LAST_FRAME_MILLISECONDS = 2000
_MOST_FRAMES = 120
# Of few pictures an epoch is a few steps, and drawing takes as long as several.
_SHEETS = 30


def steps_between(steps: int, pictures: int, batch_size: int) -> int:
    """How many steps lie between two sheets: an epoch, or a thirtieth of the run if that is longer.

    The last step has a sheet too, so that a run has thirty at most.

    Args:
        steps: of the whole run.
        pictures: that are learned from.
        batch_size: pictures a step.

    Returns:
        At least 1.
    """
    return max(1, pictures // batch_size, math.ceil(steps / _SHEETS))


def sheet(rgb: NDArray[np.uint8], across: int = 8) -> NDArray[np.uint8]:
    """Lays pictures side by side.

    Args:
        rgb: uint8 [N, H, W, 3], sRGB.
        across: how many a row; what does not fill a row is left out.

    Returns:
        uint8 [rows * H, across * W, 3].
    """
    rows = len(rgb) // across
    height, width = rgb.shape[1:3]
    laid = rgb[: rows * across].reshape(rows, across, height, width, 3).swapaxes(1, 2)
    return laid.reshape(rows * height, across * width, 3)


def png(rgb: NDArray[np.uint8]) -> bytes:
    """Args: uint8 [H, W, 3], sRGB. Returns: a PNG file."""
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "PNG")
    return out.getvalue()


def film(sheets: list[bytes]) -> bytes:
    """Sheets as an animated GIF in colour, the last one shown longer.

    Args:
        sheets: PNG files, at least one; of more than 120 an even choice is shown.

    Returns:
        A GIF file.
    """
    chosen = np.unique(np.linspace(0, len(sheets) - 1, min(len(sheets), _MOST_FRAMES)).round().astype(int))
    frames = [Image.open(io.BytesIO(sheets[number])).convert("RGB") for number in chosen]
    # One palette for all frames, taken from the last: tones are then comparable from frame to frame.
    palette = frames[-1].quantize(256, method=Image.Quantize.MEDIANCUT)
    turned = [frame.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG) for frame in frames]
    times = [_FRAME_MILLISECONDS] * (len(turned) - 1) + [_LAST_FRAME_MILLISECONDS]
    out = io.BytesIO()
    turned[0].save(out, "GIF", save_all=True, append_images=turned[1:], duration=times, loop=0)
    return out.getvalue()
