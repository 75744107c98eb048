"""Orders, their items, and keys of requests that are done once."""

from pixgen_common.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """All tables."""
    run_file("pixgen_synthesis.migrations", "0001_tables.sql")
