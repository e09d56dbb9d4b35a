"""A result as a table, in HTML and in plain text."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .database import CAP, Result

LONGEST = 400
"""Characters of one value that are shown."""

WIDEST = 60
"""The same in plain text."""


def bundle(result: Result) -> dict[str, str]:
    """A result as Jupyter's messages have it: MIME type to content."""
    return {"text/html": as_html(result), "text/plain": as_text(result)}


def as_html(result: Result) -> str:
    """A result as an HTML table; column types stand below the names."""
    # Numbers stand on the right by themselves in a notebook.
    style = ["" if right else ' style="text-align: left"' for right in _numeric(result)]
    head = "".join(
        f"<th{how}>{html.escape(name)}<br><small>{html.escape(kind.lower())}</small></th>"
        for (name, kind), how in zip(result.columns, style, strict=True)
    )
    body = ""
    for row in result.rows:
        cells = (f"<td{how}>{_cell(value)}</td>" for value, how in zip(row, style, strict=True))
        body += f"<tr>{''.join(cells)}</tr>\n"
    return (
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n"
        f"<p>{html.escape(count(result))}</p>"
    )


def _cell(value: Any) -> str:
    return "<i>NULL</i>" if value is None else html.escape(_shorter(text_of(value), LONGEST))


def as_text(result: Result) -> str:
    """A result as columns of plain text."""
    names = [name for name, _ in result.columns]
    cells = [
        [_shorter(text_of(value).replace("\n", "⏎"), WIDEST) for value in row]
        for row in result.rows
    ]
    widths = [
        max(len(name), *(len(row[at]) for row in cells)) if cells else len(name)
        for at, name in enumerate(names)
    ]
    rule = ["-" * width for width in widths]
    numeric = _numeric(result)
    lines = [_line(row, widths, numeric) for row in (names, rule, *cells)]
    return "\n".join([*lines, count(result)])


def _numeric(result: Result) -> list[bool]:
    """Which columns hold numbers and nothing else."""
    found = []
    for at in range(len(result.columns)):
        kinds = {type(row[at]) for row in result.rows} - {type(None)}
        found.append(bool(kinds) and kinds <= {int, float, Decimal})
    return found


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return "  ".join(padded).rstrip()


def count(result: Result) -> str:
    """How many rows there are, in words."""
    if result.more:
        return f"The first {CAP} rows; there are more. Add LIMIT or a condition to see others."
    return "1 row" if len(result.rows) == 1 else f"{len(result.rows)} rows"


def text_of(value: Any) -> str:
    """A value as SQL writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "x'" + bytes(value).hex() + "'"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text_of(one) for one in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text_of(one)}" for key, one in value.items()) + "}"
    return str(value)


def _shorter(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
