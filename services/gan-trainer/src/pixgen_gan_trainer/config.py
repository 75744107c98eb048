"""What a run is asked to do: a profile and what differs from it, checked before anything starts."""

from dataclasses import replace
from typing import Any

from pixgen_common.errors import Code, FieldError, PixGenError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pixgen_gan_trainer.recipes import PROFILES, SIZES, Recipe

LONGEST = 1_000_000


class RunConfig(BaseModel):
    """All that decides a run's result, together with its pictures. Kept as the run's config.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str = Field("fast", description="smoke, fast, quality, seed-2020, seed-2020-64 or radford")
    image_size: int = Field(64, description="edge of the pictures, pixels: 32, 64, 128; seed-2020 also 224")
    steps: int = Field(6000, ge=1, le=LONGEST, description="steps of training, 1 to 1,000,000")
    batch_size: int = Field(16, ge=2, le=1024, description="pictures a step, 2 to 1,024")
    width: int = Field(32, ge=4, le=256, description="channels next to the picture, 4 to 256")
    seed: int = Field(1, ge=0, lt=2**31, description="of all that is random, 0 to 2,147,483,647")
    conditional: bool = Field(False, description="a generator that can be asked for a tone group")
    precision: str = Field("float32", pattern="^(float32|bfloat16)$", description="float32 or bfloat16")
    evaluate_every: int = Field(1500, ge=1, le=LONGEST, description="steps between two evaluations")
    checkpoint_every: int = Field(250, ge=1, le=LONGEST, description="steps between two checkpoints")
    samples: int = Field(512, ge=32, le=10_000, description="pictures an evaluation draws, 32 to 10,000")

    @field_validator("profile")
    @classmethod
    def _is_known(cls, profile: str) -> str:
        if profile not in PROFILES:
            message = f"must be one of {', '.join(PROFILES)}"
            raise ValueError(message)
        return profile

    @field_validator("image_size")
    @classmethod
    def _fits(cls, image_size: int, info: ValidationInfo) -> int:
        is_224 = image_size == 224 and str(info.data.get("profile")).startswith("seed-2020")
        if image_size not in SIZES[:3] and not is_224:
            message = "must be 32, 64 or 128 (224 with seed-2020 only)"
            raise ValueError(message)
        return image_size

    @property
    def recipe(self) -> Recipe:
        """The profile's recipe with this run's batch size and width."""
        return replace(PROFILES[self.profile].recipe, batch_size=self.batch_size, width=self.width)

    @property
    def dtype(self) -> str:
        """Keras' dtype policy of the networks' inner layers."""
        return "mixed_bfloat16" if self.precision == "bfloat16" else "float32"


def configure(profile: str, **given: Any) -> RunConfig:
    """A run's configuration from a profile.

    Args:
        profile: its name.
        given: what differs from the profile; None is the profile's own.

    Returns:
        The configuration.

    Raises:
        PixGenError: INVALID ``training.bad_value``, with the fields at fault.
    """
    values: dict[str, Any] = {"profile": profile}
    if profile in PROFILES:
        base = PROFILES[profile]
        values |= {
            "image_size": base.image_size,
            "steps": base.steps,
            "evaluate_every": base.evaluate_every,
            "batch_size": base.recipe.batch_size,
            "width": base.recipe.width,
        }
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return RunConfig(**values)
    except ValidationError as error:
        fields = tuple(FieldError(_field(one), _plain(one)) for one in error.errors())
        message = "The run's settings are not as they should be."
        raise PixGenError(Code.INVALID, message, reason="training.bad_value", fields=fields) from error


def _field(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"]) or "run"


def _plain(error: Any) -> str:
    return str(error["msg"]).removeprefix("Value error, ")
