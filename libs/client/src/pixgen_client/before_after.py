"""One picture that shows a source, what was made of it, and what was measured: its sheet."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageOps

from pixgen_client.mark import packet
from pixgen_client.plain import plain

_EDGE, _MARGIN, _LINE = 640, 16, 24
_PAPER, _INK, _QUIET = (246, 246, 246), (17, 17, 17), (96, 96, 96)
# Measures in the order in which they are read, with what they mean.
_MEASURES = (
    ("content_ita_deg", "skin before, ITA degrees"),
    ("target_ita_deg", "target, ITA degrees"),
    ("result_ita_deg", "skin after, ITA degrees"),
    ("tone_error_deg", "off the target, degrees"),
    ("gradient_correlation", "edges kept (1 is all)"),
    ("structure", "structure kept (1 is all)"),
    ("colour_contrast_kept", "colour contrast of the lesion kept"),
    ("density_kept", "density contrast of the lesion kept"),
    ("new_blue", "new blue in the lesion"),
)


def draw_sheet(source: bytes, result: bytes, said: Mapping[str, Any]) -> bytes:
    """Draws the sheet.

    Args:
        source: the file as it was.
        result: what was made of it, encoded.
        said: what the server said: method, order, measures, warnings.

    Returns:
        A JPEG that says in its pixels and inside its file that it shows an altered picture.
    """
    before, after = _opened(source), _opened(result)
    lines = _lines(said)
    top = max(picture.height for picture in (before, after) if picture) if before or after else _LINE
    top += 3 * _MARGIN + _LINE
    sheet = Image.new("RGB", (2 * _EDGE + 3 * _MARGIN, top + _LINE * (len(lines) + 1)), _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=18)
    for place, (picture, title) in enumerate(((before, "before"), (after, "after: ALTERED, no photograph"))):
        left = _MARGIN + place * (_EDGE + _MARGIN)
        pen.text((left, _MARGIN), title, fill=_INK, font=font)
        if picture is None:
            pen.text((left, _MARGIN + 2 * _LINE), "cannot be shown here", fill=_QUIET, font=font)
        else:
            sheet.paste(picture, (left, 2 * _MARGIN + _LINE))
    for place, line in enumerate(lines):
        pen.text((_MARGIN, top + place * _LINE), line, fill=_INK, font=font)
    out = io.BytesIO()
    sheet.save(
        out,
        "JPEG",
        quality=90,
        subsampling=0,
        xmp=packet(str(said.get("digital_source_type") or "compositeSynthetic"), "PixGen augment"),
    )
    return out.getvalue()


def _opened(data: bytes) -> Image.Image | None:
    """A picture, upright, as large as it is shown; None when this machine cannot read its kind."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            file.draft("RGB", (_EDGE, _EDGE))
            return ImageOps.contain(ImageOps.exif_transpose(file).convert("RGB"), (_EDGE, _EDGE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _lines(said: Mapping[str, Any]) -> list[str]:
    order = said.get("order") or {}
    target = ", ".join(f"{name} {value}" for name, value in (order.get("target") or {}).items())
    made_by = f"{said.get('method')} ({said.get('method_version')})"
    head = f"{made_by}, target {target}, strength {order.get('strength')}"
    measures = said.get("measures") or {}
    found = [f"{measures[name]:9.3f}  {words}" for name, words in _MEASURES if name in measures]
    warned = [f"warning: {entry.get('message') or entry.get('code')}" for entry in said.get("warnings") or ()]
    return [plain(line)[:130] for line in (head, *found, *warned)]
