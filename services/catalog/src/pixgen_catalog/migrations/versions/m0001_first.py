"""The index, decisions, accounts and the rules between them."""

from pixgen_common.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Pure functions first (generated columns use them), then tables, then the rules over them."""
    run_file("pixgen_catalog.migrations", "0001_functions.sql")
    run_file("pixgen_catalog.migrations", "0001_tables.sql")
    run_file("pixgen_catalog.migrations", "0001_rules.sql")
