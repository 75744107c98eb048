"""What requests and jobs work with: made once per process, connected when first used."""

from dataclasses import dataclass

from flask import current_app
from pixgen_common import database
from pixgen_common.cursors import Cursors
from pixgen_common.derived_keys import derived_key
from pixgen_common.objectstore import ObjectStore
from sqlalchemy import Engine

from pixgen_catalog.settings import Settings

EXTENSION = "pixgen_catalog"


@dataclass(frozen=True)
class Context:
    """The parts that use cases are given.

    Args:
        settings: the catalog's settings.
        engine: the database, as the application's role.
        store: the object store.
        cursors: seals the positions that pages go on from.
    """

    settings: Settings
    engine: Engine
    store: ObjectStore
    cursors: Cursors


def build(settings: Settings) -> Context:
    """Makes the parts; nothing connects yet.

    Args:
        settings: the catalog's settings.

    Returns:
        The parts.
    """
    return Context(
        settings=settings,
        engine=database.engine(
            settings.catalog_database_url.get_secret_value(),
            name="pixgen-catalog",
            pool_size=settings.catalog_pool_size,
            statement_seconds=settings.catalog_statement_seconds,
        ),
        store=ObjectStore(settings),
        cursors=Cursors(derived_key(settings.catalog_key_secret, "catalog", "cursors")),
    )


def context() -> Context:
    """The parts that serve the request in progress."""
    found: Context = current_app.extensions[EXTENSION]
    return found
