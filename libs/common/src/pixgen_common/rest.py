"""What every REST service does alike: sign-in, request ids, problems, health, metrics, OpenAPI."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from apiflask import APIFlask
from flask import Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from pixgen_common import docs_page, problem, problem_docs, schema, telemetry
from pixgen_common.auth import Principal, TokenVerifier, set_principal
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import REQUEST_ID_HEADER, begin_request, logger, request_id
from pixgen_common.settings import CommonSettings

SESSION_COOKIE = "pixgen_session"
REFRESH_COOKIE = "pixgen_refresh"
CSRF_HEADER = "X-PixGen-CSRF"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_METHODS = _SAFE | {"POST", "PUT", "PATCH", "DELETE"}
_UNLOGGED = {"/livez", "/readyz", "/metrics"}
Check = Callable[[], None]
Spec = dict[Any, Any] | str


class _Api(APIFlask):
    """APIFlask whose document describes our errors, whatever else a service adds to it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.spec_processor(lambda spec: spec)

    def spec_processor(self, f: Callable[[Spec], Spec]) -> Callable[[Spec], Spec]:
        """Lets a function complete the document, after our errors are in it. Args: the function."""

        def complete(spec: Spec) -> Spec:
            return f(spec if isinstance(spec, str) else problem_docs.complete(spec))

        super().spec_processor(complete)
        return f


def create_api(
    name: str,
    title: str,
    settings: CommonSettings,
    verifier: TokenVerifier,
    checks: Mapping[str, Check],
    *,
    max_body_bytes: int = schema.MAX_JSON_BYTES,
) -> APIFlask:
    """An app that needs only its routes.

    Args:
        name: the service's name, e.g. ``upload``.
        title: shown in its OpenAPI document.
        settings: common settings.
        verifier: says whose token it is.
        checks: what readiness asks, by name; each raises PixGenError when its dependency is not usable.
        max_body_bytes: largest body taken; larger ones are refused before they are read.

    Returns:
        The app, with /livez, /readyz, /metrics, /openapi.json and /docs.
    """
    app = _Api(f"pixgen_{name}", title=title, version="1", docs_path=None, json_errors=False)
    app.config["MAX_CONTENT_LENGTH"] = max_body_bytes
    app.config["JSON_SORT_KEYS"] = False
    app.config["AUTO_404_RESPONSE"] = False
    app.security_schemes = {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    }
    problem.install(app)
    _install_requests(app, settings, verifier)
    _install_health(app, checks)
    docs_page.install(app, name)
    telemetry.trace_flask(app)
    return app


def _install_requests(app: APIFlask, settings: CommonSettings, verifier: TokenVerifier) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        begin_request(request.headers.get(REQUEST_ID_HEADER))
        set_principal(_principal(settings, verifier))

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers[REQUEST_ID_HEADER] = request_id()
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        _observe(app.name, response)
        return response


def _principal(settings: CommonSettings, verifier: TokenVerifier) -> Principal | None:
    """The caller, by bearer token, or by the browser's cookie when our own pages surely sent it."""
    if (header := request.headers.get("Authorization")) is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise PixGenError(
                Code.UNAUTHENTICATED, "Send the token as: Authorization: Bearer ...", reason="token.scheme"
            )
        return verifier.verify(token.strip())
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    try:
        principal = verifier.verify(cookie)
    except PixGenError as error:
        if error.code is not Code.UNAUTHENTICATED:
            raise
        # Browsers send a stale cookie along with everything, signing in included: nobody is signed in.
        return None
    if request.method not in _SAFE:
        require_own_page(settings)
    return principal


def require_own_page(settings: CommonSettings) -> None:
    """Refuses a request that another site may have made the browser send.

    Args:
        settings: names our own origin.

    Raises:
        PixGenError: FORBIDDEN ``csrf``.
    """
    if request.headers.get("Origin") != settings.public_origin or request.headers.get(CSRF_HEADER) != "1":
        raise PixGenError(
            Code.FORBIDDEN,
            "This did not come from PixGen's own page. Programs send a Bearer token instead of a cookie.",
            reason="csrf",
        )


def _observe(service: str, response: Response) -> None:
    """One log line and one metric a request; paths by their rule, for they may carry ids."""
    route = str(request.url_rule) if request.url_rule else "unknown"
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    # A method nobody knows must not become a label: anyone could make up so many that memory runs out.
    method = request.method if request.method in _METHODS else "other"
    telemetry.HTTP_SECONDS.labels(service, method, route, str(response.status_code)).observe(seconds)
    if route not in _UNLOGGED:
        logger().info(
            "http.request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000),
        )


def _install_health(app: APIFlask, checks: Mapping[str, Check]) -> None:
    @app.get("/livez")
    @app.doc(hide=True)
    def livez() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    @app.doc(hide=True)
    def readyz() -> Response:
        found = {name: _outcome(check) for name, check in checks.items()}
        ready = all(state == "ok" for state in found.values())
        response = jsonify({"status": "ready" if ready else "not ready", "checks": found})
        response.status_code = 200 if ready else 503
        return response

    @app.get("/metrics")
    @app.doc(hide=True)
    def metrics() -> Response:
        return Response(telemetry.exposition(), content_type=CONTENT_TYPE_LATEST)


def _outcome(check: Check) -> str:
    try:
        check()
    except PixGenError as error:
        return error.reason
    return "ok"
