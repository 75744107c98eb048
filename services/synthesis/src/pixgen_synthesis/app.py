"""The app factory."""

from apiflask import APIFlask
from pixgen_common import database, logging
from pixgen_common.auth import TokenVerifier
from pixgen_common.rest import create_api

from pixgen_synthesis import (
    augmentations_rest,
    generations_rest,
    models_rest,
    openapi,
    preview_rest,
    training_rest,
)
from pixgen_synthesis.answering import with_data_policy
from pixgen_synthesis.context import EXTENSION, build
from pixgen_synthesis.settings import NAME, Settings


def create_app(settings: Settings) -> APIFlask:
    """The synthesis service; nothing connects before the first request.

    Args:
        settings: everything that can be set.

    Returns:
        The app.
    """
    parts = build(settings)
    # Neither catalog nor augment: orders are taken and shown while augment is away.
    checks = {"database": lambda: database.check(parts.engine)}
    verifier = TokenVerifier(settings, NAME)
    app = create_api(NAME, "PixGen synthesis", settings, verifier, checks)
    app.extensions[EXTENSION] = parts
    for routes in (augmentations_rest, preview_rest, training_rest, models_rest, generations_rest):
        app.register_blueprint(routes.blueprint)
    app.after_request(with_data_policy)
    app.spec_processor(openapi.complete)
    return app


def from_environment() -> APIFlask:
    """The app for gunicorn's worker, with settings out of the environment."""
    settings = Settings()
    logging.configure(settings, NAME)
    return create_app(settings)
