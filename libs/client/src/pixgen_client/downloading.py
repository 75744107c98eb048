"""Fetching pictures: each whole or not at all, what is there already is left alone."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import httpx

from pixgen_client.errors import ClientError, Stopped, Unavailable
from pixgen_client.show_command import image_id
from pixgen_client.transport import Transport

_SUFFIXES = {"jpeg": ".jpg", "jpg": ".jpg", "png": ".png", "webp": ".webp", "tiff": ".tif"}
_CHUNK = 64 * 1024


class Got(StrEnum):
    """What became of a picture."""

    FETCHED = "downloaded"
    PRESENT = "already here"
    REFUSED = "not available"


@dataclass(frozen=True)
class Downloader:
    """Fetches pictures into one folder.

    Args:
        transport: the way to the server.
        folder: where to; exists.
    """

    transport: Transport
    folder: Path

    def fetch(self, image: Mapping[str, Any]) -> Got:
        """Fetches one picture unless its very bytes are here.

        Args:
            image: its record.

        Returns:
            Whether it had to be fetched.

        Raises:
            ClientError: the server refuses, or what came is not what the record says.
        """
        target = self.folder / file_name(image)
        wanted = str(image["sha256"])
        if target.is_file() and _digest(target) == wanted:
            return Got.PRESENT
        path = f"/v1/images/{image_id(str(image['image_id']))}/content"
        self.transport.patience.keep_trying(lambda: self._fetch(path, target, wanted))
        return Got.FETCHED

    def _fetch(self, path: str, target: Path, wanted: str) -> None:
        # Under another name until it is whole and checked: a picture cut short must never look like one.
        part = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with part.open("wb") as file, self.transport.stream(path) as response:
                got = self._write(response, file)
            if got != wanted:
                raise Unavailable(
                    f"{target.name} came with other bytes than its record says.",
                    reason="download.differs",
                )
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _write(self, response: httpx.Response, file: BinaryIO) -> str:
        state = hashlib.sha256()
        for chunk in response.iter_bytes(_CHUNK):
            if self.transport.patience.stop.is_set():
                raise Stopped
            state.update(chunk)
            file.write(chunk)
        return state.hexdigest()


def file_name(image: Mapping[str, Any]) -> str:
    """What a picture is called on disk; an altered or synthetic one says so.

    Args:
        image: its record.

    Returns:
        E.g. ``img_abcdefghij234567_synthetic.png``.

    Raises:
        ClientError: the record's id is none; it would otherwise become a path.
    """
    manipulation = image.get("image_manipulation")
    mark = "" if manipulation == "instrument only" else f"_{manipulation}"
    if mark not in {"", "_altered", "_synthetic"}:
        raise ClientError(
            f"The server says image_manipulation {manipulation!r}, which this version does not know."
        )
    suffix = _SUFFIXES.get(str(image.get("format", "")).lower(), ".img")
    return f"{image_id(str(image['image_id']))}{mark}{suffix}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
