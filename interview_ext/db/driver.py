"""SQLite for asyncio, where a statement, its rows and its end are one errand to the other thread.

aiosqlite does what is asked of a connection in a thread of that connection. SQLAlchemy's dialect
for it asks for a cursor, for the statement, for its rows and for the cursor's end, and waits for
each. Lists are put together from many small statements, so the waiting took longer than the work.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import await_only


class _Cursor:
    """What SQLAlchemy asks of a cursor; the real one lives only while a statement is done."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    server_side = False

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.arraysize = 1
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    def execute(self, operation: str, parameters: Any = ()) -> None:
        self._do("execute", operation, parameters or ())

    def executemany(self, operation: str, parameters: Any) -> None:
        self._do("executemany", operation, parameters)

    def _do(self, how: str, operation: str, parameters: Any) -> None:
        driver = self._connection.driver_connection

        def errand() -> Sequence[Any]:
            cursor = driver._conn.cursor()
            try:
                getattr(cursor, how)(operation, parameters)
                rows = cursor.fetchall() if cursor.description else ()
                self.description, self.rowcount = cursor.description, cursor.rowcount
                self.lastrowid = cursor.lastrowid
                return rows
            finally:
                cursor.close()

        try:
            self._rows = deque(await_only(driver._execute(errand)))
        except Exception as error:
            self._connection._handle_exception(error)

    def setinputsizes(self, *sizes: Any) -> None:
        """Nothing: SQLite does not want to know."""

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Nothing: the real cursor is closed already."""


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    def cursor(self, server_side: bool = False) -> Any:
        return super().cursor(server_side=True) if server_side else _Cursor(self)


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the module of a database; `make_engine` gives it one."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> _Connection:
        return _Connection(self, super().connect(*args, **options).driver_connection)
