"""Settings of model-sync."""

from pathlib import Path
from typing import Self

from pixgen_common.model_store import check_model_name
from pixgen_common.settings import CommonSettings, StoreSettings
from pydantic import Field, model_validator


class Settings(CommonSettings, StoreSettings):
    """Everything model-sync reads from its environment."""

    models_bucket: str = Field("pixgen-models", description="Bucket of stored and published models.")
    sync_models: str = Field(description="Models to bring, separated by commas.", min_length=1)
    sync_directory: Path = Field(
        description="Directory that receives <model>/<version>/; TensorFlow Serving's base paths lie in it."
    )
    sync_poll_seconds: float = Field(
        0.25, gt=0, le=3600, description="Seconds between two looks at what is published."
    )
    sync_versions: int = Field(
        2, ge=1, le=100, description="Newest published versions that are kept on disk, to go back at once."
    )

    @model_validator(mode="after")
    def _models_have_names(self) -> Self:
        for model in self.models:
            check_model_name(model)
        return self

    @property
    def models(self) -> tuple[str, ...]:
        """The models' names."""
        return tuple(name.strip() for name in self.sync_models.split(",") if name.strip())
