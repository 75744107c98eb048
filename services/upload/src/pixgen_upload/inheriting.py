"""What a picture has from the pictures it was made from: whose body it shows, and what was agreed to."""

from collections.abc import Iterable

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload.store import PictureStore


def inherit(record: ImageRecord, store: PictureStore) -> None:
    """Writes patient, lesion and consent of its parents into a record.

    The patient agreed once, for the source. A result under a consent of its own could neither be withdrawn
    with that one nor be told from another patient's.

    Args:
        record: the description; changed. Pictures without parents keep what they have.
        store: the parents' records.

    Raises:
        PixGenError: CONFLICT ``parents.missing`` when one is not here (any more); UNPROCESSABLE
            ``consent.scopes`` when they have no scope in common with what was said.
    """
    if not record.parents:
        return
    parents = [_record(parent, store) for parent in record.parents]
    scopes = set(record.consent_scopes).intersection(*(parent.consent_scopes for parent in parents))
    if not scopes:
        raise PixGenError(
            Code.UNPROCESSABLE,
            "The pictures that this one was made from were not given for that; nothing was stored.",
            reason="consent.scopes",
            fields=(FieldError("metadata.consent.scopes", "is more than the parents' consents hold"),),
        )
    record.consent_scopes[:] = sorted(scopes)
    record.consent_id = parents[0].consent_id
    record.patient_id = _common(parent.patient_id for parent in parents)
    record.lesion_id = _common(parent.lesion_id for parent in parents)


def _record(image_id: str, store: PictureStore) -> ImageRecord:
    if (found := store.record(image_id)) is None:
        raise PixGenError(
            Code.CONFLICT,
            "A picture that this one was made from is not here any more; nothing was stored.",
            reason="parents.missing",
        )
    return found


def _common(values: Iterable[str]) -> str:
    """The one value that all have; empty when they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""
