"""The database connection: SQLite in WAL mode unless the administrator names another."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ..errors import Unavailable
from .driver import Driver

# How long a statement waits for another process that writes, in milliseconds.
BUSY_TIMEOUT = 5000

# How much of the file is mapped into memory, in bytes.
MAPPED = 256 * 1024 * 1024

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


def default_url(data_dir: str) -> str:
    """The database inside the data directory."""
    return f"sqlite:///{Path(data_dir).absolute() / 'interview.db'}"


def async_url(url: str) -> URL:
    """The URL with a driver that asyncio can use, where the administrator named none."""
    parsed = make_url(url)
    return parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))


class Database:
    """An engine, and the two ways of using it: `reading` and `writing`.

    The store is the only one who calls these; the application opens and closes it.

    Arguments:
        url: SQLAlchemy URL, such as ``sqlite:////srv/interview/interview.db``.
    """

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self._engine: AsyncEngine | None = None

    @property
    def engine(self) -> AsyncEngine:
        """The engine, made at first use.

        Raises:
            Unavailable: the driver of this database is not installed.
        """
        if self._engine is None:
            self._engine = make_engine(self.url)
        return self._engine

    async def open(self) -> None:
        """Make the file's directory and bring the tables up to date, off the event loop.

        Raises:
            Unavailable: with what to do about it.
        """
        with in_words():
            await asyncio.to_thread(migrate, self.url)

    async def close(self) -> None:
        """Let go of all connections."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from, which sees one consistent state."""
        with in_words():
            async with self.engine.connect() as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is kept when the block ends and undone when it raises.

        SQLite takes the write lock at its beginning: a transaction that starts by reading and
        then wants to write is otherwise refused at once when somebody else wrote in between.
        """
        with in_words():
            engine = self.engine.execution_options(interview_writes=True)
            async with engine.begin() as connection:
                yield connection


def make_engine(url: URL) -> AsyncEngine:
    """An engine whose SQLite connections keep the house rules.

    Raises:
        Unavailable: the driver of this database is not installed.
    """
    try:
        engine = create_async_engine(
            url,
            pool_pre_ping=url.get_backend_name() != "sqlite",
            **({"module": Driver()} if url.drivername == _DRIVERS["sqlite"] else {}),
        )
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"The database {url.render_as_string()} needs the Python package {error.name}. "
            f"Install it with: pip install {error.name}"
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _on_connect)
        event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: Any) -> None:
    # The driver would begin transactions by itself, too late; `_on_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT}",
        "journal_mode = WAL",
        # Writes are few, so each may wait for the disk: who is admitted stays admitted.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Lists go through much of the file: it is read without being copied first.
        f"mmap_size = {MAPPED}",
        # What is deleted is overwritten: a candidate's name stays in no unused corner of the file.
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("interview_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """Turn what a database says when it cannot work into `Unavailable`, in words for people."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        said = str(error.orig or error)
        # The full text goes to the log through the chained exception, not to the browser.
        if "locked" in said or "busy" in said:
            message = "The database is busy with something else. Nothing was changed; try again."
        elif "full" in said:
            message = (
                "The server's disk is full, so nothing could be saved. What was saved before is "
                "safe. Please tell the administrator."
            )
        elif "readonly" in said or "read-only" in said:
            message = "The server may not write to its database. Please tell the administrator."
        elif isinstance(error, OperationalError) or error.connection_invalidated:
            message = (
                "The database cannot be used at the moment. Nothing was changed. "
                "Please try again, and tell the administrator if it stays so."
            )
        else:
            raise
        raise Unavailable(message) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Unavailable(
                "The server's disk is full, so nothing could be saved. What was saved before is "
                "safe. Please tell the administrator."
            ) from error
        raise Unavailable(
            f"The database cannot be reached ({error.strerror or error}). "
            "Please tell the administrator."
        ) from error


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the migrations inside this package.

    Arguments:
        connection: what they are to run on; none for commands that only read the scripts.
    """
    config = Config()
    config.set_main_option("script_location", "interview_ext.db:migrations")
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> str | None:
    """The newest revision; finding it means importing all the migrations."""
    return ScriptDirectory.from_config(migration_config()).get_current_head()


def _upgrade(connection: Connection) -> None:
    if MigrationContext.configure(connection).get_current_heads() == (_newest(),):
        return
    try:
        command.upgrade(migration_config(connection), "head")
    except CommandError as error:
        raise Unavailable(
            f"The database is of another version than this program ({error}). Nothing was changed. "
            "Install the version that it was used with last, or a newer one."
        ) from error


def migrate(url: URL) -> None:
    """Bring the tables to the newest revision; blocks, so it is called in a thread."""
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Candidates' names are for nobody else on this machine; SQLite's own files follow this one.
        if url.database != ":memory:" and not path.exists():
            path.touch(mode=0o600)

    async def run() -> None:
        engine = make_engine(url)
        try:
            async with engine.execution_options(interview_writes=True).begin() as connection:
                await connection.run_sync(_upgrade)
        finally:
            await engine.dispose()

    asyncio.run(run())
