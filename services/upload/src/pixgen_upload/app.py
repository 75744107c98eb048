"""The app factory."""

from apiflask import APIFlask
from pixgen_common import logging
from pixgen_common.auth import TokenVerifier
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.rest import create_api

from pixgen_upload.catalog import Catalog
from pixgen_upload.limits import AccountLimits
from pixgen_upload.openapi import describe_body
from pixgen_upload.receive import Receive
from pixgen_upload.rest import Service, uploads
from pixgen_upload.settings import NAME, Settings
from pixgen_upload.store import PictureStore


def create_app(settings: Settings) -> APIFlask:
    """The upload service; nothing connects before the first request.

    Args:
        settings: everything that can be set.

    Returns:
        The app.
    """
    verifier = TokenVerifier(settings, NAME)
    store = PictureStore(ObjectStore(settings), settings.images_bucket)
    catalog = Catalog(settings)
    # Not the catalog: an upload without it is answered with 202, which an unready service never could.
    checks = {"object_store": store.check, "keys": lambda: _check_keys(verifier)}
    app = create_api(NAME, "PixGen upload", settings, verifier, checks)
    app.extensions["pixgen_upload"] = Service(
        settings,
        store,
        catalog,
        Receive(store, catalog, settings.upload_decodes_at_once),
        AccountLimits(settings.uploads_per_minute, settings.uploads_at_once),
    )
    app.register_blueprint(uploads)
    app.spec_processor(describe_body)
    return app


def from_environment() -> APIFlask:
    """The app for gunicorn's worker, with settings out of the environment."""
    settings = Settings()
    logging.configure(settings, NAME)
    return create_app(settings)


def _check_keys(verifier: TokenVerifier) -> None:
    if not verifier.keys_cached():
        raise PixGenError(Code.UNAVAILABLE, "There are no keys to verify tokens with.", reason="keys.missing")
