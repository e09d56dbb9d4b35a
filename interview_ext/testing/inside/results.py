"""Tests of SQL: whether a query gives the rows that are expected."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import math
from collections.abc import Iterator
from typing import Any

from .remote import Link, NotAnswered

SHOWN = 5
"""Rows that a message shows."""


def run(link: Link, task: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
    """What becomes of each result.

    Arguments:
        task: ``results``, each with ``name``, ``file``, ``database``, ``header``, ``rows``,
            ``ordered``, ``tolerance`` and ``columns``.
    """
    from .judge import Clock

    for wanted in task["results"]:
        clock = Clock()
        question = {"do": "query", "file": wanted["file"], "database": wanted["database"]}
        try:
            result = judge(link.plain(question), wanted)
        except NotAnswered as error:
            result = {"outcome": "error", "message": str(error)}
        yield {"name": wanted["name"], "seconds": clock.seconds, **result}


def judge(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Whether a query gave what was expected.

    Arguments:
        found: see `queries.run`; whatever the subject made of it.
    """
    if "missing" in found:
        return {"outcome": "error", "message": f"There is no file {str(found['missing'])[:200]}."}
    if "failed" in found:
        return {"outcome": "error", "message": str(found["failed"])}
    columns, rows = found.get("columns"), found.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return {"outcome": "error", "message": "The query gave no rows that could be read."}
    columns = [str(column) for column in columns]
    header, expected = wanted["header"], [tuple(row) for row in wanted["rows"]]
    if len(columns) != len(header):
        message = (
            f"There are {len(columns)} columns ({', '.join(columns)[:300]}) instead of "
            f"{len(header)} ({', '.join(header)})."
        )
        return {"outcome": "failed", "message": message}
    names = wanted["columns"]
    if names and [name.lower() for name in columns] != [name.lower() for name in names]:
        message = f"The columns are named {', '.join(columns)[:300]} instead of {', '.join(names)}."
        return {"outcome": "failed", "message": message}
    actual = [tuple(row) if isinstance(row, tuple | list) else () for row in rows]
    if any(len(row) != len(header) for row in actual):
        return {"outcome": "error", "message": "The query gave no rows that could be read."}
    compare = _in_order if wanted["ordered"] else _in_any_order
    message = compare(expected, actual, wanted["tolerance"])
    if not message and found.get("more"):
        message = f"There are more than {len(actual)} rows instead of {len(expected)}."
    if not message:
        return {"outcome": "passed"}
    return {
        "outcome": "failed",
        "expected": _table(header, expected),
        "actual": _table(columns, actual),
        "message": message,
    }


def _in_order(expected: list[Any], actual: list[Any], tolerance: float) -> str:
    for number, (right, row) in enumerate(zip(expected, actual, strict=False), 1):
        if not same_row(right, row, tolerance):
            if _in_any_order(expected, actual, tolerance) == "":
                return "The rows are right, but not in the right order."
            return f"Row {number} is {_row(row)} instead of {_row(right)}."
    return _count(expected, actual)


def _in_any_order(expected: list[Any], actual: list[Any], tolerance: float) -> str:
    left = list(actual)
    missing = []
    for right in expected:
        at = next((i for i, row in enumerate(left) if same_row(right, row, tolerance)), None)
        if at is None:
            missing.append(right)
        else:
            left.pop(at)
    parts = []
    if missing:
        parts.append(f"Missing: {_rows(missing)}.")
    if left:
        parts.append(f"Not expected: {_rows(left)}.")
    return " ".join(parts)


def _count(expected: list[Any], actual: list[Any]) -> str:
    if len(actual) < len(expected):
        return f"Missing: {_rows(expected[len(actual) :])}."
    if len(actual) > len(expected):
        return f"Not expected: {_rows(actual[len(expected) :])}."
    return ""


def same_row(expected: tuple[str, ...], actual: tuple[Any, ...], tolerance: float) -> bool:
    """Whether two rows are the same; what is expected are texts."""
    return all(same(right, value, tolerance) for right, value in zip(expected, actual, strict=True))


def same(expected: str, actual: Any, tolerance: float) -> bool:
    """Whether a value is what a text says; an empty text, or NULL, says that there is none."""
    text = expected.strip()
    if actual is None:
        return text == "" or text.upper() == "NULL"
    if isinstance(actual, bool):
        words = ("true", "1", "t") if actual else ("false", "0", "f")
        return text.lower() in words
    if isinstance(actual, int | float | decimal.Decimal):
        return _same_number(text, actual, tolerance)
    if isinstance(actual, datetime.datetime):
        return _same_moment(text, actual)
    if isinstance(actual, datetime.date | datetime.time):
        return text == actual.isoformat()
    if isinstance(actual, str):
        return actual.strip() == text
    if isinstance(actual, bytes):
        return text == actual.hex()
    return text == str(actual)


def _same_number(text: str, actual: Any, tolerance: float) -> bool:
    try:
        if isinstance(actual, int) and abs(actual) > 1 << 53:
            return int(text) == actual
        right, value = float(text), float(actual)
    except (ValueError, OverflowError):
        return False
    if math.isnan(right) or math.isnan(value):
        return math.isnan(right) and math.isnan(value)
    if right == value or math.isinf(right) or math.isinf(value):
        # Otherwise infinity would be as near to each number as its own size allows.
        return right == value
    # A text such as 0.1 names no binary number exactly.
    return abs(right - value) <= tolerance + 1e-12 * max(abs(right), abs(value))


def _same_moment(text: str, actual: datetime.datetime) -> bool:
    right = None
    with contextlib.suppress(ValueError):
        right = datetime.datetime.fromisoformat(text)
    if right is None:
        return False
    if right.tzinfo is None or actual.tzinfo is None:
        return right.replace(tzinfo=None) == actual.replace(tzinfo=None)
    return right == actual


def _row(row: Any) -> str:
    return "(" + ", ".join(_value(value) for value in row)[:300] + ")"


def _value(value: Any) -> str:
    if value is None:
        return "NULL"
    with contextlib.suppress(Exception):
        return str(value)[:100]
    return "?"


def _rows(rows: list[Any]) -> str:
    words = ", ".join(_row(row) for row in rows[:SHOWN])
    more = len(rows) - SHOWN
    return f"{words} and {more} more" if more > 0 else words


def _table(header: list[str], rows: list[Any]) -> str:
    lines = [", ".join(header)]
    lines += [", ".join(_value(value) for value in row) for row in rows[:20]]
    if len(rows) > 20:
        lines.append(f"… {len(rows) - 20} more rows …")
    return "\n".join(lines)
