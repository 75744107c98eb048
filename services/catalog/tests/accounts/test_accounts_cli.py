"""The operator's commands: what they do, and that they say no with 2 and a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pixgen_catalog.accounts_cli import accounts, demo_accounts
from pixgen_catalog.cli import cli
from pixgen_catalog.signing_keys_cli import keys


@pytest.fixture
def environment(place, tmp_path):
    """What a deployment would set; nothing of the machine's own."""
    return {
        "PIXGEN_CATALOG_DATABASE_URL": place.app_url,
        "PIXGEN_CATALOG_KEY_SECRET": "k" * 40,
        "PIXGEN_S3_ENDPOINT": "http://127.0.0.1:1",
        "PIXGEN_S3_ACCESS_KEY": "none",
        "PIXGEN_S3_SECRET_KEY": "none",
        "PIXGEN_ARGON2_MEMORY_KIB": "64",
        "PIXGEN_ARGON2_TIME_COST": "1",
        "PIXGEN_ARGON2_PARALLELISM": "1",
    }


@pytest.fixture
def run(environment, logs_as_before):
    """Run a command as typed, with standard input."""

    def invoke(group, line, stdin="", **more):
        return CliRunner().invoke(group, line.split(), input=stdin, env=environment | more)

    return invoke


@pytest.fixture
def make(run):
    def made(email="ada@clinic.org", roles="contributor"):
        line = f"create {email} --password-stdin --json " + " ".join(f"--role {r}" for r in roles.split())
        result = run(accounts, line, GOOD)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)[0]

    return made


GOOD = "seven purple lesions\n"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused
DEMO = {"PIXGEN_DEMO": "1", "PIXGEN_ENVIRONMENT": "local"}


def test_create_and_list(run, make):
    """Tables for people, JSON for programs; no password in either."""
    account = make(roles="curator contributor")
    assert account["roles"] == ["contributor", "curator"]
    shown = run(accounts, "list")
    assert account["account_id"] in shown.stdout
    assert "ada@clinic.org" in shown.stdout
    listed = json.loads(run(accounts, "list --role curator --json").stdout)
    assert listed == [account]
    assert json.loads(run(accounts, "list --role admin --json").stdout) == []
    assert "argon2" not in shown.output


def test_the_new_account_signs_in(make, client):
    make()
    body = {"email": "ada@clinic.org", "password": "seven purple lesions"}
    assert client.post("/v1/tokens", json=body).status_code == 200


def test_a_password_is_asked_for_twice(run):
    result = run(
        accounts, "create ada@clinic.org --role admin", "seven purple lesions\nseven purple lesions\n"
    )
    assert result.exit_code == 0, result.output
    assert "purple" not in result.output


def test_roles_come_and_go(run, make):
    account = make()
    granted = json.loads(run(accounts, "grant ada@clinic.org curator admin --json").stdout)[0]
    assert granted["roles"] == ["contributor", "curator", "admin"]
    make("second@clinic.org", "admin")
    revoked = json.loads(run(accounts, f"revoke {account['account_id']} admin contributor --json").stdout)[0]
    assert revoked["roles"] == ["curator"]


def test_shutting_and_opening(run, make, client):
    make()
    body = {"email": "ada@clinic.org", "password": "seven purple lesions"}
    assert run(accounts, "disable ada@clinic.org").exit_code == 0
    assert client.post("/v1/tokens", json=body).status_code == 403
    assert run(accounts, "enable ada@clinic.org").exit_code == 0
    assert client.post("/v1/tokens", json=body).status_code == 200


def test_setting_a_password(run, make, client):
    """The old one is worth nothing; guesses counted before are forgotten."""
    make()
    body = {"email": "ada@clinic.org", "password": "eight purple lesions"}
    for _ in range(11):
        client.post("/v1/tokens", json=body)
    assert client.post("/v1/tokens", json=body).status_code == 429
    result = run(accounts, "set-password ada@clinic.org --password-stdin", "eight purple lesions\n")
    assert result.exit_code == 0, result.output
    assert client.post("/v1/tokens", json=body).status_code == 200


@pytest.mark.parametrize(
    ("line", "stdin"),
    [
        ("create eve@clinic.org --role curator --password-stdin --dry-run", GOOD),
        ("grant ada@clinic.org admin --dry-run", ""),
        ("revoke ada@clinic.org curator --dry-run", ""),
        ("disable ada@clinic.org --dry-run", ""),
        ("set-password ada@clinic.org --password-stdin --dry-run", "eight purple lesions\n"),
    ],
)
def test_a_dry_run_writes_nothing(run, make, owner, line, stdin):
    make(roles="contributor curator")
    before = owner("SELECT * FROM catalog.accounts")
    result = run(accounts, line, stdin)
    assert result.exit_code == 0, result.output
    assert owner("SELECT * FROM catalog.accounts") == before


@pytest.mark.parametrize(
    ("line", "stdin", "says"),
    [
        ("create nonsense --role admin --password-stdin", GOOD, "e-mail address"),
        ("create eve@clinic.org --role emperor --password-stdin", "x\n", "emperor"),
        ("create eve@clinic.org --password-stdin", "x\n", "--role"),
        ("create eve@clinic.org --role admin --password-stdin", "short\n", "at least 10"),
        ("create eve@clinic.org --role admin --password-stdin", "", "no password"),
        ("create eve@clinic.org --role admin --password secret", "", "--password"),
        (f"create eve@clinic.org --role admin --password-stdin --name {'n' * 101}", GOOD, "one line"),
        ("create ada@clinic.org --role admin --password-stdin", GOOD, "already"),
        (
            "create ada@clinic.org --role admin --password-stdin --dry-run",
            GOOD,
            "already",
        ),
        ("grant nobody@clinic.org admin", "", "no such account"),
        ("grant acc_aaaaaaaaaaaaaaaa admin", "", "no such account"),
        ("grant ada@clinic.org", "", "Missing argument"),
        ("revoke ada@clinic.org admin", "", "at least one role"),
        ("disable ada@clinic.org", "", "last administrator"),
        ("disable ada@clinic.org --dry-run", "", "last administrator"),
        ("set-password ada@clinic.org --password-stdin", "ada@clinic.org\n", "e-mail"),
    ],
)
def test_wrong_input_ends_with_2_and_a_sentence(run, make, owner, line, stdin, says):
    make(roles="admin")
    before = owner("SELECT * FROM catalog.accounts")
    result = run(accounts, line, stdin)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert "Traceback" not in result.output
    assert owner("SELECT * FROM catalog.accounts") == before


def test_a_lacking_environment_is_named(run):
    result = run(accounts, "list", PIXGEN_CATALOG_KEY_SECRET="short", PIXGEN_S3_ENDPOINT="")
    assert result.exit_code == 2
    assert "PIXGEN_CATALOG_KEY_SECRET" in result.output
    assert "PIXGEN_S3_ENDPOINT" in result.output
    assert "short" not in result.output


def test_a_database_that_is_away_is_our_side(run, free_port):
    url = f"postgresql+psycopg2://pixgen_app:x@127.0.0.1:{free_port()}/none"
    result = run(accounts, "list", PIXGEN_CATALOG_DATABASE_URL=url)
    assert result.exit_code == 1
    assert "database cannot be reached" in result.output


def test_demo_accounts(run, client):
    """Four of them; a second time they are as new, whatever was done to them."""
    first = run(demo_accounts, "--json", **DEMO)
    assert first.exit_code == 0, first.output
    assert [row["state"] for row in json.loads(first.stdout)] == ["created"] * 4
    run(accounts, "set-password admin@pixgen.example --password-stdin", GOOD)
    run(accounts, "disable curator@pixgen.example")
    second = run(demo_accounts, "--json", **DEMO)
    assert [row["state"] for row in json.loads(second.stdout)] == ["reset"] * 4
    for role in ("contributor", "researcher", "curator", "admin"):
        body = {"email": f"{role}@pixgen.example", "password": "pixgen-demo"}
        assert client.post("/v1/tokens", json=body).status_code == 200


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "PIXGEN_DEMO=1"),
        ({"PIXGEN_DEMO": "1"}, "PIXGEN_ENVIRONMENT=local"),
        (DEMO | {"PIXGEN_CATALOG_BIND": f"{EVERYWHERE}:8002"}, EVERYWHERE),
        (DEMO | {"PIXGEN_CATALOG_BIND": "[::]:8002"}, "[::]"),
        (DEMO | {"PIXGEN_CATALOG_BIND": "127.0.0.1.evil.example:8002"}, "evil"),
        (DEMO | {"PIXGEN_CATALOG_GRPC_BIND": f"{EVERYWHERE}:9002"}, EVERYWHERE),
        (DEMO | {"PIXGEN_PUBLIC_ORIGIN": "https://pixgen.clinic.org"}, "loopback"),
    ],
)
def test_demo_accounts_are_refused_elsewhere(run, owner, changes, says):
    for line in ("", "--dry-run"):
        result = run(demo_accounts, line, **changes)
        assert result.exit_code == 2, result.output
        assert says in result.output
    assert owner("SELECT * FROM catalog.accounts") == []


def test_keys(run, service):
    """List, change, retire; never anything private."""
    [first] = [key["kid"] for key in service.parts.keys.jwks()["keys"]]
    dry = run(keys, "rotate --dry-run")
    assert (dry.exit_code, "Would publish" in dry.output) == (0, True)
    new = json.loads(run(keys, "rotate --json").stdout)[0]
    assert new["state"] == "published"
    listed = json.loads(run(keys, "list --json").stdout)
    assert {key["kid"]: key["state"] for key in listed} == {first: "signs", new["kid"]: "published"}
    assert run(keys, f"retire {first} --revoke --dry-run").exit_code == 0
    assert len(service.parts.keys.jwks()["keys"]) == 2
    assert json.loads(run(keys, f"retire {first} --revoke --json").stdout)[0]["state"] == "revoked"
    shown = run(keys, "list")
    assert first in shown.stdout
    assert "eyJ" not in shown.output
    assert run(keys, "retire nothing").exit_code == 2


@pytest.mark.parametrize("line", ["accounts", "accounts create", "keys", "keys rotate", "demo-accounts"])
def test_help_needs_no_environment(line, monkeypatch):
    """Every command says what it does before anything is set up."""
    for name in [name for name in os.environ if name.startswith("PIXGEN_")]:
        monkeypatch.delenv(name)
    result = CliRunner().invoke(cli, [*line.split(), "--help"])
    assert (result.exit_code, "Usage" in result.output) == (0, True), result.output


def test_the_installed_command(environment):
    """As an operator types it: JSON on standard output alone, logs elsewhere."""
    catalog = Path(sys.executable).parent / "catalog"
    line = [catalog, "accounts", "create", "ada@clinic.org", "--role", "admin", "--password-stdin", "--json"]
    result = subprocess.run(
        line, env=environment, input=GOOD, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)[0]["roles"] == ["admin"]
    assert "account.created" in result.stderr
    assert "ada@" not in result.stderr
