"""The command installs and runs without any other part of PixGen."""

import ast
from pathlib import Path

import pixgen_client


def test_no_other_part_of_pixgen_is_imported():
    """REST is the only thing that the client shares with the services."""
    imported = set()
    for path in Path(pixgen_client.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert {name for name in imported if name.startswith("pixgen")} == {"pixgen_client"}
