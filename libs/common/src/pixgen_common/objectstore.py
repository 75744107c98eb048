"""The object store: any S3 endpoint, through the minio client."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

import stamina
import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from pixgen_common.errors import Code, PixGenError
from pixgen_common.settings import StoreSettings

T = TypeVar("T")
_TRANSIENT = {
    "InternalError",
    "SlowDown",
    "ServiceUnavailable",
    "RequestTimeout",
    "ConditionalRequestConflict",
}
_MISSING = {"NoSuchKey", "NoSuchObject", "ResourceNotFound"}
_PAGE = 1000


class ObjectMissing(PixGenError):  # noqa: N818 - a domain error, named as the field says it
    """There is no object under this key."""

    def __init__(self) -> None:
        super().__init__(Code.NOT_FOUND, "The stored object is not there.", reason="object.missing")


class _TransientError(Exception):
    """An answer of the store that is worth another try."""


@dataclass(frozen=True)
class ObjectInfo:
    """What the store says of one object.

    Args:
        size: bytes.
        etag: the store's entity tag, without quotes.
        content_type: media type it was stored with.
    """

    size: int
    etag: str
    content_type: str


class ObjectStore:
    """Reads and writes objects; every call is bounded in time and retried with back-off.

    Every method raises PixGenError UNAVAILABLE ``store.unavailable`` when the store cannot be reached
    within the configured tries.

    Args:
        settings: endpoint, identity, time-outs. Nothing connects here.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings
        timeout = urllib3.Timeout(
            connect=min(3.0, settings.s3_timeout_seconds), read=settings.s3_timeout_seconds
        )
        # Retries are ours: urllib3's own would repeat inside each of them.
        self._http = urllib3.PoolManager(timeout=timeout, maxsize=32, retries=False)
        self._client = self._connect(settings.s3_endpoint)
        self._public = self._connect(settings.s3_public_endpoint) if settings.s3_public_endpoint else None
        self._caller = stamina.RetryingCaller(
            attempts=settings.s3_attempts, timeout=None, wait_initial=0.1, wait_max=2.0, wait_jitter=0.2
        ).on(_TransientError)

    def put(
        self,
        bucket: str,
        key: str,
        data: bytes | BinaryIO,
        *,
        length: int | None = None,
        content_type: str = "application/octet-stream",
        if_absent: bool = True,
    ) -> bool:
        """Stores one object, durably, in one request.

        It goes through a presigned PUT because the minio client's own put can neither stream a file
        in one request nor carry ``If-None-Match``.

        Args:
            bucket: the bucket.
            key: the object's key.
            data: bytes, or a seekable binary file that is streamed from its current position.
            length: bytes to be sent; needed for files.
            content_type: media type kept with the object.
            if_absent: leave an object that is already there as it is.

        Returns:
            True when this call stored it; False when it was there already (which may also be the work of
            an earlier try whose answer was lost).
        """
        body: BinaryIO = BytesIO(data) if isinstance(data, bytes) else data
        size = len(data) if isinstance(data, bytes) else length
        if size is None:
            message = "length is needed for a file"
            raise ValueError(message)
        start = body.tell()
        headers = {"Content-Type": content_type, "Content-Length": str(size), "Content-MD5": _md5(body)}
        if if_absent:
            headers["If-None-Match"] = "*"

        def attempt() -> bool:
            body.seek(start)
            url = self._client.get_presigned_url("PUT", bucket, key, expires=timedelta(minutes=5))
            return _stored(self._http.request("PUT", url, body=body, headers=headers))

        return self._retry(attempt)

    def get(self, bucket: str, key: str) -> bytes:
        """The whole object. Args: bucket and key. Returns: its bytes. Raises: ObjectMissing."""

        def attempt() -> bytes:
            response = self._client.get_object(bucket, key)
            try:
                return bytes(response.read())
            finally:
                response.close()
                response.release_conn()

        return self._retry(attempt)

    def stream(
        self, bucket: str, key: str, *, offset: int = 0, length: int = 0, chunk: int = 65536
    ) -> Iterator[bytes]:
        """The object piece by piece, in flat memory.

        The store has answered before this returns, so that a missing object is an error here and not in
        the middle of somebody's download.

        Args:
            bucket: the bucket.
            key: the object's key.
            offset: first byte wanted.
            length: bytes wanted; 0 means all the rest.
            chunk: bytes a piece.

        Returns:
            An iterator of pieces; closing it frees the connection.

        Raises:
            ObjectMissing: there is none.
        """
        response = self._retry(lambda: self._client.get_object(bucket, key, offset=offset, length=length))
        return _pieces(response, chunk)

    def stat(self, bucket: str, key: str) -> ObjectInfo | None:
        """What is under a key. Args: bucket and key. Returns: size, etag and type, or None."""
        try:
            found = self._retry(lambda: self._client.stat_object(bucket, key))
        except ObjectMissing:
            return None
        return ObjectInfo(found.size or 0, found.etag or "", found.content_type or "")

    def list(self, bucket: str, prefix: str, start_after: str = "") -> Iterator[str]:
        """Keys under a prefix, in order, page by page.

        Args:
            bucket: the bucket.
            prefix: how the keys begin.
            start_after: only keys that sort after this one.

        Yields:
            Keys.
        """
        page: Sequence[str] = [start_after]
        while page:
            after = page[-1]
            page = self._retry(lambda after=after: self._page(bucket, prefix, after))  # type: ignore[misc]
            yield from page
            if len(page) < _PAGE:
                return

    def remove(self, bucket: str, key: str) -> None:
        """Removes an object; one that is not there is no error. Args: bucket and key."""
        self._retry(lambda: self._client.remove_object(bucket, key))

    def presign(self, bucket: str, key: str, seconds: int, *, public: bool = False) -> str:
        """A link that lets its holder read one object for a while.

        Args:
            bucket: the bucket.
            key: the object's key.
            seconds: how long it works.
            public: for the endpoint that browsers reach, else for the internal one.

        Returns:
            The URL; an empty string when a public one is asked for and none is configured.
        """
        client = self._public if public else self._client
        return (
            str(client.presigned_get_object(bucket, key, expires=timedelta(seconds=seconds)))
            if client
            else ""
        )

    def check(self, bucket: str) -> None:
        """Proves, in one quick try, that the bucket can be used.

        Args:
            bucket: the bucket.

        Raises:
            PixGenError: UNAVAILABLE when it cannot be reached or is not there.
        """
        try:
            _translated(lambda: self._page(bucket, "readiness/", ""))
        except (_TransientError, PixGenError) as error:
            raise _unavailable() from error

    def _page(self, bucket: str, prefix: str, after: str) -> Sequence[str]:
        found = self._client.list_objects(bucket, prefix=prefix, recursive=True, start_after=after or None)
        return [item.object_name for _, item in zip(range(_PAGE), found, strict=False) if item.object_name]

    def _retry(self, action: Callable[[], T]) -> T:
        try:
            return self._caller(_translated, action)
        except _TransientError as error:
            raise _unavailable() from error

    def _connect(self, endpoint: str) -> Minio:
        parts = urlsplit(endpoint)
        return Minio(
            endpoint=parts.netloc,
            access_key=self._settings.s3_access_key,
            secret_key=self._settings.s3_secret_key.get_secret_value(),
            secure=parts.scheme == "https",
            region=self._settings.s3_region,
            http_client=self._http,
        )


def _translated(action: Callable[[], T]) -> T:
    """Runs one call and turns the client's many exceptions into our three outcomes."""
    try:
        return action()
    except S3Error as error:
        if error.code in _MISSING:
            raise ObjectMissing from error
        if error.code in _TRANSIENT:
            raise _TransientError from error
        raise _refused(str(error.code)) from error
    except (urllib3.exceptions.HTTPError, ServerError, InvalidResponseError, OSError) as error:
        raise _TransientError from error
    except MinioException as error:
        raise _refused(type(error).__name__) from error


def _stored(response: urllib3.BaseHTTPResponse) -> bool:
    """What the answer to a PUT means."""
    if response.status in {200, 412}:
        return response.status == 200
    if response.status >= 500 or response.status in {408, 409, 429}:
        raise _TransientError
    raise _refused(str(response.status))


def _pieces(response: Any, chunk: int) -> Iterator[bytes]:
    try:
        yield from response.stream(chunk)
    finally:
        response.close()
        response.release_conn()


def _md5(body: BinaryIO) -> str:
    """The Content-MD5 of the rest of a file: the store refuses bytes that were damaged on the way."""
    start = body.tell()
    digest = hashlib.md5(usedforsecurity=False)
    while piece := body.read(1 << 20):
        digest.update(piece)
    body.seek(start)
    return base64.b64encode(digest.digest()).decode()


def _refused(why: str) -> PixGenError:
    return PixGenError(
        Code.UNAVAILABLE, f"The object store refused the request ({why}).", reason="store.refused"
    )


def _unavailable() -> PixGenError:
    return PixGenError(
        Code.UNAVAILABLE,
        "The object store cannot be reached just now. Nothing was changed; please try again.",
        reason="store.unavailable",
        retry_after=2,
    )
