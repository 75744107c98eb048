import os

import numpy as np
import pytest
from pixgen_imaging import phantoms

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="session")
def phantom_files():
    """Forty phantoms as files."""
    return [phantoms.encode(phantoms.draw(seed, size=64)) for seed in range(40)]


@pytest.fixture(scope="session")
def folder(tmp_path_factory, phantom_files):
    """A folder of phantoms, one of them twice, and a file that is no picture."""
    path = tmp_path_factory.mktemp("pictures")
    for number, data in enumerate(phantom_files):
        (path / f"{number:03d}.jpg").write_bytes(data)
    (path / "again.jpg").write_bytes(phantom_files[0])
    (path / "torn.jpg").write_bytes(phantom_files[1][:500])
    return path


@pytest.fixture(scope="session")
def noise_pictures():
    """Sixty-four pictures of nothing."""
    return np.random.default_rng(1).integers(0, 256, (64, 32, 32, 3), dtype=np.uint8)
