"""`SERVICE migrate`: the command that changes a schema, the same for every service that has one."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pixgen_common.command_line import with_exit_codes
from pixgen_common.errors import Code, PixGenError
from pixgen_common.migrations import Migrations


@dataclass(frozen=True)
class Target:
    """Which database, as whom, and for whom.

    Args:
        url: the database as the role that owns it; None when it was not given.
        app_role: the role that the server connects with.
        variable: the setting that gives the URL.
    """

    url: str | None
    app_role: str
    variable: str


def migrate_command(migrations: Migrations, target: Callable[[], Target]) -> click.Command:
    """Makes the command.

    Args:
        migrations: of the service's schema.
        target: reads the settings when a database is needed; raises click.UsageError.

    Returns:
        A command ``migrate``.
    """

    @click.command("migrate", short_help="Bring the database's schema up to date.")
    @click.option("--dry-run", is_flag=True, help="Print the SQL that would run; change nothing.")
    @click.option(
        "--check",
        is_flag=True,
        help="Only say whether tables and migrations are in step; needs no database.",
    )
    @click.option("--write-schema", is_flag=True, help="Developers: write migrations/schema.sql anew.")
    @with_exit_codes
    def migrate(*, dry_run: bool, check: bool, write_schema: bool) -> None:
        if write_schema:
            click.echo(f"Wrote {migrations.write_schema()}.")
        elif check:
            _check(migrations)
        else:
            _upgrade(migrations, target(), dry_run=dry_run)

    migrate.help = (
        f"Brings the schema `{migrations.schema}` up to date and gives the server's role its rights.\n\n"
        "It connects as the database's owner. Running it again, or twice at once, changes nothing.\n\n"
        f"\b\n  {migrations.command} migrate            upgrade\n"
        f"  {migrations.command} migrate --dry-run  see the SQL first"
    )
    return migrate


def _check(migrations: Migrations) -> None:
    if (problem := migrations.out_of_step()) is not None:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(2)
    click.echo(f"Tables and migrations are in step, at revision {migrations.head()}.")


def _upgrade(migrations: Migrations, target: Target, *, dry_run: bool) -> None:
    if target.url is None:
        message = f"{target.variable} is not set: give the database as the role that owns it."
        raise click.UsageError(message)
    try:
        if dry_run:
            click.echo(migrations.pending_sql(target.url) or "-- The database is up to date.")
            return
        before, after = migrations.upgrade(target.url, target.app_role)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OperationalError as error:
        message = "The database cannot be reached as its owner. Is it running, and is the address right?"
        raise PixGenError(Code.UNAVAILABLE, message, reason="database.unavailable") from error
    except SQLAlchemyError as error:
        message = f"The migration failed; nothing was changed: {error}"
        raise PixGenError(Code.INTERNAL, message, reason="migration.failed") from error
    click.echo(f"The schema is at revision {after} (it was {before or 'empty'}).")
