"""The descriptions that the pages' types are made from are those of the services."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "ui" / "scripts" / "openapi.py"


def test_the_kept_descriptions_are_fresh():
    """When a route changes, the pages are checked against it: python services/web/ui/scripts/openapi.py"""
    spec = importlib.util.spec_from_file_location("openapi", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.stale() == []
