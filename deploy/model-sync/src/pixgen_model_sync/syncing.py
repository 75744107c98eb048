"""Follows what is published: brings new versions, removes those that were taken back."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import urllib3
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.model_store import Published, PublishedVersion, published_key, read_document
from pixgen_common.objectstore import ObjectStore

from pixgen_model_sync.copying import copy_version
from pixgen_model_sync.places import ModelPlace
from pixgen_model_sync.settings import Settings

_LONGEST_PAUSE = 60.0


@dataclass
class _Followed:
    """One model: where it goes, what was last seen, and which versions are not tried again yet."""

    name: str
    place: ModelPlace
    etag: str = ""
    expected: set[int] = field(default_factory=set)
    tries: dict[PublishedVersion, int] = field(default_factory=dict)
    not_before: dict[PublishedVersion, float] = field(default_factory=dict)


class Sync:
    """Keeps the directory equal to what is published; whatever goes wrong leaves it as it is.

    Args:
        settings: which models, where from, where to.
        now: a clock that only goes forward, in seconds.
    """

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._store = ObjectStore(settings)
        self._models = [
            _Followed(name, ModelPlace(settings.sync_directory / name)) for name in settings.models
        ]

    def run(self, ended: Event) -> None:
        """Polls until it is told to end.

        Args:
            ended: set it to end.

        Raises:
            PixGenError: CONFLICT ``sync.running``: another one serves this directory.
        """
        with _alone(self._settings.sync_directory):
            for model in self._models:
                model.place.clear()
            logger().info("sync.started", models=self._settings.models)
            while not ended.is_set():
                self.once()
                ended.wait(self._settings.sync_poll_seconds)

    def once(self) -> bool:
        """Looks once at every model. Returns: whether all of them are as published."""
        outcomes = [self._follow(model) for model in self._models]
        return all(outcomes)

    def _follow(self, model: _Followed) -> bool:
        try:
            return self._apply(model)
        except PixGenError as error:
            logger().warning("sync.unchanged", model=model.name, reason=error.reason)
        except (OSError, urllib3.exceptions.HTTPError) as error:
            logger().warning("sync.unchanged", model=model.name, reason=type(error).__name__)
        return False

    def _apply(self, model: _Followed) -> bool:
        bucket, key = self._settings.models_bucket, published_key(model.name)
        found = self._store.stat(bucket, key)
        if found is None:  # never published, or somebody removed the list: neither is a retraction
            return True
        on_disk = model.place.versions()
        if found.etag and found.etag == model.etag and on_disk == model.expected:
            return True
        versions = read_document(Published, self._store.get(bucket, key)).versions
        wanted = versions[: self._settings.sync_versions]
        brought = [self._bring(model, entry) for entry in wanted]  # first: what goes is replaced by then
        self._retire(model, on_disk - {entry.version for entry in versions}, "sync.retracted")
        if not all(brought):
            return False
        model.expected = {entry.version for entry in wanted}
        self._retire(model, model.place.versions() - model.expected, "sync.superseded")
        model.etag = found.etag
        model.tries.clear()
        return True

    def _retire(self, model: _Followed, versions: set[int], event: str) -> None:
        for version in versions:
            model.place.retire(version)
            logger().info(event, model=model.name, version=version)

    def _bring(self, model: _Followed, entry: PublishedVersion) -> bool:
        """Has one version on disk; one that failed is tried again after 1, 2, 4 ... 60 seconds."""
        if model.place.holds(entry.version, entry.manifest_sha256):
            return True
        if self._now() < model.not_before.get(entry, 0):
            return False
        try:
            copy_version(self._store, self._settings.models_bucket, model.name, entry, model.place)
        except (PixGenError, OSError, urllib3.exceptions.HTTPError) as error:
            reason = error.reason if isinstance(error, PixGenError) else type(error).__name__
            logger().error("sync.refused", model=model.name, version=entry.version, reason=reason)
            tries = model.tries[entry] = model.tries.get(entry, 0) + 1
            model.not_before[entry] = self._now() + min(2.0 ** (tries - 1), _LONGEST_PAUSE)
            return False
        logger().info("sync.brought", model=model.name, version=entry.version)
        return True


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Two processes on one directory would remove each other's copies."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".sync.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PixGenError(
                Code.CONFLICT, "Another model-sync serves this directory.", reason="sync.running"
            ) from error
        yield
