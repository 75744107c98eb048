"""Every error over HTTP is application/problem+json (RFC 9457)."""

import math
from typing import Any

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from pixgen_common.errors import HTTP, Code, PixGenError
from pixgen_common.logging import logger, request_id

MEDIA_TYPE = "application/problem+json"
_TYPE = "https://pixgen.example/problems/"


def install(app: Flask) -> None:
    """Makes an app answer every error as a problem. Args: the app."""
    app.register_error_handler(PixGenError, answer)
    app.register_error_handler(HTTPException, _framework_error)
    app.register_error_handler(Exception, _unexpected)


def answer(error: PixGenError) -> Response:
    """The HTTP answer for an expected failure. Args: the error. Returns: the response."""
    status = HTTP[error.code]
    response = _problem(
        status, status.phrase, error.detail, error.reason, [vars(field) for field in error.fields]
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    if error.code is Code.UNAUTHENTICATED:
        response.headers["WWW-Authenticate"] = f'Bearer error="{error.reason}"'
    if error.code in {Code.INTERNAL, Code.UNAVAILABLE}:
        logger().warning("request.failed", reason=error.reason)
    return response


def _framework_error(error: HTTPException) -> Response:
    """Flask's and Werkzeug's own errors: unknown route, wrong method, body too large, malformed request."""
    code = error.code or 500
    if code < 400:
        response = error.get_response()
        return Response(response.get_data(), code, headers=dict(response.headers))
    words = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    reasons = {404: "route.unknown", 405: "method.not_allowed", 413: "body.too_large"}
    detail = words.get(code, error.description or error.name)
    response = _problem(code, error.name, detail, reasons.get(code, f"http.{code}"), [])
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unexpected(error: Exception) -> Response:
    logger().error("request.crashed", exc_info=error)
    detail = "Something went wrong on our side; nothing was acknowledged. Please report the request id."
    return _problem(500, "Internal Server Error", detail, Code.INTERNAL.value, [])


def _problem(status: int, title: str, detail: str, reason: str, fields: list[dict[str, Any]]) -> Response:
    body: dict[str, Any] = {
        "type": _TYPE + reason,
        "title": title,
        "status": int(status),
        "detail": detail,
        "reason": reason,
        "request_id": request_id(),
    }
    if fields:
        body["errors"] = fields
    response = jsonify(body)
    response.status_code = int(status)
    response.mimetype = MEDIA_TYPE
    # An error is about one moment: nobody may keep it.
    response.headers["Cache-Control"] = "no-store"
    return response
