"""The local edge: one origin for the pages and the services, without nginx."""

import asyncio
import json
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import click
from aiohttp import web

from pixgen_web import headers, problems, routes, startup
from pixgen_web.answers import REQUEST_ID_KEY, answer
from pixgen_web.pages import Pages
from pixgen_web.proxy import Proxy
from pixgen_web.settings import VARIABLES, EdgeSettings, SettingsError, from_environment

SETTINGS: web.AppKey[EdgeSettings] = web.AppKey("settings", EdgeSettings)
PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)
PROXY: web.AppKey[Proxy] = web.AppKey("proxy", Proxy)
_log = logging.getLogger("pixgen.edge")
_STOP_SECONDS = 10.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(settings: EdgeSettings) -> web.Application:
    """The edge as an aiohttp application.

    Args:
        settings: addresses and folders.

    Returns:
        The application; it connects to nothing before the first request.
    """
    app = web.Application(middlewares=[_accompany])
    app[SETTINGS] = settings
    app[PAGES] = Pages(settings)
    app.cleanup_ctx.append(_connections)
    app.on_response_prepare.append(_finish_headers)
    app.router.add_get("/livez", _alive)
    app.router.add_get("/readyz", _ready)
    app.router.add_route("*", "/{path:.*}", _dispatch, expect_handler=_continue)
    return app


async def _connections(app: web.Application) -> AsyncIterator[None]:
    async with Proxy(app[SETTINGS]) as proxy:
        app[PROXY] = proxy
        yield


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _ready(request: web.Request) -> web.Response:
    if request.app[PAGES].built:
        return web.json_response({"status": "ok"})
    return answer(request, problems.STARTING)


async def _dispatch(request: web.Request) -> web.StreamResponse:
    if routes.refused(routes.origin_form(request.raw_path)):
        return answer(request, problems.REFUSED)
    route = routes.find(request.path)
    return await request.app[PROXY].forward(request, route) if route else request.app[PAGES].respond(request)


async def _continue(request: web.Request) -> None:
    # A caller that asks first is not told to go on when its body would be refused.
    route = routes.find(request.path)
    if route and (request.content_length or 0) <= route.body_limit and request.transport:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


@web.middleware
async def _accompany(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[REQUEST_ID_KEY] = headers.request_id(request.headers.get(headers.REQUEST_ID))
    started = time.perf_counter()
    response = await handler(request)
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    fields = {"method": request.method, "path": request.path, "status": response.status, "ms": milliseconds}
    _log.info(json.dumps({"event": "edge.request", "request_id": request[REQUEST_ID_KEY], **fields}))
    return response


async def _finish_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in headers.SECURITY:
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = _policy(request, response)
    response.headers[headers.REQUEST_ID] = request.get(REQUEST_ID_KEY) or headers.request_id(None)
    response.headers.popall("Server", None)


def _policy(request: web.Request, response: web.StreamResponse) -> str:
    own = response.headers.get("Content-Security-Policy")
    route = routes.find(request.path)
    if own and (own == startup.POLICY or (route and route.page)):
        return own
    return headers.DATA_POLICY if route else headers.PAGE_POLICY


async def serve(settings: EdgeSettings) -> None:
    """Runs the edge until the process is asked to end.

    Args:
        settings: addresses and folders.

    Raises:
        OSError: the address is taken.
    """
    runner = web.AppRunner(
        create_app(settings), access_log=None, handler_cancellation=True, shutdown_timeout=_STOP_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        for address in runner.addresses:
            _log.info(json.dumps({"event": "edge.listening", "host": address[0], "port": address[1]}))
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
    finally:
        await runner.cleanup()


def _environment_help() -> str:
    lines = (f"{name}\n  {meaning} [default: {default or 'none'}]" for name, default, meaning in VARIABLES)
    return "\b\nEnvironment:\n" + "\n".join(lines)


@click.command(epilog=_environment_help())
def main() -> None:
    """Serve PixGen's pages and pass requests on to its services, on one address."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    try:
        settings = from_environment()
        asyncio.run(serve(settings))
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        message = f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set PIXGEN_EDGE_BIND."
        raise click.ClickException(message) from None
