"""The records in the bucket, read fast and in order."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from pixgen_common.errors import Code, PixGenError
from pixgen_common.ids import is_id
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pixgen_common.records import RECORDS, from_json, record_key
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord


@dataclass(frozen=True)
class Source:
    """Where records come from.

    Args:
        store: the object store.
        bucket: bucket of pictures.
        readers: records fetched at a time.
    """

    store: ObjectStore
    bucket: str
    readers: int = 16


def records_in(source: Source, start_after: str) -> Iterator[tuple[str, ImageRecord | str]]:
    """Every record in the bucket, in order, fetched by several threads ahead of the reader.

    Args:
        source: the records.
        start_after: only those after this picture.

    Yields:
        Key and record; in place of a record that is none, why not.

    Raises:
        PixGenError: UNAVAILABLE when the store is away.
    """
    after = record_key(start_after) if start_after else ""
    keys = source.store.list(source.bucket, RECORDS, after)
    ahead: deque[tuple[str, Future[ImageRecord | str | None]]] = deque()
    with ThreadPoolExecutor(source.readers, thread_name_prefix="reindex") as pool:
        try:
            for key in keys:
                ahead.append((key, pool.submit(_read, source, key)))
                if len(ahead) >= source.readers * 4:
                    yield from _next(ahead)
            while ahead:
                yield from _next(ahead)
        finally:
            for _, waiting in ahead:
                waiting.cancel()


def _next(
    ahead: deque[tuple[str, Future[ImageRecord | str | None]]],
) -> Iterator[tuple[str, ImageRecord | str]]:
    key, waiting = ahead.popleft()
    record = waiting.result()
    # None: erased between listing and reading.
    if record is not None:
        yield key, record


def _read(source: Source, key: str) -> ImageRecord | str | None:
    """A record, or why it is none; one bad object must not stop all the others."""
    try:
        record = from_json(source.store.get(source.bucket, key))
    except ObjectMissing:
        return None
    except PixGenError as error:
        if error.code is not Code.INTERNAL:
            raise
        return error.reason
    if not is_id("img", record.image_id) or record_key(record.image_id) != key:
        return "record.misplaced"
    return record
