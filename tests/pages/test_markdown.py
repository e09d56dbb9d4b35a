"""The owner's Markdown cannot act, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_ext.pages.markdown import render_markdown

from .markup import Page

HARMLESS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "s", "strong", "ul",
}  # fmt: skip


def test_what_people_write_is_shown() -> None:
    html = render_markdown(
        "# Welcome\n\n## Today\n\n### Later\n\nWe start **on the hour**, *really* ~~soon~~.\n\n"
        "1. One `thing`\n2. Another\n\n> Calm\n\n[Docs](https://docs.python.org 'Python')"
    )
    assert "<h3>Welcome</h3>" in html
    assert "<h3>Today</h3>" in html
    assert "<h4>Later</h4>" in html
    assert "<strong>on the hour</strong>, <em>really</em> <s>soon</s>" in html
    assert "<ol>\n<li>One <code>thing</code></li>" in html
    link = Page(html).one("a")
    assert link["href"] == "https://docs.python.org"
    assert link["target"] == "_blank"
    assert {"noopener", "noreferrer"} <= set(link["rel"].split())


def test_nothing_written_is_nothing_shown() -> None:
    assert render_markdown("") == ""
    assert render_markdown(" \n ") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe src='https://example.org'></iframe>",
        "<style>body{display:none}</style>",
        "<form action='https://example.org'><input name=password></form>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox)",
        "[x](file:///etc/passwd)",
        "![x](https://example.org/pixel.png)",
        "![x](x' onerror='alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "`<script>`\n\n    <script>alert(1)</script>",
        "[x](https://example.org 'a\" onmouseover=\"alert(1)')",
    ],
)
def test_nothing_can_act_or_call_out(hostile: str) -> None:
    check(hostile)


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "script",
                "](",
                "[",
                ")",
                "javascript:",
                "data:",
                "onerror=",
                '"',
                "'",
                "&#",
                "img ",
                "src=",
                "href=",
                "`",
                "\n",
                "\n\n",
                "!",
                "*",
                "#",
                "- ",
                " ",
                "x",
                "</",
                "svg",
                "//",
                "&lt;",
                "\t",
                "\\",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_nothing_that_can_be_put_together_acts_either(text: str) -> None:
    check(text)


def check(text: str) -> None:
    page = Page(render_markdown(text))
    for element in page.root.walk():
        assert element.tag in HARMLESS, element
        assert set(element.attributes) <= {"href", "title", "rel", "target", "start"}, element
        if element.get("href"):
            scheme = element["href"].partition(":")[0].lower()
            relative = not set(":") & set(element["href"].partition("/")[0])
            assert scheme in {"http", "https", "mailto", "tel"} or relative, element
