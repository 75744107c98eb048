"""How Alembic reaches the database."""

from pixgen_common.migrations import run_environment

from pixgen_synthesis.tables import METADATA

run_environment(METADATA)
