"""The catalog, over gRPC: what is in a snapshot, and links to its pictures.

Every method raises PixGenError: UNAVAILABLE or DEADLINE when the catalog does not answer.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from pixgen_common import rpc
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub

from pixgen_gan_trainer.patience import T
from pixgen_gan_trainer.pictures import LEAST
from pixgen_gan_trainer.settings import CatalogSettings

_STREAM_SECONDS = 600.0


def stub(settings: CatalogSettings) -> CatalogServiceStub:
    """The catalog's methods, as this service may call them. Args: where it is. Returns: the stub."""
    channel = rpc.channel(settings.catalog_grpc, settings, ServiceSigner(settings), "catalog")
    return CatalogServiceStub(channel)  # type: ignore[no-untyped-call]


class Catalog:
    """Asks the catalog, for the person who ordered the run if there is one; connects at the first call.

    Args:
        settings: where it is, and how long to wait.
        account_id: the person; empty for the operator's own command.
    """

    def __init__(self, settings: CatalogSettings, account_id: str = "") -> None:
        self._settings = settings
        self._account_id = "" if account_id.startswith("svc:") else account_id

    @cached_property
    def _stub(self) -> CatalogServiceStub:
        return stub(self._settings)

    def snapshot(self, snapshot_id: str) -> pb.Snapshot:
        """How large it is. Args: which. Returns: its numbers. Raises: PixGenError NOT_FOUND, UNAVAILABLE."""
        request = pb.GetSnapshotRequest(snapshot_id=snapshot_id)
        answer: pb.GetSnapshotResponse = self._for_person(lambda: self._call(self._stub.GetSnapshot, request))
        return answer.snapshot

    def items(self, snapshot_id: str) -> list[pb.StreamSnapshotResponse]:
        """What of it may still be used. Args: which. Returns: splits and pictures, in a fixed order."""
        request = pb.StreamSnapshotRequest(snapshot_id=snapshot_id)
        return self._for_person(
            lambda: list(rpc.stream(self._stub.StreamSnapshot, request, timeout=_STREAM_SECONDS))
        )

    def links(self, image_ids: Sequence[str]) -> dict[str, str]:
        """Short-lived links. Args: of which pictures. Returns: by id; withdrawn pictures have none."""
        request = pb.GetImagesRequest(image_ids=image_ids, with_links=True)
        answer: pb.GetImagesResponse = self._for_person(lambda: self._call(self._stub.GetImages, request))
        return {image.record.image_id: image.content_url for image in answer.images}

    def _call(self, method: Callable[..., Any], request: Any) -> Any:
        return rpc.call(method, request, timeout=self._settings.catalog_seconds)

    def _for_person(self, action: Callable[[], T]) -> T:
        if not self._account_id:
            return action()
        with on_behalf_of(self._account_id):
            return action()


def require_enough(snapshot: pb.Snapshot) -> None:
    """Refuses a snapshot that cannot be trained on.

    Args:
        snapshot: its numbers.

    Raises:
        PixGenError: INVALID ``training.too_few_pictures``.
    """
    left = snapshot.image_count - snapshot.withdrawn_count
    if left < LEAST:
        raise too_few(f"{left} pictures that were not withdrawn")


def too_few(what: str) -> PixGenError:
    """The refusal of a snapshot. Args: what it has. Returns: the error to raise."""
    return PixGenError(
        Code.INVALID,
        f"The snapshot has {what}. Training needs at least {LEAST}.",
        reason="training.too_few_pictures",
        fields=(FieldError("snapshot_id", f"gives fewer than {LEAST} pictures"),),
    )
