"""Whether this machine multiplies bfloat16 in hardware."""

from pathlib import Path

import tensorflow as tf

_CPU_INFO = Path("/proc/cpuinfo")
_FLAGS = {"avx512_bf16", "amx_bf16"}
_AMPERE = (8, 0)


def probed() -> str:
    """The precision that is faster here without losing range.

    Returns:
        ``bfloat16`` where every GPU is of the Ampere generation or newer, or, without GPUs, where the
        processor has AVX512_BF16 or AMX; else ``float32``.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        found = [
            tf.config.experimental.get_device_details(gpu).get("compute_capability", (0, 0)) for gpu in gpus
        ]
        return "bfloat16" if min(found) >= _AMPERE else "float32"
    return "bfloat16" if _FLAGS & set(_flags()) else "float32"


def _flags() -> list[str]:
    try:
        lines = _CPU_INFO.read_text().splitlines()
    except OSError:
        return []
    return next((line.split(":")[1].split() for line in lines if line.startswith("flags")), [])
