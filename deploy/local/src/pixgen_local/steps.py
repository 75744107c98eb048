"""How far starting has come: for the terminal, and for the page that answers until the real ones do."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class Steps:
    """The steps of one start.

    Args:
        names: All steps in their order.
        status_file: Where the start-up page reads them.
    """

    def __init__(self, names: Sequence[str], status_file: Path) -> None:
        self._steps = {name: {"name": name, "state": "waiting", "detail": ""} for name in names}
        self._file = status_file
        self._began = time.monotonic()
        self._lock = threading.Lock()  # the pages are built beside everything else
        self._write()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Mark a step as running, then as done, or as failed when it raises."""
        self.update(name, "running")
        try:
            yield
        except Exception as error:
            self.update(name, "failed", str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise
        self.update(name, "done")
        print(f"[{time.monotonic() - self._began:5.1f} s] {name}: ready", flush=True)

    def update(self, name: str, state: str, detail: str = "") -> None:
        """Change what is shown of a step."""
        with self._lock:
            self._steps[name] = {"name": name, "state": state, "detail": detail}
            self._write()

    def _write(self) -> None:
        aside = self._file.with_name(f"{self._file.name}.new")
        aside.write_text(json.dumps({"steps": list(self._steps.values())}), encoding="utf-8")
        aside.rename(self._file)


def unfinished(status_file: Path) -> list[dict[str, str]]:
    """Steps of the last start that are not done: ``name``, ``state``, ``detail``. Args: the file."""
    if not status_file.exists():
        return []
    steps: list[dict[str, str]] = json.loads(status_file.read_text(encoding="utf-8"))["steps"]
    return [step for step in steps if step["state"] != "done"]
