"""Whether this machine multiplies bfloat16 in hardware."""

import tensorflow as tf
from pixgen_common import processors

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
    return "bfloat16" if processors.computes_bfloat16() else "float32"
