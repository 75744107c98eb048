"""How well style transfer keeps lesions: every measure, by method and target, on real pictures.

Run: `python benchmarks/style_quality.py [--module PATH] [--pictures N] [--sheets DIR]`. Reads
../shared/data/lesions and the seed pair of the first PixGen. With `--module`, a style module with the hub
signature, NEURAL and HYBRID are measured too. Contact sheets show real pictures: never commit them.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_augment import appraisal, hybrid, measures, regions, targets, tone_transfer
from pixgen_augment.measures import Measures
from pixgen_augment.targets import Target
from pixgen_common.errors import PixGenError
from pixgen_imaging import colour
from pixgen_imaging.decode import decode
from pixgen_imaging.masks import masks

DATA = Path(__file__).parents[2] / "shared" / "data"
ANGLES = (-15.5, -40.0, -55.0)
COLUMNS = (
    "tone_error_deg",
    "gradient_correlation",
    "structure",
    "contrast",
    "colour_contrast_kept",
    "density_kept",
    "new_blue",
)
CELL, ROWS = 200, 8

Picture = NDArray[np.uint8]
Module = Callable[[Picture, Picture], Picture]


@dataclass(frozen=True)
class Content:
    """A real picture that is not refused. Args: its name, pixels and regions."""

    name: str
    picture: Picture
    regions: regions.Regions


def ratio(content: Content, target: Target) -> Picture:
    """The baseline: linear light times what brings the skin's median to the target."""
    light = colour.to_linear(content.picture)
    return colour.to_srgb(light * (target.lab.linear() / np.median(light[content.regions.skin], axis=0)))


def hub_module(path: str) -> Module:
    """A style module. Args: its path or hub address. Returns: what maps content and style to a picture."""
    import tensorflow_hub

    loaded = tensorflow_hub.load(path)

    def stylize(content: Picture, style: Picture) -> Picture:
        size = Image.fromarray(style).resize((256, 256), Image.Resampling.BICUBIC)
        pair = [np.asarray(part, dtype=np.float32)[None] / 255 for part in (content, size)]
        (made, *_) = loaded(*pair) if callable(loaded) else loaded.signatures["default"](*pair).values()
        codes: Picture = np.round(np.clip(np.asarray(made)[0], 0, 1) * 255).astype(np.uint8)
        return codes

    return stylize


def contents(count: int) -> tuple[list[Content], Counter[str]]:
    """Reads the real pictures, evenly spread. Returns: those not refused, and how often each refusal."""
    paths = sorted((DATA / "lesions").glob("*.jpg"))
    kept, refused = [], Counter[str]()
    for path in paths[:: max(1, len(paths) // count)] if count else paths:
        picture = decode(path.read_bytes())
        found = regions.find(picture)
        try:
            appraisal.refuse(found)
        except PixGenError as error:
            refused[error.reason] += 1
            continue
        kept.append(Content(path.stem, picture, found))
    return kept, refused


def styled(
    content: Content, target: Target, module: Module | None, style: Picture
) -> Iterator[tuple[str, Picture]]:
    """One picture by every method."""
    yield "ratio", ratio(content, target)
    toned = tone_transfer.darken(content.picture, content.regions, target, 1.0)
    yield "TONE", toned
    if module is not None:
        neural = module(content.picture, style)
        yield "NEURAL", neural
        yield "HYBRID", hybrid.modulate(content.picture, toned, neural, content.regions)


def row(label: str, found: list[Measures]) -> str:
    """A line of the table: 5th percentile, median and 95th of each measure."""
    cells = []
    for column in COLUMNS:
        values = [value for one in found if (value := asdict(one)[column]) is not None]
        low, middle, high = np.percentile(values, (5, 50, 95)) if values else (np.nan,) * 3
        cells.append(f"{low:.3f} {middle:.3f} {high:.3f}" if len(found) > 1 else f"{middle:.3f}")
    return f"| {label} | " + " | ".join(cells) + " |"


def seed_row() -> str | None:
    """What the first PixGen made of its own pair, against its own style picture's skin."""
    files = [DATA / "seed" / name for name in ("lesion.jpg", "dark.jpg", "stylized-image.png")]
    if not all(file.exists() for file in files):
        return None
    content, style, result = (decode(file.read_bytes()) for file in files)
    found = regions.find(content)
    tone = regions.find(style).tone
    aim = targets.of_lab(targets.Lab(*tone.skin_lab), "seed style") if tone.skin_lab else None
    print(f"seed style's skin: {tone}")
    return row(
        "first PixGen's own picture, to its own style", [measures.measure(content, result, found, aim)]
    )


def sheets(folder: Path, shown: list[list[Picture]]) -> None:
    """Writes contact sheets. Args: where; a row of pictures for each content."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(shown), ROWS):
        part = shown[start : start + ROWS]
        sheet = Image.new("RGB", (CELL * max(len(line) for line in part), CELL * len(part)))
        for y, line in enumerate(part):
            for x, picture in enumerate(line):
                sheet.paste(Image.fromarray(picture).resize((CELL, CELL)), (x * CELL, y * CELL))
        sheet.save(folder / f"sheet-{start // ROWS:02d}.png")


def counts(
    kept: list[Content], refused: Counter[str], results: dict[tuple[str, float], list[Measures]]
) -> None:
    """Prints how many pictures get which refusal and warning, by content and by TONE's result."""
    hairy = vignetted = 0
    for content in kept:
        shown = masks(content.picture)
        hairy += int(shown.hair.mean() > 0.01)
        vignetted += int(shown.vignette.mean() > 0.01)
    of_content = Counter(
        warning.code for c in kept for warning in appraisal.appraise(c.regions, targets.from_ita(-55.0))
    )
    print(
        f"\nrefused: {dict(refused)}; kept {len(kept)}; over 1 % hair {hairy}, over 1 % vignette {vignetted}"
    )
    print(f"warnings of the content: {dict(of_content)}")
    for (method, angle), found in results.items():
        codes = Counter(
            warning.code
            for content, one in zip(kept, found, strict=True)
            for warning in appraisal.appraise(content.regions, targets.from_ita(angle), one)
        )
        added = {code: n for code, n in codes.items() if n != of_content[code]}
        blue = sum((one.new_blue or 0) > 0.02 for one in found)
        print(f"warnings of the result, {method} at {angle}: {added}; over 2 % new blue: {blue}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", help="a style module: a path or a hub address")
    parser.add_argument("--pictures", type=int, default=0, help="0: all")
    parser.add_argument("--sheets", type=Path)
    options = parser.parse_args()
    if not (DATA / "lesions").exists():
        print("no real pictures: ../shared/data/lesions is absent")
        return
    module = hub_module(options.module) if options.module else None
    style = decode((DATA / "seed" / "dark.jpg").read_bytes())
    kept, refused = contents(options.pictures)
    results: dict[tuple[str, float], list[Measures]] = {}
    shown: list[list[Picture]] = []
    for content in kept:
        line: list[Any] = [content.picture]
        for angle in ANGLES:
            target = targets.from_ita(angle)
            for method, made in styled(content, target, module, style):
                found = measures.measure(content.picture, made, content.regions, target)
                results.setdefault((method, angle), []).append(found)
                line.append(made)
        shown.append(line)
    print("| method at target | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    print(seed_row() or "no seed pair")
    for method, angle in sorted(results, key=lambda key: key[0], reverse=True):
        print(row(f"{method} at {angle}", results[method, angle]))
    counts(kept, refused, results)
    if options.sheets:
        sheets(options.sheets, shown)


if __name__ == "__main__":
    main()
