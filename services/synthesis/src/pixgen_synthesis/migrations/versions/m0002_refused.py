"""How many pictures were drawn for an item and refused, by reason."""

from pixgen_common.migrations import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """A column."""
    run_file("pixgen_synthesis.migrations", "0002_refused.sql")
