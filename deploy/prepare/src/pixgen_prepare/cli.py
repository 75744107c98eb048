"""`pixgen-prepare`: secrets, database, store, policies."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from pydantic import ValidationError

from pixgen_prepare.policies import STORE_USERS, policy

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-prepare")
def main() -> None:
    """Makes what PixGen's services need before they start. Every command may be repeated."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--database", default="postgres:5432/pixgen", show_default=True, help="PostgreSQL as containers reach it."
)
def secrets(folder: Path, database: str) -> None:
    """Make random secrets in FOLDER, one folder in it for each container; what is there is kept."""
    from pixgen_prepare.folders import make

    make(folder, database)
    click.echo(f"The secrets are in {folder}. Keep a copy: without identity_key no picture keeps its id.")


@main.command()
def database() -> None:
    """Make PostgreSQL's roles and database."""
    from pixgen_prepare.database import prepare
    from pixgen_prepare.settings import DatabaseSettings

    prepare(_settings(DatabaseSettings))
    click.echo("Roles and database are there.")


@main.command()
def store() -> None:
    """Make MinIO's buckets, lifecycle rules, users and policies."""
    from pixgen_prepare.settings import StoreSettings
    from pixgen_prepare.store import prepare

    prepare(_settings(StoreSettings))
    click.echo("Buckets, users and policies are there.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def save(folder: Path) -> None:
    """Copy every bucket to FOLDER; a copy that is there is brought up to date."""
    from pixgen_prepare import mirror
    from pixgen_prepare.settings import ConnectionSettings
    from pixgen_prepare.store import connect

    click.echo(f"{mirror.save(connect(_settings(ConnectionSettings)), folder)} objects copied.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def restore(folder: Path) -> None:
    """Put back, from FOLDER, every object that the store lacks."""
    from pixgen_prepare import mirror
    from pixgen_prepare.settings import ConnectionSettings
    from pixgen_prepare.store import connect

    click.echo(f"{mirror.restore(connect(_settings(ConnectionSettings)), folder)} objects put back.")


@main.command()
def policies() -> None:
    """Print each service's S3 policy, for a store that is not MinIO."""
    click.echo(json.dumps({user: policy(user) for user in STORE_USERS}, indent=2))


def _settings(kind: Callable[[], T]) -> T:
    try:
        return kind()
    except ValidationError as error:
        for entry in error.errors(include_input=False, include_url=False):
            click.echo(f"PIXGEN_{'.'.join(map(str, entry['loc'])).upper()}: {entry['msg']}", err=True)
        sys.exit(2)
