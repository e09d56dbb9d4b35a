"""The file of a recording as its one writer sees it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from . import chain, segment, tables
from .document import DocumentRow
from .frame import Frame

# Frames, or bytes of their payloads, that are packed together.
SEGMENT_FRAMES = 1000
SEGMENT_BYTES = 1024 * 1024

# Rows, or bytes of them, that are packed at once where a file has many: others wait for the same
# thread.
AT_ONCE = 8 * SEGMENT_FRAMES
BYTES_AT_ONCE = 16 * SEGMENT_BYTES

# A sealed file gives back its free pages when they are this share of it, and the rest is not
# more than this many bytes, which would take long.
FREE_SHARE = 0.2
COMPACT_UP_TO = 64 * 1024 * 1024

# While frames are packed, the event loop has its turn after so many of them. A thread that only
# offers the interpreter has it back before another woke up, so it is away for this long.
_TURN = 100
_AWAY = 0.000_05

Numbered = tuple[int, Frame]


@dataclass
class _Contents:
    """What is in the file: the numbers of the last frame and of the last packed one, the link of
    that one, and how many frames and bytes are not packed."""

    last: int
    packed: int
    head: bytes
    waiting: int
    waiting_bytes: int


class RecordingFile:
    """Appends frames in transactions, packing the older ones on the way.

    The recording calls it, on the writer's thread alone.

    Arguments:
        path: the SQLite file; made where it does not exist, for the server's user alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = None
        self._contents = _Contents(0, 0, chain.GENESIS, 0, 0)

    @property
    def behind(self) -> bool:
        """Whether there is more to pack than was done at once."""
        return self._full(self._contents.waiting, self._contents.waiting_bytes)

    @property
    def head(self) -> tuple[int, bytes]:
        """How many frames are packed, and the link of the last of them."""
        return self._contents.packed, self._contents.head

    def append(
        self, frames: list[Frame], rows: Iterable[DocumentRow] = (), *, pack_all: bool = False
    ) -> None:
        """Add frames and documents in one transaction.

        Arguments:
            frames: in order.
            rows: documents that are new or changed.
            pack_all: leave no frame unpacked.

        Raises:
            sqlite3.Error, OSError: nothing was changed.
        """
        db = self._connect()
        new = list(zip(count(self._contents.last + 1), frames, strict=False))
        with tables.transaction(db):
            contents = replace(self._contents, last=self._contents.last + len(frames))
            new = self._pack(db, contents, new, pack_all)
            db.executemany(
                "INSERT INTO frames (seq, time, kind, document, author, data)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(seq, f.time, f.kind, f.document, f.author, f.data) for seq, f in new],
            )
            contents.waiting += len(new)
            contents.waiting_bytes += sum(len(frame.data) for _, frame in new)
            db.executemany(
                "INSERT INTO documents (id, path, type, format, saved) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET path = excluded.path, saved = excluded.saved",
                [(r.id, r.path, r.type, r.format, r.saved) for r in rows],
            )
        self._contents = contents

    def settle(self) -> None:
        """Pack what is left, and bring the file to its size; called when a recording is sealed."""
        # What waits is known once the file is open: a server that was killed left it so.
        db = self._connect()
        while self._contents.waiting:
            self.append([], pack_all=True)
        with contextlib.suppress(sqlite3.Error):
            # Only tidier: it is whole without.
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            (free,) = db.execute("PRAGMA freelist_count").fetchone()
            (size,) = db.execute("PRAGMA page_size").fetchone()
            if free > pages * FREE_SHARE and (pages - free) * size < COMPACT_UP_TO:
                db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def size(self) -> int:
        """Bytes that it takes on disk."""
        paths = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(path.stat().st_size for path in paths if path.exists())

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _pack(
        self, db: sqlite3.Connection, contents: _Contents, new: list[Numbered], pack_all: bool
    ) -> list[Numbered]:
        """Turn the oldest frames into segments; returns those of `new` that remain."""
        size = contents.waiting_bytes + sum(len(frame.data) for _, frame in new)
        if not pack_all and not self._full(contents.waiting + len(new), size):
            return new
        old, behind = _oldest(db)
        if not behind:
            # As they are, should somebody else have been at the file.
            contents.waiting = len(old)
            contents.waiting_bytes = sum(len(frame.data) for _, frame in old)
        frames = old if behind else old + new
        packed = 0
        for part, full in _parts(frames):
            if full or (pack_all and not behind):
                self._add_segment(db, contents, part)
                packed += len(part)
        if packed:
            db.execute("DELETE FROM frames WHERE seq <= ?", (contents.packed,))
            gone = old[:packed]
            contents.waiting -= len(gone)
            contents.waiting_bytes -= sum(len(frame.data) for _, frame in gone)
        return new if behind else new[max(0, packed - len(old)) :]

    def _add_segment(
        self, db: sqlite3.Connection, contents: _Contents, part: list[Numbered]
    ) -> None:
        frames = [frame for _, frame in part]
        links: list[bytes] = []
        for start in range(0, len(frames), _TURN):
            head = links[-1] if links else contents.head
            links += chain.links(head, frames[start : start + _TURN])
            time.sleep(_AWAY)
        first, contents.packed, contents.head = part[0][0], part[-1][0], links[-1]
        db.execute(
            "INSERT INTO segments (first, last, head, checks, data) VALUES (?, ?, ?, ?, ?)",
            (first, contents.packed, contents.head, chain.checks(links), segment.pack(frames)),
        )
        time.sleep(_AWAY)
        keyframes = {frame.document for frame in frames if frame.kind == "keyframe"}
        updated = {frame.document for frame in frames if frame.kind == "update"}
        db.executemany(
            "INSERT INTO segment_documents (document, first, keyframe) VALUES (?, ?, ?)",
            [(id, first, id in keyframes) for id in sorted(keyframes | updated)],
        )

    @staticmethod
    def _full(frames: int, size: int) -> bool:
        return frames >= SEGMENT_FRAMES or size >= SEGMENT_BYTES

    def _connect(self) -> sqlite3.Connection:
        if self._db is None:
            # Nobody but the server's own user reads a recording.
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            os.close(fd)
            db = sqlite3.connect(
                self.path,
                timeout=tables.PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("PRAGMA cache_size = -128")
                tables.prepare(db)
                self._contents = _read_contents(db)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db


def _read_contents(db: sqlite3.Connection) -> _Contents:
    row = db.execute("SELECT last, head FROM segments ORDER BY first DESC LIMIT 1").fetchone()
    packed, head = row or (0, chain.GENESIS)
    query = "SELECT count(*), coalesce(sum(length(data)), 0) FROM frames"
    waiting, waiting_bytes = db.execute(query).fetchone()
    return _Contents(tables.last_number(db), packed, head, waiting, waiting_bytes)


def _oldest(db: sqlite3.Connection) -> tuple[list[Numbered], bool]:
    """The rows that wait, or as many of them as are packed at once, and whether there are more."""
    rows = db.execute("SELECT seq, time, kind, document, author, data FROM frames ORDER BY seq")
    found: list[Numbered] = []
    size = 0
    try:
        for seq, *rest in rows:
            if len(found) >= AT_ONCE or size >= BYTES_AT_ONCE:
                return found, True
            found.append((seq, Frame(*rest)))
            size += len(found[-1][1].data)
    finally:
        rows.close()
    return found, False


def _parts(frames: list[Numbered]) -> Iterator[tuple[list[Numbered], bool]]:
    """Frames in the order and the pieces in which they are packed, and whether each is full."""
    part: list[Numbered] = []
    size = 0
    for seq, frame in frames:
        if part and seq != part[-1][0] + 1:
            # A frame is missing: nobody is to think that these follow one another.
            yield part, True
            part, size = [], 0
        part.append((seq, frame))
        size += len(frame.data)
        if RecordingFile._full(len(part), size):
            yield part, True
            part, size = [], 0
    if part:
        yield part, False
