"""The tables of a recording, and how frames are found in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import segment
from .document import DocumentRow
from .frame import Frame

FORMAT_VERSION = 2

# Seconds that a statement waits for somebody else who has the file locked.
PATIENCE = 1.0

_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS frames (
        seq INTEGER PRIMARY KEY,
        time INTEGER NOT NULL,
        kind TEXT NOT NULL,
        document TEXT NOT NULL,
        author TEXT NOT NULL,
        data BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS segments (
        first INTEGER PRIMARY KEY,
        last INTEGER NOT NULL,
        head BLOB NOT NULL,
        checks BLOB NOT NULL,
        data BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS segment_documents (
        document TEXT NOT NULL,
        first INTEGER NOT NULL,
        keyframe INTEGER NOT NULL,
        PRIMARY KEY (document, first)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS documents (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL,
        type TEXT NOT NULL,
        format TEXT NOT NULL,
        saved TEXT
    )
    """,
    # Of format 1, whose table of frames grew without end.
    "DROP INDEX IF EXISTS frames_of_document",
    f"PRAGMA user_version = {FORMAT_VERSION}",
)


class NewerFormat(OSError):
    """The recording was written by a newer version of this software."""


@contextmanager
def transaction(db: sqlite3.Connection, how: str = "IMMEDIATE") -> Iterator[None]:
    """One transaction of a connection that begins none by itself: kept whole or not at all."""
    db.execute(f"BEGIN {how}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # A full disk may have undone it already.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an older format up to date.

    Raises:
        NewerFormat: nothing was changed.
    """
    version = _version(db)
    if version < FORMAT_VERSION:
        with transaction(db):
            for statement in _SCHEMA:
                db.execute(statement)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, beside whoever writes; also from another process.

    Raises:
        sqlite3.Error: there is no such file, or it is no recording.
        NewerFormat: it cannot be understood.
    """
    address = path.absolute().as_uri()
    try:
        return _connect_to_read(f"{address}?mode=ro")
    except sqlite3.OperationalError:
        # Where nothing may be made beside it, which SQLite needs to watch for writers. Without
        # a log of theirs there are none.
        if not path.is_file() or path.with_name(path.name + "-wal").exists():
            raise
        return _connect_to_read(f"{address}?mode=ro&immutable=1")


def _connect_to_read(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        version = _version(db)
        if version > 0:
            return db
        (made,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        db.close()
        raise
    db.close()
    if made:
        raise sqlite3.DatabaseError("the file is a database, but no recording")
    # Whoever began it was killed before there was anything in it.
    empty = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    prepare(empty)
    return empty


def _version(db: sqlite3.Connection) -> int:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > FORMAT_VERSION:
        raise NewerFormat(
            f"The recording has format {version}, which this version cannot read; it reads up to "
            f"{FORMAT_VERSION}. Nothing was changed. Install the version that made it, or a newer."
        )
    return version


def documents(db: sqlite3.Connection) -> list[DocumentRow]:
    """All documents, by when they were first opened."""
    rows = db.execute("SELECT id, path, type, format, saved FROM documents ORDER BY rowid")
    return [DocumentRow(*row) for row in rows]


def has_segments(db: sqlite3.Connection) -> bool:
    """Whether the file can have packed frames; one of format 1 has none."""
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'segments'"
    return bool(db.execute(query).fetchone()[0])


def last_number(db: sqlite3.Connection) -> int:
    """The number (`seq`) of the newest frame; 0 where there is none."""
    queries = ["SELECT max(seq) FROM frames"]
    if has_segments(db):
        queries.append("SELECT max(last) FROM segments")
    return max(db.execute(query).fetchone()[0] or 0 for query in queries)


def first_time(db: sqlite3.Connection) -> list[int]:
    """The time of the oldest frame; empty where there is none.

    Raises:
        ValueError: a segment is damaged.
    """
    if has_segments(db):
        block = db.execute("SELECT data FROM segments ORDER BY first LIMIT 1").fetchone()
        if block:
            return [frame.time for frame in segment.unpack(block[0])][:1]
    return list(db.execute("SELECT time FROM frames ORDER BY seq LIMIT 1").fetchone() or ())


def last_time(db: sqlite3.Connection) -> list[int]:
    """The time of the newest frame; empty where there is none.

    Raises:
        ValueError: a segment is damaged.
    """
    row = db.execute("SELECT time FROM frames ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None and has_segments(db):
        block = db.execute("SELECT data FROM segments ORDER BY first DESC LIMIT 1").fetchone()
        return [frame.time for frame in segment.unpack(block[0])][-1:] if block else []
    return list(row or ())


def all_frames(db: sqlite3.Connection) -> Iterator[Frame]:
    """Every frame in order; call it within a transaction, or packing may come in between.

    Raises:
        ValueError: a segment is damaged.
    """
    if has_segments(db):
        for (block,) in db.execute("SELECT data FROM segments ORDER BY first"):
            yield from segment.unpack(block)
    rows = db.execute("SELECT time, kind, document, author, data FROM frames ORDER BY seq")
    for row in rows:
        yield Frame(*row)


def updates_of(db: sqlite3.Connection, document: str) -> list[bytes]:
    """What rebuilds a document: its newest keyframe and the updates since.

    Raises:
        ValueError: a segment is damaged.
    """
    updates: list[bytes] = []
    query = "SELECT max(seq) FROM frames WHERE document = ? AND kind = 'keyframe'"
    (start,) = db.execute(query, (document,)).fetchone()
    if start is None and has_segments(db):
        blocks = db.execute(
            "SELECT segments.data FROM segment_documents JOIN segments USING (first)"
            " WHERE document = :document AND first >= coalesce((SELECT max(first)"
            "  FROM segment_documents WHERE document = :document AND keyframe), 0)"
            " ORDER BY first",
            {"document": document},
        )
        for (block,) in blocks:
            for frame in segment.unpack(block):
                if frame.document == document and frame.kind in ("update", "keyframe"):
                    if frame.kind == "keyframe":
                        updates.clear()
                    updates.append(frame.data)
    rows = db.execute(
        "SELECT data FROM frames WHERE document = ? AND seq >= ?"
        " AND kind IN ('update', 'keyframe') ORDER BY seq",
        (document, start or 0),
    )
    return updates + [row[0] for row in rows]
