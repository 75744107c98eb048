"""One picture on its way out: streamed from disk, watched, and stoppable."""

import json
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from pixgen_client.errors import Stopped
from pixgen_client.plan import Item


class Watched:
    """A file that tells how far it has been read, and ends an upload whose run is being stopped.

    Args:
        file: opened for reading bytes.
        moved: told the position before each read.
        stop: ends the upload when set.
    """

    def __init__(self, file: BinaryIO, moved: Callable[[int], None], stop: threading.Event) -> None:
        self._file, self._moved, self._stop = file, moved, stop

    def fileno(self) -> int:
        """For the length of the body. Returns: the file's descriptor."""
        return self._file.fileno()

    def seek(self, offset: int) -> int:
        """Starts again. Args: offset. Returns: the position."""
        return self._file.seek(offset)

    def read(self, count: int) -> bytes:
        """The next bytes. Args: at most so many. Returns: them. Raises: Stopped."""
        if self._stop.is_set():
            raise Stopped
        self._moved(self._file.tell())
        return self._file.read(count)


def parts(item: Item, file: Watched) -> list[tuple[str, tuple[str | None, Any, str]]]:
    """The multipart body of one upload. Args: what is said of it; the file. Returns: parts for httpx."""
    text = json.dumps(item.metadata, ensure_ascii=False)
    # The file's own name stays here: it may be a patient's.
    return [
        ("metadata", (None, text, "application/json")),
        ("image", ("image", file, "application/octet-stream")),
    ]
