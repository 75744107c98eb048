"""The catalog's REST app."""

from apiflask import APIFlask
from pixgen_common import database, rest
from pixgen_common.auth import TokenVerifier

from pixgen_catalog import (
    accounts_setup,
    bytes_rest,
    consents_rest,
    images_rest,
    lists_rest,
    openapi,
    reviews_rest,
    snapshots_rest,
)
from pixgen_catalog.context import EXTENSION, Context, build
from pixgen_catalog.settings import Settings

VERIFIER = "pixgen_verifier"


def create_app(settings: Settings | None = None) -> APIFlask:
    """Makes the app; nothing connects before the first request.

    Args:
        settings: the catalog's settings; read from the environment when None.

    Returns:
        The app, with REST, health, metrics and its OpenAPI document.
    """
    parts = build(settings or Settings())
    accounts = accounts_setup.build(parts.settings, parts.engine)
    verifier = TokenVerifier(parts.settings, "catalog", accounts.jwks_source)
    app = rest.create_api("catalog", "PixGen catalog", parts.settings, verifier, _checks(parts))
    app.extensions[EXTENSION] = parts
    app.extensions[VERIFIER] = verifier
    accounts_setup.install(app, accounts)
    _install(app)
    return app


def _checks(parts: Context) -> dict[str, rest.Check]:
    return {
        "database": lambda: database.check(parts.engine),
        "object_store": lambda: parts.store.check(parts.settings.images_bucket),
    }


def _install(app: APIFlask) -> None:
    for routes in (images_rest, bytes_rest, lists_rest, reviews_rest, consents_rest, snapshots_rest):
        app.register_blueprint(routes.blueprint)
    openapi.install(app)
