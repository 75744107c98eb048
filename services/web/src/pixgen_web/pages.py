"""Serves the built pages: files as they are, one document for every page address, a start-up page before."""

from pathlib import Path

from aiohttp import web
from multidict import CIMultiDict

from pixgen_web import headers, problems, startup
from pixgen_web.answers import answer
from pixgen_web.routes import is_page
from pixgen_web.settings import EdgeSettings


class Pages:
    """The folder of built pages, which may come into being while the edge runs.

    Args:
        settings: where the folder and the start-up steps are.
    """

    def __init__(self, settings: EdgeSettings) -> None:
        self._root = settings.static.resolve()
        self._status_file = settings.status_file

    @property
    def built(self) -> bool:
        """Whether the pages are there."""
        return (self._root / "index.html").is_file()

    def respond(self, request: web.Request) -> web.StreamResponse:
        """Answers a request that belongs to no service.

        Args:
            request: the request.

        Returns:
            A file, the document of the pages, the start-up page, or a problem.
        """
        if request.method not in {"GET", "HEAD"}:
            return answer(request, problems.NOT_ALLOWED, CIMultiDict(Allow="GET, HEAD"))
        if file := self._file(request.path):
            return _serve(file, immutable=request.path.startswith("/assets/"))
        if not is_page(request.path):
            return answer(request, problems.NO_SUCH_ADDRESS)
        if self.built:
            return _serve(self._root / "index.html", immutable=False)
        return self._starting()

    def _file(self, path: str) -> Path | None:
        # resolve() follows links too: what lies outside the folder is not ours to show.
        file = (self._root / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self._root) and file.is_file() else None

    def _starting(self) -> web.Response:
        text = startup.render(startup.read_steps(self._status_file))
        own = {"Content-Security-Policy": startup.POLICY, "Cache-Control": "no-store"}
        return web.Response(text=text, content_type="text/html", headers=own)


def _serve(file: Path, *, immutable: bool) -> web.FileResponse:
    # Takes the .gz beside the file when the browser accepts it. Hashed names never change what they hold.
    cache = headers.IMMUTABLE if immutable else headers.REVALIDATE
    return web.FileResponse(file, headers={"Cache-Control": cache, "Vary": "Accept-Encoding"})
