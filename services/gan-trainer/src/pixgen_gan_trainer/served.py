"""A generator as TensorFlow Serving answers for it: two signatures, reproducible by seed."""

from typing import Any

import tensorflow as tf
from pixgen_imaging.tone import TONE_GROUPS

MOST_AT_ONCE = 256


class Served(tf.Module):  # type: ignore[misc]
    """Holds a generator's weights and the functions that are served.

    Args:
        generator: as built by ``networks``, to sample from as it is.
        latent: length of its noise.
        usual_class: for a conditional generator: the tone class that plain noise is drawn for; else None.
        seen: for a conditional generator: tone groups that it was trained on.
    """

    def __init__(self, generator: Any, latent: int, usual_class: int | None, seen: list[int]) -> None:
        super().__init__()
        self._generator, self._latent, self._usual = generator, latent, usual_class
        self._weights = [variable.value for variable in generator.variables]
        self._seen = tf.constant([number in seen for number in range(len(TONE_GROUPS))])

    def signatures(self) -> dict[str, Any]:
        """Returns: what `tf.saved_model.save` is to offer, by name."""
        noise = tf.TensorSpec((None, self._latent), tf.float32, name="noise")
        count, seed = tf.TensorSpec((), tf.int32, name="count"), tf.TensorSpec((2,), tf.int64, name="seed")
        if self._usual is None:
            sample = tf.function(self.sample, autograph=False).get_concrete_function(count, seed)
        else:
            group = tf.TensorSpec((), tf.int32, name="tone_group")
            sample = tf.function(self.sample_of_group, autograph=False).get_concrete_function(
                count, seed, group
            )
        return {
            "serving_default": tf.function(self.images, autograph=False).get_concrete_function(noise),
            "sample": sample,
        }

    def images(self, noise: tf.Tensor) -> dict[str, tf.Tensor]:
        """Args: float32 [B, latent]. Returns: ``images``: float32 [B, H, W, 3] in [0, 1], sRGB."""
        return {"images": self._drawn(noise, self._usual)}

    def sample(self, count: tf.Tensor, seed: tf.Tensor) -> dict[str, tf.Tensor]:
        """Args: int32 [], int64 [2]. Returns: ``images_bytes``: string [count], PNG files."""
        return {"images_bytes": self._files(count, seed, None)}

    def sample_of_group(
        self, count: tf.Tensor, seed: tf.Tensor, tone_group: tf.Tensor
    ) -> dict[str, tf.Tensor]:
        """Args: int32 [], int64 [2], int32 [] index into TONE_GROUPS. Returns: as ``sample``."""
        is_known = (tone_group >= 0) & (tone_group < len(TONE_GROUPS))
        known = tf.debugging.Assert(is_known, ["tone_group must be 0 to 4"])
        with tf.control_dependencies([known]):
            is_seen = self._seen[tf.clip_by_value(tone_group, 0, len(TONE_GROUPS) - 1)]
        seen = tf.debugging.Assert(is_seen, ["the model was trained on no picture of this tone group"])
        with tf.control_dependencies([seen]):
            return {"images_bytes": self._files(count, seed, tf.identity(tone_group))}

    def _files(self, count: tf.Tensor, seed: tf.Tensor, group: Any) -> tf.Tensor:
        is_bounded = (count >= 1) & (count <= MOST_AT_ONCE)
        with tf.control_dependencies(
            [tf.debugging.Assert(is_bounded, [f"count must be 1 to {MOST_AT_ONCE}"])]
        ):
            count = tf.identity(count)
        noise = tf.random.stateless_normal((count, self._latent), seed, alg="philox")
        pixels = tf.cast(tf.round(self._drawn(noise, group) * 255), tf.uint8)
        return tf.map_fn(tf.io.encode_png, pixels, fn_output_signature=tf.string)

    def _drawn(self, noise: tf.Tensor, group: Any) -> tf.Tensor:
        given = [noise]
        if group is not None:
            given = [noise, tf.fill((tf.shape(noise)[0],), tf.cast(group, tf.int32))]
        return (self._generator(given, training=False) + 1) / 2
