"""The mark inside the sheets that are drawn here: XMP that says what they show is no photograph."""

from xml.sax.saxutils import escape

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_QUOTE = {'"': "&quot;"}


def packet(kind: str, made_by: str) -> bytes:
    """An XMP packet.

    Args:
        kind: IPTC digital source type of what the sheet shows.
        made_by: what made it.

    Returns:
        XMP.
    """
    return (
        '<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'xmp:CreatorTool="{escape(made_by, _QUOTE)}" '
        f'Iptc4xmpExt:DigitalSourceType="{escape(_VOCABULARY + kind, _QUOTE)}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
