"""The recording of one pad: an append-only SQLite file. Its format: docs/recording-format.md."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .frame import Frame, Kind
from .writer import RecordingWriter

FORMAT_VERSION = 1

# Bytes that a recording may have; nothing more is written in its pad then.
MAX_SIZE = 2 * 1024 * 1024 * 1024

# A document's whole state is stored again after this many updates, so that loading it stays fast.
KEYFRAME_EVERY = 1000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS frames (
    seq INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    author TEXT NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS frames_of_document ON frames (document, seq)
    WHERE kind IN ('update', 'keyframe');
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    format TEXT NOT NULL,
    saved TEXT
);
"""


@dataclass
class DocumentRow:
    """A document that the recording knows.

    Arguments:
        id: stable name of the document; survives renames.
        path: where its file is now, relative to the pad's root, with forward slashes.
        type: ``notebook`` or ``file``, as in jupyter_ydoc.
        format: ``json`` or ``text``.
        saved: SHA-256 (hexadecimal) of the file as last written from the document, or None.
    """

    id: str
    path: str
    type: str
    format: str
    saved: str | None = None


class Recording:
    """Appends frames, hands out what is needed to load a document again.

    Called by the rooms, the runs and the pad server on the event loop; everything that touches
    the file happens on the writer's thread.

    Arguments:
        path: the SQLite file; made with its folder's permissions where it does not exist.
        writer: commits this and other recordings.
        clock: returns seconds since the epoch.
    """

    def __init__(
        self,
        path: Path,
        writer: RecordingWriter,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self.max_size = MAX_SIZE
        self.size = path.stat().st_size if path.exists() else 0
        self.failure: str | None = None
        self.on_failure: Callable[[str | None], None] | None = None
        self._writer = writer
        self._clock = clock
        self._frames: list[Frame] = []
        self._rows: dict[str, DocumentRow] = {}
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    @property
    def full(self) -> bool:
        """Whether nothing more of what people write is to be recorded."""
        return self.size > self.max_size

    @property
    def now(self) -> int:
        """The recording's clock, in milliseconds since the epoch."""
        return int(self._clock() * 1000)

    def append(
        self, kind: Kind, data: bytes, document: str = "", author: str = "", at: int | None = None
    ) -> None:
        """Add a frame; it is on disk within the writer's interval.

        Arguments:
            kind, data, document, author: see `Frame`.
            at: time in milliseconds, where it is not now.
        """
        frame = Frame(self.now if at is None else at, kind, document, author, data)
        self.size += len(data)
        with self._lock:
            first = not self._frames
            self._frames.append(frame)
        if first:
            self._writer.mark(self)

    def put_document(self, row: DocumentRow) -> None:
        """Add a document or change its path or hash."""
        with self._lock:
            self._rows[row.id] = row
        self._writer.mark(self)

    async def flush(self) -> None:
        """Return once everything appended so far is on disk.

        Raises:
            OSError: the file cannot be written; the frames are kept and tried again.
        """
        await asyncio.wrap_future(self._writer.call(self._raise_failure))

    async def documents(self) -> list[DocumentRow]:
        """All documents ever opened in the pad."""

        def read() -> list[DocumentRow]:
            rows = self._connect().execute("SELECT id, path, type, format, saved FROM documents")
            return [DocumentRow(*row) for row in rows]

        return await asyncio.wrap_future(self._writer.call(read))  # type: ignore[arg-type]

    async def updates(self, document: str) -> list[bytes]:
        """What rebuilds a document: its newest keyframe and the updates since."""

        def read() -> list[bytes]:
            db = self._connect()
            (start,) = db.execute(
                "SELECT coalesce(max(seq), 0) FROM frames WHERE document = ? AND kind = 'keyframe'",
                (document,),
            ).fetchone()
            rows = db.execute(
                "SELECT data FROM frames WHERE document = ? AND seq >= ?"
                " AND kind IN ('update', 'keyframe') ORDER BY seq",
                (document, start),
            )
            return [row[0] for row in rows]

        return await asyncio.wrap_future(self._writer.call(read))  # type: ignore[arg-type]

    async def close(self) -> None:
        """Commit what is left and let go of the file."""

        def close() -> None:
            if self._db is not None:
                self._db.close()
                self._db = None

        await asyncio.wrap_future(self._writer.call(close))

    def commit(self) -> None:
        """Write the pending frames in one transaction; the writer's thread calls this.

        Raises:
            sqlite3.Error, OSError: nothing was written and nothing is lost.
        """
        with self._lock:
            frames, rows = self._frames, self._rows
            self._frames, self._rows = [], {}
        if not frames and not rows:
            return
        try:
            db = self._connect()
            with db:
                db.executemany(
                    "INSERT INTO frames (time, kind, document, author, data)"
                    " VALUES (?, ?, ?, ?, ?)",
                    [(f.time, f.kind, f.document, f.author, f.data) for f in frames],
                )
                db.executemany(
                    "INSERT INTO documents (id, path, type, format, saved) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET path = excluded.path, saved = excluded.saved",
                    [(r.id, r.path, r.type, r.format, r.saved) for r in rows.values()],
                )
        except (sqlite3.Error, OSError) as error:
            with self._lock:
                self._frames = frames + self._frames
                self._rows = {**rows, **self._rows}
            self._report(str(error))
            raise
        self._report(None)

    def _report(self, failure: str | None) -> None:
        if failure != self.failure:
            self.failure = failure
            if self.on_failure is not None:
                self.on_failure(failure)

    def _raise_failure(self) -> None:
        if self.failure is not None:
            raise OSError(self.failure)

    def _connect(self) -> sqlite3.Connection:
        if self._db is None:
            # Nobody but the server's own user reads a recording.
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            os.close(fd)
            db = sqlite3.connect(self.path, check_same_thread=False)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("PRAGMA cache_size = -128")
                db.executescript(_SCHEMA)
                db.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
            except sqlite3.Error:
                db.close()
                raise
            self._db = db
        return self._db
