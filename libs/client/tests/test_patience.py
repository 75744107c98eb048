"""How long work is tried again."""

import pytest
from pixgen_client.errors import Unavailable
from pixgen_client.patience import Patience


def failing_once(error):
    """Work that fails the first time it is done."""
    failures = [error]

    def work():
        if failures:
            raise failures.pop()
        return "done"

    return work


def test_a_busy_answer_shows_that_the_address_is_right():
    """The whole patience holds from the first answer on, be it that the server is not ready."""
    patience = Patience(seconds=60, at_first=0)
    assert patience.keep_trying(failing_once(Unavailable("not ready", status=503))) == "done"


def test_nobody_waits_long_for_an_address_that_never_answered():
    with pytest.raises(Unavailable, match="cannot be reached"):
        Patience(seconds=60, at_first=0).keep_trying(failing_once(Unavailable("cannot be reached")))
