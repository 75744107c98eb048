"""A step over several devices of one machine."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_two_devices_hold_equal_weights_after_each_step(tmp_path, precision):
    """In a process of its own: devices are told before TensorFlow does anything."""
    command = [sys.executable, str(Path(__file__).with_name("mirrored.py")), precision, str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    mine, other = (np.load(tmp_path / f"replica-{number}.npz") for number in (0, 1))
    assert mine.files
    for name in mine.files:
        np.testing.assert_array_equal(mine[name], other[name])
