"""``results.yaml``: what SQL queries have to give. Pure."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import Final

from .problem import InvalidQuestion, Problem
from .testlist import read_list
from .yamltext import Fields

RESULTS_FILE: Final = "results.yaml"

DEFAULT_TOLERANCE: Final = 1e-6
MAX_RESULTS: Final = 200
_KEYS: Final = ("name", "file", "ordered", "tolerance", "database", "columns", "expect")
_EXAMPLE: Final = "Write a list, each item with name, file and expect."
_DATABASE: Final = "Name a file, such as data/shop.sqlite."
_EXPECT: Final = "Write CSV with a header: expect: |, and below it, indented, the lines."


@dataclass(frozen=True)
class Result:
    """What one query has to give.

    Arguments:
        name: what people read.
        file: the query, from the candidate's folder on.
        header: the names in the first line of what is expected.
        rows: what is expected, as texts.
        ordered: whether the order of rows counts.
        tolerance: by which numbers may differ.
        database: the database for this query; empty for the file's own.
        columns: names that the columns must have; None where names do not count.
    """

    name: str
    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ordered: bool = False
    tolerance: float = DEFAULT_TOLERANCE
    database: str = ""
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Results:
    """All results of a file.

    Arguments:
        database: path of the database, such as ``data/shop.sqlite``; empty for tables made of the
            files in ``data/``.
    """

    database: str
    results: tuple[Result, ...]


def parse_results(content: bytes, file: str = RESULTS_FILE) -> Results:
    """Read a ``results.yaml``. Called by `question.py` to check it, and by what runs tests.

    Arguments:
        file: path of the file, for the problems.

    Raises:
        InvalidQuestion: with all that is wrong.
    """
    problems: list[Problem] = []
    beside = ("database", _DATABASE)
    top, database, listed = read_list(content, file, beside, "results", _EXAMPLE, problems)
    results: list[Result] = []
    names: set[str] = set()
    for item in listed:
        fields = Fields(item, file, "A result", _KEYS, problems)
        result = _result(fields)
        if result is not None:
            if result.name in names:
                fields.wrong(
                    fields.line("name"), f"Two results are named “{result.name[:60]}”.",
                    "Rename one.",
                )  # fmt: skip
            names.add(result.name)
            results.append(result)
    if len(results) > MAX_RESULTS:
        top.wrong(top.line("results"), f"There are more than {MAX_RESULTS}.", "Take some out.")
    if problems:
        raise InvalidQuestion(problems)
    return Results(database, tuple(results))


def _result(fields: Fields) -> Result | None:
    name = fields.get("name", str, "Say what it is about.", required=True)
    query = fields.get("file", str, "Name the query's file: file: answer.sql", required=True)
    expect = fields.get("expect", str, _EXPECT, required=True)
    ordered = fields.get("ordered", bool, "Write true or false.") or False
    tolerance = fields.get("tolerance", float, "Write a number, such as 0.01.")
    if tolerance is not None and not (tolerance >= 0 and math.isfinite(tolerance)):
        fields.wrong(fields.line("tolerance"), "“tolerance” must not be below 0.", "Write 0.01.")
    database = fields.get("database", str, _DATABASE) or ""
    columns = [one.data for one in fields.texts("columns", "Write a list, such as [name, total].")]
    if expect is None:
        return None
    line = fields.line("expect")
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(expect), strict=True) if row]
    except csv.Error as error:
        fields.wrong(line, f"“expect” is no CSV: {error}.", "Look for stray quotes.")
        return None
    if not rows:
        fields.wrong(line, "“expect” has no header.", _EXPECT)
        return None
    header, *body = rows
    for number, row in enumerate(body, 1):
        if len(row) != len(header):
            fields.wrong(
                line, f"Row {number} of “expect” has {len(row)} values, its header {len(header)}.",
                "Add what is missing; put a value with a comma in double quotes.",
            )  # fmt: skip
            return None
    if columns and len(columns) != len(header):
        fields.wrong(
            fields.line("columns"),
            f"“columns” has {len(columns)} names, the header of “expect” {len(header)}.",
            "Make them the same.",
        )
    if name is None or query is None:
        return None
    return Result(
        name,
        query,
        header,
        tuple(body),
        ordered,
        DEFAULT_TOLERANCE if tolerance is None else tolerance,
        database,
        tuple(columns) if columns else None,
    )
