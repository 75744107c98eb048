"""Turns a problem into an answer that carries the id of its request."""

from aiohttp import web
from multidict import CIMultiDict

from pixgen_web.problems import MEDIA_TYPE, Problem

REQUEST_ID_KEY: web.RequestKey[str] = web.RequestKey("request_id", str)


def answer(request: web.Request, problem: Problem, extra: CIMultiDict[str] | None = None) -> web.Response:
    """The answer for a request that the edge could not pass on.

    Args:
        request: the request.
        problem: what went wrong.
        extra: further headers.

    Returns:
        A problem+json answer that nobody may keep.
    """
    kept: CIMultiDict[str] = CIMultiDict(extra or ())
    kept["Cache-Control"] = "no-store"
    kept["Content-Type"] = MEDIA_TYPE
    return web.Response(
        body=problem.body(request[REQUEST_ID_KEY]).encode(), status=problem.status, headers=kept
    )
