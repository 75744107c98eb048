"""Drawing pictures from a served generator, and what is found out about them before anybody gets them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.errors import Code, PixGenError

from pixgen_synthesis import telemetry
from pixgen_synthesis.augment import Augment, Tone
from pixgen_synthesis.serving import Served, Serving
from pixgen_synthesis.settings import Settings
from pixgen_synthesis.trainer import Trainer

NEAR_COPY, OTHER_TONE = "picture.near_copy", "tone.other"
# Pictures of one order lie so far apart that each may be drawn anew without meeting another's seed.
_STRIDE = 256


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn.

    Args:
        data: PNG.
        seed: what it comes from.
        tone: what was measured.
    """

    data: bytes
    seed: tuple[int, int]
    tone: Tone


class Drawing:
    """Draws and has measured.

    Args:
        settings: limits.
        serving: gives the pictures.
        augment: measures their tones.
        trainer: compares them with those of the training.
    """

    def __init__(self, settings: Settings, serving: Serving, augment: Augment, trainer: Trainer) -> None:
        self.settings, self._serving, self._augment, self._trainer = settings, serving, augment, trainer

    def draw(self, served: Served, seed: int, position: int, tone_group: str | None, again: int = 0) -> Drawn:
        """Draws one picture.

        Args:
            served: of which version.
            seed: the order's.
            position: which of the order's pictures.
            tone_group: the tone that is asked for.
            again: how often it was drawn before, with another outcome each time.

        Returns:
            The picture.

        Raises:
            PixGenError: as `Serving.picture` and `Augment.tone`; CONFLICT ``model.retracted``; INTERNAL
                ``serving.no_picture``.
        """
        numbers = (seed, position + _STRIDE * again)
        with telemetry.STAGE_SECONDS.labels("draw").time():
            try:
                data = self._serving.picture(served, numbers, tone_group)
            except PixGenError as error:
                if error.reason != "model.not_served":
                    raise
                raise self._missing(served) from error
        return Drawn(data, numbers, self._tone(data))

    def nearness(self, served: Served, drawn: Sequence[Drawn]) -> list[float]:
        """How near pictures come to those that the version was trained on.

        Args:
            served: the version.
            drawn: the pictures.

        Returns:
            One ratio a picture.
        """
        with telemetry.STAGE_SECONDS.labels("nearness").time():
            ratios = self._trainer.nearness(served.model, served.version, [one.data for one in drawn])
        if len(ratios) != len(drawn):
            raise PixGenError(
                Code.INTERNAL, "The gan-trainer compared too few pictures.", reason="nearness.garbled"
            )
        return ratios

    def is_far(self, ratio: float) -> bool:
        """Whether a picture is no near-copy; what is no number is taken for one. Args: its ratio."""
        return ratio >= self.settings.nearness_least

    def _tone(self, data: bytes) -> Tone:
        """The tone of a picture that was drawn; it is the model's fault if it is none."""
        try:
            with telemetry.STAGE_SECONDS.labels("tone").time():
                return self._augment.tone(data)
        except PixGenError as error:
            if not error.reason.startswith("image."):
                raise
            raise PixGenError(
                Code.INTERNAL, f"The model gave no picture: {error.detail}", reason="serving.no_picture"
            ) from error

    def _missing(self, served: Served) -> PixGenError:
        """A server that has just been started will serve what is published, and never what was taken back."""
        versions = self._trainer.models(served.model)
        if any(one.version == served.version and one.published for one in versions):
            return PixGenError(
                Code.UNAVAILABLE, "The model is being loaded.", reason="model.loading", retry_after=5
            )
        return PixGenError(
            Code.CONFLICT, "This version of the model was taken back.", reason="model.retracted"
        )
