"""A run's events for the person at the terminal."""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_SHOWN = ("kid", "fid", "recall", "diversity_ratio", "nearest_ratio_median")


class Terminal:
    """Shows a bar while steps go by, and a line for each evaluation and alarm.

    Args:
        steps: length of the run.
    """

    def __init__(self, steps: int) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f} pictures/s, losses {task.fields[losses]}"),
            TimeRemainingColumn(),
            console=self._console,
        )
        self._task = self._bar.add_task("training", total=steps, rate=0.0, losses="-")

    def __enter__(self) -> "Terminal":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, kind: str, fields: dict[str, Any]) -> None:
        """Takes an event. Args: its kind, its fields."""
        if kind == "progress":
            losses = f"D {fields['d_loss']:.2f} G {fields['g_loss']:.2f}"
            self._bar.update(
                self._task, completed=fields["step"], rate=fields["images_per_second"], losses=losses
            )
        elif kind == "measures":
            shown = ", ".join(f"{name} {fields[name]:.3g}" for name in _SHOWN)
            self._console.print(f"step {fields['step']}: {shown} (features: {fields['features']})")
        elif kind == "alarm":
            self._console.print(f"[yellow]{fields['alarm']}[/yellow]: {fields['text']}")
