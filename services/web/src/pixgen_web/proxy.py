"""Passes a request on to the service of its route, as streams both ways."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from pixgen_web import headers, problems
from pixgen_web.answers import REQUEST_ID_KEY, answer
from pixgen_web.problems import Problem
from pixgen_web.routes import Route, origin_form
from pixgen_web.settings import EdgeSettings

_REPEATABLE = {"GET", "HEAD", "OPTIONS"}
# The edge has answered "100 Continue" itself; the services' own Server lines are nobody's business.
_NOT_SENT_ON = headers.CLAIMED | {"expect", headers.REQUEST_ID.lower()}
_NOT_SENT_BACK = ("server", "date", headers.REQUEST_ID.lower())


class Proxy:
    """The connections to the services.

    Args:
        settings: addresses and time limits.
    """

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Self:
        """Opens the connection pools; they must be made inside the running loop."""
        self._reads = self._session(aiohttp.TCPConnector(limit=0))
        # A kept connection may be closed by the service just as it is used again. A read is simply repeated
        # then, but a write may have had its effect: each write gets a connection of its own.
        self._writes = self._session(aiohttp.TCPConnector(limit=0, force_close=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connections."""
        await self._reads.close()
        await self._writes.close()

    @staticmethod
    def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            trust_env=False,
        )

    async def forward(self, request: web.Request, route: Route) -> web.StreamResponse:
        """Answers a request with what its service says.

        Args:
            request: the request; its body has not been read.
            route: where it goes.

        Returns:
            The service's answer, or a problem when there is none.
        """
        if (request.content_length or 0) > route.body_limit:
            return answer(request, problems.too_large(route.body_limit))
        body = _Body(request, route.body_limit, self._settings.body_seconds)
        try:
            async with self._send(request, route, body) as upstream:
                return await _relay(request, route, upstream)
        except (aiohttp.ClientError, TimeoutError) as error:
            # The body's own failure surfaces as a broken connection; it is the better explanation.
            return answer(request, body.failure or _failure(route, error))

    def _send(
        self, request: web.Request, route: Route, body: "_Body"
    ) -> "aiohttp.client._RequestContextManager":
        session = self._reads if request.method in _REPEATABLE else self._writes
        return session.request(
            request.method,
            _target(self._settings.upstreams[route.upstream], request, route),
            headers=_request_headers(request),
            data=body if request.can_read_body else None,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                sock_connect=self._settings.connect_seconds, sock_read=route.silence
            ),
        )


class _Body:
    """The request's body on its way through, counted and timed; never more than one chunk is held."""

    def __init__(self, request: web.Request, limit: int, pause: float) -> None:
        self._request = request
        self._limit = limit
        self._pause = pause
        self.failure: Problem | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        while True:
            try:
                async with asyncio.timeout(self._pause):
                    chunk = await self._request.content.readany()
            except TimeoutError:
                self.failure = problems.TOO_SLOW
                raise
            if not chunk:
                return
            seen += len(chunk)
            # A body without a declared length shows its size only by arriving.
            if seen > self._limit:
                self.failure = problems.too_large(self._limit)
                raise web.HTTPRequestEntityTooLarge(self._limit, seen)
            yield chunk


def _target(address: str, request: web.Request, route: Route) -> URL:
    # Sent on as it came: decoding and encoding again could change what the service reads.
    path = (
        origin_form(request.raw_path)
        if route.target is None
        else f"{route.target}?{request.rel_url.raw_query_string}"
    )
    return URL(address + path.rstrip("?"), encoded=True)


def _request_headers(request: web.Request) -> CIMultiDict[str]:
    kept = headers.end_to_end(request.headers, _NOT_SENT_ON)
    kept["X-Forwarded-For"] = request.remote or "unknown"
    kept["X-Forwarded-Proto"] = request.scheme
    kept["X-Forwarded-Host"] = request.host
    kept[headers.REQUEST_ID] = request[REQUEST_ID_KEY]
    return kept


async def _relay(request: web.Request, route: Route, upstream: aiohttp.ClientResponse) -> web.StreamResponse:
    kept = headers.end_to_end(upstream.headers, _NOT_SENT_BACK)
    response = web.StreamResponse(status=upstream.status, reason=upstream.reason, headers=kept)
    if route.compress:
        _compress(request, response)
    await response.prepare(request)
    try:
        async for chunk in upstream.content.iter_any():
            await response.write(chunk)
    except (aiohttp.ClientPayloadError, aiohttp.ServerTimeoutError, aiohttp.ClientOSError):
        # The answer has begun and cannot be taken back: only cutting the line says that it is not whole.
        if request.transport:
            request.transport.abort()
        raise asyncio.CancelledError from None
    await response.write_eof()
    return response


def _compress(request: web.Request, response: web.StreamResponse) -> None:
    accepted = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    plain = "Content-Encoding" not in response.headers and response.content_type == "application/json"
    if not (accepted and plain) or response.status != 200 or request.method == "HEAD":
        return
    response.headers.popall("Content-Length", None)
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = "W/" + etag
    response.headers["Vary"] = "Accept-Encoding"
    response.enable_compression(web.ContentCoding.gzip)


def _failure(route: Route, error: Exception) -> Problem:
    # A service that accepts no connection in time is away; one that took the request and is silent is slow.
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return problems.unreachable(route.upstream)
    if isinstance(error, TimeoutError):
        return problems.silent(route.upstream)
    return problems.unreachable(route.upstream)
