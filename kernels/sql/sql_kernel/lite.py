"""SQLite."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .database import CAP, Database, Failure, Names, Result, Statement, quoted

HEADER = b"SQLite format 3\x00"
"""How a file begins that is one of SQLite's."""

_KEYWORDS = """
    ADD ALL ALTER ANALYZE AND AS ASC ATTACH BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE
    COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME
    CURRENT_TIMESTAMP DEFAULT DELETE DESC DETACH DISTINCT DO DROP ELSE END ESCAPE EXCEPT
    EXISTS EXPLAIN FILTER FIRST FOLLOWING FOREIGN FROM FULL GENERATED GLOB GROUP HAVING IF
    IN INDEX INNER INSERT INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH
    MATERIALIZED NATURAL NOT NOTHING NOTNULL NULL NULLS OFFSET ON OR ORDER OUTER OVER
    PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RANGE RECURSIVE REFERENCES RENAME REPLACE
    RETURNING RIGHT ROLLBACK ROW ROWS SAVEPOINT SELECT SET TABLE TEMP THEN TO TRANSACTION
    TRIGGER UNBOUNDED UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW
    WITH WITHOUT
"""
KEYWORDS = tuple(_KEYWORDS.split())

_BLANK = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
_MEANT = (
    re.compile(r'near "(.+)"', re.DOTALL),
    re.compile(r"no such (?:column|table|function): (?:\w+\.)*(\w+)"),
    re.compile(r"(?:ambiguous column name|has no column named):? (?:\w+\.)*(\w+)"),
)


class SQLite(Database):
    """An SQLite database: a file, or one in memory.

    Arguments:
        path: the file; None for one in memory.
        copy_of: a file that one in memory begins as a copy of.

    Raises:
        Failure: it cannot be opened.
    """

    engine = "SQLite"

    def __init__(self, path: Path | None = None, copy_of: Path | None = None) -> None:
        self.name = str(path or copy_of or "memory")
        try:
            self._connection = sqlite3.connect(
                path or ":memory:", isolation_level=None, check_same_thread=False
            )
            if copy_of is not None:
                source = sqlite3.connect(f"file:{copy_of}?mode=ro&immutable=1", uri=True)
                source.backup(self._connection)
                source.close()
            self._connection.execute("SELECT count(*) FROM sqlite_schema")
        except sqlite3.Error as error:
            raise _failure(error, "") from error

    def statements(self, source: str) -> Iterator[Statement]:
        start = 0
        for end in [at + 1 for at, c in enumerate(source) if c == ";"] + [len(source)]:
            text = source[start:end]
            if end < len(source) and not sqlite3.complete_statement(text):
                continue
            blank = _BLANK.match(text)
            begin = blank.end() if blank else 0
            if text[begin:].strip("; \n\t\r"):
                yield Statement(text[begin:].strip(), source.count("\n", 0, start + begin))
            start = end

    def execute(self, statement: Statement) -> Result:
        try:
            before = self._connection.total_changes
            cursor = self._connection.execute(statement.text)
            names = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchmany(CAP + 1) if names else []
            changed = self._connection.total_changes - before
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise _failure(error, statement.text) from error
        if names:
            columns = [(name, _type(rows, at)) for at, name in enumerate(names)]
            return Result(columns, rows[:CAP], len(rows) > CAP)
        return Result(changed=changed if cursor.rowcount >= 0 else None)

    def interrupt(self) -> None:
        self._connection.interrupt()

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query).fetchall()
        except sqlite3.Error as error:
            raise _failure(error, query) from error

    def _tables(self) -> list[tuple[str, str]]:
        return self._ask(
            "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )

    def tables(self) -> Result:
        rows = []
        for name, kind in self._tables():
            count = f"SELECT count(*) FROM {quoted(name)}"  # noqa: S608
            rows.append((name, kind, self._ask(count)[0][0] if kind == "table" else None))
        return Result([("name", "text"), ("kind", "text"), ("rows", "integer")], rows)

    def schema(self, table: str | None) -> list[str]:
        rows = self._ask(
            "SELECT tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, rowid"
        )
        wanted = (sql for name, sql in rows if table is None or name.lower() == table.lower())
        return [f"{sql};" for sql in wanted]

    def names(self) -> Names:
        tables = {
            name: [row[1] for row in self._ask(f"PRAGMA table_info({quoted(name)})")]
            for name, _ in self._tables()
        }
        functions = self._ask("SELECT DISTINCT name FROM pragma_function_list ORDER BY 1")
        return Names(tables, [name for (name,) in functions if name[:1].isalpha()], KEYWORDS)

    def close(self) -> None:
        self._connection.close()


def is_sqlite(path: Path) -> bool:
    """Whether a file is one of SQLite's, or is to become one by its name."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(HEADER))
    except OSError:
        begin = b""
    return begin == HEADER or (not begin and path.suffix.lower() in (".sqlite", ".sqlite3", ".db"))


def _type(rows: list[tuple[Any, ...]], at: int) -> str:
    """The type of a column: SQLite knows it of each value alone."""
    kinds = {type(row[at]) for row in rows} - {type(None)}
    names = {int: "integer", float: "real", str: "text", bytes: "blob"}
    return names.get(kinds.pop(), "") if len(kinds) == 1 else "any" if kinds else "null"


def _failure(error: Exception, source: str) -> Failure:
    words = str(error)
    if words == "interrupted":
        return Failure("Interrupted", "The query was stopped.", interrupted=True)
    kind = "Error" if isinstance(error, sqlite3.Warning) else type(error).__name__
    # SQLite names the word and not the place.
    for pattern in _MEANT:
        found = pattern.search(words)
        if found is None:
            continue
        word = re.compile(rf"(?<!\w){re.escape(found[1])}(?!\w)", re.IGNORECASE)
        at = word.search(source)
        if at is not None:
            line = source.count("\n", 0, at.start())
            column = at.start() - (source.rfind("\n", 0, at.start()) + 1)
            return Failure(kind, words, line, column, len(found[1]))
    return Failure(kind, words)
