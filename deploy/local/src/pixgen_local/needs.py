"""What the stack needs of a machine. Only the standard library: this runs before anything is installed."""

import shutil
import sys
from pathlib import Path

DISK_GIB = 3.0
MEMORY_GIB = 2.0
NEEDS = f"PixGen needs {MEMORY_GIB:.0f} GB of free memory and {DISK_GIB:.0f} GB of free disk."
_GIB = 1024**3


def free_disk(place: Path) -> float:
    """Measure the free disk space at a directory, in GiB."""
    return shutil.disk_usage(place).free / _GIB


def free_memory(table: Path = Path("/proc/meminfo")) -> float | None:
    """Measure the memory that programs could still take, in GiB; None where the system does not say."""
    try:
        lines = table.read_text().splitlines()
    except OSError:
        return None
    values = dict(line.split(":", 1) for line in lines if ":" in line)
    kib = values.get("MemAvailable", "").split()
    return int(kib[0]) * 1024 / _GIB if kib else None


def shortages(disk: float, memory: float | None, disk_needed: float = DISK_GIB) -> list[str]:
    """Name what there is too little of.

    Args:
        disk: Free disk, GiB.
        memory: Free memory, GiB; None is unknown and counts as enough.
        disk_needed: Free disk needed, GiB; less once everything is installed.
    """
    found = []
    if disk < disk_needed:
        found.append(f"only {disk:.1f} GB of disk is free, {disk_needed:.1f} GB is needed")
    if memory is not None and memory < MEMORY_GIB:
        found.append(f"only {memory:.1f} GB of memory is free, {MEMORY_GIB:.1f} GB is needed")
    return found


def main() -> int:
    """Say the needs; fail when the disk of the directory named on the command line cannot meet them."""
    place = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    disk, memory = free_disk(place), free_memory()
    print(NEEDS)
    for lack in shortages(disk, memory):
        print(f"Warning: {lack}.")
    # Too little memory is slow; too little disk ends half way through an installation.
    return 1 if disk < DISK_GIB else 0


if __name__ == "__main__":
    raise SystemExit(main())
