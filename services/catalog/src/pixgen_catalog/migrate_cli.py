"""`catalog migrate`: brings the database's schema up to date."""

import sys

import click
from pixgen_common.errors import Code, PixGenError
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pixgen_catalog import migrate as migrations
from pixgen_catalog.command_line import with_exit_codes
from pixgen_catalog.migration_settings import MigrationSettings


@click.command(short_help="Bring the database's schema up to date.")
@click.option("--dry-run", is_flag=True, help="Print the SQL that would run; change nothing.")
@click.option(
    "--check", is_flag=True, help="Only say whether tables and migrations are in step; needs no database."
)
@click.option("--write-schema", is_flag=True, help="Developers: write migrations/schema.sql anew.")
@with_exit_codes
def migrate(*, dry_run: bool, check: bool, write_schema: bool) -> None:
    """Brings the schema `catalog` up to date and gives the server's role its rights.

    It connects as the database's owner (PIXGEN_CATALOG_MIGRATION_URL) and grants to
    PIXGEN_CATALOG_APP_ROLE. Running it again, or twice at once, changes nothing.

    \b
      catalog migrate            upgrade
      catalog migrate --dry-run  see the SQL first
    """  # noqa: D301 - click wants the character itself
    if write_schema:
        click.echo(f"Wrote {migrations.write_schema()}.")
    elif check:
        _check()
    else:
        _upgrade(dry_run=dry_run)


def _check() -> None:
    if (problem := migrations.out_of_step()) is not None:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(2)
    click.echo(f"Tables and migrations are in step, at revision {migrations.head()}.")


def _upgrade(*, dry_run: bool) -> None:
    settings = _settings()
    if settings.catalog_migration_url is None:
        message = "PIXGEN_CATALOG_MIGRATION_URL is not set: give the database as the role that owns it."
        raise click.UsageError(message)
    url = settings.catalog_migration_url.get_secret_value()
    try:
        if dry_run:
            click.echo(migrations.pending_sql(url) or "-- The database is up to date.")
            return
        before, after = migrations.upgrade(url, settings.catalog_app_role)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OperationalError as error:
        message = "The database cannot be reached as its owner. Is it running, and is the address right?"
        raise PixGenError(Code.UNAVAILABLE, message, reason="database.unavailable") from error
    except SQLAlchemyError as error:
        message = f"The migration failed; nothing was changed: {error}"
        raise PixGenError(Code.INTERNAL, message, reason="migration.failed") from error
    click.echo(f"The schema is at revision {after} (it was {before or 'empty'}).")


def _settings() -> MigrationSettings:
    try:
        return MigrationSettings()
    except ValidationError as error:
        wrong = "; ".join(f"{entry['loc'][0]}: {entry['msg']}" for entry in error.errors(include_input=False))
        message = f"The environment is wrong: {wrong}"
        raise click.UsageError(message) from error
