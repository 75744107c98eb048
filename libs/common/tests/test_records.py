"""The record in the bucket."""

import pytest
from pixgen_common import records
from pixgen_common.errors import PixGenError
from pixgen_protos.catalog.v1.record_pb2 import Diagnosis, ImageRecord


def test_a_record_survives_the_bucket():
    """What upload writes, reindex reads, field by field."""
    record = ImageRecord(
        schema_version=1,
        image_id="img_aaaaaaaaaaaaaaaa",
        ita_deg=-12.5,
        age_approx=0,
        acquisition_day=-3,
        notes="größer",
        diagnosis=[Diagnosis(condition_id="psoriasis", confidence=4)],
    )
    assert records.from_json(records.to_json(record)) == record
    assert records.to_json(record) == records.to_json(records.from_json(records.to_json(record)))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"unknown_field": 1}'])
def test_what_is_no_record_is_an_error(data):
    """A damaged record stops nobody silently."""
    with pytest.raises(PixGenError) as caught:
        records.from_json(data)
    assert caught.value.reason in {"record.unreadable", "record.schema"}


def test_a_future_schema_is_an_error():
    """An old program does not guess at new fields."""
    with pytest.raises(PixGenError) as caught:
        records.from_json(b'{"schema_version": 2}')
    assert caught.value.reason == "record.schema"
