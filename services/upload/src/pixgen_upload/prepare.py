"""Everything about an upload that needs no write: refusals come from here and leave nothing behind."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from pixgen_common.errors import Code, PixGenError
from pixgen_common.multipart import Part
from pixgen_imaging.marks import read_source
from pixgen_imaging.sanitise import Sanitised
from pixgen_imaging.sniff import Format
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload import picture
from pixgen_upload.guard import check_declared
from pixgen_upload.picture import EDGES, Measured


@dataclass(frozen=True)
class Submission:
    """What came in.

    Args:
        image_id: the picture's identity.
        source: the bytes received, on disk.
        description: the contributor's words.
    """

    image_id: str
    source: Part
    description: ImageRecord


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be stored.

    Args:
        data: the bytes to store.
        format: JPEG or PNG.
        measured: what was computed from them.
        record: the complete record; its sha256 is of `data`.
    """

    data: bytes
    format: Format
    measured: Measured
    record: ImageRecord


def prepare(submission: Submission) -> Prepared:
    """Makes a submission safe, measures it and writes its record.

    Args:
        submission: what came in.

    Returns:
        The picture ready to be stored.

    Raises:
        PixGenError: it may not enter, with the reason.
    """
    safe = picture.make_safe(submission.source.read())
    check_declared(safe.declared, submission.description)
    mark = picture.mark_of(submission.description)
    data = picture.marked(safe.data, safe.format, mark)
    measured = picture.measure(data, mark)
    return _complete(Prepared(data, safe.format, measured, _record(submission, safe)))


def from_stored(prepared: Prepared, data: bytes) -> Prepared:
    """The same picture with bytes that an earlier try has stored, perhaps by an earlier version.

    Args:
        prepared: what this try would store.
        data: what is stored.

    Returns:
        The picture computed from what is stored.

    Raises:
        PixGenError: CONFLICT when the stored bytes say otherwise about how the picture was made.
    """
    if data == prepared.data:
        return prepared
    mark = picture.mark_of(prepared.record)
    found = read_source(data, prepared.format)
    if (found.source_type if found else None) != (mark.source_type.value if mark else None):
        # The unfinished try described the picture otherwise, and its bytes carry that mark. They go when it
        # is cleared away; until then a record would contradict its bytes.
        raise PixGenError(
            Code.CONFLICT,
            "An unfinished upload of this picture said otherwise about how it was made. Send it as before, "
            "or wait an hour.",
            reason="upload.contradicts_unfinished",
        )
    return _complete(replace(prepared, data=data, measured=picture.measure(data, mark)))


def rebuilt(submission: Submission, stored: ImageRecord) -> Prepared:
    """A committed picture made once more from the bytes received.

    Args:
        submission: the same bytes again.
        stored: the committed record, whose bytes are missing.

    Returns:
        The picture that the record speaks of.

    Raises:
        PixGenError: INTERNAL when this version of the program makes other bytes of it.
    """
    safe = picture.make_safe(submission.source.read())
    mark = picture.mark_of(stored)
    data = picture.marked(safe.data, safe.format, mark)
    if sha256(data).hexdigest() != stored.sha256:
        raise PixGenError(Code.INTERNAL, "The stored picture is incomplete.", reason="image.incomplete")
    return Prepared(data, safe.format, picture.measure(data, mark), stored)


def _record(submission: Submission, safe: Sanitised) -> ImageRecord:
    """The description with what is known before anything is measured."""
    record = ImageRecord()
    record.CopyFrom(submission.description)
    record.image_id = submission.image_id
    record.uploaded_at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    record.source_sha256 = submission.source.sha256
    record.removed.extend(safe.removed)
    record.pixels_x, record.pixels_y = safe.pixels_x, safe.pixels_y
    record.format = safe.format.value
    record.thumbnail_edges.extend(EDGES)
    return record


def _complete(prepared: Prepared) -> Prepared:
    """Writes into the record what depends on the bytes that are stored."""
    record, measured, tone = prepared.record, prepared.measured, prepared.measured.tone
    record.sha256 = sha256(prepared.data).hexdigest()
    record.size_bytes = len(prepared.data)
    record.phash = measured.phash
    record.ClearField("ita_deg")
    if tone.ita_deg is not None:
        # Hundredths of a degree are far below what the measurement can tell.
        record.ita_deg = round(tone.ita_deg, 2)
    record.ita_quality = tone.quality
    record.ita_reason = tone.reason or ""
    record.ita_method = tone.method
    record.tone_group = tone.tone_group or ""
    return prepared
