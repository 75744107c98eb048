"""Settings of the catalog."""

from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings, StoreSettings
from pydantic import Field, SecretStr

from pixgen_catalog.accounts_settings import AccountSettings


class Settings(CommonSettings, StoreSettings, AuthSettings, GrpcSettings, AccountSettings):
    """Everything the catalog's process reads from its environment."""

    catalog_database_url: SecretStr = Field(
        description="Database as the application's role, e.g. postgresql+psycopg2://pixgen_app:...@127.0.0.1/pixgen"
    )
    catalog_bind: str = Field("127.0.0.1:8002", description="Address of the catalog's REST interface.")
    catalog_grpc_bind: str = Field("127.0.0.1:9002", description="Address of the catalog's gRPC interface.")
    catalog_threads: int = Field(8, ge=1, le=64, description="REST requests answered at a time.")
    catalog_pool_size: int = Field(10, ge=1, le=100, description="Database connections kept open.")
    catalog_statement_seconds: float = Field(
        15, gt=0, le=600, description="Longest time that one SQL statement of a request may take."
    )
    identity_key: SecretStr | None = Field(
        None,
        description="The upload service's key for patient and consent ids; needed only to record consents "
        "before their first picture (POST /v1/consents).",
        min_length=32,
    )
