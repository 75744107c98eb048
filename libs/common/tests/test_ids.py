"""Identifiers."""

from hypothesis import given
from hypothesis import strategies as st
from pixgen_common.ids import is_id, keyed_id, newest_first_id, random_id


@given(st.binary(min_size=16, max_size=32), st.lists(st.text(), max_size=4))
def test_keyed_ids_are_stable_and_well_formed(key, parts):
    """The same parts and key give the same id, of the one accepted form."""
    first = keyed_id("img", key, *parts)
    assert first == keyed_id("img", key, *parts)
    assert is_id("img", first)


def test_parts_do_not_run_together():
    """Moving a character between account and hash is another picture."""
    assert keyed_id("img", b"k", "ab", "c") != keyed_id("img", b"k", "a", "bc")
    assert keyed_id("img", b"k", "a") != keyed_id("pat", b"k", "a")
    assert keyed_id("img", b"k", "a") != keyed_id("img", b"other", "a")


def test_random_ids_differ():
    """No counter, no clock."""
    assert len({random_id("acc") for _ in range(1000)}) == 1000


@given(st.text(max_size=30))
def test_nothing_else_passes_as_an_id(text):
    """Ids become object keys: slashes, dots and case never get through."""
    if is_id("img", text):
        assert len(text) == 20
        assert text[4:].isalnum()
        assert text.islower()


def test_path_tricks_are_no_ids():
    """What attackers try first."""
    for trick in (
        "img_../../etc/passwd",
        "img_aaaaaaaaaaaaaaaa\n",
        "IMG_aaaaaaaaaaaaaaaa",
        "pat_aaaaaaaaaaaaaaaa",
        "",
    ):
        assert not is_id("img", trick)


@given(st.integers(0, 2**48 - 2), st.integers(1, 2**40))
def test_later_ids_sort_first(earlier, more):
    """Whatever chance adds, the order is that of time."""
    first, second = (newest_first_id("run", min(moment, 2**48 - 1)) for moment in (earlier, earlier + more))
    assert second < first
    assert is_id("run", first)
