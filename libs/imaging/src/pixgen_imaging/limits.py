"""How large a picture may be."""

from dataclasses import dataclass

from pixgen_imaging.errors import ImageRejected


@dataclass(frozen=True)
class Limits:
    """Bounds that are checked before anything is decompressed.

    Args:
        max_bytes: of the file.
        max_pixels: width times height.
        min_edge: shortest edge, pixels; below it there is no skin to measure.
    """

    max_bytes: int = 30 * 2**20
    max_pixels: int = 40_000_000
    min_edge: int = 64

    def check_bytes(self, length: int) -> None:
        """Refuses an empty or too large file. Args: its length. Raises: ImageRejected."""
        if length == 0:
            raise ImageRejected("empty", "The file is empty. Choose the picture again.")
        if length > self.max_bytes:
            megabytes = self.max_bytes // 2**20
            raise ImageRejected(
                "too_many_bytes",
                f"The file is larger than {megabytes} MiB. Save it with stronger compression.",
            )

    def check_size(self, pixels_x: int, pixels_y: int) -> None:
        """Refuses a picture that is too large or too small.

        Args:
            pixels_x: width.
            pixels_y: height.

        Raises:
            ImageRejected: ``too_many_pixels`` or ``too_small``.
        """
        if pixels_x * pixels_y > self.max_pixels:
            most = self.max_pixels // 1_000_000
            raise ImageRejected(
                "too_many_pixels",
                f"The picture has more than {most} million pixels. Scale it down or crop it.",
            )
        if min(pixels_x, pixels_y) < self.min_edge:
            raise ImageRejected(
                "too_small",
                f"The picture's shorter edge has fewer than {self.min_edge} pixels. Send the original.",
            )


DEFAULT_LIMITS = Limits()
