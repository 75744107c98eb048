"""TensorFlow's status codes, and how each looks over HTTP and gRPC."""

from enum import IntEnum

import grpc

_LONGEST_GRPC_MESSAGE = 1024


class Code(IntEnum):
    """The codes of TensorFlow and gRPC; the numbers are the same in both."""

    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


# http_server.cc, ToHTTPStatusCode
_HTTP = {
    Code.CANCELLED: 499,
    Code.INVALID_ARGUMENT: 400,
    Code.DEADLINE_EXCEEDED: 504,
    Code.NOT_FOUND: 404,
    Code.ALREADY_EXISTS: 409,
    Code.PERMISSION_DENIED: 403,
    Code.RESOURCE_EXHAUSTED: 429,
    Code.FAILED_PRECONDITION: 400,
    Code.ABORTED: 409,
    Code.OUT_OF_RANGE: 400,
    Code.UNIMPLEMENTED: 501,
    Code.UNAVAILABLE: 503,
    Code.UNAUTHENTICATED: 401,
}


class ServingError(Exception):
    """A status that is not OK.

    Args:
        code: what kind.
        message: TensorFlow Serving's own words.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code.name}: {self.message}"

    @property
    def http_status(self) -> int:
        """The HTTP status: 500 for all that has none of its own."""
        return _HTTP.get(self.code, 500)

    @property
    def grpc_code(self) -> grpc.StatusCode:
        """The gRPC code of the same name."""
        return grpc.StatusCode[self.code.name]

    @property
    def grpc_message(self) -> str:
        """The message as gRPC carries it, cut at 1,024 characters."""
        if len(self.message) <= _LONGEST_GRPC_MESSAGE:
            return self.message
        return self.message[:_LONGEST_GRPC_MESSAGE] + "...TRUNCATED"


def invalid(message: str) -> ServingError:
    """INVALID_ARGUMENT. Args: the message. Returns: the error to raise."""
    return ServingError(Code.INVALID_ARGUMENT, message)


def from_tensorflow(error: Exception) -> ServingError:
    """What TensorFlow raised, as a status.

    Args:
        error: a tf.errors.OpError, or whatever else came out of it.

    Returns:
        The error to raise.
    """
    number = getattr(error, "error_code", Code.INTERNAL)
    code = Code(number) if number in set(Code) else Code.UNKNOWN
    return ServingError(code, str(getattr(error, "message", error)))
