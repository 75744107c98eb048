"""Copies are found, and different lesions are told apart."""

from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from pixgen_imaging import phantoms
from pixgen_imaging.decode import decode
from pixgen_imaging.hashing import distance, nearly_equal, phash
from pixgen_imaging.thumbnails import thumbnail


def recompressed(image, quality=40):
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def cropped(image, share=0.03):
    width, height = image.size
    return image.crop(
        (int(width * share), int(height * share), int(width * (1 - share)), int(height * (1 - share)))
    )


COPIES = {
    "recompressed": recompressed,
    "halved": lambda image: image.resize((image.width // 2, image.height // 2)),
    "enlarged": lambda image: image.resize((image.width * 2, image.height * 2)),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.85),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.15),
    "cropped": cropped,
    "all together": lambda image: recompressed(ImageEnhance.Brightness(cropped(image)).enhance(0.93), 70),
}


@pytest.fixture(scope="module")
def drawn():
    return [phantoms.draw(seed, size=192).rgb for seed in range(12)]


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_nearly_equal(drawn, name):
    """What people do to pictures does not hide that they are the same."""
    for rgb in drawn:
        copy = np.asarray(COPIES[name](Image.fromarray(rgb)))
        assert nearly_equal(rgb, copy)
        assert nearly_equal(copy, rgb)


def recompressed_array(rgb):
    return np.asarray(recompressed(Image.fromarray(rgb)))


def test_thumbnails_stand_for_their_pictures(drawn):
    """Services compare thumbnails, which are at hand, rather than pictures."""
    for rgb in drawn:
        assert nearly_equal(decode(thumbnail(rgb, 128)), decode(thumbnail(recompressed_array(rgb), 128)))


def test_different_phantoms_are_not_equal(drawn):
    """Each pair of twelve."""
    assert not any(nearly_equal(one, other) for one, other in combinations(drawn, 2))


def test_plain_colours_are_compared_by_colour():
    """Without structure, noise must not decide."""
    grey, same, other = (np.full((80, 80, 3), value, dtype=np.uint8) for value in (120, 122, 160))
    assert nearly_equal(grey, same)
    assert not nearly_equal(grey, other)


def test_hashes_are_unsigned_64_bits_and_near_for_copies(drawn):
    """The near-duplicate index holds 64 bits; copies differ in few of them, others in many."""
    hashes = [phash(rgb) for rgb in drawn]
    assert all(0 <= value < 2**64 for value in hashes)
    copies = [phash(recompressed_array(rgb)) for rgb in drawn]
    assert max(distance(one, other) for one, other in zip(hashes, copies, strict=True)) <= 6
    assert np.median([distance(one, other) for one, other in combinations(hashes, 2)]) > 12


def test_distance_counts_bits():
    assert distance(0, 2**64 - 1) == 64
    assert distance(0b1011, 0b0001) == 2


def test_real_lesions_are_told_apart(lesions):
    """The hundred pairs of the real set with the nearest hashes are different pictures; copies are found."""
    pictures = [decode(path.read_bytes()) for path in lesions]
    hashes = [phash(rgb) for rgb in pictures]
    pairs = sorted(
        combinations(range(len(pictures)), 2), key=lambda pair: distance(hashes[pair[0]], hashes[pair[1]])
    )
    assert not [pair for pair in pairs[:100] if nearly_equal(pictures[pair[0]], pictures[pair[1]])]
    for rgb in pictures[::10]:
        assert nearly_equal(rgb, np.asarray(COPIES["all together"](Image.fromarray(rgb))))
