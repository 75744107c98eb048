"""One picture that shows many generated ones, labelled as what they are: a contact sheet."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from pixgen_client.mark import packet
from pixgen_client.plain import plain

_CELL, _MARGIN, _LINE, _MOST_COLUMNS = 144, 8, 20, 8
_PAPER, _INK = (246, 246, 246), (17, 17, 17)
_LONGEST = 110


def draw_contact_sheet(pictures: Sequence[tuple[str, bytes]], heading: str, made_by: str) -> bytes:
    """Draws the sheet.

    Args:
        pictures: a few words on each, and the picture, encoded.
        heading: above them; that they are synthetic is said before it.
        made_by: model and version.

    Returns:
        A PNG that says in its pixels and inside its file that it shows synthetic pictures.
    """
    columns = min(_MOST_COLUMNS, max(4, math.ceil(math.sqrt(len(pictures)))))
    rows = math.ceil(len(pictures) / columns)
    step, top = _CELL + _MARGIN, _MARGIN + 2 * _LINE
    size = (_MARGIN + columns * step, top + rows * (step + _LINE))
    sheet = Image.new("RGB", size, _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=14)
    pen.text((_MARGIN, _MARGIN), "SYNTHETIC PICTURES, no photographs", fill=_INK, font=font)
    pen.text((_MARGIN, _MARGIN + _LINE), plain(heading)[:_LONGEST], fill=_INK, font=font)
    for place, (words, data) in enumerate(pictures):
        left, upper = _MARGIN + place % columns * step, top + place // columns * (step + _LINE)
        pen.text((left, upper + _CELL + 2), plain(words), fill=_INK, font=font)
        try:
            with Image.open(io.BytesIO(data)) as picture:
                # Not smoothed: what a generator made is to be seen as it is.
                shown = picture.convert("RGB").resize((_CELL, _CELL), Image.Resampling.NEAREST)
                sheet.paste(shown, (left, upper))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            pen.text((left, upper), "cannot be shown", fill=_INK, font=font)
    information, out = PngImagePlugin.PngInfo(), io.BytesIO()
    information.add_itxt("XML:com.adobe.xmp", packet("trainedAlgorithmicMedia", made_by).decode())
    sheet.save(out, "PNG", pnginfo=information)
    return out.getvalue()
