"""One picture on its way out: streamed from disk, watched, stoppable, and sent again as long as it takes."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import httpx

from pixgen_client.errors import ClientError, Stopped, Unavailable
from pixgen_client.lanes import Lanes
from pixgen_client.outcomes import Outcome, accepted
from pixgen_client.pictures import Picture
from pixgen_client.plan import Item
from pixgen_client.transport import UPLOAD_TIMEOUT, Transport

# A service that is being killed may answer 500 in its last moments; one that a picture upsets always does.
_TRIES_AT_CRASHES = 4


@dataclass(frozen=True)
class Courier:
    """Carries one picture at a time in each thread that asks.

    Args:
        transport: the way to the server.
        lanes: how many may be on their way at once.
        on_moved: told how many bytes of a file have been sent in this try.
    """

    transport: Transport
    lanes: Lanes
    on_moved: Callable[[Picture, int], None]

    def carry(self, item: Item) -> Outcome:
        """Sends a picture until the server has answered for it.

        Args:
            item: the picture and what is said of it.

        Returns:
            What became of it.

        Raises:
            ClientError: the server refuses.
            Unavailable: it could not be reached for as long as there was patience.
            OSError: the file cannot be read.
            Stopped: the run is being stopped.
        """
        tries = 0

        def attempt() -> tuple[int, dict[str, Any]]:
            nonlocal tries
            tries += 1
            try:
                with self.lanes.one(), item.picture.path.open("rb") as file:
                    return self._send(item, file)
            except ClientError as error:
                if error.status == httpx.codes.INTERNAL_SERVER_ERROR and tries < _TRIES_AT_CRASHES:
                    raise Unavailable(error.what, status=error.status, reason=error.reason) from error
                raise

        status, body = self.transport.patience.keep_trying(attempt)
        return accepted(item.picture.name, status, body, tries=tries)

    def _send(self, item: Item, file: BinaryIO) -> tuple[int, dict[str, Any]]:
        def moved(position: int) -> None:
            self.on_moved(item.picture, position)

        text = json.dumps(item.metadata, ensure_ascii=False)
        # The file's own name stays here: it may be a patient's.
        parts = [
            ("metadata", (None, text, "application/json")),
            (
                "image",
                ("image", _Watched(file, moved, self.transport.patience.stop), "application/octet-stream"),
            ),
        ]
        try:
            return self.transport.once(
                "POST", "/v1/uploads", needs="image_id", files=parts, timeout=UPLOAD_TIMEOUT
            )
        except Unavailable as error:
            if error.status == httpx.codes.REQUEST_TIMEOUT:
                self.lanes.narrow()
            raise


class _Watched:
    """A file that tells how far it has been read, and ends an upload whose run is being stopped."""

    def __init__(self, file: BinaryIO, moved: Callable[[int], None], stop: threading.Event) -> None:
        self._file, self._moved, self._stop = file, moved, stop

    def fileno(self) -> int:
        return self._file.fileno()

    def seek(self, offset: int) -> int:
        return self._file.seek(offset)

    def read(self, count: int) -> bytes:
        if self._stop.is_set():
            raise Stopped
        self._moved(self._file.tell())
        return self._file.read(count)
