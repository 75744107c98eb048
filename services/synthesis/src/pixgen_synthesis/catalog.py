"""The catalog, over gRPC, always on behalf of the person who ordered: they see no more here than anywhere.

Every method raises PixGenError: UNAVAILABLE or DEADLINE when the catalog does not answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pixgen_common import rpc
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub

from pixgen_synthesis.settings import Settings

_AT_ONCE = 100  # ids that GetImages takes


class Catalog:
    """Asks the catalog; it connects at the first call, which comes after the fork.

    Args:
        settings: where it is, and how long to wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _stub(self) -> CatalogServiceStub:
        signer = ServiceSigner(self._settings)
        channel = rpc.channel(self._settings.catalog_grpc, self._settings, signer, "catalog")
        return CatalogServiceStub(channel)  # type: ignore[no-untyped-call]

    def pictures(self, account_id: str, image_ids: Sequence[str]) -> dict[str, pb.CatalogImage]:
        """Those of these pictures that a person may see.

        Args:
            account_id: the person.
            image_ids: any number.

        Returns:
            By id.
        """
        found: dict[str, pb.CatalogImage] = {}
        for first in range(0, len(image_ids), _AT_ONCE):
            request = pb.GetImagesRequest(image_ids=image_ids[first : first + _AT_ONCE])
            found |= {image.record.image_id: image for image in self._images(account_id, request)}
        return found

    def picture(self, account_id: str, image_id: str) -> pb.CatalogImage | None:
        """One picture with a link to its bytes, good for ten minutes.

        Args:
            account_id: the person for whom it is read.
            image_id: which.

        Returns:
            It, or None when the person may not see it (any more).
        """
        request = pb.GetImagesRequest(image_ids=[image_id], with_links=True)
        return next(iter(self._images(account_id, request)), None)

    def search(self, account_id: str, wanted: Mapping[str, Any], limit: int) -> Iterator[pb.CatalogImage]:
        """Pictures that a person may see and that match, newest first.

        Args:
            account_id: the person.
            wanted: fields of ImageFilter.
            limit: how many at most.

        Yields:
            The pictures.
        """
        request = pb.SearchImagesRequest(filter=pb.ImageFilter(**wanted), limit=limit)
        with on_behalf_of(account_id):
            found = list(rpc.stream(self._stub.SearchImages, request, timeout=self._settings.catalog_seconds))
        for entry in found:
            yield entry.image

    def coverage(self, account_id: str) -> list[pb.CoverageCell]:
        """Published pictures by condition and tone group. Args: for whom. Returns: every cell."""
        with on_behalf_of(account_id):
            timeout = self._settings.catalog_seconds
            answer = rpc.call(self._stub.GetCoverage, pb.GetCoverageRequest(), timeout=timeout)
        return list(answer.cells)

    def _images(self, account_id: str, request: pb.GetImagesRequest) -> Sequence[pb.CatalogImage]:
        with on_behalf_of(account_id):
            answer = rpc.call(self._stub.GetImages, request, timeout=self._settings.catalog_seconds)
        images: Sequence[pb.CatalogImage] = answer.images
        return images
