"""DuckDB."""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from .database import CAP, Database, Failure, Names, Result, Statement, literal, quoted

COPIED = 64 * 1024 * 1024
"""Bytes up to which a file is worked on as a copy in memory."""

MEMORY = 0.5
"""The part of the sandbox's memory that the database may use; the rest is for results."""

_WHERE = re.compile(r"\n\nLINE (\d+): (.*)\n( *)(\^+)", re.DOTALL)
_TABLES = """
    SELECT table_name AS name, 'table' AS kind, estimated_size AS rows, schema_name, database_name
    FROM duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT view_name, 'view', NULL, schema_name, database_name
    FROM duckdb_views() WHERE NOT internal
"""


class DuckDB(Database):
    """A DuckDB database: a file, or one in memory.

    Arguments:
        path: the file; None for one in memory.
        copy_of: a file that one in memory begins as a copy of, so that it stays as it is and
            several kernels can use it.
        tables: files that one in memory has as tables, each named like its file.

    Raises:
        Failure: it cannot be opened.
    """

    engine = "DuckDB"

    def __init__(
        self,
        path: Path | None = None,
        copy_of: Path | None = None,
        tables: Sequence[Path] = (),
    ) -> None:
        self.name = str(path or copy_of or "memory")
        config = {
            # There is no network; without these it would be tried all the same.
            "autoinstall_known_extensions": "false",
            "temp_directory": "/tmp/duckdb",  # noqa: S108 - the sandbox's own
            "threads": os.environ.get("OMP_NUM_THREADS", "1"),
            "memory_limit": f"{int(_memory() * MEMORY) >> 20}MB",
        }
        try:
            self._connection = duckdb.connect(str(path) if path else ":memory:", config=config)
            if copy_of is not None:
                self._begin_with(copy_of)
            for file in tables:
                source = f"SELECT * FROM {literal(str(file))}"  # noqa: S608 - quoted
                self._connection.execute(f"CREATE TABLE {quoted(file.stem)} AS {source}")
        except duckdb.Error as error:
            raise _failure(error, "") from error

    def _begin_with(self, path: Path) -> None:
        source = f"ATTACH {literal(str(path))} AS source (READ_ONLY)"
        if path.stat().st_size > COPIED:
            self._connection.execute(source.replace("AS source", "AS pad"))
            self._connection.execute("USE pad")
            return
        self._connection.execute(source)
        self._connection.execute("COPY FROM DATABASE source TO memory")
        self._connection.execute("DETACH source")

    def statements(self, source: str) -> Iterator[Statement]:
        try:
            found = self._connection.extract_statements(source)
        except duckdb.Error as error:
            raise _failure(error, source) from error
        at = 0
        for one in found:
            text = one.query.strip()
            begin = max(at, source.find(text, at))
            yield Statement(text, source.count("\n", 0, begin), one)
            at = begin + len(text)

    def execute(self, statement: Statement) -> Result:
        prepared: Any = statement.prepared
        try:
            # As text: errors of what was prepared count from the beginning of the cell.
            self._connection.execute(statement.text)
            columns = [
                (str(c[0]), str(c[1]).strip('"')) for c in self._connection.description or ()
            ]
            rows = self._connection.fetchmany(CAP + 1) if columns else []
        except (duckdb.Error, RuntimeError) as error:
            raise _failure(error, statement.text) from error
        kinds = prepared.expected_result_type
        if duckdb.ExpectedResultType.CHANGED_ROWS in kinds and columns == [("Count", "BIGINT")]:
            making = duckdb.ExpectedResultType.NOTHING in kinds  # such as CREATE TABLE … AS
            return Result(changed=rows[0][0] if rows and not making else None)
        if duckdb.ExpectedResultType.QUERY_RESULT not in kinds:
            return Result()
        return Result(columns, rows[:CAP], len(rows) > CAP)

    def interrupt(self) -> None:
        self._connection.interrupt()

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query).fetchall()
        except duckdb.Error as error:
            raise _failure(error, query) from error

    def tables(self) -> Result:
        rows = self._ask(f"SELECT name, kind, rows FROM ({_TABLES}) ORDER BY name")  # noqa: S608
        return Result([("name", "VARCHAR"), ("kind", "VARCHAR"), ("rows", "BIGINT")], rows)

    def schema(self, table: str | None) -> list[str]:
        rows = self._ask(
            "SELECT table_name, sql FROM duckdb_tables() WHERE NOT internal UNION ALL "
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY 1"
        )
        return [sql for name, sql in rows if table is None or name.lower() == table.lower()]

    def names(self) -> Names:
        tables: dict[str, list[str]] = {}
        for table, column in self._ask(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal "
            "ORDER BY table_name, column_index"
        ):
            tables.setdefault(table, []).append(column)
        functions = self._ask("SELECT DISTINCT function_name FROM duckdb_functions() ORDER BY 1")
        keywords = self._ask("SELECT upper(keyword_name) FROM duckdb_keywords() ORDER BY 1")
        names = [name for (name,) in functions if name[:1].isalpha()]
        return Names(tables, names, [word for (word,) in keywords])

    def close(self) -> None:
        self._connection.close()


def _failure(error: Exception, source: str) -> Failure:
    said = str(error)
    if isinstance(error, duckdb.InterruptException):
        return Failure("Interrupted", "The query was stopped.", interrupted=True)
    kind, colon, words = said.partition(": ")
    if not colon or not re.fullmatch(r"[A-Z]\w*( \w+)* (Error|exception)", kind):
        kind, words = "Error", said
    if "INSTALL " in said and "xtension" in said:
        words = words.split("\n")[0].rstrip(":'") + ".\nExtensions cannot be installed here."
    found = _WHERE.search(words)
    if found is None:
        return Failure(kind, words.strip())
    line = int(found[1]) - 1
    # DuckDB cuts a long line and puts "..." where it did; then nothing is pointed at.
    shown, lines = found[2], source.split("\n")
    words = words[: found.start()].strip()
    if line >= len(lines) or shown.strip("\r") != lines[line].strip("\r"):
        return Failure(kind, words, min(line, len(lines) - 1), 0, 0)
    column = len(found[3]) - len(f"LINE {found[1]}: ")
    return Failure(kind, words, line, max(0, column), len(found[4]))


def _memory() -> int:
    """Bytes of memory that this process may use."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_DATA)
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return machine if allowed == resource.RLIM_INFINITY else min(allowed, machine)
