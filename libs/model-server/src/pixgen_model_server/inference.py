"""The three inference methods: find the model, hold it, run it."""

from typing import Any

from pixgen_model_server import classify, predict, regress
from pixgen_model_server.core import Core
from pixgen_model_server.status import invalid

_RUNS = {"predict": predict.run, "classify": classify.run, "regress": regress.run}


def infer(core: Core, method: str, request: Any, timeout_ms: int) -> Any:
    """Answers one request.

    Args:
        core: the server's core.
        method: ``predict``, ``classify`` or ``regress``.
        request: that method's message.
        timeout_ms: longest time; 0 is no limit.

    Returns:
        The method's response.

    Raises:
        ServingError: as TensorFlow Serving words it.
    """
    if not request.HasField("model_spec"):
        raise invalid("Missing ModelSpec")
    with core.serving(request.model_spec) as (version, bundle):
        return _RUNS[method](bundle, version, request, timeout_ms)
