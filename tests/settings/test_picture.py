"""Which pictures are taken for candidates, and what becomes of drawings."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.settings.picture import SIZES, Picture, checked_picture
from interview_ext.settings.svg import safe_svg

SVG = "http://www.w3.org/2000/svg"
PLAIN = f'<svg xmlns="{SVG}" viewBox="0 0 10 10"><path fill="#c00" d="M0 0h10v10z"/></svg>'


def drawing(inside: str, more: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 10 10" {more}>{inside}</svg>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 20, "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (PLAIN.encode(), "image/svg+xml"),
    ],
)
def test_pictures_are_known_by_their_content(content, type):
    logo = checked_picture(content, 1000)
    assert logo.type == type
    assert Picture.of_model(logo.model()) == logo
    assert logo.data_url.startswith(f"data:{type};base64,")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><body><script>alert(1)</script></body></html>",
        b"GIF89a\x01\x00",
        b"%PDF-1.7",
        b"MZ\x90\x00",
        b"<html><svg></svg></html>",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(InvalidInput):
        checked_picture(content, 10_000)


def test_a_large_picture_is_refused_with_its_size():
    with pytest.raises(InvalidInput, match="256 KiB"):
        checked_picture(b"\x89PNG\r\n\x1a\n" + b"\x00" * SIZES["logo"], SIZES["logo"])


@pytest.mark.parametrize(
    "content",
    [
        drawing("<script>alert(1)</script>"),
        drawing('<script href="https://evil.example/x.js"/>'),
        drawing('<path d="M0 0" onclick="alert(1)"/>'),
        drawing("", 'onload="alert(1)"'),
        drawing("", 'ONLOAD="alert(1)"'),
        drawing("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"),
        drawing('<a href="javascript:alert(1)"><path d="M0 0"/></a>'),
        drawing('<use href="https://evil.example/x.svg#a"/>'),
        drawing('<use xlink:href="data:image/svg+xml;base64,PHN2Zz4="/>'),
        drawing('<image href="https://evil.example/x.png"/>'),
        drawing('<image href="data:image/svg+xml,&lt;svg/&gt;"/>'),
        drawing('<image href="file:///etc/passwd"/>'),
        drawing('<path fill="url(https://evil.example/x#a)" d="M0 0"/>'),
        drawing('<path style="fill:url( &quot;//evil.example/x#a&quot; )" d="M0 0"/>'),
        drawing(r'<path style="fill:u\72l(//evil.example)" d="M0 0"/>'),
        drawing('<path style="fill:u/**/rl(//evil.example)" d="M0 0"/>'),
        drawing("<style>@import 'https://evil.example/x.css';</style>"),
        drawing("<animate attributeName='href' to='javascript:alert(1)'/>"),
        drawing("<set attributeName='onload' to='alert(1)'/>"),
        drawing("<iframe src='https://evil.example'/>"),
        drawing("<g>" * 200 + "</g>" * 200),
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + drawing("&b;"),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawing("<text>&x;</text>"),
        drawing("<path"),
        b"<svg>no namespace</svg>",
        b'<?xml version="1.0" encoding="no-such"?><svg/>',
    ],
)
def test_a_drawing_that_acts_or_calls_is_refused(content):
    with pytest.raises(InvalidInput):
        checked_picture(content, 10_000)


def test_what_drawing_programs_leave_behind_is_taken_out():
    clean = safe_svg(
        b"<!-- made by hand --><?xml-stylesheet href='x.css'?>"
        + drawing(
            '<metadata><rdf:RDF xmlns:rdf="urn:r"/></metadata>'
            '<sodipodi:namedview xmlns:sodipodi="urn:s" pagecolor="#fff"/>'
            '<linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient>'
            '<g inkscape:label="Layer 1" xmlns:inkscape="urn:i"><!-- note -->'
            '<path style="fill:url(#a);stroke:none" d="M0 0h5"/><use xlink:href="#a"/></g>'
            '<text xml:space="preserve">A &lt;b&gt; C</text>'
        )[len(b'<?xml version="1.0"?>') :]
    )
    text = clean.decode()
    for gone in ("made by hand", "stylesheet", "metadata", "rdf", "sodipodi", "inkscape", "note"):
        assert gone not in text
    root = ElementTree.fromstring(text)
    assert [child.tag.rpartition("}")[2] for child in root] == ["linearGradient", "g", "text"]
    assert root.find(f".//{{{SVG}}}path").get("style") == "fill:url(#a);stroke:none"
    assert root.find(f"{{{SVG}}}text").text == "A <b> C"
    assert root.get("viewBox") == "0 0 10 10"
    assert safe_svg(clean) == clean
