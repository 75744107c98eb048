"""Renders every overlay once, with secrets made for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pixgen_prepare.folders import make

CHECKOUT = Path(__file__).parents[2]
sys.path.insert(0, str(CHECKOUT))  # `from tests.manifests import ...`, however pytest is started
OVERLAYS = ("local", "production", "distributed-training")
KUSTOMIZE = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1"


@pytest.fixture(scope="session")
def secrets(tmp_path_factory):
    """A folder as `make secrets` makes it."""
    folder = tmp_path_factory.mktemp("secrets") / "secrets"
    make(folder, "postgres:5432/pixgen")
    return folder


@pytest.fixture(scope="session")
def kustomize():
    """kustomize, built once a checkout with Go; else kubectl's own."""
    built = CHECKOUT / ".local" / "bin" / "kustomize"
    if not built.exists() and shutil.which("go"):
        built.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["go", "install", "-trimpath", KUSTOMIZE],
            env={**os.environ, "GOBIN": str(built.parent), "CGO_ENABLED": "0"},
            check=True,
            timeout=900,
        )
    if built.exists():
        return [str(built), "build"]
    if shutil.which("kubectl"):
        return ["kubectl", "kustomize"]
    pytest.skip("KUBERNETES NOT CHECKED: there is neither Go, to build kustomize with, nor kubectl")


@pytest.fixture(scope="session")
def overlays(tmp_path_factory, kustomize, secrets):
    """The objects of each overlay, by its name."""
    place = tmp_path_factory.mktemp("kubernetes") / "kubernetes"
    shutil.copytree(CHECKOUT / "deploy" / "kubernetes", place, ignore=shutil.ignore_patterns("secrets"))
    shutil.copytree(secrets, place / "overlays" / "local" / "secrets")
    return {name: rendered([*kustomize, str(place / "overlays" / name)]) for name in OVERLAYS}


@pytest.fixture(params=OVERLAYS)
def objects(request, overlays):
    """The objects of one overlay."""
    return overlays[request.param]


def rendered(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return [found for found in yaml.safe_load_all(done.stdout) if found]
