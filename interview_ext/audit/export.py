"""The audit log as a file: a table for spreadsheets, or JSON lines for programs. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, Final

from ..pads.csv import BYTE_ORDER_MARK, cell

COLUMNS: Final = (
    "number", "time (UTC)", "action", "member", "member id", "pad", "pad id", "details"
)  # fmt: skip


def csv_head() -> bytes:
    """The first line of a table: what the columns are."""
    return BYTE_ORDER_MARK + _rows([COLUMNS])


def csv_lines(models: Iterable[dict[str, Any]]) -> bytes:
    """A row for each line of the log, by its JSON; no cell is a formula to a spreadsheet."""
    return _rows(
        [
            one["id"],
            one["at"],
            one["action"],
            one["member"]["name"] if one["member"] else "",
            one["member"]["id"] if one["member"] else "",
            one["pad"]["title"] if one["pad"] else "",
            one["pad"]["id"] if one["pad"] else "",
            json.dumps(one["details"], ensure_ascii=False) if one["details"] else "",
        ]
        for one in models
    )


def json_lines(models: Iterable[dict[str, Any]]) -> bytes:
    """A JSON object for each line of the log."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in models).encode()


def _rows(rows: Iterable[Iterable[object]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([cell(value) for value in row] for row in rows)
    return written.getvalue().encode()
