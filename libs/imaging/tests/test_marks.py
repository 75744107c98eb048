"""A made picture says so, whatever it was made with, and PixGen's own mark can be read back."""

from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pixgen_imaging import jpeg, png
from pixgen_imaging.jpeg import Segment
from pixgen_imaging.marks import DeclaredSource, Mark, SourceType, embed_source, packet, read_source
from pixgen_imaging.png import Chunk
from pixgen_imaging.sanitise import sanitise
from pixgen_imaging.sniff import Format, sniff

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
KINDS = [
    ("JPEG", "RGB", {}),
    ("PNG", "P", {}),
    ("PNG", "RGBA", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("WEBP", "RGB", {"lossless": True}),
]


def pixels(data):
    return np.asarray(Image.open(BytesIO(data)).convert("RGBA"))


@pytest.mark.parametrize(("image_format", "mode", "options"), KINDS)
@pytest.mark.parametrize("source_type", SourceType)
def test_marks_are_read_back(saved, image_format, mode, options, source_type):
    """Type and generator come back; pixels stay."""
    data = saved(image_format, mode, **options)
    marked = embed_source(data, Format(image_format), source_type, 'Maker "dcgan" <1> & co')
    found = read_source(marked, Format(image_format))
    assert found.source_type == source_type
    assert found.is_synthetic == (source_type is not SourceType.DIGITAL_CAPTURE)
    if found.is_synthetic:
        assert found.generator == 'Maker "dcgan" <1> & co'
    assert (pixels(marked) == pixels(data)).all()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(generator=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60))
def test_any_generator_name_comes_back(saved, generator):
    """Quotes, angle brackets and other scripts do no harm to the packet."""
    marked = embed_source(saved("PNG"), Format.PNG, SourceType.TRAINED, generator)
    assert read_source(marked, Format.PNG).generator == generator


def test_the_packet_is_what_other_programs_read(saved):
    """Well-formed XMP; Pillow finds it in all three formats."""
    xmp = packet(Mark(SourceType.ALGORITHMIC, "PixGen phantom"))
    root = ElementTree.fromstring(xmp.decode().split("?>", 1)[1].rsplit("<?", 1)[0])  # noqa: S314 - our own
    described = root[0][0].attrib
    assert (
        described["{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"]
        == VOCABULARY + "algorithmicMedia"
    )
    for image_format in ("JPEG", "PNG", "WEBP"):
        marked = embed_source(
            saved(image_format), Format(image_format), SourceType.ALGORITHMIC, "PixGen phantom"
        )
        image = Image.open(BytesIO(marked))
        assert xmp in (image.info.get("xmp"), str(image.info.get("XML:com.adobe.xmp")).encode())


def test_a_new_mark_replaces_the_old(saved):
    """A picture says one thing of itself, and equal marks give equal bytes."""
    for image_format in ("JPEG", "PNG", "WEBP"):
        data, kind = saved(image_format), Format(image_format)
        once = embed_source(data, kind, SourceType.TRAINED, "B")
        twice = embed_source(
            embed_source(data, kind, SourceType.ALGORITHMIC, "A"), kind, SourceType.TRAINED, "B"
        )
        assert once == twice


def test_sanitising_reads_the_mark_and_takes_it_off(saved):
    """What the file said is told to the caller; the stored bytes are as if it had never been there."""
    for image_format in ("JPEG", "PNG"):
        data = sanitise(saved(image_format)).data
        made = sanitise(embed_source(data, Format(image_format), SourceType.TRAINED, "PixGen dcgan"))
        assert made.data == data
        assert made.removed == ("XMP",)
        assert made.declared == DeclaredSource("trainedAlgorithmicMedia", "PixGen dcgan")


def xmp_jpeg(saved, xml):
    parsed = jpeg.parse(saved("JPEG"))
    return jpeg.build([Segment(jpeg.APP1, b"http://ns.adobe.com/xap/1.0/\0" + xml), *parsed.segments])


@pytest.mark.parametrize(
    "written",
    [
        f'Iptc4xmpExt:DigitalSourceType="{VOCABULARY}trainedAlgorithmicMedia"',
        f"<x:DigitalSourceType>{VOCABULARY}trainedAlgorithmicMedia</x:DigitalSourceType>",
        f'<Iptc4xmpExt:DigitalSourceType rdf:resource="{VOCABULARY}trainedAlgorithmicMedia"/>',
        "Iptc4xmpExt:DigitalSourceType='trainedAlgorithmicMedia'",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_others_write_the_source_type_in_other_ways(saved, written, encoding):
    """Attribute, element, resource or bare word; in UTF-16 too."""
    found = read_source(xmp_jpeg(saved, written.encode(encoding)), Format.JPEG)
    assert found.source_type == "trainedAlgorithmicMedia"
    assert found.is_synthetic


def test_content_credentials_are_read(saved):
    """C2PA holds the same vocabulary in CBOR inside JUMBF; the most made of several counts."""
    box = b"\0\0\0\xaajumb...c2pa.actions\xa2qdigitalSourceTypexF"
    box += f"{VOCABULARY}digitalCapture".encode() + b"qdigitalSourceType"
    box += b"xSFhttp://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    parsed = jpeg.parse(saved("JPEG"))
    credentials = jpeg.build([Segment(jpeg.APP11, b"JP\0\1\0\0\0\1" + box), *parsed.segments])
    made = sanitise(credentials)
    assert made.removed == ("content credentials",)
    assert made.declared.source_type == "compositeWithTrainedAlgorithmicMedia"
    chunks, _ = png.parse(saved("PNG"))
    chunks.insert(1, Chunk(b"caBX", box))
    assert sanitise(png.build(chunks)).declared.is_synthetic


@pytest.mark.parametrize(
    ("key", "text", "generator"),
    [
        (
            "parameters",
            "a mole\nNegative prompt: hair\nSteps: 20, Sampler: Euler a, CFG scale: 7",
            "Stable Diffusion",
        ),
        ("parameters", "a mole\nSteps: 20, Sampler: Euler a", "Stable Diffusion"),
        ("prompt", '{"3": {"class_type": "KSampler"}}', "ComfyUI"),
        ("Software", "NovelAI", "NovelAI"),
        ("Description", "a mole --v 6 Job ID: 1 (Midjourney)", "Midjourney"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_generators_are_known_by_their_png_text(saved, key, text, generator, packed):
    """Plain or compressed."""
    words = PngImagePlugin.PngInfo()
    words.add_text(key, text, zip=packed)
    found = read_source(saved("PNG", pnginfo=words), Format.PNG)
    assert found == DeclaredSource(None, generator)
    assert found.is_synthetic
    words = PngImagePlugin.PngInfo()
    words.add_itxt(key, text, zip=packed)
    assert read_source(saved("PNG", pnginfo=words), Format.PNG).generator == generator


@pytest.mark.parametrize("image_format", ["JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("tag", "words", "generator"),
    [
        (0x0131, "Stable Diffusion WebUI", "Stable Diffusion"),
        (0x010E, "made with DALL-E 3", "DALL-E"),
        (0x013B, "Adobe Firefly", "Adobe Firefly"),
    ],
)
def test_generators_are_known_by_their_exif(saved, image_format, tag, words, generator):
    """Software, description or artist."""
    tags = Image.Exif()
    tags[tag] = words
    data = saved(image_format, exif=tags)
    assert read_source(data, sniff(data)).generator == generator
    assert sanitise(data).declared.is_synthetic


def test_cameras_and_editors_are_no_generators(saved):
    """A phone, a scanner or an editing program makes no picture synthetic."""
    for words in ("Adobe Photoshop 25.1", "iPhone 15 Pro", "DermLite", "GIMP 2.10"):
        tags = Image.Exif()
        tags[0x0131] = words
        assert read_source(saved("JPEG", exif=tags), Format.JPEG) is None
    phone = f'DigitalSourceType="{VOCABULARY}computationalCapture" xmp:CreatorTool="Phone 9"'
    found = read_source(xmp_jpeg(saved, phone.encode()), Format.JPEG)
    assert not found.is_synthetic


def test_words_outside_the_vocabulary_are_not_repeated(saved):
    """A file may say anything there; only IPTC's own terms are passed on."""
    assert read_source(xmp_jpeg(saved, b'DigitalSourceType="maxmustermann"'), Format.JPEG) is None


def test_formats_without_a_place_for_marks_are_refused(saved):
    """PixGen stores none of them."""
    with pytest.raises(ValueError, match="TIFF"):
        embed_source(saved("TIFF"), Format.TIFF, SourceType.TRAINED, "x")


def test_real_captures_declare_nothing(lesions):
    """No real picture is taken for a made one."""
    assert not [path for path in lesions if read_source(path.read_bytes(), Format.JPEG)]
