"""One version of one model, from its discovery to its end."""

from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from threading import Event

from pixgen_model_server.bundle import Bundle
from pixgen_model_server.status import ServingError


class State(IntEnum):
    """The states of get_model_status.proto, with its numbers."""

    START = 10
    LOADING = 20
    AVAILABLE = 30
    UNLOADING = 40
    END = 50


@dataclass
class Servable:
    """A version; the manager's lock guards it.

    Args:
        model: the model's name.
        version: its number.
        path: its directory.
    """

    model: str
    version: int
    path: Path
    aspired: bool = True
    state: State = State.START
    health: ServingError | None = None
    bundle: Bundle | None = None
    in_use: int = 0
    unwanted: Event = field(default_factory=Event)

    def __str__(self) -> str:
        return f"{{name: {self.model} version: {self.version}}}"
