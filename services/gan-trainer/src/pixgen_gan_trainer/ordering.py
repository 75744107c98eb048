"""What may be ordered: a run's spec, checked before anything is kept."""

import re
from typing import Any

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.ids import MODEL_NAME, is_id

from pixgen_gan_trainer.config import RunConfig, configure
from pixgen_gan_trainer.settings import Settings

_MOST_KEY = 200


def checked(settings: Settings, key: str, spec: dict[str, Any]) -> RunConfig:
    """Makes a configuration of what was asked for.

    Args:
        settings: of the service.
        key: idempotency key.
        spec: fields of RunSpec.

    Returns:
        The run's configuration; its precision is decided where it runs.

    Raises:
        PixGenError: INVALID ``training.bad_value``, with all fields at fault.
    """
    wrong = []
    if len(key) > _MOST_KEY:
        wrong.append(FieldError("idempotency_key", f"has more than {_MOST_KEY} characters"))
    if not is_id("snp", spec["snapshot_id"]):
        wrong.append(FieldError("snapshot_id", "is not a snapshot's id"))
    if not re.fullmatch(MODEL_NAME, spec["model"]):
        words = "has 1 to 63 lower-case letters, digits, - and _, and begins with a letter"
        wrong.append(FieldError("model", words))
    try:
        config = _config(settings, spec)
    except PixGenError as error:
        raise invalid(error.reason, *wrong, *error.fields) from error
    if wrong:
        raise invalid("training.bad_value", *wrong)
    return config


def _config(settings: Settings, spec: dict[str, Any]) -> RunConfig:
    own = {name: spec[name] or None for name in ("image_size", "steps", "batch_size")}
    return configure(
        spec["profile"],
        seed=spec["seed"],
        conditional=spec["conditional"],
        checkpoint_every=settings.trainer_checkpoint_every,
        samples=settings.trainer_samples,
        **own,
    )


def invalid(reason: str, *fields: FieldError) -> PixGenError:
    """The answer to a request that cannot be right. Args: why, the fields. Returns: the error to raise."""
    words = "The request is not as it should be. Nothing was changed."
    return PixGenError(Code.INVALID, words, reason=reason, fields=fields)
