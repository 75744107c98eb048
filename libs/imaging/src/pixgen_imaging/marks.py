"""The mark that says of a picture that a program made or altered it: read before stripping, written after.

Terms are IPTC NewsCodes' digital source types (http://cv.iptc.org/newscodes/digitalsourcetype/), written as
`Iptc4xmpExt:DigitalSourceType` in an XMP packet (IPTC Photo Metadata Standard 2023.2).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from pixgen_imaging import containers, jpeg, png
from pixgen_imaging.containers import Part
from pixgen_imaging.errors import ImageRejected
from pixgen_imaging.jpeg import Segment
from pixgen_imaging.png import Chunk
from pixgen_imaging.sniff import Format

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_XMP_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_PNG = b"XML:com.adobe.xmp\0"
# Bytes inflated of one compressed text, and of all: generators write their marks first.
_MOST_TEXT, _MOST_INFLATED = 1 << 18, 8 << 20


class SourceType(StrEnum):
    """The IPTC digital source types that PixGen writes."""

    DIGITAL_CAPTURE = "digitalCapture"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"
    COMPOSITE_WITH_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    TRAINED = "trainedAlgorithmicMedia"
    ALGORITHMIC = "algorithmicMedia"


# From the most made to the least: a file may name several (its own and its ingredients').
_MADE = (
    *(SourceType.TRAINED, SourceType.COMPOSITE_WITH_TRAINED, SourceType.ALGORITHMIC),
    *(
        "compositeSynthetic",
        "dataDrivenMedia",
        "virtualRecording",
        "digitalCreation",
        "digitalArt",
        "softwareImage",
    ),
    SourceType.ALGORITHMICALLY_ENHANCED,
)
# The rest of IPTC's vocabulary: pictures that began with light.
_CAPTURED = (
    *(
        "compositeCapture",
        "computationalCapture",
        "humanEdits",
        "minorHumanEdits",
        "screenCapture",
        "composite",
    ),
    *("negativeFilm", "positiveFilm", "print", SourceType.DIGITAL_CAPTURE),
)
_TERMS = {term.lower().encode(): str(term) for term in (*_MADE, *_CAPTURED)}
_STATED = re.compile(  # in lower-cased text: a search that ignores case is ten times slower
    rb"digitalsourcetype(?:/|[^a-z0-9]{1,40}?(?:rdf:resource=[\"'])?(?:http[^\s\"'<>]{0,100}/)?)([a-z]{4,60})"
)
_TOOL = re.compile(rb"xmp:CreatorTool(?:=\"([^\"<>]{1,300})\"|=\'([^\'<>]{1,300})\'|>([^<]{1,300})<)")
# Words that generators leave in EXIF, XMP, IPTC, C2PA claims or PNG text; too long to occur by chance.
_GENERATORS: tuple[tuple[bytes, str], ...] = (
    (b"stable diffusion", "Stable Diffusion"),
    (b"stablediffusion", "Stable Diffusion"),
    (b"sd-metadata", "Stable Diffusion"),
    (b"automatic1111", "Stable Diffusion"),
    (b"negative prompt:", "Stable Diffusion"),
    (b'"class_type"', "ComfyUI"),
    (b"comfyui", "ComfyUI"),
    (b"invokeai", "InvokeAI"),
    (b"novelai", "NovelAI"),
    (b"midjourney", "Midjourney"),
    (b"dall-e", "DALL-E"),
    (b"dall\xc2\xb7e", "DALL-E"),
    (b"openai", "OpenAI"),
    (b"chatgpt", "OpenAI"),
    (b"adobe firefly", "Adobe Firefly"),
    (b"adobe_firefly", "Adobe Firefly"),
    (b"made with google ai", "Google AI"),
    (b"edited with google ai", "Google AI"),
    (b"bing image creator", "Bing Image Creator"),
    (b"leonardo.ai", "Leonardo.Ai"),
    (b"black forest labs", "FLUX"),
    (b"pixgen ", "PixGen"),
)
_SAMPLER = re.compile(rb"steps: \d+, sampler: ")


class SourceMark(Protocol):
    """What a mark says."""

    @property
    def source_type(self) -> SourceType:
        """IPTC digital source type."""

    @property
    def generator(self) -> str:
        """What made the picture."""


@dataclass(frozen=True)
class Mark:
    """A mark to be written.

    Args:
        source_type: IPTC digital source type.
        generator: what made the picture, such as ``PixGen phantom 1``.
    """

    source_type: SourceType
    generator: str


@dataclass(frozen=True)
class DeclaredSource:
    """What a file says of its own origin.

    Args:
        source_type: IPTC digital source type, None when none is given.
        generator: name of the program that made it, None when none is known.
    """

    source_type: str | None
    generator: str | None

    @property
    def is_synthetic(self) -> bool:
        """Whether the file says that it is no plain capture."""
        return self.generator is not None or self.source_type in _MADE

    @property
    def is_wholly_made(self) -> bool:
        """Whether the file says that no camera ever saw it."""
        return self.source_type in {SourceType.TRAINED, SourceType.ALGORITHMIC}


def _packed_text(chunk: Chunk) -> bytes | None:
    """The compressed part of a text chunk (PNG 3rd ed., clause 11.3.3), None when it is not compressed."""
    _, _, rest = chunk.payload.partition(b"\0")
    if chunk.kind == b"zTXt":
        return rest[1:]
    if chunk.kind == b"iTXt" and rest[:1] == b"\1":
        return rest[2:].split(b"\0", 2)[-1]
    return None


def _png_texts(chunks: list[Chunk]) -> list[bytes]:
    """All that may hold words; of compressed texts the beginnings, as far as a bound for all allows."""
    found, left = [], _MOST_INFLATED
    for chunk in chunks:
        if not chunk.kind[0] & 0x20:
            continue
        found.append(chunk.payload)
        packed = _packed_text(chunk)
        if packed is not None and left > 0:
            found.append(png.inflate_start(packed, min(left, _MOST_TEXT)))
            left -= len(found[-1])
    return found


def _texts(data: bytes, image_format: Format) -> bytes:
    """All of a file that may hold words."""
    try:
        if image_format is Format.JPEG:
            parsed = jpeg.parse(data)
            blocks = [segment.payload for segment in parsed.segments if segment.is_metadata]
            return b"\n".join([*blocks, data[parsed.end :]])
        if image_format is Format.PNG:
            chunks, end = png.parse(data)
            return b"\n".join([*_png_texts(chunks), data[end:]])
    except ImageRejected:
        return data
    return data


def _source_type(lowered: bytes) -> str | None:
    """The most made of the types named; words outside the vocabulary may be anything and are left."""
    found = {match.group(1) for match in _STATED.finditer(lowered)}
    return next((term for word, term in _TERMS.items() if word in found), None)


def _generator(text: bytes, lowered: bytes, source_type: str | None) -> str | None:
    if source_type in _MADE:
        tool = _TOOL.search(text)
        if tool:
            return unescape(next(group for group in tool.groups() if group).decode("utf-8", "replace"))
    for words, name in _GENERATORS:
        if words in lowered:
            return name
    return "Stable Diffusion" if _SAMPLER.search(lowered) else None


def read_source(data: bytes, image_format: Format) -> DeclaredSource | None:
    """Reads what a file says of its own origin, in XMP, EXIF, IPTC, C2PA or PNG text.

    Args:
        data: the file as received.
        image_format: what it is.

    Returns:
        Its statement, None when it makes none.
    """
    text = _texts(data, image_format)
    if b"\0S\0o\0u\0r\0c\0e" in text or b"S\0t\0e\0p\0s\0" in text or b"\0p\0r\0o\0m\0p\0t" in text:
        text += b"\n" + text.replace(b"\0", b"")  # UTF-16 becomes readable
    lowered = text.lower()
    source_type = _source_type(lowered)
    generator = _generator(text, lowered, source_type)
    return DeclaredSource(source_type, generator) if source_type or generator else None


def packet(mark: SourceMark) -> bytes:
    """Writes a mark as an XMP packet.

    Args:
        mark: what to say.

    Returns:
        The packet, the same bytes for the same mark.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in mark.generator)
    tool = quoteattr(printable, {'"': "&quot;", "'": "&apos;"})
    source = escape(_VOCABULARY + SourceType(mark.source_type).value)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'xmp:CreatorTool={tool} Iptc4xmpExt:DigitalSourceType="{source}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _into_jpeg(data: bytes, xmp: bytes) -> bytes:
    segments = [
        segment
        for segment in jpeg.parse(data).segments
        if not (segment.marker == jpeg.APP1 and segment.payload.startswith(_XMP_JPEG))
    ]
    # JFIF wants to be first (T.871, clause 10.1).
    first = 1 if segments[0].marker == jpeg.APP0 else 0
    return jpeg.build([*segments[:first], Segment(jpeg.APP1, _XMP_JPEG + xmp), *segments[first:]])


def _into_png(data: bytes, xmp: bytes) -> bytes:
    chunks = [
        chunk
        for chunk in png.parse(data)[0]
        if not (chunk.kind == b"iTXt" and chunk.payload.startswith(_XMP_PNG))
    ]
    return png.build([chunks[0], Chunk(b"iTXt", _XMP_PNG + b"\0\0\0\0" + xmp), *chunks[1:]])


def _into_webp(data: bytes, xmp: bytes) -> bytes:
    parts = [part for part in containers.parse_webp(data)[0] if part.kind != b"XMP "]
    if parts[0].kind == b"VP8X":
        flags, rest, parts = parts[0].payload[0], parts[0].payload[1:10], parts[1:]
    else:
        width, height = containers.webp_size(parts)
        # A plain lossless file states in its header whether it has alpha.
        flags = 0x10 if parts[0].kind == b"VP8L" and parts[0].payload[4] & 0x10 else 0
        rest = bytes(3) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return containers.build_webp([Part(b"VP8X", bytes((flags | 0x04,)) + rest), *parts, Part(b"XMP ", xmp)])


def embed_source(data: bytes, image_format: Format, source_type: SourceType, generator: str) -> bytes:
    """Writes the mark into a picture, pixels untouched.

    Args:
        data: a sanitised JPEG or PNG, or a WebP thumbnail.
        image_format: which of them.
        source_type: IPTC digital source type.
        generator: what made the picture.

    Returns:
        The marked file; an earlier mark is replaced.

    Raises:
        ValueError: for formats that PixGen stores no pictures in.
    """
    xmp = packet(Mark(source_type, generator))
    writers = {Format.JPEG: _into_jpeg, Format.PNG: _into_png, Format.WEBP: _into_webp}
    if image_format not in writers:
        raise ValueError(f"no mark can be written into {image_format}")
    return writers[image_format](data, xmp)
