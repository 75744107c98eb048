"""A body of two parts, a picture and a JSON document: on disk, bounded in size and time."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout
from werkzeug.formparser import FormDataParser
from werkzeug.wsgi import get_input_stream

from pixgen_common.errors import Code, FieldError, PixGenError

MAX_IMAGE_BYTES = 30 << 20
MAX_DOCUMENT_BYTES = 64 << 10
# Boundaries and part headers.
_OVERHEAD_BYTES = 16 << 10
# Small pictures never touch the disk, large ones hardly touch memory.
_IN_MEMORY_BYTES = 1 << 20
# What the parser may hold at a time. Not the limit of the document alone: pieces of the picture pass through
# the same buffer, and must fit beside what is left of the piece before.
_BUFFER_BYTES = 256 << 10
_TOO_SLOW = "The upload came too slowly and was given up; nothing was stored. Send it again."


class Part:
    """One part on its way in: counted and hashed as it is written, kept in a temporary file.

    The file has no name that anybody else could open and is gone when the process is.
    """

    def __init__(self) -> None:
        self.size = 0
        self._digest = hashlib.sha256()
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()

    def write(self, data: bytes) -> int:
        """Takes more of the part. Args: bytes. Returns: their number. Raises: PixGenError TOO_LARGE."""
        self.size += len(data)
        if self.size > MAX_IMAGE_BYTES:
            raise PixGenError(
                Code.TOO_LARGE,
                f"The picture has more than {MAX_IMAGE_BYTES >> 20} MiB; nothing was stored.",
                reason="image.too_many_bytes",
            )
        self._digest.update(data)
        return self._file.write(data)

    def read(self) -> bytes:
        """The whole part, in memory."""
        self._file.seek(0)
        return self._file.read()

    def seek(self, offset: int) -> int:
        """Werkzeug rewinds a part when it is complete. Args: offset. Returns: the position."""
        return self._file.seek(offset)

    def close(self) -> None:
        """Gives the temporary file back."""
        self._file.close()

    @property
    def sha256(self) -> str:
        """Of what was written, hexadecimal."""
        return self._digest.hexdigest()


@dataclass(frozen=True)
class Body:
    """The two parts.

    Args:
        image: the picture, on disk.
        document: JSON text.
    """

    image: Part
    document: bytes


@dataclass(frozen=True)
class Expected:
    """What a body is to be.

    Args:
        document: name of the part with the JSON text.
        read_seconds: longest time that all of it may take.
        idle_seconds: longest pause while it arrives.
    """

    document: str
    read_seconds: float
    idle_seconds: float


@contextmanager
def received(request: Request, expected: Expected) -> Iterator[Body]:
    """Reads a whole body without holding it in memory; its temporary files go at the end.

    Args:
        request: the request; neither its file names nor its declared types are looked at.
        expected: what it is to be.

    Yields:
        The parts.

    Raises:
        PixGenError: it is too large, malformed, or does not consist of exactly one of each part.
        RequestTimeout: it comes too slowly.
    """
    parts: list[Part] = []

    def new_part(**_: Any) -> IO[bytes]:
        parts.append(Part())
        return cast("IO[bytes]", parts[-1])

    try:
        with _punctual(request, expected):
            form, files = _parse(request, expected, new_part)
        yield _exactly_one_each(form, files, expected.document)
    finally:
        for part in parts:
            part.close()


def _parse(
    request: Request, expected: Expected, new_part: Any
) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    if request.mimetype != "multipart/form-data":
        raise PixGenError(
            Code.UNSUPPORTED_MEDIA,
            f"Send multipart/form-data with the parts image (a file) and {expected.document} (JSON).",
            reason="body.not_multipart",
        )
    limit = MAX_IMAGE_BYTES + MAX_DOCUMENT_BYTES + _OVERHEAD_BYTES
    parser = FormDataParser(new_part, max_form_memory_size=_BUFFER_BYTES, silent=False, max_form_parts=8)
    try:
        stream = get_input_stream(request.environ, max_content_length=limit)
        _, form, files = parser.parse(
            stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except RequestEntityTooLarge as error:
        raise PixGenError(
            Code.TOO_LARGE,
            f"A picture may have {MAX_IMAGE_BYTES >> 20} MiB, the part {expected.document} "
            f"{MAX_DOCUMENT_BYTES >> 10} KiB; nothing was stored.",
            reason="body.too_large",
        ) from error
    except ValueError as error:
        raise PixGenError(
            Code.INVALID, "The multipart body is malformed or ends too early.", reason="body.malformed"
        ) from error
    return form, files


@contextmanager
def _punctual(request: Request, expected: Expected) -> Iterator[None]:
    """Gives a body up that takes too long: a slow sender must not hold a thread.

    Works on gunicorn's blocking socket; other servers have none here, and bound reads themselves.
    """
    connection = request.environ.get("gunicorn.socket")
    if connection is None:
        yield
        return
    late = threading.Event()

    def give_up() -> None:
        # Reading ends as if the sender had gone; the answer can still be written.
        late.set()
        connection.shutdown(socket.SHUT_RD)

    timer = threading.Timer(expected.read_seconds, give_up)
    timer.daemon = True
    timer.start()
    connection.settimeout(expected.idle_seconds)
    try:
        yield
    except (BadRequest, PixGenError) as error:
        if late.is_set() or isinstance(error.__context__, TimeoutError):
            raise RequestTimeout(_TOO_SLOW) from error
        raise
    finally:
        timer.cancel()
        connection.settimeout(None)


def _exactly_one_each(form: MultiDict[str, str], files: MultiDict[str, FileStorage], document: str) -> Body:
    names = ("image", document)
    counts = {name: len(form.getlist(name)) + len(files.getlist(name)) for name in (*form, *files)}
    wrong = [FieldError(name, "is needed once") for name in names if not counts.get(name)]
    wrong += [FieldError(name, "is given twice; send it once") for name in names if counts.get(name, 0) > 1]
    if set(counts) - set(names):
        # The names of parts are the sender's: they are not repeated.
        wrong.append(FieldError("body", f"has a part other than image and {document}"))
    if not wrong and "image" not in files:
        wrong.append(FieldError("image", "must be sent as a file part (with a filename, which is not read)"))
    if wrong:
        raise PixGenError(
            Code.UNPROCESSABLE,
            f"This needs exactly two parts, image and {document}; nothing was stored.",
            reason="body.parts",
            fields=tuple(wrong),
        )
    return Body(cast("Part", files["image"].stream), _document(form, files, document))


def _document(form: MultiDict[str, str], files: MultiDict[str, FileStorage], name: str) -> bytes:
    if name in form:
        text = form[name].encode()
        size = len(text)
    else:
        part = cast("Part", files[name].stream)
        size = part.size
        text = part.read() if size <= MAX_DOCUMENT_BYTES else b""
    if size > MAX_DOCUMENT_BYTES:
        detail = f"The part {name} may have {MAX_DOCUMENT_BYTES >> 10} KiB; nothing was stored."
        raise PixGenError(Code.TOO_LARGE, detail, reason=f"{name}.too_large")
    return text
