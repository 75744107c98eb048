"""What the catalog's routes share: who looks, answers as JSON, work that is done once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, jsonify, request
from pixgen_common import idempotency
from pixgen_common.auth import current_principal
from pixgen_common.idempotency import Answer
from pydantic import BaseModel
from sqlalchemy import Connection

from pixgen_catalog.context import context
from pixgen_catalog.decision_tables import idempotency_keys
from pixgen_catalog.viewer import Viewer, viewing

SIGNED_IN: list[str | dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
# Visitors may, and those who are signed in see more.
OPEN: list[str | dict[str, list[str]]] = [{}, *SIGNED_IN]


@contextmanager
def looking() -> Iterator[tuple[Connection, Viewer]]:
    """A transaction that sees what the caller may see. Yields: the connection and the viewer."""
    with viewing(context().engine, current_principal()) as seen:
        yield seen


def answer(model: BaseModel, status: int = 200) -> Response:
    """A model as the body of an answer. Args: model and HTTP status. Returns: the response."""
    return Response(model.model_dump_json(), status, mimetype="application/json")


def once(
    act: Callable[[Connection, Viewer], BaseModel], status: int, body: BaseModel | None = None
) -> Response:
    """Does something in one transaction; with an Idempotency-Key once, however often it is asked for.

    Args:
        act: does it and returns what is answered.
        status: HTTP status of the answer.
        body: the request's body, which must be the same each time.

    Returns:
        The response.
    """
    asked: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "body": body.model_dump(mode="json") if body else None,
    }
    with looking() as (connection, viewer):
        done = idempotency.once(
            connection,
            idempotency_keys,
            viewer.account_id,
            idempotency.given_key(),
            asked,
            lambda: Answer(status, act(connection, viewer).model_dump(mode="json")),
        )
    response = jsonify(done.body)
    response.status_code = done.status
    return response
