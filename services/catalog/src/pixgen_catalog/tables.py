"""Every table of the schema ``catalog``, and what the application's role may do with each."""

from pixgen_catalog import accounts_tables, decision_tables, image_tables
from pixgen_catalog.accounts_tables import METADATA, SCHEMA
from pixgen_catalog.visible import visible_images

__all__ = ["FUNCTIONS", "GRANTS", "METADATA", "SCHEMA", "accounts_tables", "decision_tables", "image_tables"]

# Not in the list: images. It is read through the view and written through functions (0001_rules.sql).
# Reviews, edits, events, tombstones, snapshots and models are append-only for the application.
GRANTS: dict[str, tuple[str, ...]] = {
    **accounts_tables.GRANTS,
    visible_images.name: ("SELECT",),
    "consents": ("SELECT", "INSERT", "UPDATE"),
    "reviews": ("SELECT", "INSERT"),
    "edits": ("SELECT",),
    "tombstones": ("SELECT",),
    "erasures": ("SELECT",),
    "events": ("SELECT", "INSERT"),
    "snapshots": ("SELECT", "INSERT"),
    "snapshot_items": ("SELECT", "INSERT"),
    "models": ("SELECT", "INSERT"),
    "idempotency_keys": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "coverage_cells": ("SELECT",),
}
# Functions that routes and jobs call. The view's rule runs with the caller's rights, so it is here too.
FUNCTIONS = (
    "may_see",
    "bands",
    "put_images",
    "edit_image",
    "delete_image",
    "withdraw_consent",
    "confirm_erasures",
    "drop_from_index",
    "indexed_ids",
    "kin",
)
