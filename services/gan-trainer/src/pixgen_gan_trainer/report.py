"""A run's report: one HTML file with its plots and pictures in it."""

import base64
from html import escape
from typing import Any

from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.dataset import Cache

_WIDTH, _HEIGHT, _PAD = 420, 160, 34
_PLOTTED = {
    "kid": "KID (less is better; the grey line is what two halves of the real pictures differ by)",
    "fid": "FID",
    "recall": "Recall",
    "precision": "Precision",
    "diversity_ratio": "Diversity, share of the real pictures'",
    "nearest_ratio_median": "Distance to the nearest training picture, share of the usual",
}
_FLOORS = {"kid": "kid_floor", "fid": "fid_floor"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "svg,img{max-width:100%}table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:left;"
    "border-bottom:1px solid #ccc}.alarm{border-left:4px solid #b00;padding-left:1rem}figure{margin:1rem 0}"
)


def render(
    config: RunConfig, cache: Cache, history: list[dict[str, Any]], alarms: dict[str, str], sheet: bytes
) -> bytes:
    """Writes the report.

    Args:
        config: of the run.
        cache: its pictures.
        history: evaluations, oldest first, at least one.
        alarms: sentences by their word.
        sheet: the newest sample sheet, a PNG.

    Returns:
        An HTML page that needs nothing else.
    """
    newest = history[-1]
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Training report</title>",
        f"<style>{_STYLE}</style><h1>Training report</h1>",
        f"<p>Profile {escape(config.profile)}, {config.image_size} px, seed {config.seed}.</p>",
        f"<p>Step {newest['step']} of {config.steps}. All pictures below are synthetic.</p>",
        *(f"<p class=alarm><b>{escape(word)}</b>: {escape(text)}</p>" for word, text in alarms.items()),
        f"<h2>Samples</h2><img alt='Sheet of generated pictures' src='{_inline(sheet)}'>",
        f"<h2>Measures</h2><p>Against {cache.held_out} held-out real pictures.</p>",
        f"<p>Features: {escape(newest['features'])}; do not compare with figures of other features.</p>",
        _table({name: value for name, value in newest.items() if isinstance(value, int | float)}),
        *(_plot(history, name, title) for name, title in _PLOTTED.items()),
        "<h2>Tones</h2>",
        _tones(newest),
        f"<h2>Pictures</h2><p>{cache.train} used; left out: {escape(str(cache.skipped or 'none'))}.</p>",
    ]
    return "\n".join(parts).encode()


def _inline(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _table(values: dict[str, Any]) -> str:
    rows = "".join(f"<tr><th>{escape(name)}<td>{value:.4g}" for name, value in values.items())
    return f"<table>{rows}</table>"


def _tones(measured: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}<td>{count}<td>{measured['tones_real'].get(name, 0)}"
        for name, count in measured["tones"].items()
    )
    counted = [sum(measured[name].values()) for name in ("tones", "tones_real")]
    heads = "<th>{} generated<th>{} real, held out".format(*counted)
    return f"<table><tr><th>tone{heads}{rows}</table>"


def _plot(history: list[dict[str, Any]], name: str, title: str) -> str:
    """A line over the steps, with its interval where there is one."""
    steps = [one["step"] for one in history]
    values = [one[name] for one in history]
    floor = history[-1].get(_FLOORS.get(name, ""))
    highest = max([*values, floor or 0.0, 1e-9]) * 1.05
    lowest = min([*values, floor or 0.0, 0.0])

    def at(step: float, value: float) -> str:
        x = _PAD + (_WIDTH - 2 * _PAD) * step / max(steps[-1], 1)
        y = _HEIGHT - _PAD + (2 * _PAD - _HEIGHT) * (value - lowest) / (highest - lowest)
        return f"{x:.1f},{y:.1f}"

    points = " ".join(at(step, value) for step, value in zip(steps, values, strict=True))
    dots = "".join(
        "<circle r=3 fill=#05a cx={} cy={} />".format(*at(step, value).split(","))
        for step, value in zip(steps, values, strict=True)
    )
    ground = (
        f"<polyline fill=none stroke=#999 points='{at(0, floor)} {at(steps[-1], floor)}'/>" if floor else ""
    )
    return (
        f"<figure><figcaption>{escape(title)}</figcaption><svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role=img "
        f"aria-label='{escape(title)}, newest {values[-1]:.4g}'>{ground}"
        f"<polyline fill=none stroke=#05a stroke-width=2 points='{points}'/>{dots}"
        f"<text x=0 y={_PAD} font-size=11>{highest:.3g}</text>"
        f"<text x=0 y={_HEIGHT - _PAD} font-size=11>{lowest:.3g}</text>"
        f"<text x={_WIDTH - 2 * _PAD} y={_HEIGHT - 8} font-size=11>step {steps[-1]}</text></svg></figure>"
    )
