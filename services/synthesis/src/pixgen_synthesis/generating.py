"""Making one item of a generation: draw until a picture passes, bring it to upload."""

from collections import Counter
from typing import Any

from pixgen_common.logging import logger
from pixgen_imaging.marks import SourceType

from pixgen_synthesis import telemetry
from pixgen_synthesis.drawing import NEAR_COPY, OTHER_TONE, Drawing, Drawn
from pixgen_synthesis.generation_schemas import GenerationIn
from pixgen_synthesis.serving import Served
from pixgen_synthesis.store import Item
from pixgen_synthesis.upload import Upload
from pixgen_synthesis.working import AllRefusedError, Outcome

# What a generated picture may be used for. It shows no patient: near-copies of one are refused.
SCOPES = ("share", "ml_training", "generative")
_WHY = {NEAR_COPY: "nearly a copy of a training picture", OTHER_TONE: "of another tone or of none"}


class Generating:
    """Makes one picture; doing it again finds the same one.

    Args:
        drawing: draws and measures.
        upload: takes the result in.
    """

    def __init__(self, drawing: Drawing, upload: Upload) -> None:
        self._drawing, self._upload = drawing, upload

    def __call__(self, item: Item) -> Outcome:
        """Makes the picture of an item.

        Args:
            item: what is to be made, and for whom.

        Returns:
            The picture that is stored now.

        Raises:
            PixGenError: with a code that says whether trying again may help.
        """
        order = GenerationIn.model_validate(item.request)
        served = Served(**{name: item.parameters[name] for name in ("model", "version", "conditional")})
        drawn, ratio, refused = self._passing(order, served, int(item.parameters["position"]))
        said = _metadata(order, served, item.item_id, drawn, ratio)
        with telemetry.STAGE_SECONDS.labels("upload").time():
            result = self._upload.bring(item.account_id, drawn.data, "image/png", said)
        _count(refused)
        logger().info("generation.stored", item_id=item.item_id, image_id=result, refused=dict(refused))
        found = {"seed": list(drawn.seed), "nearest_ratio": ratio}
        return Outcome(result, found | _tone(drawn), refused)

    def _passing(
        self, order: GenerationIn, served: Served, position: int
    ) -> tuple[Drawn, float, Counter[str]]:
        """The first picture that passes, its nearness, and those before it by what was wrong with them."""
        automatic = order.accept == "automatic"
        filtered = automatic and order.tone_group is not None and not served.conditional
        refused: Counter[str] = Counter()
        for again in range(self._drawing.settings.generation_draws if automatic else 1):
            drawn = self._drawing.draw(served, order.seed or 0, position, order.tone_group, again)
            # The tone first: it is soon measured, and most pictures of a rare tone end there.
            if filtered and drawn.tone.tone_group != order.tone_group:
                refused[OTHER_TONE] += 1
                continue
            (ratio,) = self._drawing.nearness(served, [drawn])
            if self._drawing.is_far(ratio):
                return drawn, round(ratio, 4), refused
            refused[NEAR_COPY] += 1
        _count(refused)
        told = ", ".join(f"{number} {_WHY[reason]}" for reason, number in refused.most_common())
        raise AllRefusedError(
            f"None of what was drawn may be taken: {told}.", refused.most_common(1)[0][0], refused
        )


def _count(refused: Counter[str]) -> None:
    for reason, number in refused.items():
        telemetry.REFUSED.labels(reason).inc(number)


def _metadata(
    order: GenerationIn, served: Served, item_id: str, drawn: Drawn, ratio: float
) -> dict[str, Any]:
    """The part ``metadata`` of the upload."""
    return {
        "image_type": order.image_type,
        "copyright_license": order.copyright_license,
        "consent": {"scopes": list(SCOPES)},
        "order_item": item_id,
        "image_manipulation": "synthetic",
        "digital_source_type": SourceType.TRAINED.value,
        "generator": {
            "kind": "dcgan",
            "model": served.model,
            "version": served.version,
            "method": "sample",
            "seed": ":".join(map(str, drawn.seed)),
            "parameters": {"tone_group": order.tone_group, "accept": order.accept},
            "measures": {"nearest_ratio": ratio, **_tone(drawn)},
        },
    }


def _tone(drawn: Drawn) -> dict[str, Any]:
    return {"ita_deg": drawn.tone.ita_deg, "tone_group": drawn.tone.tone_group}
