"""The catalog, over gRPC.

Every method raises PixGenError: UNAVAILABLE or DEADLINE when the catalog does not answer (see `is_away`).
"""

from dataclasses import dataclass
from functools import cached_property

from pixgen_common import rpc
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_protos.catalog.v1 import catalog_pb2
from pixgen_protos.catalog.v1.catalog_pb2_grpc import CatalogServiceStub
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload.settings import Settings

# Hamming distance of the 64-bit hashes up to which two pictures count as near, as in the catalog.
NEAR_BITS = 6
_REFUSALS = {"image.withdrawn", "consent.withdrawn"}


@dataclass(frozen=True)
class Near:
    """A picture that looks nearly like another.

    Args:
        image_id: the picture.
        distance: Hamming distance of the perceptual hashes, bits.
        image_manipulation: whether it is a capture.
        parents: pictures it was made from, where that was asked.
    """

    image_id: str
    distance: int
    image_manipulation: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What the catalog holds of a picture now.

    Args:
        status: pending, published, rejected or withdrawn.
        status_reason: why it is rejected or held.
        consent_status: active or withdrawn.
    """

    status: str
    status_reason: str = ""
    consent_status: str = "active"


def is_away(error: PixGenError) -> bool:
    """Whether the catalog did not answer, so that trying again later makes sense. Args: the error."""
    return error.code in {Code.UNAVAILABLE, Code.DEADLINE}


def is_final(error: PixGenError) -> bool:
    """Whether the catalog says that this picture may never be there. Args: the error."""
    return error.code is Code.CONFLICT and error.reason in _REFUSALS


class Catalog:
    """Calls the catalog as this service, or for a person.

    Args:
        settings: where it is; nothing connects before the first call.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _stub(self) -> CatalogServiceStub:
        signer = ServiceSigner(self._settings)
        return CatalogServiceStub(rpc.channel(self._settings.catalog_grpc, self._settings, signer, "catalog"))  # type: ignore[no-untyped-call]

    def register(self, record: ImageRecord) -> tuple[Standing, list[Near]]:
        """Makes a picture findable; may be repeated.

        Args:
            record: the stored record.

        Returns:
            Its standing, and nearly equal pictures that its owner may see.

        Raises:
            PixGenError: CONFLICT when it was withdrawn (see `is_final`).
        """
        request = catalog_pb2.RegisterImageRequest(record=record)
        answer = rpc.call(self._stub.RegisterImage, request, timeout=self._settings.catalog_seconds)
        near = [
            Near(entry.image_id, entry.distance, entry.image_manipulation) for entry in answer.near_duplicates
        ]
        return Standing(answer.status, record.hold_reason), near

    def near_made_pictures(self, phash: str) -> list[Near]:
        """Altered and synthetic pictures near to a hash, nearest first, at most 10.

        Args:
            phash: 16 hexadecimal digits.

        Returns:
            Them; asked for this service itself, so whoever owns them. Nobody is told which they are.
        """
        request = catalog_pb2.SearchImagesRequest(
            filter=catalog_pb2.ImageFilter(manipulation=["altered", "synthetic"]),
            near=catalog_pb2.NearPhash(phash=phash, max_distance=NEAR_BITS),
            limit=10,
        )
        found = rpc.stream(self._stub.SearchImages, request, timeout=self._settings.catalog_seconds)
        return [
            Near(
                entry.image.record.image_id,
                (int(entry.image.record.phash or "0", 16) ^ int(phash, 16)).bit_count(),
                entry.image.record.image_manipulation,
                tuple(entry.image.record.parents),
            )
            for entry in found
        ]

    def standing(self, image_id: str, owner: str) -> Standing | None:
        """What has become of a picture, as its owner may know it.

        Args:
            image_id: the picture.
            owner: the owner's account.

        Returns:
            Its standing; None when the catalog does not show it.
        """
        request = catalog_pb2.GetImagesRequest(image_ids=[image_id])
        with on_behalf_of(owner):
            answer = rpc.call(self._stub.GetImages, request, timeout=self._settings.catalog_seconds)
        return next((_standing(image) for image in answer.images), None)

    def mine(
        self, owner: str, cursor: str, limit: int
    ) -> tuple[list[tuple[ImageRecord, Standing]], str | None]:
        """One page of a person's own pictures, newest first.

        Args:
            owner: the person's account.
            cursor: where the page before ended; empty for the first.
            limit: pictures a page.

        Returns:
            Records with their standing, and the cursor of the next page or None.
        """
        request = catalog_pb2.SearchImagesRequest(
            filter=catalog_pb2.ImageFilter(account_id=owner), limit=limit + 1, cursor=cursor
        )
        with on_behalf_of(owner):
            found = list(rpc.stream(self._stub.SearchImages, request, timeout=self._settings.catalog_seconds))
        page = [(entry.image.record, _standing(entry.image)) for entry in found[:limit]]
        return page, found[limit - 1].cursor if len(found) > limit else None

    def erasures(self, limit: int = 100) -> list[str]:
        """Pictures whose bytes must go. Args: at most so many. Returns: image ids."""
        request = catalog_pb2.ListErasuresRequest(limit=limit)
        answer = rpc.call(self._stub.ListErasures, request, timeout=self._settings.catalog_seconds)
        return list(answer.image_ids)

    def confirm_erasures(self, image_ids: list[str]) -> None:
        """Says that the bytes of these pictures are gone. Args: image ids."""
        request = catalog_pb2.ConfirmErasureRequest(image_ids=image_ids)
        rpc.call(self._stub.ConfirmErasure, request, timeout=self._settings.catalog_seconds)


def _standing(image: catalog_pb2.CatalogImage) -> Standing:
    return Standing(image.status, image.status_reason, image.consent_status)
