"""The options by which pictures are chosen; the same for `search` and `download`."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from pixgen_client.fields import (
    ANATOM_SITES,
    FITZPATRICK,
    IMAGE_TYPES,
    LICENSES,
    MANIPULATIONS,
    STATUSES,
    TONE_GROUPS,
)
from pixgen_client.transport import Transport

Command = TypeVar("Command", bound=Callable[..., Any])
PAGE = 100

# Option, query parameter, type, help. Each may be given several times: any of them is meant.
_FILTERS: tuple[tuple[str, str, click.ParamType[Any], str], ...] = (
    ("--tone|--tone-group", "tone_group", click.Choice(TONE_GROUPS), "Measured skin tone."),
    ("--fitzpatrick", "fitzpatrick", click.Choice(FITZPATRICK), "Fitzpatrick skin type."),
    ("--monk", "monk", click.IntRange(1, 10), "Monk skin tone."),
    ("--condition", "condition", click.STRING, "Condition id; `pixgen conditions WORDS` finds it."),
    ("--site", "site", click.Choice(ANATOM_SITES), "Where on the body."),
    ("--image-type", "image_type", click.Choice(IMAGE_TYPES), "How it was taken."),
    ("--manipulation", "manipulation", click.Choice(MANIPULATIONS), "Capture, altered or synthetic."),
    ("--license", "license", click.Choice(LICENSES), "Under which it may be used."),
    ("--status", "status", click.Choice(STATUSES), "State of review."),
)


def filter_options(command: Command) -> Command:
    """Gives a command the options; they arrive as one dict ``filters``. Args: it. Returns: it."""
    command = click.option(
        "--text", "-t", "q", callback=_keep, expose_value=False, help="Words to look for."
    )(command)
    for option, name, kind, words in reversed(_FILTERS):
        command = click.option(
            *option.split("|"),
            name,
            type=kind,
            multiple=True,
            callback=_keep,
            expose_value=False,
            help=f"{words} Repeat for several.",
        )(command)
    return command


def chosen(context: click.Context) -> dict[str, Any]:
    """The filters that were given. Args: the command's context. Returns: query parameters."""
    found: dict[str, Any] = context.meta.get("pixgen.filters", {})
    return found


def pages(transport: Transport, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All pages of a search, one in memory at a time.

    Args:
        transport: the way to the server.
        query: filters, sort and limit.

    Yields:
        Answers of ``GET /v1/images``.

    Raises:
        ClientError: the server refuses.
    """
    cursor = None
    while True:
        page = transport.get("/v1/images", {**query, **({"cursor": cursor} if cursor else {})})
        yield page
        if not (cursor := page.get("next_cursor")):
            return


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value:
        given = list(value) if isinstance(value, tuple) else value
        context.meta.setdefault("pixgen.filters", {})[parameter.name] = given
