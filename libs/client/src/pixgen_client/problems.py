"""Answers that are no success, as errors that a person can act on."""

import email.utils
import re
from datetime import UTC, datetime
from typing import Any

import httpx

from pixgen_client.errors import ClientError, Finding, Unavailable

BUSY = {408, 429, 502, 503, 504}
_TODO = {
    401: "Sign in with `pixgen login`.",
    403: "Ask an administrator for the role that this needs; `pixgen whoami` shows yours.",
    404: "Check the id; a picture that you may not see is answered in the same way.",
    500: "Report the request id to the operator.",
}
# A server that asks for more than this is asking us to come back another day.
_LONGEST_WAIT = 3600.0
_ERRNO = re.compile(r"\[Errno -?\d+\] ")


def failure(response: httpx.Response) -> ClientError:
    """Reads a problem (RFC 9457) out of an answer.

    Args:
        response: an answer that is no success, its body read.

    Returns:
        The error to raise: Unavailable when trying again later may help.
    """
    if response.is_redirect or not _is_problem(response):
        return stranger(response)
    body = _json(response)
    status = response.status_code
    said: dict[str, Any] = {
        "status": status,
        "reason": str(body.get("reason") or ""),
        "request_id": str(body.get("request_id") or response.headers.get("X-Request-ID", "")),
        "findings": _findings(body.get("errors")),
    }
    what = str(body.get("detail") or body.get("title") or f"The server answered {status}.")
    if status in BUSY:
        return Unavailable(
            what, retry_after=retry_after(response), todo="Try again in a little while.", **said
        )
    return ClientError(what, todo=_TODO.get(status, ""), **said)


def stranger(response: httpx.Response) -> ClientError:
    """The error for an answer that PixGen would never give: a proxy's, or a Wi-Fi sign-in page.

    Args:
        response: the answer.

    Returns:
        The error to raise.
    """
    status = response.status_code
    if status in BUSY:  # a proxy in front of PixGen, which itself is away
        return Unavailable(
            f"The server is not ready (answer {status}).", status=status, retry_after=retry_after(response)
        )
    kind = response.headers.get("Content-Type", "nothing readable").split(";")[0]
    return ClientError(
        f"{response.request.url.copy_with(query=None)} does not answer as a PixGen server does:"
        f" {status} with {kind}.",
        todo="Check --server; on a guest network, open a browser first and sign in to the Wi-Fi.",
        status=status,
        reason="not_pixgen",
    )


def unreachable(server: str, error: httpx.TransportError) -> Unavailable:
    """The error for a connection that failed or broke.

    Args:
        server: the server's address.
        error: what httpx raised.

    Returns:
        The error to raise.
    """
    detail = _ERRNO.sub("", str(error)).rstrip(".") or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        detail = "no answer in time"
    return Unavailable(
        f"{server} cannot be reached: {detail}.",
        todo="Check the network and the address (--server or PIXGEN_SERVER).",
        reason="unreachable",
    )


def retry_after(response: httpx.Response) -> float | None:
    """How long the server asks to wait.

    Args:
        response: the answer.

    Returns:
        Seconds, or None when it does not say.
    """
    given = response.headers.get("Retry-After", "").strip()
    if not given:
        return None
    if given.isdecimal():
        return min(float(given), _LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_WAIT)


def _is_problem(response: httpx.Response) -> bool:
    return "json" in response.headers.get("Content-Type", "") and bool(_json(response))


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _findings(entries: Any) -> list[Finding]:
    if not isinstance(entries, list):
        return []
    known = (entry for entry in entries if isinstance(entry, dict))
    return [Finding(str(entry.get("field", "")), str(entry.get("message", ""))) for entry in known]
