"""The error table."""

import grpc
import pytest
from pixgen_common.errors import GRPC, HTTP, Code, PixGenError


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_both_faces(code):
    """A code that one edge could not tell would become a crash in that edge."""
    assert 400 <= HTTP[code] < 600
    assert GRPC[code] not in {grpc.StatusCode.OK, grpc.StatusCode.UNKNOWN}


def test_the_reason_defaults_to_the_code():
    """Clients can always switch on the reason."""
    assert PixGenError(Code.CONFLICT, "no").reason == "conflict"
