"""The style module: loaded from a hub or a folder, and run in the precision that the processor likes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pixgen_common import processors
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger

from pixgen_augment.settings import Settings

Floats = NDArray[np.float32]
STYLE_EDGE = 256
_BFLOAT16 = "stylize_bfloat16"


@dataclass(frozen=True)
class ModuleName:
    """Which module made a picture.

    Args:
        handle: hub address, or the name of a local folder.
        version: digest of its files (local), and the precision that it runs in.
    """

    handle: str
    version: str


class StyleModule:
    """A loaded module.

    Args:
        loaded: what the hub gave.
        name: its handle and version.
        batch: pictures at a time without a picture's bytes depending on its neighbours.
        step: name of the function that repaints with a bottleneck; None where the module is one piece.
    """

    def __init__(self, loaded: Any, name: ModuleName, batch: int, step: str | None) -> None:
        self._loaded, self.name, self.batch, self._step = loaded, name, batch, step

    def read(self, style: Floats) -> Floats:
        """What repainting needs to know of a style; worth keeping.

        Args:
            style: [256, 256, 3], sRGB in 0..1.

        Returns:
            float32 [100], or the style itself where the module is one piece.
        """
        if self._step is None:
            return style
        seen: Floats = self._loaded.bottleneck(style[None]).numpy()[0]
        return seen

    def repaint(self, contents: Floats, styles: Floats) -> Floats:
        """Runs the network.

        Args:
            contents: [B, H, W, 3], sRGB in 0..1.
            styles: of each, what `read` gave.

        Returns:
            [B, H, W, 3], sRGB in 0..1.
        """
        if self._step is not None:
            made: Floats = getattr(self._loaded, self._step)(contents, styles).numpy()
            return made
        import tensorflow as tf

        # Loaded from TensorFlow's first format, a module takes tensors and gives a list.
        made = self._loaded(tf.constant(contents), tf.constant(styles))[0].numpy()
        return made[:, : contents.shape[1], : contents.shape[2]]


def load(settings: Settings) -> StyleModule:
    """Loads the module and proves that it repaints.

    Args:
        settings: where it is, and in which precision to run it.

    Returns:
        The module.

    Raises:
        PixGenError: UNAVAILABLE, ``style.module_unloadable``, naming the module.
    """
    _prepare_tensorflow()
    import tensorflow_hub as hub

    name = _name(settings.style_module)
    try:
        loaded = hub.load(settings.style_module)
        module = _fitting(loaded, name, settings)
        probe = np.full((1, 64, 64, 3), 0.5, dtype=np.float32)
        style = module.read(np.full((STYLE_EDGE, STYLE_EDGE, 3), 0.5, dtype=np.float32))
        made = module.repaint(probe, style[None])
        if made.shape != probe.shape or not np.isfinite(made).all():
            raise ValueError(f"it makes {made.shape} of {probe.shape}, or what is no number")
    except Exception as error:  # the hub raises OSError, ValueError and TensorFlow's own
        logger().error("style.module_unloadable", handle=name.handle, error=type(error).__name__)
        message = f"The style module {name.handle} cannot be loaded ({type(error).__name__})."
        raise PixGenError(Code.UNAVAILABLE, message, reason="style.module_unloadable") from error
    logger().info("style.module_loaded", handle=module.name.handle, version=module.name.version)
    return module


def _fitting(loaded: Any, name: ModuleName, settings: Settings) -> StyleModule:
    """Chooses the function to run. In bfloat16 a batch gives the same bytes as one by one; in float32 not."""
    if not hasattr(loaded, "bottleneck"):
        return StyleModule(loaded, name, 1, None)
    wanted = settings.style_precision
    fast = wanted == "bfloat16" or (wanted == "auto" and processors.computes_bfloat16())
    if fast and hasattr(loaded, _BFLOAT16):
        own = ModuleName(name.handle, f"{name.version}, bfloat16")
        return StyleModule(loaded, own, settings.style_batch, _BFLOAT16)
    return StyleModule(loaded, ModuleName(name.handle, f"{name.version}, float32"), 1, "stylize")


def _prepare_tensorflow() -> None:
    """One thread a picture: several pictures at a time use processors better than several threads on one."""
    import tensorflow as tf

    try:
        for device in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(device, True)
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:  # already running, as in tests that load several modules
        logger().warning("style.tensorflow_already_running")


def _name(handle: str) -> ModuleName:
    """A module's name without this machine's paths."""
    folder = Path(handle)
    if "://" in handle or not folder.exists():
        return ModuleName(handle if "://" in handle else folder.name, handle.rsplit("/", 1)[-1])
    return ModuleName(folder.name, f"sha256 {_digest(folder)[:16]}")


def _digest(folder: Path) -> str:
    """Of a module's weights and graph; a fingerprint that TensorFlow makes anew at each export stays out."""
    parts: Mapping[str, Path] = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "fingerprint.pb"
    }
    digest = hashlib.sha256()
    for name, path in parts.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
