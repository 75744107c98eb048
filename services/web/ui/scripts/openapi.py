"""Writes the services' OpenAPI documents beside the pages, whose types are made from them.

``python services/web/ui/scripts/openapi.py`` after a route has changed, then ``npm run types`` in
``services/web/ui``. With ``--check`` it only says whether the documents are in step.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pixgen_catalog import app as catalog
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_synthesis import app as synthesis
from pixgen_synthesis.settings import Settings as SynthesisSettings
from pixgen_upload import app as upload
from pixgen_upload.settings import Settings as UploadSettings

FOLDER = Path(__file__).parents[1] / "openapi"
# Nothing connects before the first request, and a description makes none: these lead nowhere.
_STORE = {"s3_endpoint": "http://127.0.0.1:1", "s3_access_key": "none", "s3_secret_key": "none"}


def documents() -> dict[str, str]:
    """The documents as they would be written.

    Returns:
        Text by name of the service.
    """
    database = "postgresql+psycopg2://nobody@127.0.0.1:1/none"
    secret = "0" * 32
    apps = {
        "catalog": catalog.create_app(
            CatalogSettings(**_STORE, catalog_database_url=database, catalog_key_secret=secret)
        ),
        "synthesis": synthesis.create_app(
            SynthesisSettings(synthesis_database_url=database, synthesis_key_secret=secret)
        ),
        "upload": upload.create_app(UploadSettings(**_STORE, identity_key=secret)),
    }
    return {name: _text(app.spec) for name, app in apps.items()}


def _text(spec: Any) -> str:
    return json.dumps(spec, indent=1, sort_keys=True) + "\n"


def stale() -> list[str]:
    """Names of the services whose document is not that of the code."""
    found = documents()
    return [name for name, text in found.items() if _read(FOLDER / f"{name}.json") != text]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """Writes, or checks. Returns: the exit code."""
    if "--check" in sys.argv[1:]:
        for name in (old := stale()):
            sys.stderr.write(f"openapi/{name}.json is not that of the service: run this without --check\n")
        return 1 if old else 0
    for name, text in documents().items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
