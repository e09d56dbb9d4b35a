"""Makes a drawing from somewhere into one that only draws. Pure."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from ..errors import InvalidInput

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"

# What draws. Scripts, styles sheets, animations, links, and other documents are not here.
_ELEMENTS: Final = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse",
        "line", "polyline", "polygon", "text", "tspan", "textPath", "linearGradient",
        "radialGradient", "stop", "clipPath", "mask", "pattern", "marker", "switch", "image",
        "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
        "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight",
        "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur",
        "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
        "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    }
)  # fmt: skip
_PICTURE: Final = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_URL: Final = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.IGNORECASE)
_DEPTH: Final = 100

ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)


def safe_svg(content: bytes) -> bytes:
    """The drawing without anything that acts, or that calls elsewhere.

    Notes of drawing programs are left out. A drawing whose look depends on what is left out is
    refused, so that nobody gets another picture than they chose.

    Arguments:
        content: of the file.

    Raises:
        InvalidInput: it is no drawing, or needs what cannot be allowed; with what to do.
    """
    try:
        root = defusedxml.ElementTree.fromstring(content, forbid_dtd=False)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InvalidInput(
            "This SVG cannot be read. Please save it as a plain SVG or as a PNG."
        ) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise InvalidInput("This is no SVG. Please choose an SVG, PNG, JPEG or WebP picture.")
    drawing = _clean(root, 0)
    assert drawing is not None
    return ElementTree.tostring(drawing, encoding="utf-8", xml_declaration=True)


def _clean(element: ElementTree.Element, depth: int) -> ElementTree.Element | None:
    if depth > _DEPTH:
        raise InvalidInput("This SVG is nested too deeply. Please save it as a PNG.")
    if not isinstance(element.tag, str):
        return None  # a comment, or an instruction to a program
    namespace, name = _split(element.tag)
    if namespace != _SVG or name == "metadata":
        return None
    if name not in _ELEMENTS:
        raise InvalidInput(
            f"This SVG has a <{name[:30]}> in it, which a logo may not have. "
            "Please save it as a plain SVG without it, or as a PNG."
        )
    clean = ElementTree.Element(element.tag)
    clean.text, clean.tail = element.text, element.tail
    for key, value in element.attrib.items():
        if _keeps(key, value):
            clean.set(key, value)
    for child in element:
        kept = _clean(child, depth + 1)
        if kept is not None:
            clean.append(kept)
    return clean


def _keeps(key: str, value: str) -> bool:
    namespace, name = _split(key)
    lowered = name.lower()
    if namespace not in ("", _XLINK, _XML):
        return False
    if lowered.startswith("on"):
        raise InvalidInput(
            "This SVG does something by itself (it has a script). Please save it as a plain SVG "
            "without it, or as a PNG."
        )
    if lowered in ("href", "src"):
        if value.strip().startswith("#") or _PICTURE.fullmatch(value.strip()):
            return True
        raise _elsewhere()
    # In a style, a backslash or a comment could hide what it loads.
    hides = lowered == "style" and ("\\" in value or "/*" in value or "@" in value)
    urls = _URL.findall(value)
    if hides or any(not url.startswith("#") for url in urls) or "image-set(" in value.lower():
        raise _elsewhere()
    return namespace != _XML or lowered == "space"


def _elsewhere() -> InvalidInput:
    return InvalidInput(
        "This SVG loads something from elsewhere. Please save it with everything inside, as a "
        "plain SVG, or as a PNG."
    )


def _split(tag: str) -> tuple[str, str]:
    namespace, brace, name = tag.rpartition("}")
    return (namespace[1:], name) if brace else ("", name)
