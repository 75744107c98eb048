"""Strict bodies and repeated query parameters."""

import pytest
from flask import Flask, request
from pixgen_common.errors import PixGenError
from pixgen_common.schema import StrictModel, parse_json, parse_query
from pydantic import Field


class Order(StrictModel):
    """A body with one of each."""

    count: int = 1
    tags: tuple[str, ...] = ()
    nested: "Order | None" = None


class Query(StrictModel):
    """Parameters of a list."""

    tone_group: tuple[str, ...] = ()
    limit: int = Field(20, ge=1, le=100)


@pytest.mark.parametrize(
    ("raw", "reason", "field"),
    [
        (b"", "json.malformed", None),
        (b"[1]", "json.not_an_object", None),
        (b'{"count": NaN}', "json.malformed", None),
        (b'{"count": 1, "count": 2}', "json.duplicate_key", "m.count"),
        (b'{"nested": {"count": 1, "count": 2}}', "json.duplicate_key", "m.count"),
        (b'{"count": "1"}', "fields.invalid", "m.count"),
        (b'{"colour": 1}', "fields.invalid", "m.colour"),
        (b'{"tags": "one"}', "fields.invalid", "m.tags"),
        (b"[" * 100_000, "json.malformed", None),
    ],
)
def test_bad_json_says_where(raw, reason, field):
    """Each fault is named with its field, and the value given is not repeated."""
    with pytest.raises(PixGenError) as caught:
        parse_json(Order, raw, where="m")
    assert caught.value.reason == reason
    assert [entry.field for entry in caught.value.fields] == ([field] if field else [])


def test_values_are_not_repeated_in_errors():
    """A patient's name in a wrong place must not come back in an answer or a log."""
    with pytest.raises(PixGenError) as caught:
        parse_json(Order, b'{"count": "Jane Roe"}')
    assert "Jane" not in str(caught.value.fields) + caught.value.detail


def test_good_json_is_read():
    """Lists become tuples; defaults stay."""
    assert parse_json(Order, b'{"tags": ["a"], "nested": {"count": 3}}') == Order(
        tags=("a",), nested=Order(count=3)
    )


@pytest.mark.parametrize(
    ("query", "want"),
    [
        ("", Query()),
        ("tone_group=dark&tone_group=brown&limit=5", Query(tone_group=("dark", "brown"), limit=5)),
        ("limit=5&limit=6", None),
        ("limit=0", None),
        ("limit=x", None),
        ("colour=red", None),
    ],
)
def test_query_parameters(query, want):
    """Lists repeat; scalars do not; what is unknown or out of range is refused."""
    with Flask(__name__).test_request_context(f"/?{query}"):
        if want is not None:
            assert parse_query(Query, request) == want
            return
        with pytest.raises(PixGenError):
            parse_query(Query, request)
