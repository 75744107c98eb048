"""What the stack needs of a machine."""

import subprocess
import sys

from pixgen_local import needs


def test_shortages_name_what_is_missing_and_how_much():
    """Too little of either is said; an unknown amount of memory is not held against the machine."""
    assert needs.shortages(disk=10, memory=8) == []
    assert needs.shortages(disk=10, memory=None) == []
    assert needs.shortages(disk=1, memory=1) == [
        "only 1.0 GB of disk is free, 3.0 GB is needed",
        "only 1.0 GB of memory is free, 2.0 GB is needed",
    ]


def test_free_memory_is_what_the_kernel_calls_available(tmp_path):
    """Caches count as free."""
    table = tmp_path / "meminfo"
    table.write_text("MemTotal: 8388608 kB\nMemFree: 1024 kB\nMemAvailable: 2097152 kB\n")
    assert needs.free_memory(table) == 2.0


def test_it_runs_before_anything_is_installed(tmp_path):
    """The Makefile calls it with a bare Python: no site packages, no package around it."""
    result = subprocess.run(
        [sys.executable, "-I", "-S", needs.__file__, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.startswith("PixGen needs")
