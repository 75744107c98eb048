"""Our errors as gRPC statuses with details, and back."""

from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from pixgen_common.errors import GRPC, Code, FieldError, PixGenError
from pixgen_common.logging import logger

_DOMAIN = "pixgen.example"
# Several codes share a status: the first in the table stands for it when no details say more.
_CODES = {status: code for code, status in reversed(GRPC.items())}


def to_status(error: Exception, context: grpc.ServicerContext) -> Any:
    """The rich status for whatever a handler raised.

    Args:
        error: a PixGenError, or anything unexpected (which is logged and told as INTERNAL).
        context: the call.

    Returns:
        A status for ``context.abort_with_status``.
    """
    if isinstance(error, PixGenError):
        return rpc_status.to_status(_message(error))
    if not context.is_active():
        cancelled: int = grpc.StatusCode.CANCELLED.value[0]
        return rpc_status.to_status(status_pb2.Status(code=cancelled, message="cancelled"))
    logger().error("rpc.crashed", exc_info=error)
    words = "Something went wrong on our side; nothing was acknowledged."
    return rpc_status.to_status(_message(PixGenError(Code.INTERNAL, words)))


def from_rpc(error: grpc.RpcError) -> PixGenError:
    """The error that the other side raised, put together again from its status and details.

    Args:
        error: what the stub raised.

    Returns:
        Our error.
    """
    code = _CODES.get(error.code(), Code.INTERNAL)
    reason, retry_after = "", None
    fields: tuple[FieldError, ...] = ()
    status = rpc_status.from_call(error)
    for packed in status.details if status else ():
        info = error_details_pb2.ErrorInfo()
        bad = error_details_pb2.BadRequest()
        retry = error_details_pb2.RetryInfo()
        if packed.Unpack(info):
            reason = info.reason
            code = Code(info.metadata["code"]) if info.metadata.get("code") in set(Code) else code
        elif packed.Unpack(bad):
            fields = tuple(FieldError(entry.field, entry.description) for entry in bad.field_violations)
        elif packed.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta().total_seconds()
    words = error.details() or "The call failed."
    return PixGenError(code, words, reason=reason, fields=fields, retry_after=retry_after)


def _message(error: PixGenError) -> status_pb2.Status:
    details = _details(error)
    packed = [any_pb2.Any() for _ in details]
    for box, detail in zip(packed, details, strict=True):
        box.Pack(detail)
    code: int = GRPC[error.code].value[0]
    return status_pb2.Status(code=code, message=error.detail, details=packed)


def _details(error: PixGenError) -> list[Message]:
    metadata = {"code": error.code.value}
    details: list[Message] = [
        error_details_pb2.ErrorInfo(reason=error.reason, domain=_DOMAIN, metadata=metadata)
    ]
    if error.fields:
        violations = [
            error_details_pb2.BadRequest.FieldViolation(field=entry.field, description=entry.message)
            for entry in error.fields
        ]
        details.append(error_details_pb2.BadRequest(field_violations=violations))
    if error.retry_after is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(int(error.retry_after * 1000))
        details.append(retry)
    return details
