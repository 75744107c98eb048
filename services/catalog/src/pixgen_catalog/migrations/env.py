"""How Alembic reaches the database."""

from pixgen_common.migrations import run_environment

from pixgen_catalog.tables import METADATA

run_environment(METADATA)
