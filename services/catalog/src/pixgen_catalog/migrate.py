"""The migrations of the schema ``catalog``."""

from pixgen_common.migrations import Migrations

from pixgen_catalog.tables import FUNCTIONS, GRANTS, METADATA

MIGRATIONS = Migrations(
    "catalog", "pixgen_catalog.migrations", METADATA, GRANTS, FUNCTIONS, lock=0x70697867656E
)
upgrade = MIGRATIONS.upgrade
head = MIGRATIONS.head
