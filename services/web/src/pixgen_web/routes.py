"""The one route table: the nginx configuration and the local edge are both made from it."""

import re
from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024

# A picture may have 30 MiB; its metadata and the multipart framing come on top.
PICTURE_BODY = 31 * MIB
JSON_BODY = 1 * MIB

# Dot segments, empty segments and encoded separators mean one thing to a router and another to the service
# behind it. No address of ours needs them, so they are refused before anything is routed. Only the path is
# looked at, never the query. Written in the syntax that Python's re and nginx's PCRE share (\x5c is the
# backslash: nginx would take a doubled one for an escape).
REFUSED_TARGET = r"^[^?]*(//|\x5c|%2f|%5c|%00|/(\.|%2e){1,2}([/?]|$))"
_refused = re.compile(REFUSED_TARGET, re.IGNORECASE)


class Upstream(StrEnum):
    """A service behind the edge, by the name that settings and messages use."""

    UPLOAD = "upload"
    CATALOG = "catalog"
    SYNTHESIS = "synthesis"

    @property
    def variable(self) -> str:
        """The environment variable that holds this service's address."""
        return f"PIXGEN_EDGE_{self.name}"


@dataclass(frozen=True)
class Route:
    """Where requests under one prefix go, and how much of everything they get.

    Args:
        prefix: the path itself and everything below it; the longest prefix that fits wins.
        upstream: the service that answers.
        body_limit: longest request body in bytes.
        silence: seconds that the service may say nothing before the edge answers 504.
        exact: only this very path, not what is below it.
        target: path at the service when it differs from the one asked for.
        compress: compress JSON on the way out. Only for lists: they carry no ETag, and a compressed answer
            would weaken an ETag so that If-Match could no longer use it.
        page: the service answers with a page of its own, under a content policy of its own.
    """

    prefix: str
    upstream: Upstream
    body_limit: int = JSON_BODY
    silence: float = 60
    exact: bool = False
    target: str | None = None
    compress: bool = False
    page: bool = False

    def covers(self, path: str) -> bool:
        """Whether this route answers for a path.

        Args:
            path: decoded path of the request.

        Returns:
            True when it does.
        """
        return path == self.prefix or (not self.exact and path.startswith(self.prefix + "/"))


def _description(upstream: Upstream) -> tuple[Route, ...]:
    path = f"/docs/{upstream}"
    return (
        Route(path, upstream, exact=True, target="/docs", page=True),
        Route(f"{path}/openapi.json", upstream, exact=True, target="/openapi.json", compress=True),
    )


ROUTES: tuple[Route, ...] = (
    Route("/v1/uploads/check", Upstream.UPLOAD, exact=True),
    # An upload is answered only when everything is stored, and a clinic's line may be slow.
    Route("/v1/uploads", Upstream.UPLOAD, body_limit=PICTURE_BODY, silence=120),
    Route("/v1/augmentations", Upstream.SYNTHESIS, body_limit=PICTURE_BODY, silence=120),
    Route("/v1/generations", Upstream.SYNTHESIS, silence=120),
    # Holds the event stream of a run: its service says something at least once a minute. And its report, a
    # page: its service gives each of its answers the policy that it is to have.
    Route("/v1/training-runs", Upstream.SYNTHESIS, silence=300, page=True),
    Route("/v1/models", Upstream.SYNTHESIS),
    Route("/v1/images", Upstream.CATALOG, exact=True, compress=True),
    Route("/v1/facets", Upstream.CATALOG, exact=True, compress=True),
    Route("/v1/coverage", Upstream.CATALOG, exact=True, compress=True),
    Route("/v1/vocabularies", Upstream.CATALOG, compress=True),
    Route("/v1", Upstream.CATALOG),
    Route("/.well-known/jwks.json", Upstream.CATALOG, exact=True),
    *(route for upstream in Upstream for route in _description(upstream)),
)

# Paths that are never a page: an unknown one below them is 404, not the page that every other path gets.
NOT_PAGES = ("/v1", "/docs", "/.well-known", "/assets")

_by_length = sorted(ROUTES, key=lambda route: len(route.prefix), reverse=True)


def origin_form(target: str) -> str:
    """Path and query of a request target.

    Args:
        target: as it came; through a proxy, with scheme and host in front (RFC 9112, 3.2.2).

    Returns:
        What follows the host, still encoded.
    """
    _, separator, rest = target.partition("://")
    if target.startswith("/") or not separator:
        return target
    return "/" + rest.partition("/")[2]


def refused(target: str) -> bool:
    """Whether a request target is one that the edge does not pass on.

    Args:
        target: path and query as they came, still encoded.

    Returns:
        True when the path holds dot segments, empty segments or encoded separators.
    """
    return _refused.match(target) is not None


def find(path: str) -> Route | None:
    """The route for a path.

    Args:
        path: decoded path of the request.

    Returns:
        The longest route that covers it, or None when the path belongs to the pages.
    """
    return next((route for route in _by_length if route.covers(path)), None)


def is_page(path: str) -> bool:
    """Whether a path without a route and without a file is one of the pages.

    Args:
        path: decoded path of the request.

    Returns:
        True when the one HTML document answers for it.
    """
    below = any(path == prefix or path.startswith(prefix + "/") for prefix in NOT_PAGES)
    return not below and "." not in path.rsplit("/", 1)[-1]
