"""Runs the candidate's SQL on a fresh copy of a database, and gives the last result as rows."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

SQLITE = b"SQLite format 3\x00"
MOST_ROWS = 10_000
TABLES = (".csv", ".parquet")

COMMAND = re.compile(
    r"^(\.(databases|help|open|schema|tables)|%(duckdb|sqlite))(?=\s|\Z)[^\n]*", re.MULTILINE
)
"""A line for the SQL kernel: candidates leave them in their files."""


def run(question: dict[str, Any]) -> dict[str, Any]:
    """Run a file of SQL.

    Arguments:
        question: ``file``; ``database`` (a path; empty for tables made of the files in ``data/``).

    Returns:
        ``columns`` and ``rows``, with ``more`` where there were more rows; or ``missing``: the
        file's name; or ``failed``: what the database said, with the line.
    """
    file = Path(question["file"])
    if not file.is_file():
        return {"missing": question["file"]}
    source = COMMAND.sub("", file.read_text("utf-8", "replace"))
    folder = tempfile.mkdtemp(prefix="database-")
    try:
        database = question["database"]
        if not database:
            return _duckdb(source, None)
        if not os.path.isfile(database):
            return {"failed": f"The database {database} is not there."}
        copy = Path(folder, Path(database).name)
        shutil.copyfile(database, copy)
        with copy.open("rb") as opened:
            is_sqlite = opened.read(len(SQLITE)) == SQLITE or copy.stat().st_size == 0
        return _sqlite(source, copy) if is_sqlite else _duckdb(source, copy)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _result(columns: list[str], rows: list[Any]) -> dict[str, Any]:
    return {
        "columns": columns,
        "rows": [tuple(row) for row in rows[:MOST_ROWS]],
        "more": len(rows) > MOST_ROWS,
    }


def _sqlite(source: str, path: Path) -> dict[str, Any]:
    found: dict[str, Any] | None = None
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    begins = 1
    try:
        for statement, line in _statements(source):
            begins = line
            cursor = connection.execute(statement)
            if cursor.description:
                columns = [str(column[0]) for column in cursor.description]
                found = _result(columns, cursor.fetchmany(MOST_ROWS + 1))
    except (sqlite3.Error, sqlite3.Warning) as error:
        return {"failed": f"{error} (in the statement that begins in line {begins})"}
    finally:
        connection.close()
    return found or {"failed": "There is no query in the file, so there is no result."}


def _statements(source: str) -> list[tuple[str, int]]:
    """Each statement and the number of its first line."""
    found, begin, at = [], 0, 0
    for at, character in enumerate(source):
        if character == ";" and sqlite3.complete_statement(source[begin : at + 1]):
            found.append((begin, at + 1))
            begin = at + 1
    found.append((begin, len(source)))
    statements = []
    for start, end in found:
        text = source[start:end]
        blank = _BLANK.match(text)
        skipped = len(blank[0]) if blank else 0
        if text[skipped:].strip(" \n\t;"):
            statements.append((text[skipped:], source.count("\n", 0, start + skipped) + 1))
    return statements


_BLANK = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


def _duckdb(source: str, path: Path | None) -> dict[str, Any]:
    import duckdb

    threads = os.environ.get("OMP_NUM_THREADS", "1")
    config = {
        "autoinstall_known_extensions": "false",
        "temp_directory": "/tmp/duckdb",  # noqa: S108 - the sandbox's own
        "threads": threads,
        "memory_limit": "400MB",
    }
    found: dict[str, Any] | None = None
    try:
        connection = duckdb.connect(str(path) if path else ":memory:", config=config)
        try:
            if path is None:
                _make_tables(connection)
            for statement in connection.extract_statements(source):
                kinds = statement.expected_result_type
                connection.execute(statement)
                if duckdb.ExpectedResultType.QUERY_RESULT in kinds and connection.description:
                    columns = [str(column[0]) for column in connection.description]
                    found = _result(columns, connection.fetchmany(MOST_ROWS + 1))
        finally:
            connection.close()
    except (duckdb.Error, RuntimeError) as error:
        return {"failed": str(error)[:2000]}
    return found or {"failed": "There is no query in the file, so there is no result."}


def _make_tables(connection: Any) -> None:
    for path in sorted(Path("data").glob("*")):
        if path.suffix in TABLES:
            name, file = path.stem.replace('"', '""'), str(path).replace("'", "''")
            connection.execute(f"CREATE TABLE \"{name}\" AS SELECT * FROM '{file}'")  # noqa: S608
