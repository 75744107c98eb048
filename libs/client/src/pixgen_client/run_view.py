"""How a training run is shown: a bar that moves, and a line for what is to be known."""

from collections.abc import Mapping
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pixgen_client.invocation import Invocation
from pixgen_client.run_events import Event, follow
from pixgen_client.transport import Transport

PATH = "/v1/training-runs"
# Of an evaluation, what is read first.
_SHOWN = ("kid", "fid", "recall", "diversity_ratio", "nearest_ratio_median")


def watch(invocation: Invocation, transport: Transport, run_id: str) -> dict[str, Any]:
    """Shows a run until it has ended.

    Args:
        invocation: how to print.
        transport: the way to the server.
        run_id: which.

    Returns:
        The run as it is then.
    """
    address = f"{PATH}/{run_id}"
    run = transport.get(address)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    hidden = invocation.notes.quiet or not invocation.notes.is_terminal
    with Progress(*columns, console=invocation.notes, transient=True, disable=hidden) as progress:
        task = progress.add_task(run["state"], total=run["steps"] or None, completed=run["step"], rate="")

        def tell(event: Event) -> None:
            if event.kind == "progress":
                rate = event.data.get("images_per_second")
                shown = f"{rate:.0f} images/s" if isinstance(rate, int | float) else ""
                progress.update(task, completed=event.data.get("step"), rate=shown)
            elif event.kind == "state":
                progress.update(task, description=str(event.data.get("state")))
            if words := in_words(event):
                invocation.note(words)

        follow(transport, f"{address}/events", tell)
    return transport.get(address)


def in_words(event: Event) -> str:
    """An event as a line for people. Args: the event. Returns: it; empty when there is nothing to say."""
    data = event.data
    match event.kind:
        case "measures":
            return f"step {data.get('step')}: {measures_in_words(data)}"
        case "alarm":
            return f"step {data.get('step')}: {data.get('alarm')}: {data.get('text')}"
        case "state":
            reason = f" ({data['reason']})" if data.get("reason") else ""
            return f"{data.get('state')}{reason}"
    return ""


def measures_in_words(measures: Mapping[str, Any]) -> str:
    """An evaluation in a line. Args: measures by name. Returns: those that are read first."""
    found = [(name, measures.get(name)) for name in _SHOWN]
    words = [f"{name} {value:.3g}" for name, value in found if isinstance(value, int | float)]
    return ", ".join(words) or "not measured yet"


def print_end(invocation: Invocation, run: Mapping[str, Any]) -> int:
    """Says how a run ended.

    Args:
        invocation: how to print.
        run: the run.

    Returns:
        Exit code: 0 when it is complete.
    """
    words = [f"{run['run_id']}: {run['state']}", run["reason"] or "", f"step {run['step']}"]
    words += [measures_in_words(run["measures"])] if run["measures"] else []
    words += [f"model {run['spec']['model']}, version {run['version']}"] if run["version"] else []
    invocation.answer(run, "; ".join(word for word in words if word))
    return 0 if run["state"] == "completed" else 1
