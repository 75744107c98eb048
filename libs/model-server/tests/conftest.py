"""Tiny SavedModels, made once, and base paths to put them into."""

import os
import shutil
import time
from types import SimpleNamespace

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def until():
    """Waits for something that will surely happen, and gives what it found."""

    def wait(condition, seconds=120):
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "did not happen in time"
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    """Exported models: `gen` (like the trainer's), `gen2` (twice as bright), `misc`, `examples`."""
    from pixgen_model_server import testing_models

    folder = tmp_path_factory.mktemp("exports")
    return SimpleNamespace(
        gen=testing_models.generator(folder / "gen", 1.0),
        gen2=testing_models.generator(folder / "gen2", 2.0),
        misc=testing_models.miscellany(folder / "misc"),
        examples=testing_models.examples(folder / "examples"),
    )


@pytest.fixture
def base(tmp_path):
    """A base path; `put(export, version)` adds a version as model-sync does, by a rename."""
    path = tmp_path / "base"
    path.mkdir()

    def put(export, version, into=path):
        into.mkdir(exist_ok=True)
        shutil.copytree(export, into / f".incoming-{version}")
        (into / f".incoming-{version}").rename(into / str(version))
        return into / str(version)

    return SimpleNamespace(path=path, put=put, other=tmp_path / "other")
