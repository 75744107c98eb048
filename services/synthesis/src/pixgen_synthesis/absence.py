"""Saying which service did not answer: where nobody gave a reason, nobody else can."""

from pixgen_common.errors import PixGenError


def named(error: PixGenError, service: str, todo: str = "") -> PixGenError:
    """The error of a call, with the name of the service that is away in it.

    Args:
        error: what the call raised.
        service: the one that was called.
        todo: what the caller may do about it.

    Returns:
        The same error when the service itself gave a reason, else one that names it.
    """
    if error.reason != error.code.value:
        return error
    words = f"The {service} service did not answer: {error.code.value}. {todo}".strip()
    return PixGenError(error.code, words, reason=f"{service}.{error.reason}", retry_after=5)
