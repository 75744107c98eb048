"""Reading a picture's bytes from the object store, by the catalog's short-lived link."""

import time
from hashlib import sha256

import httpx

from pixgen_common.errors import Code, PixGenError
from pixgen_common.multipart import MAX_IMAGE_BYTES


class SourceUnreadable(PixGenError):  # noqa: N818 - a domain error, named as the field says it
    """The bytes that a record speaks of were not to be had: UNAVAILABLE ``source.unreadable``.

    Args:
        arrived: bytes came, but other ones; else none did.
    """

    def __init__(self, *, arrived: bool) -> None:
        words = "The source picture could not be read just now."
        super().__init__(Code.UNAVAILABLE, words, reason="source.unreadable")
        self.arrived = arrived


def fetch(url: str, digest: str, seconds: float) -> bytes:
    """Reads a picture, no more than a picture may have, and makes sure that it is the one.

    Args:
        url: a presigned link.
        digest: sha256 of its bytes, hexadecimal, as the record says.
        seconds: longest time it may take in all.

    Returns:
        The bytes.

    Raises:
        SourceUnreadable: they cannot be read whole.
    """
    until, data = time.monotonic() + seconds, bytearray()
    try:
        with httpx.stream("GET", url, timeout=httpx.Timeout(seconds, connect=5)) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_bytes(1 << 16):
                data += chunk
                if len(data) > MAX_IMAGE_BYTES or time.monotonic() > until:
                    break
    except httpx.HTTPError:
        # The link stays out of the error: it opens the picture.
        raise SourceUnreadable(arrived=False) from None
    if sha256(data).hexdigest() != digest:
        raise SourceUnreadable(arrived=True)
    return bytes(data)
