"""The worker's own thread: reconciles and erases at a steady pace, slower while something is away."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta

from pixgen_common.errors import PixGenError
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectStore

from pixgen_upload.catalog import Catalog
from pixgen_upload.erase import Erasure
from pixgen_upload.reconcile import Reconciler
from pixgen_upload.registration import Registration
from pixgen_upload.settings import Settings
from pixgen_upload.store import PictureStore

# Rounds that failed double the pause, up to this many times the usual one.
_SLOWEST = 3


def parts(settings: Settings) -> tuple[Reconciler, Erasure]:
    """The two jobs with adapters of their own. Args: settings. Returns: reconciler and erasure."""
    store = PictureStore(ObjectStore(settings), settings.images_bucket)
    catalog = Catalog(settings)
    abandoned = timedelta(seconds=settings.abandoned_seconds)
    return Reconciler(store, Registration(store, catalog), abandoned), Erasure(store, catalog)


def start(settings: Settings) -> Callable[[], None]:
    """Starts the thread; called in the worker, after the fork.

    Args:
        settings: the service's settings.

    Returns:
        A function that ends it, waiting for the step in progress.
    """
    ending = threading.Event()
    thread = threading.Thread(target=_work, args=(settings, ending), name="reconciler", daemon=True)
    thread.start()

    def stop() -> None:
        ending.set()
        thread.join(settings.shutdown_seconds)

    return stop


def _work(settings: Settings, ending: threading.Event) -> None:
    reconciler, erasure = parts(settings)
    pause = settings.reconcile_seconds
    # Replicas started together should not walk through the bucket in step.
    while not ending.wait(pause * random.uniform(0.5, 1.0)):  # noqa: S311 - no secret
        fine = _step("reconcile", lambda: reconciler.run().failed == 0)
        fine = _step("erase", lambda: erasure.run() is not None) and fine
        slowest = settings.reconcile_seconds * _SLOWEST
        pause = settings.reconcile_seconds if fine else min(pause * 2, slowest)


def _step(name: str, action: Callable[[], bool]) -> bool:
    """Runs one job; whatever goes wrong in a round is told, and the next round comes."""
    try:
        return action()
    except PixGenError as error:
        logger().warning("background.failed", job=name, reason=error.reason)
    except Exception as error:
        logger().error("background.crashed", job=name, exc_info=error)
    return False
