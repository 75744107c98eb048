"""What preparing reads from its environment."""

from pixgen_common.settings import FromEnvironment
from pydantic import Field, SecretStr

from pixgen_prepare.policies import STORE_USERS


class DatabaseSettings(FromEnvironment):
    """What `pixgen-prepare database` needs."""

    prepare_database: str = Field(
        "postgres:5432/pixgen",
        description="Host, port and name of the database to prepare.",
        pattern=r"^[^/@]+:\d+/\w+$",
    )
    prepare_superuser: str = Field("postgres", description="Role that may create roles and databases.")
    prepare_superuser_password: SecretStr = Field(description="Its password.")
    prepare_owner_password: SecretStr = Field(description="Password that the database's owner gets.")
    prepare_app_password: SecretStr = Field(description="Password that the catalog's role gets.")
    prepare_synthesis_password: SecretStr = Field(description="Password that synthesis' role gets.")


class ConnectionSettings(FromEnvironment):
    """How to reach the object store: as its administrator, or as `backup`, which may only read."""

    s3_endpoint: str = Field(
        description="The object store as services reach it.", pattern=r"^https?://[^/]+$"
    )
    s3_access_key: str = Field(description="Access key: of the store's administrator, or of `backup`.")
    s3_secret_key: SecretStr = Field(description="Its secret key.")
    s3_region: str = Field("us-east-1", description="Region that requests are signed for.")


class StoreSettings(ConnectionSettings):
    """What `pixgen-prepare store` needs."""

    prepare_store_users: dict[str, tuple[str, SecretStr]] = Field(
        description=f"JSON: access and secret key of {', '.join(STORE_USERS)}."
    )
    prepare_export_days: int = Field(
        90, ge=0, description="Days after which exports are removed from the store; 0 keeps them."
    )
