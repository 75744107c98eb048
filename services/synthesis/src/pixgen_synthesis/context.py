"""What requests and the worker work with: made once per process, connected when first used."""

import threading
from dataclasses import dataclass

from flask import current_app
from pixgen_common import database
from pixgen_common.cursors import Cursors
from pixgen_common.derived_keys import derived_key
from sqlalchemy import Engine

from pixgen_synthesis.augment import Augment
from pixgen_synthesis.catalog import Catalog
from pixgen_synthesis.serving import Serving
from pixgen_synthesis.settings import NAME, Settings
from pixgen_synthesis.trainer import Trainer

EXTENSION = "pixgen_synthesis"


@dataclass(frozen=True)
class Context:
    """The parts that use cases are given.

    Args:
        settings: the service's settings.
        engine: the database, as the service's role.
        cursors: seals the positions that pages go on from.
        catalog: the catalog over gRPC.
        augment: the augment service over gRPC.
        trainer: the gan-trainer over gRPC.
        serving: TensorFlow Serving over REST.
        previewing: taken by each preview while its picture is made.
        streaming: taken by each open event stream.
    """

    settings: Settings
    engine: Engine
    cursors: Cursors
    catalog: Catalog
    augment: Augment
    trainer: Trainer
    serving: Serving
    previewing: threading.BoundedSemaphore
    streaming: threading.BoundedSemaphore


def engine_of(settings: Settings) -> Engine:
    """The database; it connects when it is first used. Args: settings. Returns: the engine."""
    return database.engine(
        settings.synthesis_database_url.get_secret_value(),
        name="pixgen-synthesis",
        pool_size=settings.synthesis_pool_size,
    )


def build(settings: Settings) -> Context:
    """Makes the parts; nothing connects yet.

    Args:
        settings: the service's settings.

    Returns:
        The parts.
    """
    return Context(
        settings=settings,
        engine=engine_of(settings),
        cursors=Cursors(derived_key(settings.synthesis_key_secret, NAME, "cursors")),
        catalog=Catalog(settings),
        augment=Augment(settings),
        trainer=Trainer(settings),
        serving=Serving(settings),
        previewing=threading.BoundedSemaphore(settings.preview_at_once),
        streaming=threading.BoundedSemaphore(settings.events_at_once),
    )


def context() -> Context:
    """The parts that serve the request in progress."""
    found: Context = current_app.extensions[EXTENSION]
    return found
