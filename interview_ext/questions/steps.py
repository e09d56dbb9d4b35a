"""The Markdown of a question: what is always shown, and the steps that are revealed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark")


@dataclass(frozen=True)
class Step:
    """A part of a question that an interviewer reveals.

    Arguments:
        title: its heading, as Markdown without the mark of a heading.
        markdown: what is below it.
    """

    title: str
    markdown: str

    def model(self) -> dict[str, Any]:
        """The step as JSON."""
        return {"title": self.title, "markdown": self.markdown}


def split_steps(markdown: str) -> tuple[str, tuple[Step, ...]]:
    """The introduction, and the steps that the headings of the first level begin.

    Headings in code, lists and quotations begin none.

    Arguments:
        markdown: CommonMark, with newlines at the ends of its lines.
    """
    lines = markdown.split("\n")
    tokens = _parser.parse(markdown)
    heads = [
        (token.map[0], token.map[1], tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h1" and not token.level and token.map
    ]
    if not heads:
        return markdown.strip("\n"), ()
    ends = [begin for begin, _, _ in heads[1:]] + [len(lines)]
    steps = tuple(
        Step(" ".join(title.split()), "\n".join(lines[below:end]).strip("\n"))
        for (_, below, title), end in zip(heads, ends, strict=True)
    )
    return "\n".join(lines[: heads[0][0]]).strip("\n"), steps
