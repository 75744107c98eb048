"""The one error type of PixGen, and the one table that says how each code looks over HTTP and gRPC."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

import grpc


class Code(StrEnum):
    """What went wrong, in words that belong to no protocol."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    PRECONDITION_FAILED = "precondition_failed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA = "unsupported_media"
    UNPROCESSABLE = "unprocessable"
    TOO_MANY = "too_many"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"
    DEADLINE = "deadline"


HTTP: dict[Code, HTTPStatus] = {
    Code.INVALID: HTTPStatus.BAD_REQUEST,
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.PRECONDITION_FAILED: HTTPStatus.PRECONDITION_FAILED,
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.UNSUPPORTED_MEDIA: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Code.UNPROCESSABLE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Code.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.DEADLINE: HTTPStatus.GATEWAY_TIMEOUT,
}

GRPC: dict[Code, grpc.StatusCode] = {
    Code.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Code.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Code.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Code.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Code.CONFLICT: grpc.StatusCode.ALREADY_EXISTS,
    Code.PRECONDITION_FAILED: grpc.StatusCode.FAILED_PRECONDITION,
    Code.TOO_LARGE: grpc.StatusCode.INVALID_ARGUMENT,
    Code.UNSUPPORTED_MEDIA: grpc.StatusCode.INVALID_ARGUMENT,
    Code.UNPROCESSABLE: grpc.StatusCode.INVALID_ARGUMENT,
    Code.TOO_MANY: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Code.INTERNAL: grpc.StatusCode.INTERNAL,
    Code.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Code.DEADLINE: grpc.StatusCode.DEADLINE_EXCEEDED,
}


@dataclass(frozen=True)
class FieldError:
    """One field of the input and what is wrong with it.

    Args:
        field: path of the field, dots between levels (``consent.scopes.0``).
        message: what is wrong and what would be right.
    """

    field: str
    message: str


class PixGenError(Exception):
    """An expected failure that the caller is told about.

    Args:
        code: the kind of failure.
        detail: one or two plain sentences: what happened, what was kept, what to do.
        reason: a stable machine word such as ``image.truncated``; the code when empty.
        fields: the fields at fault, when there are any.
        retry_after: seconds after which trying again makes sense.
    """

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        reason: str = "",
        fields: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.reason = reason or code.value
        self.fields = fields
        self.retry_after = retry_after


def not_found(what: str) -> PixGenError:
    """The answer for things that are not there and things the caller may not see, alike.

    Args:
        what: the kind of thing, e.g. ``picture``.

    Returns:
        The error to raise.
    """
    return PixGenError(
        Code.NOT_FOUND, f"There is no such {what}, or it is not visible to you.", reason="not_found"
    )
