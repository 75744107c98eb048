"""A short `make faults`: processes are killed while pictures come in, nothing acknowledged is lost."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_what_was_acknowledged_is_there_once():
    """Every 201 and 202 is found in the end, and no picture is there twice."""
    command = [sys.executable, "-m", "tests.faults", "--uploads", "25", "--minutes", "4"]
    result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "there: 25; lost 0, twice 0, loose 0; refused 0" in result.stdout
