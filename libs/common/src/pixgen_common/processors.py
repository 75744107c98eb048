"""How many processors this process may use, and what they can do."""

import os
from pathlib import Path

_V2 = Path("/sys/fs/cgroup/cpu.max")
_V1 = Path("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), Path("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
_CPUINFO = Path("/proc/cpuinfo")
_FAST_BFLOAT16 = {"amx_bf16", "avx512_bf16"}


def count() -> int:
    """Processors that may be used at a time: by the container's limit, else by affinity.

    Returns:
        At least 1.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota()
    return max(1, allowed if quota is None else min(allowed, round(quota)))


def computes_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16 itself. Returns: False where that cannot be read."""
    try:
        text = _CPUINFO.read_text()
    except OSError:
        return False
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return bool(_FAST_BFLOAT16 & set(flags.split()))


def _quota() -> float | None:
    """Processors by the control group (v2, then v1); None without a limit."""
    try:
        if _V2.exists():
            quota, period = _V2.read_text().split()[:2]
            return None if quota == "max" else int(quota) / int(period)
        quota, period = (path.read_text() for path in _V1)
        return None if int(quota) <= 0 else int(quota) / int(period)
    except (OSError, ValueError):
        return None
