"""The options that say what an altered picture is to be; the same for one's own files and for orders."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pixgen_client.fields import TONE_GROUPS

Command = TypeVar("Command", bound=Callable[..., Any])
METHODS = ("TONE", "NEURAL", "HYBRID")


def wish_options(command: Command) -> Command:
    """Gives a command the options; they arrive as ita, tone_group, style, method, strength. Args: it."""
    for option in reversed(
        (
            click.option("--ita", type=click.FloatRange(-90, 90), help="Target skin tone in degrees (ITA)."),
            click.option("--tone-group", type=click.Choice(TONE_GROUPS), help="Target skin tone as a group."),
            click.option("--style", help="Target by the name of a style, such as monk-7."),
            click.option(
                "--method",
                type=click.Choice(METHODS, case_sensitive=False),
                default="TONE",
                show_default=True,
                help="TONE invents nothing; NEURAL and HYBRID use a network.",
            ),
            click.option(
                "--strength",
                type=click.FloatRange(0, 1),
                default=1.0,
                show_default=True,
                help="0 leaves the picture, 1 reaches the target.",
            ),
        )
    ):
        command = option(command)
    return command


def target_of(ita: float | None, tone_group: str | None, style: str | None) -> dict[str, Any] | None:
    """The target that was given.

    Args:
        ita: degrees.
        tone_group: Del Bino.
        style: a name.

    Returns:
        As the server takes it; None when none was given.

    Raises:
        click.UsageError: more than one was given.
    """
    given = {"ita_deg": ita, "tone_group": tone_group, "style": style}
    found = {name: value for name, value in given.items() if value is not None}
    if len(found) > 1:
        raise click.UsageError("Give one of --ita, --tone-group and --style.")
    return found or None
