"""Headers that the edge sets, drops and passes on; used by the local edge and by the nginx configuration."""

import re
import secrets
from collections.abc import Iterable

from multidict import CIMultiDict, CIMultiDictProxy

# RFC 9110, 7.6.1: these belong to one connection and are never passed on.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# What a caller claims about itself is dropped; the edge says what it saw.
CLAIMED = frozenset(
    {
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-prefix",
        "x-forwarded-proto",
        "x-forwarded-server",
        "x-real-ip",
    }
)
REQUEST_ID = "X-Request-ID"
# The services accept the same words, so that nobody can write into the logs.
REQUEST_ID_PATTERN = r"^[A-Za-z0-9._-]{8,64}$"
_request_id = re.compile(REQUEST_ID_PATTERN)

# Scripts, styles and calls from this origin only, nothing inline. blob: shows a picture before it is sent.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
# Answers of the services are data. A picture or a JSON text that is opened on its own may do nothing at all.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


def request_id(offered: str | None) -> str:
    """The id that a request carries from here on.

    Args:
        offered: what the caller sent, if anything.

    Returns:
        The offered id when it is a plain word of 8 to 64 characters, else a new one.
    """
    return offered if offered and _request_id.fullmatch(offered) else secrets.token_hex(16)


def end_to_end(headers: CIMultiDictProxy[str], drop: Iterable[str] = ()) -> CIMultiDict[str]:
    """The headers that travel on, without those that belong to one connection.

    Args:
        headers: headers as received.
        drop: further names to leave out, in lower case.

    Returns:
        A new mapping; names that `Connection` lists are left out too.
    """
    listed = {name.strip().lower() for value in headers.getall("Connection", ()) for name in value.split(",")}
    left_out = HOP_BY_HOP | listed | set(drop)
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in left_out)
