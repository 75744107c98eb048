"""What reading a picture costs: milliseconds per stage and size, and how masks fare on real pictures.

Run: `python benchmarks/imaging.py [--repeat 5]`. Sizes are phantoms, saved as JPEG; the real dermatoscopic
pictures are read from ../shared/data/lesions when they are there.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image
from pixgen_imaging import phantoms
from pixgen_imaging.decode import decode
from pixgen_imaging.hashing import phash
from pixgen_imaging.masks import masks
from pixgen_imaging.sanitise import sanitise
from pixgen_imaging.thumbnails import thumbnail
from pixgen_imaging.tone import measure_tone

LESIONS = Path(__file__).parents[2] / "shared" / "data" / "lesions"
SIZES = ((600, 450), (1600, 1200), (4000, 3000), (7300, 5475))
STAGES = ("sanitise", "decode", "masks", "tone", "phash", "thumbnails")


def clock(spent: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    """Runs one stage and notes its milliseconds of wall time."""
    start = time.perf_counter()
    result = work()
    spent[stage] = 1000 * (time.perf_counter() - start)
    return result


def once(data: bytes) -> dict[str, float]:
    """All that an upload does to a picture. Args: the file. Returns: milliseconds per stage."""
    spent: dict[str, float] = {}
    made = clock(spent, "sanitise", lambda: sanitise(data))
    rgb = clock(spent, "decode", lambda: decode(made.data))
    found = clock(spent, "masks", lambda: masks(rgb))
    clock(spent, "tone", lambda: measure_tone(rgb, found))
    clock(spent, "phash", lambda: phash(rgb))
    clock(spent, "thumbnails", lambda: [thumbnail(rgb, edge) for edge in (256, 1024)])
    return spent


def saved(size: tuple[int, int], image_format: str) -> bytes:
    """A phantom of a given size as a file."""
    image = Image.fromarray(phantoms.draw(1, size=1024).rgb).resize(size, Image.Resampling.BICUBIC)
    out = BytesIO()
    image.save(out, image_format, quality=92)
    return out.getvalue()


def table(repeat: int) -> None:
    """Prints milliseconds per stage, median of the repeats."""
    print(f"{'':22}" + "".join(f"{stage:>11}" for stage in (*STAGES, "all")))
    for size, image_format in [*((size, "JPEG") for size in SIZES), (SIZES[0], "PNG"), (SIZES[2], "PNG")]:
        data = saved(size, image_format)
        once(data)
        runs = [once(data) for _ in range(repeat)]
        row = [median(run[stage] for run in runs) for stage in STAGES]
        name = f"{size[0]}x{size[1]} {image_format}"
        print(f"{name:22}" + "".join(f"{value:11.1f}" for value in (*row, sum(row))))


def real() -> None:
    """Prints how masks and tone come out on the real pictures."""
    paths = sorted(LESIONS.glob("*.jpg"))
    if not paths:
        print("no real pictures: ../shared/data/lesions is absent")
        return
    reasons: Counter[str] = Counter()
    implausible = []
    for path in paths:
        rgb = decode(path.read_bytes())
        found = masks(rgb)
        reasons[measure_tone(rgb, found).reason or "ok"] += 1
        if not 0.003 < found.lesion.mean() < 0.8 or found.skin.mean() < 0.15:
            implausible.append(path.stem)
    print(f"\n{len(paths)} real pictures, tone: {dict(reasons)}")
    print(
        f"no lesion, nothing but lesion, or hardly any skin in {len(implausible)}: {', '.join(implausible)}"
    )
    lesion = np.mean([masks(decode(path.read_bytes())).lesion.mean() for path in paths[::10]])
    print(f"mean share of the lesion over every tenth: {lesion:.2f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    table(parser.parse_args().repeat)
    real()


if __name__ == "__main__":
    main()
