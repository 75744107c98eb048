"""The model card that travels with an export (Mitchell et al., arXiv:1810.03993)."""

from typing import TYPE_CHECKING, Any

from pixgen_imaging.tone import TONE_GROUPS

from pixgen_gan_trainer.events import METRICS

if TYPE_CHECKING:
    from pixgen_gan_trainer.run import Run

_FIGURES = (
    "kid", "kid_low", "kid_high", "kid_floor", "fid", "fid_floor", "precision", "recall", "diversity_ratio",
    "nearest_ratio_median", "nearest_ratio_p1", "sign_train", "sign_held_out",
)  # fmt: skip


def render(run: "Run") -> str:
    """Writes the card.

    Args:
        run: the run that is exported.

    Returns:
        Markdown.
    """
    config, cache = run.config, run.cache
    newest = (run.history() or [{}])[-1]
    tones = zip((*TONE_GROUPS, "not measurable"), cache.tone_counts, strict=True)
    kind = "conditional on the tone group" if config.conditional else "not conditional"
    features = newest.get("features", "nothing")
    pace = f", {newest['images_per_second']:.0f} pictures a second" if "images_per_second" in newest else ""
    lines = [
        "# Model card: a generator of synthetic skin pictures",
        "",
        f"A DCGAN, profile `{config.profile}`, {config.image_size} px, {kind}.",
        f"Trained for {run.step} steps of {config.batch_size}, seed {config.seed}, {config.precision}{pace}.",
        "",
        "## Trained on",
        f"- Taken from {run.provenance.origin}",
        f"- {cache.train} pictures; {cache.held_out} more were only measured against.",
        f"- Data digest (sha256): `{cache.digest}`",
        f"- Licences: {run.provenance.licences}",
        *(f"- Tone {name}: {count}" for name, count in tones),
        "",
        "## Measured against held-out real pictures",
        *_measured(newest),
        "",
        "## Limits",
        "- Every picture it makes is synthetic, shows no person's skin and supports no diagnosis.",
        "- Tone is a coordinate of a picture's rendering, not a skin type.",
        "- Tones with few training pictures above are drawn badly or not; conclude nothing about them.",
        f"- Figures made by the features of {features} are not to be compared with others.",
    ]
    return "\n".join(lines) + "\n"


def _measured(newest: dict[str, Any]) -> list[str]:
    if not newest:
        return [f"- nothing: there is no {METRICS}"]
    # An evaluation measures the tones of some of the pictures that it draws.
    counted = sum(newest["tones"].values())
    tones = ", ".join(f"{name} {count}" for name, count in newest["tones"].items())
    return [
        *(f"- {name}: {newest[name]:.4g}" for name in _FIGURES),
        f"- tones of {counted} generated pictures: {tones}",
    ]
