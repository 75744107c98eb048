"""Settings of `catalog migrate`: the owner's rights are given to this command alone, never to the server."""

from pixgen_common.settings import FromEnvironment
from pydantic import Field, SecretStr


class MigrationSettings(FromEnvironment):
    """What changing the schema needs."""

    catalog_migration_url: SecretStr | None = Field(
        None, description="Database as the role that owns it; `catalog migrate` alone uses it."
    )
    catalog_app_role: str = Field(
        "pixgen_app",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$",
        description="Role that the server connects with; migrations grant it what it needs and no more.",
    )
