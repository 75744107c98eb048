"""All state of a training as one file, checked when it is read."""

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen_gan_trainer.store import CHECKPOINTS, RunStore

_KEPT = 2
_SHA256_BYTES = 32


def save(store: RunStore, step: int, state: Sequence[NDArray[Any]]) -> None:
    """Keeps the state before a step, and the one before it.

    Args:
        store: of the run.
        step: the next step to take.
        state: all arrays, in the trainer's order.
    """
    out = io.BytesIO()
    arrays: dict[str, Any] = {f"{number:04d}": array for number, array in enumerate(state)}
    np.savez(out, **arrays)
    data = out.getvalue()
    store.write(f"{CHECKPOINTS}{step:09d}.npz", hashlib.sha256(data).digest() + data)
    for name in store.names(CHECKPOINTS)[:-_KEPT]:
        store.delete(name)


def newest(store: RunStore) -> tuple[int, list[NDArray[Any]]] | None:
    """The newest checkpoint that is whole; a damaged one is passed over.

    Args:
        store: of the run.

    Returns:
        The next step and the arrays, or None when there is no checkpoint.
    """
    for name in reversed(store.names(CHECKPOINTS)):
        data = store.read(name) or b""
        digest, body = data[:_SHA256_BYTES], data[_SHA256_BYTES:]
        if body and hashlib.sha256(body).digest() == digest:
            with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
                return int(name[len(CHECKPOINTS) : -len(".npz")]), [arrays[key] for key in sorted(arrays)]
    return None
