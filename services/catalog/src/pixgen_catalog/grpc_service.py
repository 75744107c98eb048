"""CatalogService over gRPC: for PixGen's own services alone."""

from collections.abc import Iterator

import grpc
from pixgen_common.auth import Principal, require, require_service
from pixgen_common.database import transaction
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from pixgen_protos.catalog.v1.catalog_pb2_grpc import (
    CatalogServiceServicer,
    add_CatalogServiceServicer_to_server,
)
from sqlalchemy import RowMapping

from pixgen_catalog import coverage, erasures, freezing, images, messages, models, search, snapshots
from pixgen_catalog.context import Context
from pixgen_catalog.register import register
from pixgen_catalog.rows import signed
from pixgen_catalog.viewer import viewing

SERVICE_NAME = "pixgen.catalog.v1.CatalogService"
_MAX_IDS, _MAX_ERASURES, _PAGE, _MAX_NEAR = 100, 1000, 200, 100


class CatalogService(CatalogServiceServicer):
    """Translates messages into use cases.

    Args:
        context: what the use cases work with.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._engine = context.engine
        self._messages = messages.ImageMessages(context.store, context.settings.images_bucket)

    def add_to(self, server: grpc.Server) -> None:
        """Adds itself to a server. Args: the server."""
        add_CatalogServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call]

    def RegisterImage(self, request: pb.RegisterImageRequest, _: object) -> pb.RegisterImageResponse:  # noqa: N802
        """Puts a picture into the index. Upload alone may: there is one way in."""
        require_service("upload")
        done = register(self._engine, request.record)
        near = [
            pb.NearDuplicate(
                image_id=found.row["image_id"],
                distance=found.distance,
                image_manipulation=found.row["image_manipulation"],
            )
            for found in done.near
        ]
        return pb.RegisterImageResponse(status=done.status, created=done.created, near_duplicates=near)

    def GetImages(self, request: pb.GetImagesRequest, _: object) -> pb.GetImagesResponse:  # noqa: N802
        """Those of the pictures that the caller may see."""
        principal = require("service")
        _at_most("image_ids", len(request.image_ids), _MAX_IDS)
        with viewing(self._engine, principal) as (connection, _viewer):
            rows = images.some(connection, request.image_ids)
        made = [self._messages.of(row, with_link=request.with_links) for row in rows]
        return pb.GetImagesResponse(images=made)

    def SearchImages(  # noqa: N802
        self, request: pb.SearchImagesRequest, _: object
    ) -> Iterator[pb.SearchImagesResponse]:
        """Every picture that matches: near ones nearest first, else the newest first."""
        principal = require("service")
        if request.HasField("near"):
            for row in self._near(principal, request):
                yield pb.SearchImagesResponse(image=self._messages.of(row, with_link=request.with_links))
            return
        yield from self._search(principal, request)

    def GetCoverage(self, request: pb.GetCoverageRequest, _: object) -> pb.GetCoverageResponse:  # noqa: N802
        """Which cells of condition and tone group there are pictures of, and which are empty."""
        with viewing(self._engine, require("service")) as (connection, viewer):
            found = coverage.matrix(connection, "condition", "tone_group", mask=not viewer.sees_all)
        cells = [
            pb.CoverageCell(
                condition=cell.row,
                tone_group=cell.col,
                pictures=None
                if cell.masked
                else sum((cell.real or 0, cell.altered or 0, cell.synthetic or 0)),
            )
            for cell in found.cells
        ]
        return pb.GetCoverageResponse(cells=cells)

    def CreateSnapshot(self, request: pb.CreateSnapshotRequest, _: object) -> pb.CreateSnapshotResponse:  # noqa: N802
        """Freezes what a filter finds now."""
        made = freezing.create(
            self._engine,
            self._context.store,
            self._context.settings.datasets_bucket,
            require("service"),
            messages.wish_of(request),
            request.idempotency_key or None,
        )
        return pb.CreateSnapshotResponse(snapshot=messages.snapshot_message(made))

    def GetSnapshot(self, request: pb.GetSnapshotRequest, _: object) -> pb.GetSnapshotResponse:  # noqa: N802
        """How large a snapshot is, and how many of its pictures were withdrawn."""
        require("service")
        with transaction(self._engine) as connection:
            found = snapshots.get(connection, request.snapshot_id)
        return pb.GetSnapshotResponse(snapshot=messages.snapshot_message(found))

    def StreamSnapshot(  # noqa: N802
        self, request: pb.StreamSnapshotRequest, _: object
    ) -> Iterator[pb.StreamSnapshotResponse]:
        """The pictures of a snapshot that may still be used."""
        principal = require("service")
        for split, row in snapshots.stream(self._engine, principal, request.snapshot_id, request.split):
            image = self._messages.of(row, with_link=request.with_links)
            yield pb.StreamSnapshotResponse(split=split, image=image)

    def RecordModel(self, request: pb.RecordModelRequest, _: object) -> pb.RecordModelResponse:  # noqa: N802
        """Registers a trained model. The trainer alone may."""
        principal = require_service("gan-trainer")
        with transaction(self._engine) as connection:
            created = models.record(connection, messages.model_of(request), principal.account_id)
        return pb.RecordModelResponse(created=created)

    def ListErasures(self, request: pb.ListErasuresRequest, _: object) -> pb.ListErasuresResponse:  # noqa: N802
        """Pictures whose bytes must go. For upload, which holds the only right to remove them."""
        require_service("upload")
        _at_most("limit", request.limit, _MAX_ERASURES)
        with transaction(self._engine) as connection:
            return pb.ListErasuresResponse(image_ids=erasures.pending(connection, request.limit or 100))

    def ConfirmErasure(self, request: pb.ConfirmErasureRequest, _: object) -> pb.ConfirmErasureResponse:  # noqa: N802
        """Upload says that the bytes are gone."""
        require_service("upload")
        _at_most("image_ids", len(request.image_ids), _MAX_ERASURES)
        with transaction(self._engine) as connection:
            return pb.ConfirmErasureResponse(confirmed=erasures.confirm(connection, request.image_ids))

    def _near(self, principal: Principal, request: pb.SearchImagesRequest) -> list[RowMapping]:
        with viewing(self._engine, principal) as (connection, _viewer):
            found = images.near(
                connection,
                signed(request.near.phash),
                messages.filter_of(request.filter),
                most=request.near.max_distance,
                limit=min(request.limit or _MAX_NEAR, _MAX_NEAR),
            )
        return [near.row for near in found]

    def _search(
        self, principal: Principal, request: pb.SearchImagesRequest
    ) -> Iterator[pb.SearchImagesResponse]:
        wanted, order = messages.filter_of(request.filter), search.ORDERS["newest"]
        question = f"{order.name} {wanted.question()}"
        cursors = self._context.cursors
        after = cursors.open(request.cursor, question) if request.cursor else None
        left = request.limit or None
        while True:
            # A transaction a page, however slowly the caller reads.
            size = _PAGE if left is None else min(_PAGE, left)
            with viewing(self._engine, principal) as (connection, viewer):
                rows, after = search.page(connection, viewer, wanted, order, size, after)
            for row in rows:
                image = self._messages.of(row, with_link=request.with_links)
                yield pb.SearchImagesResponse(image=image, cursor=cursors.seal(order.position(row), question))
            left = None if left is None else left - len(rows)
            if after is None or left == 0:
                return


def _at_most(field: str, given: int, most: int) -> None:
    if given > most:
        raise PixGenError(
            Code.INVALID,
            "That is too much at once.",
            reason="request.too_large",
            fields=(FieldError(field, f"at most {most}"),),
        )
