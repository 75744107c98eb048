"""What all routes answer with."""

from typing import Any

from flask import Response
from pydantic import BaseModel

SIGNED_IN: list[str | dict[str, list[Any]]] = ["bearer", "cookie"]
# Answers are data: opened on its own, none of them may do anything at all.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def answer(model: BaseModel, status: int = 200) -> Response:
    """A model as the body of an answer. Args: model and HTTP status. Returns: the response."""
    return Response(model.model_dump_json(), status, mimetype="application/json")


def with_data_policy(response: Response) -> Response:
    """Closes whatever has no policy of its own. Args: an answer. Returns: it."""
    response.headers.setdefault("Content-Security-Policy", DATA_POLICY)
    return response
