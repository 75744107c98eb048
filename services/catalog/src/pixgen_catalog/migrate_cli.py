"""`catalog migrate`: brings the database's schema up to date."""

from pixgen_common.command_line import settings_from_environment
from pixgen_common.migrate_command import Target, migrate_command

from pixgen_catalog.migrate import MIGRATIONS
from pixgen_catalog.migration_settings import MigrationSettings


def _target() -> Target:
    settings = settings_from_environment(MigrationSettings)
    url = settings.catalog_migration_url
    return Target(
        url.get_secret_value() if url else None, settings.catalog_app_role, "PIXGEN_CATALOG_MIGRATION_URL"
    )


migrate = migrate_command(MIGRATIONS, _target)
