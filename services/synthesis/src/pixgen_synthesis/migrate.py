"""The migrations of the schema ``synthesis``, and the command that runs them."""

from pixgen_common.command_line import settings_from_environment
from pixgen_common.migrate_command import Target, migrate_command
from pixgen_common.migrations import Migrations

from pixgen_synthesis.settings import MigrationSettings
from pixgen_synthesis.tables import GRANTS, METADATA

MIGRATIONS = Migrations(
    "pixgen-synthesis", "pixgen_synthesis.migrations", METADATA, GRANTS, lock=0x73796E746865
)


def _target() -> Target:
    settings = settings_from_environment(MigrationSettings)
    url = settings.synthesis_migration_url
    return Target(
        url.get_secret_value() if url else None,
        settings.synthesis_app_role,
        "PIXGEN_SYNTHESIS_MIGRATION_URL",
    )


migrate = migrate_command(MIGRATIONS, _target)
