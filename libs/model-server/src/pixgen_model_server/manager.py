"""Loads and unloads versions so that a model stays available (availability_preserving_policy.cc)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock, Thread

from pixgen_common.logging import logger

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.options import Options
from pixgen_model_server.servable import Servable, State
from pixgen_model_server.source import Versions
from pixgen_model_server.status import Code, ServingError, from_tensorflow
from pixgen_model_server.warmup import warm_up


class Manager:
    """Every version that is wanted, loading, served or going.

    Args:
        options: how often a load is tried, and which tags are loaded.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._changed = Condition()
        self._one_load = Lock()
        self._managed: dict[str, dict[int, Servable]] = {}
        self._seen: dict[str, dict[int, Servable]] = {}  # ended ones too: GetModelStatus tells of them

    def aspire(self, model: str, versions: Versions) -> None:
        """Says which versions of a model shall be served. Args: the model; numbers and directories."""
        with self._changed:
            held = self._managed.setdefault(model, {})
            for servable in list(held.values()):
                servable.aspired = servable.version in versions
                if not servable.aspired:
                    servable.unwanted.set()
                    if servable.state is State.END:
                        del held[servable.version]
            for version in versions.keys() - held.keys():
                held[version] = Servable(model, version, versions[version])
                self._seen.setdefault(model, {})[version] = held[version]
            self._advance(model)

    @contextmanager
    def serving(self, model: str, version: int | None) -> Iterator[tuple[int, Bundle]]:
        """Holds a version while it is used: it is not unloaded meanwhile.

        Args:
            model: the model.
            version: its number; None is the highest that is available.

        Yields:
            The version's number and the loaded model.

        Raises:
            ServingError: NOT_FOUND.
        """
        with self._changed:
            ready = {v: s for v, s in self._managed.get(model, {}).items() if s.state is State.AVAILABLE}
            chosen = ready.get(max(ready, default=0) if version is None else version)
            if chosen is None or chosen.bundle is None:
                asked = f"Latest({model})" if version is None else f"Specific({model}, {version})"
                raise ServingError(Code.NOT_FOUND, f"Servable not found for request: {asked}")
            chosen.in_use += 1
        try:
            yield chosen.version, chosen.bundle
        finally:
            with self._changed:
                chosen.in_use -= 1
                self._changed.notify_all()

    def states(self, model: str) -> dict[int, tuple[State, ServingError | None]]:
        """All versions that this process has ever seen. Args: the model. Returns: state and health."""
        with self._changed:
            return {v: (s.state, s.health) for v, s in self._seen.get(model, {}).items()}

    def wait(self, models: Iterable[str], still_wanted: Callable[[], bool]) -> list[Servable]:
        """Waits until each model has an available version or nothing but failed ones.

        Args:
            models: their names.
            still_wanted: asked often; False ends the waiting.

        Returns:
            The failed versions of models that have no available one.

        Raises:
            ServingError: CANCELLED when nobody waits any more.
        """
        with self._changed:
            while True:
                failed = [self._failed(model) for model in models]
                if all(one is not None for one in failed):
                    return [servable for one in failed for servable in one or []]
                if not still_wanted():
                    raise ServingError(Code.CANCELLED, "The wait for models was given up")
                self._changed.wait(0.1)

    def close(self) -> None:
        """Takes everything out of service."""
        for model in list(self._managed):
            self.aspire(model, {})

    def _failed(self, model: str) -> list[Servable] | None:
        held = self._managed.get(model, {}).values()
        if any(servable.state is State.AVAILABLE for servable in held):
            return []
        ended = [servable for servable in held if servable.state is State.END]
        return ended if ended and len(ended) == len(held) else None

    def _advance(self, model: str) -> None:
        """Begins what may be done now; the caller holds the lock."""
        held = self._managed[model].values()
        wanted = [servable for servable in held if servable.aspired]
        if not wanted or any(servable.state is State.AVAILABLE for servable in wanted):
            for servable in held:
                if not servable.aspired and servable.state is State.AVAILABLE:
                    self._begin(servable, State.UNLOADING, self._unload)
        for servable in sorted(wanted, key=lambda one: -one.version):
            if servable.state is State.START:
                self._begin(servable, State.LOADING, self._load)
        self._changed.notify_all()

    def _begin(self, servable: Servable, state: State, work: Callable[[Servable], None]) -> None:
        servable.state = state
        name = f"{work.__name__.strip('_')}-{servable.model}-{servable.version}"
        Thread(target=work, args=(servable,), name=name, daemon=True).start()

    def _load(self, servable: Servable) -> None:
        pause = self._options.load_retry_interval_micros / 1e6
        failure: ServingError | None = None
        for tries in range(self._options.max_num_load_retries + 1):
            if tries and servable.unwanted.wait(pause):
                break
            try:
                with self._one_load:
                    bundle = self._loaded(servable)
            except ServingError as error:
                failure = error
                logger().error(
                    "model.load_failed", model=servable.model, version=servable.version, code=error.code.name
                )
                continue
            self._settle(servable, State.AVAILABLE, bundle, None)
            return
        self._settle(servable, State.END, None, failure)

    def _loaded(self, servable: Servable) -> Bundle:
        bundle = Bundle(str(servable.path), self._options.saved_model_tags.split(","))
        try:
            warm_up(bundle, servable.path)
        except ServingError:
            bundle.close()
            raise
        except Exception as error:  # a record may hold anything
            bundle.close()
            raise from_tensorflow(error) from error
        return bundle

    def _unload(self, servable: Servable) -> None:
        with self._changed:
            self._changed.wait_for(lambda: servable.in_use == 0)
        if servable.bundle is not None:
            servable.bundle.close()
        self._settle(servable, State.END, None, None)

    def _settle(
        self, servable: Servable, state: State, bundle: Bundle | None, health: ServingError | None
    ) -> None:
        with self._changed:
            servable.state, servable.bundle, servable.health = state, bundle, health
            if state is State.END and not servable.aspired:
                self._managed[servable.model].pop(servable.version, None)
            self._advance(servable.model)
        logger().info("model.state", model=servable.model, version=servable.version, state=state.name.lower())
