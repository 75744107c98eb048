"""The converted module, and modules of others."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pixgen_augment import style_module
from pixgen_augment.convert import read_weights
from pixgen_augment.style_module import STYLE_EDGE
from pixgen_imaging import phantoms


@pytest.fixture(scope="module")
def pictures():
    content = np.asarray(phantoms.draw(3, size=128).rgb, dtype=np.float32)[None] / 255
    style = np.asarray(phantoms.draw(5, size=STYLE_EDGE, tone_group="dark").rgb, dtype=np.float32)[None] / 255
    return content, style


@pytest.fixture(scope="module")
def as_the_hub_calls_it(module_folder, pictures):
    """The module's plain call, with the hub's signature."""
    import tensorflow as tf
    import tensorflow_hub as hub

    loaded = hub.load(str(module_folder))
    return loaded(*map(tf.constant, pictures))[0].numpy()


@pytest.mark.parametrize(("precision", "most"), [("float32", 1e-5), ("bfloat16", 0.03)])
def test_in_two_steps_it_makes_the_picture_of_the_plain_call(
    settings, pictures, as_the_hub_calls_it, precision, most
):
    module = style_module.load(settings.model_copy(update={"style_precision": precision}))
    content, style = pictures
    made = module.repaint(content, module.read(style[0])[None])
    assert module.name.version.endswith(precision)
    assert np.abs(made - as_the_hub_calls_it).max() < most
    assert np.abs(made - as_the_hub_calls_it).mean() < most / 10


def test_any_size_comes_back_at_its_size(settings):
    module = style_module.load(settings)
    style = module.read(np.full((STYLE_EDGE, STYLE_EDGE, 3), 0.3, np.float32))
    for height, width in ((64, 97), (101, 66)):
        made = module.repaint(np.full((1, height, width, 3), 0.5, np.float32), style[None])
        assert made.shape == (1, height, width, 3)


def test_a_module_of_one_piece_works_without_keeping_styles(settings, tmp_path, pictures):
    """As Magenta's own on the hub: only the plain call."""
    import tensorflow as tf

    class Plain(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec([None, None, None, 3], tf.float32),
                tf.TensorSpec([None, STYLE_EDGE, STYLE_EDGE, 3], tf.float32),
            ]
        )
        def __call__(self, content, style):
            return [0 * content + tf.reduce_mean(style, axis=(1, 2), keepdims=True)]

    tf.saved_model.save(Plain(), str(tmp_path / "plain"))
    module = style_module.load(settings.model_copy(update={"style_module": str(tmp_path / "plain")}))
    content, style = pictures
    made = module.repaint(content, module.read(style[0])[None])
    assert module.batch == 1
    assert np.allclose(made, style.mean(axis=(1, 2), keepdims=True), atol=1e-5)


def test_weights_are_those_of_the_network_that_magenta_published():
    """Sizes of MobileNetV2 and of the light transformer, and a first layer whose filters differ."""
    weights = read_weights()
    assert weights["predict/last/weights"].shape == (1, 1, 320, 1280)
    assert weights["predict/bottleneck/weights"].shape == (1, 1, 1280, 100)
    assert weights["expand/conv3/weights"].shape == (9, 9, 8, 3)
    assert len({value.tobytes() for value in weights["predict/first/weights"].transpose(3, 0, 1, 2)}) == 32
    assert all(np.isfinite(value).all() for value in weights.values())


def test_no_part_of_the_service_but_the_converter_needs_onnx():
    """And TensorFlow is not imported before the server has started."""
    names = [path.stem for path in Path(style_module.__file__).parent.glob("*.py")]
    converters = {"onnx_weights", "style_network", "block_network", "blocks", "__init__"}
    needed = [f"pixgen_augment.{n}" for n in names if n not in converters]
    code = f"import sys, {', '.join(needed)}; print(*{{'onnx', 'tensorflow'}} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
