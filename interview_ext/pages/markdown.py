"""The owner's Markdown, made safe to show to strangers."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "s", "strong", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"https", "http", "mailto", "tel"}

# Raw HTML is off: `<b>` in the source is shown as typed. nh3 is the second lock on the same door.
_parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def _lower_headings(text: str) -> str:
    """Fit the headings under those of the page, which has its own first and second level."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"
    return str(_parser.renderer.render(tokens, _parser.options, {}))


def render_markdown(text: str) -> Markup:
    """HTML for a Markdown `text`, with nothing in it that could act or call out.

    No raw HTML, script, style, image, form or unusual URL scheme survives; images are dropped
    because the page may load nothing from elsewhere. Links open in a new tab, so that nobody
    loses their place in the waiting room, and are told nothing of the address they came from.
    Called by the page handlers for the waiting room's message.

    Arguments:
        text: CommonMark with strikethrough; may be empty.
    """
    return Markup(  # noqa: S704 - sanitized on the same line
        nh3.clean(
            _lower_headings(text),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={"a": {"target": "_blank"}},
        ).strip()
    )
