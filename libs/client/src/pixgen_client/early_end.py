"""What ends a run over many files before its last one, told the same way by whatever runs over them."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Protocol

from pixgen_client.errors import ClientError, Stopped


class Ending(Protocol):
    """How a run ended.

    Attributes:
        ended_by: what ended it early, if anything did.
        interrupted: the user ended it.
    """

    ended_by: ClientError | None
    interrupted: bool


@contextmanager
def noting_an_early_end(run: Ending, folder: Path, pool: Executor, stop: Event) -> Iterator[None]:
    """While inside, jobs of a pool write into a folder; whatever ends that is noted and ends the other jobs.

    Args:
        run: gets to know what ended it.
        folder: named when it cannot be written to.
        pool: closed at the end.
        stop: has the jobs give up; set at the end.
    """
    try:
        yield
    except KeyboardInterrupt:
        run.interrupted = True
    except Stopped:
        pass
    except ClientError as error:
        run.ended_by = error
    except OSError as error:
        run.ended_by = ClientError(f"{folder}: {error.strerror}.")
    finally:
        # Ends the other jobs; harmless when all are done.
        stop.set()
        pool.shutdown(wait=not run.interrupted, cancel_futures=True)
