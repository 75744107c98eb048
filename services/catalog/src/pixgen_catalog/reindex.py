"""Rebuilding the index of pictures from the records in the bucket and the decisions in the database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

import stamina
from pixgen_common.database import transaction
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.records import RECORDS, record_key
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord
from sqlalchemy import Connection, Engine, func, select

from pixgen_catalog.bucket_records import Source, records_in
from pixgen_catalog.register import Put, put

T = TypeVar("T")
_BATCH = 200


@dataclass(frozen=True)
class Report:
    """What was done so far.

    Args:
        read: records read.
        added: pictures that were not in the index.
        withdrawn: pictures that decisions keep away; their bytes are queued for erasure.
        pruned: pictures taken out because the bucket has no record of them.
        last: id of the last picture that is done; where a later run may go on.
        unusable: keys of records that cannot stand in the index, and why.
    """

    read: int = 0
    added: int = 0
    withdrawn: int = 0
    pruned: int = 0
    last: str = ""
    unusable: dict[str, str] = field(default_factory=dict)


class _DryRunError(Exception):
    """Ends a transaction that was only to be looked at."""


def reindex(
    engine: Engine,
    source: Source,
    *,
    start_after: str = "",
    dry_run: bool = False,
    told: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Writes the index anew, record by record; decisions are applied as they stand.

    It may run while the catalog serves and may be repeated: each batch is one transaction, and a picture
    that is registered meanwhile is simply there already.

    Args:
        engine: the database.
        source: the records.
        start_after: go on after this picture.
        dry_run: do everything in transactions that are rolled back.
        told: is told after each batch.

    Returns:
        What was done.

    Raises:
        PixGenError: UNAVAILABLE when store or database are away.
    """
    done = Report(last=start_after)
    for found in _batches(records_in(source, start_after), _BATCH):
        readable = [record for _, record in found if isinstance(record, ImageRecord)]
        unusable = {key: record for key, record in found if isinstance(record, str)}
        results, refused = _put(engine, readable, dry_run=dry_run)
        done = Report(
            read=done.read + len(found),
            added=done.added + sum(result.created for result in results),
            withdrawn=done.withdrawn + sum(result.status == "withdrawn" for result in results),
            last=found[-1][0].removeprefix(RECORDS).removesuffix(".json"),
            unusable=done.unusable | unusable | refused,
        )
        told(done)
    logger().info("index.rebuilt", read=done.read, added=done.added, unusable=len(done.unusable))
    return done


def prune(engine: Engine, source: Source, done: Report, *, dry_run: bool) -> Report:
    """Takes pictures out of the index whose record is not in the bucket.

    Args:
        engine: the database.
        source: the records.
        done: what was done before.
        dry_run: only count.

    Returns:
        The report with the pruned ones.
    """
    gone = 0
    for ids in _batches(_indexed(engine), _BATCH):
        # Asked one by one, after the id was read: records are written before pictures are registered.
        missing = [
            image_id for image_id in ids if source.store.stat(source.bucket, record_key(image_id)) is None
        ]
        gone += len(missing)
        if missing and not dry_run:
            with transaction(engine) as connection:
                connection.execute(select(func.catalog.drop_from_index(missing)))
    return replace(done, pruned=gone)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    some = iter(items)
    while batch := list(islice(some, size)):
        yield batch


def _put(engine: Engine, records: list[ImageRecord], *, dry_run: bool) -> tuple[list[Put], dict[str, str]]:
    """Puts a batch; when one record spoils it, each by itself. Returns: outcomes, and why some have none."""
    try:
        return _put_together(engine, records, dry_run=dry_run), {}
    except PixGenError as error:
        if error.code is not Code.INVALID:
            raise
        if len(records) == 1:
            why = ", ".join(found.field for found in error.fields) or error.reason
            return [], {record_key(records[0].image_id): why}
    done: list[Put] = []
    refused: dict[str, str] = {}
    for record in records:
        results, why_not = _put(engine, [record], dry_run=dry_run)
        done += results
        refused |= why_not
    return done, refused


def _put_together(engine: Engine, records: list[ImageRecord], *, dry_run: bool) -> list[Put]:
    results: list[Put] = []
    # A withdrawal may want the same rows in another order: PostgreSQL ends one of the two.
    for attempt in stamina.retry_context(on=_is_deadlock, attempts=5, wait_initial=0.05):
        with attempt:
            try:
                with transaction(engine) as connection:
                    results = _checked(connection, records)
                    if dry_run:
                        raise _DryRunError
            except _DryRunError:
                pass
    return results


def _checked(connection: Connection, records: list[ImageRecord]) -> list[Put]:
    return put(connection, records, replace=True) if records else []


def _indexed(engine: Engine) -> Iterator[str]:
    after = ""
    while True:
        with transaction(engine) as connection:
            page = list(connection.execute(select(func.catalog.indexed_ids(after, _BATCH))).scalars())
        yield from page
        if not page:
            return
        after = page[-1]


def _is_deadlock(error: Exception) -> bool:
    return isinstance(error, PixGenError) and error.reason == "database.busy"
