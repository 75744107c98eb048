"""The server's core: its configuration, the polling of base paths, and who answers a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Any

from pixgen_common.logging import logger
from tensorflow_serving.config import model_server_config_pb2 as pb

from pixgen_model_server import config
from pixgen_model_server.bundle import Bundle
from pixgen_model_server.manager import Manager
from pixgen_model_server.options import Options
from pixgen_model_server.servable import Servable, State
from pixgen_model_server.source import aspired
from pixgen_model_server.status import Code, ServingError, invalid


class Core:
    """Serves what a ModelServerConfig lists.

    Args:
        options: the flags.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._reloading, self._polling = Lock(), Lock()
        self._poll_now, self._ended = Event(), Event()
        self._config: Any = pb.ModelServerConfig()
        self._sources: list[Any] = []
        self._labels: dict[tuple[str, str], int] = {}
        self.manager = Manager(options)
        self._poller = Thread(target=self._poll, name="poll", daemon=True)
        self._poller.start()

    def reload(self, new: Any, still_wanted: Callable[[], bool], what: str = "model") -> None:
        """Replaces the whole set of models and waits for those that are new.

        Args:
            new: a ModelServerConfig with a model_config_list.
            still_wanted: False ends the waiting.
            what: the word for what did not become available.

        Raises:
            ServingError: the configuration cannot be, or a new model could not be loaded.
        """
        with self._reloading:
            config.check(new, self._config)
            accepted = pb.ModelServerConfig.FromString(new.SerializeToString())
            labels = self._new_labels(accepted)
            config.check_platforms(accepted)
            self._config, self._labels = accepted, labels
            models = list(accepted.model_config_list.config)
            with self._polling:
                before = {model.name for model in self._sources}
                names = {model.name for model in models}
                self._sources = models
                for gone in before - names:
                    self.manager.aspire(gone, {})
            self._poll_now.set()
            failed = self.manager.wait(sorted(names - before), still_wanted)
            if failed:
                raise ServingError(Code.UNKNOWN, _unavailable(failed, what))

    @contextmanager
    def serving(self, spec: Any) -> Iterator[tuple[int, Bundle]]:
        """Holds the version that a request names.

        Args:
            spec: a ModelSpec.

        Yields:
            The version's number and the loaded model.

        Raises:
            ServingError: INVALID_ARGUMENT or NOT_FOUND.
        """
        if not spec.name:
            raise invalid("ModelSpec has no name specified.")
        version = None
        match spec.WhichOneof("version_choice"):
            case "version":
                version = spec.version.value
            case "version_label":
                version = self._labels.get((spec.name, spec.version_label))
                if version is None:
                    raise invalid(f"Unrecognized servable version label: {spec.version_label}")
        with self.manager.serving(spec.name, version) as held:
            yield held

    def stop(self) -> None:
        """Ends the polling and takes every model out of service."""
        self._ended.set()
        self._poll_now.set()
        self._poller.join(10)
        self.manager.close()

    def _new_labels(self, accepted: Any) -> dict[tuple[str, str], int]:
        labels = {}
        for model in accepted.model_config_list.config:
            states = self.manager.states(model.name)
            for label, version in model.version_labels.items():
                key = (model.name, label)
                may_wait = self._options.allow_version_labels_for_unavailable_models
                may_wait = may_wait and self._labels.get(key, version) == version
                if not may_wait and states.get(version, (State.END, None))[0] is not State.AVAILABLE:
                    raise ServingError(
                        Code.FAILED_PRECONDITION,
                        f"Request to assign label to version {version} of model {model.name}, "
                        "which is not currently available for inference",
                    )
                labels[key] = version
        return labels

    def _poll(self) -> None:
        pause = self._options.file_system_poll_wait_seconds
        while not self._ended.is_set():
            if pause >= 0 or self._poll_now.is_set():
                self._poll_now.clear()
                self._look()
            self._poll_now.wait(pause if pause > 0 else None)

    def _look(self) -> None:
        with self._polling:
            try:
                found = aspired(self._sources)
            except ServingError as error:
                logger().warning("source.unreadable", code=error.code.name)
                return
            for model, versions in found.items():
                self.manager.aspire(model, versions)


def _unavailable(failed: list[Servable], what: str) -> str:
    told = "".join(f"{{{one} due to error: {one.health}}}, " for one in failed)
    return f"{len(failed)} {what}(s) did not become available: {{{told}}}"
