"""What operators' commands share: settings from the environment, errors as exit codes."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from pixgen_common.errors import Code, PixGenError

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=BaseSettings)
WRONG_INPUT = 2
_OUR_SIDE = {Code.INTERNAL, Code.UNAVAILABLE, Code.DEADLINE}


def settings_from_environment(kind: type[S]) -> S:
    """Settings from the environment.

    Args:
        kind: the settings class.

    Returns:
        The settings.

    Raises:
        click.UsageError: a setting is missing or wrong; each is named.
    """
    try:
        return kind()
    except ValidationError as error:
        wrong = "\n".join(
            f"  PIXGEN_{'.'.join(map(str, entry['loc'])).upper()}: {entry['msg']}"
            for entry in error.errors(include_url=False, include_input=False)
        )
        message = f"The environment lacks something, or holds something wrong:\n{wrong}"
        raise click.UsageError(message) from error


def with_exit_codes(command: Callable[P, R]) -> Callable[P, R]:
    """Lets a command end with 2 and a sentence on wrong input, and with 1 when our side fails.

    Args:
        command: raises PixGenError.

    Returns:
        The command to register.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PixGenError as error:
            click.echo(f"Error: {error.detail}", err=True)
            for field in error.fields:
                click.echo(f"  {field.field} {field.message}", err=True)
            sys.exit(1 if error.code in _OUR_SIDE else WRONG_INPUT)

    return guarded
