"""From a row of the view to what REST shows of it to this viewer."""

from typing import Any

from sqlalchemy import RowMapping

from pixgen_catalog.image_schemas import ImageOut, Links
from pixgen_catalog.rows import unsigned
from pixgen_catalog.viewer import Viewer

_OWNERS_ONLY = ("source_sha256", "removed", "consent_id")
_INSIDERS_ONLY = ("notes", "status_reason")


def image_out(row: RowMapping, viewer: Viewer) -> ImageOut:
    """A picture as this viewer may know it.

    Args:
        row: a row of the view.
        viewer: who looks.

    Returns:
        The picture; what is for its owner or for curators alone is null for others.
    """
    mine = row["account_id"] == viewer.account_id
    insider = mine or viewer.sees_all
    shown: dict[str, Any] = {name: row[name] for name in ImageOut.model_fields if name in row}
    shown |= {} if mine else dict.fromkeys(_OWNERS_ONLY)
    shown |= {} if insider else dict.fromkeys(_INSIDERS_ONLY)
    shown["mine"] = mine
    shown["phash"] = unsigned(row["phash"])
    if not insider:
        # Raters are accounts: the same one on many pictures would tell who works where.
        for field in ("diagnosis", "monk_skin_tone"):
            shown[field] = [{**entry, "rater": None} for entry in shown[field]]
    shown["links"] = _links(row["image_id"])
    return ImageOut(**shown)


def _links(image_id: str) -> Links:
    base = f"/v1/images/{image_id}"
    return Links(
        content=f"{base}/content",
        thumbnail_256=f"{base}/thumbnail?edge=256",
        thumbnail_1024=f"{base}/thumbnail?edge=1024",
    )
