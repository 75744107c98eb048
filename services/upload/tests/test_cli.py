"""The command line says what it does and what it lacks."""

import pytest
from click.testing import CliRunner
from pixgen_upload.cli import main


@pytest.fixture
def run(settings, monkeypatch):
    """Run a command with this test's settings in the environment."""
    values = settings.model_dump(mode="json", exclude_none=True)
    values["s3_secret_key"] = settings.s3_secret_key.get_secret_value()
    values["identity_key"] = settings.identity_key.get_secret_value()
    for name, value in values.items():
        monkeypatch.setenv(f"PIXGEN_{name.upper()}", str(value))
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("command", [(), ("serve",), ("reconcile",), ("erase",)])
def test_help_tells_what_it_does(command):
    shown = CliRunner().invoke(main, [*command, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 4


def test_missing_settings_are_named(monkeypatch):
    monkeypatch.delenv("PIXGEN_IDENTITY_KEY", raising=False)
    monkeypatch.setenv("PIXGEN_S3_ENDPOINT", "not an address")
    shown = CliRunner().invoke(main, ["reconcile"])
    assert shown.exit_code == 2
    assert "PIXGEN_IDENTITY_KEY" in shown.stderr
    assert "PIXGEN_S3_ENDPOINT" in shown.stderr


def test_a_dry_reconciliation_changes_nothing(run, upload, picture, bucket):
    upload(picture)
    before = bucket.listing()
    shown = run("reconcile", "--dry-run")
    assert (shown.exit_code, shown.output.split(",")[0]) == (0, "1 would be registered")
    assert bucket.listing() == before


def test_a_reconciliation_without_the_catalog_says_so(run, upload, picture):
    upload(picture)
    shown = run("reconcile")
    assert shown.exit_code == 1
    assert "1 failed" in shown.output


def test_erasing_without_the_catalog_is_one_line(run):
    shown = run("erase")
    assert shown.exit_code == 2
    assert len(shown.stderr.strip().splitlines()) == 1
