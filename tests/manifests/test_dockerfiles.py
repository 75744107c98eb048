"""Dockerfiles: hadolint, and what it does not ask."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.manifests.conftest import CHECKOUT

BAKE = (CHECKOUT / "docker-bake.hcl").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r'dockerfile = "([^"]+)"', BAKE)))
BASES = dict(re.findall(r'^variable "(\w+_IMAGE)" \{\n  default = "([^"]+)"', BAKE, re.MULTILINE))
# Its rules about apt and pip versions do not fit images that install from locks alone.
IGNORED = ["DL3013", "DL3042"]


@pytest.fixture(params=FILES)
def text(request):
    return (CHECKOUT / request.param).read_text(encoding="utf-8")


def test_every_service_has_one():
    folders = {path.parent for path in CHECKOUT.glob("services/*/pyproject.toml")}
    assert {str(folder.relative_to(CHECKOUT)) + "/Dockerfile" for folder in folders} <= set(FILES)


def test_hadolint_finds_nothing():
    hadolint = Path(sys.executable).parent / "hadolint"
    flags = [flag for rule in IGNORED for flag in ("--ignore", rule)]
    done = subprocess.run(
        [hadolint, *flags, *FILES], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_bases_are_those_of_docker_bake(text):
    given = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", text, re.MULTILINE))
    assert given
    assert given.items() <= BASES.items()
    named = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    stages = re.findall(r"^FROM .* AS (\S+)$", text, re.MULTILINE)
    assert {name.strip("${}") for name in named} - {"scratch", *stages} <= given.keys()


def test_tensorflows_layer_is_made_by_the_same_words_wherever_it_is():
    """Else it would be built, kept and pulled once for each of them."""

    def stage(folder):
        text = (CHECKOUT / folder / "Dockerfile").read_text(encoding="utf-8")
        return text[
            text.index("\nFROM ${PYTHON_IMAGE} AS tensorflow") : text.index("\nFROM tensorflow AS build")
        ]

    assert stage("services/augment") == stage("services/gan-trainer")


def test_each_runs_as_a_number_that_is_not_root(text):
    last = text[text.rindex("\nFROM ") :]
    account = re.findall(r"^USER (\d+):(\d+)$", last, re.MULTILINE)
    assert len(account) == 1
    assert int(account[0][0]) > 0


def test_commands_and_health_checks_need_no_shell(text):
    last = text[text.rindex("\nFROM ") :]
    for command in re.findall(r"^(?:CMD|ENTRYPOINT|\s+CMD) (.*)$", last, re.MULTILINE):
        assert command.startswith("["), command
    if "\nEXPOSE " in last:
        assert "HEALTHCHECK" in last


def test_each_says_what_it_is(text):
    for label in ("title", "description", "licenses"):
        assert f"org.opencontainers.image.{label}=" in text


def test_python_packages_come_from_hashed_locks(text):
    installs = re.findall(r"(?:pip install|uv pip install)(.*?)(?:\n\S|\\\n &&|$)", text, re.DOTALL)
    for install in installs:
        assert "--require-hashes" in install or "/wheels/*.whl" in install, install
    for lock in re.findall(r"(?:^ARG LOCK=|requirements/)([\w-]+)(?:\.txt)?", text, re.MULTILINE):
        path = CHECKOUT / "requirements" / f"{lock}.txt"
        assert path.exists(), lock
        blocks = [b for b in re.split(r"\n(?=\S)", path.read_text()) if b.strip() and not b.startswith("#")]
        assert all("--hash=sha256:" in block for block in blocks), lock


def test_what_is_copied_is_not_left_out_of_the_context(text):
    ignored = (CHECKOUT / ".dockerignore").read_text().split()
    allowed = [entry.removeprefix("!") for entry in ignored if entry.startswith("!")]
    for source in re.findall(r"^COPY (?!--from)([^\s$]+) ", text, re.MULTILINE):
        assert any(source.startswith(entry.split("*")[0].rstrip("/")) for entry in allowed), source
