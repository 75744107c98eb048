"""The /docs page: the OpenAPI document for people, without scripts or anything from elsewhere."""

import base64
import hashlib
from importlib import resources

from apiflask import APIFlask
from flask import Response, jsonify, render_template_string

_STYLE = (
    "main{max-width:60rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}"
    "details{border-top:1px solid #8884;padding:.5rem 0}summary{cursor:pointer}"
    "pre{overflow:auto;font-size:.85rem}table{border-collapse:collapse}"
    "td,th{text-align:left;padding:.2rem .8rem .2rem 0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


def install(app: APIFlask, name: str) -> None:
    """Adds /docs to an app. Args: the app; the service's name, under which the edge shows the page."""
    template = resources.files("pixgen_common").joinpath("templates/docs.html").read_text(encoding="utf-8")
    # The same address works at the edge and at the service itself.
    openapi = f"/docs/{name}/openapi.json"

    @app.get("/docs")
    @app.doc(hide=True)
    def docs() -> Response:
        page = Response(render_template_string(template, spec=app.spec, style=_STYLE, openapi=openapi))
        page.headers["Content-Security-Policy"] = _POLICY
        return page

    @app.get(openapi)
    @app.doc(hide=True)
    def document() -> Response:
        return jsonify(app.spec)
