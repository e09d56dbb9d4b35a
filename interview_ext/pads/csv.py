"""Pads as a table for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

# By these a spreadsheet knows a formula, which could then read and send what else is in it.
_FORMULAS: Final = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""For the very beginning: without it some spreadsheets misread names with accents."""


def _name(one: Mapping[str, Any] | None) -> str:
    return one["name"] if one else ""


def _tests(model: Mapping[str, Any]) -> str:
    tests = model.get("tests")
    return f"{tests['passed']} of {tests['total']}" if tests else ""


_COLUMNS: Final[dict[str, Callable[[Mapping[str, Any]], object]]] = {
    "title": lambda pad: pad["title"],
    "candidate": lambda pad: pad["candidate_name"],
    "email": lambda pad: pad["candidate_email"],
    "kind": lambda pad: pad["kind"],
    "status": lambda pad: pad["state"],
    "language": lambda pad: pad["language"],
    "questions": lambda pad: "; ".join(one["title"] for one in pad["questions"]),
    "interviewers": lambda pad: "; ".join(one["name"] for one in pad["assigned"]),
    "team": lambda pad: _name(pad["team"]),
    "made by": lambda pad: _name(pad["created_by"]),
    "created": lambda pad: pad["created"],
    "scheduled": lambda pad: pad["starts_at"],
    "time zone": lambda pad: pad["time_zone"],
    "minutes": lambda pad: pad["duration"],
    "time limit": lambda pad: pad["time_limit"],
    "due": lambda pad: pad["due"],
    "started": lambda pad: pad["started"],
    "ended": lambda pad: pad["ended"],
    "submitted": lambda pad: pad["submitted"],
    "reviewed": lambda pad: pad["reviewed"],
    "reviewed by": lambda pad: pad["reviewed_by"],
    "tests passed": _tests,
    "address": lambda pad: pad["url"],
}


def head() -> bytes:
    """The first line: what the columns are. Times in them are UTC, lengths of time minutes."""
    return _lines([_COLUMNS])


def lines(pads: Iterable[Mapping[str, Any]]) -> bytes:
    """A line for each pad, by its JSON."""
    return _lines([column(pad) for column in _COLUMNS.values()] for pad in pads)


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_FORMULAS) else words


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return written.getvalue().encode()
