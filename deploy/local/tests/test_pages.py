"""Building the pages where Node is, and where it is not."""

import os
import subprocess
from pathlib import Path

import pytest
from pixgen_local import pages


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    """Put a `node` of some version and an `npm` first on the PATH."""

    def put(version):
        for name, text in (("node", f"echo v{version}"), ("npm", "echo npm")):
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{text}\n")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    return put


def test_a_new_enough_node_of_the_machine_is_used(nodes):
    """Nobody's own Node is replaced without a reason."""
    own = nodes("22.1.0")
    assert pages.npm_command()[0] == [str(own / "npm")]


@pytest.mark.parametrize("version", ["18.20.0", "20.18.3"])
def test_an_old_node_is_passed_over(nodes, version):
    """Vite 7 does not run on it."""
    own = nodes(version)
    assert not pages.npm_command()[0][0].startswith(str(own))


def test_npm_and_node_run_where_the_machine_has_neither(tmp_path, monkeypatch):
    """The wheel's npm starts, and what it starts finds the wheel's node."""
    monkeypatch.setenv("PATH", str(tmp_path))
    command, environment = pages.npm_command()
    shown = subprocess.run(
        [*command, "--version"], env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout[0].isdigit()
    assert Path(environment["PATH"].split(os.pathsep)[0], "node").exists()


def test_a_changed_source_is_built_again(tmp_path, monkeypatch):
    """The digest is of names and contents, and of nothing that was built or installed."""
    monkeypatch.setattr(pages, "UI", tmp_path)
    source = tmp_path / "src" / "main.ts"
    source.parent.mkdir()
    source.write_text("one")
    before = pages.sources_digest()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("built")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "vite.js").write_text("installed")
    assert pages.sources_digest() == before
    source.write_text("two")
    assert pages.sources_digest() != before
