"""`catalog`: what an operator does with the catalog."""

import click

from pixgen_catalog.accounts_cli import accounts, demo_accounts
from pixgen_catalog.migrate_cli import migrate
from pixgen_catalog.reindex_cli import reindex_command
from pixgen_catalog.serve_cli import serve
from pixgen_catalog.signing_keys_cli import keys


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixgen-catalog", prog_name="catalog")
def cli() -> None:
    """PixGen's catalog: finds pictures and keeps accounts, consents and decisions.

    Settings come from the environment (PIXGEN_..., see .env.example). Commands end with 0 when all went
    well, 2 when what you gave cannot be right, and 1 when a part of PixGen could not be reached.
    """


for command in (migrate, serve, reindex_command, accounts, keys, demo_accounts):
    cli.add_command(command)
