"""Drawing pictures from a served generator, and what is found out about them before anybody gets them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.errors import Code, PixGenError
from pixgen_imaging.decode import decode
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.tone import Tone, measure_tone

from pixgen_synthesis import telemetry
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
    """Draws and measures.

    Args:
        settings: limits.
        serving: gives the pictures.
        trainer: compares them with those of the training.
    """

    def __init__(self, settings: Settings, serving: Serving, trainer: Trainer) -> None:
        self.settings, self._serving, self._trainer = settings, serving, trainer

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
            PixGenError: as `Serving.picture`; CONFLICT ``model.retracted``.
        """
        numbers = (seed, position + _STRIDE * again)
        with telemetry.STAGE_SECONDS.labels("draw").time():
            try:
                data = self._serving.picture(served, numbers, tone_group)
            except PixGenError as error:
                if error.reason != "model.not_served":
                    raise
                raise self._missing(served) from error
        try:
            return Drawn(data, numbers, measure_tone(decode(data)))
        except ImageRejected as error:
            raise PixGenError(
                Code.INTERNAL, f"The model gave no picture: {error.message}", reason="serving.no_picture"
            ) from error

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
