"""The recording of one pad: an append-only SQLite file. Its format: docs/recording-format.md."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from . import tables
from .document import DocumentRow, dump
from .file import RecordingFile
from .frame import Frame, Kind
from .writer import RecordingWriter

# Bytes that a recording may have; nothing more is written in its pad then.
MAX_SIZE = 2 * 1024 * 1024 * 1024

T = TypeVar("T")


@dataclass(frozen=True)
class Seal:
    """What proves later that a recording is whole; kept with the pad, apart from the recording.

    Arguments:
        frames: how many frames it has.
        head: the link of the last of them, see `chain.links`.
    """

    frames: int
    head: bytes


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
        # When its first frame was recorded, in milliseconds; moments are counted from then.
        self.began: int | None = None
        self.failure: str | None = None
        self.on_failure: Callable[[str | None], None] | None = None
        # After the end: what is looked at then happened to nobody, and the seal is to stay true.
        self.sealed = False
        self._writer = writer
        self._clock = clock
        self._frames: list[Frame] = []
        self._rows: dict[str, DocumentRow] = {}
        self._lock = threading.Lock()
        self._file = RecordingFile(path)

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
        if self.sealed:
            return
        frame = Frame(self.now if at is None else at, kind, document, author, data)
        self.size += len(data)
        if self.began is None:
            self.began = frame.time
        with self._lock:
            first = not self._frames
            self._frames.append(frame)
        if first:
            self._writer.mark(self)

    def put_document(self, row: DocumentRow) -> None:
        """Add a document or change its path or hash."""
        if self.sealed:
            return
        with self._lock:
            self._rows[row.id] = row
        self._writer.mark(self)

    async def look_back(self) -> None:
        """Find out when it began; called before anything is appended.

        Where it is damaged that stays unknown: whoever needs what is in it says so.
        """
        with contextlib.suppress(ValueError, sqlite3.Error):
            for began in await asyncio.to_thread(self._read, tables.first_time):
                self.began = began

    async def flush(self) -> None:
        """Return once everything appended so far is on disk.

        Raises:
            OSError: the file cannot be written; the frames are kept and tried again.
        """
        await self._on_writer(self._raise_failure)

    async def note_documents(self) -> None:
        """Tie what the file says of the documents to the chain; called just before sealing.

        Its time is that of the last thing that happened: the recording is no longer for it.
        """
        known = {row.id: row for row in await self.documents()}
        times = await asyncio.to_thread(self._read, tables.last_time)
        with self._lock:
            known |= self._rows
            times += [frame.time for frame in self._frames[-1:]]
        # It belongs to what was recorded also where the server was killed before it could be noted.
        sealed, self.sealed = self.sealed, False
        self.append("documents", dump(known.values()), at=times[-1] if times else None)
        self.sealed = sealed

    async def seal(self) -> Seal:
        """Take nothing more, and pack all there is; called when the interview has ended.

        What proves it whole is returned, to be kept elsewhere. Setting `sealed` to False goes on
        with the recording, where the interview does.

        Raises:
            OSError: the file cannot be written; it is worth trying again.
        """
        self.sealed = True

        def settle() -> Seal:
            self._raise_failure()
            try:
                self._file.settle()
            except sqlite3.Error as error:
                raise OSError(str(error)) from error
            self._measure()
            frames, head = self._file.head
            return Seal(frames, head)

        return await self._on_writer(settle)

    async def documents(self) -> list[DocumentRow]:
        """All documents ever opened in the pad."""
        await self._on_writer(lambda: None)
        return await asyncio.to_thread(self._read, tables.documents)

    async def updates(self, document: str) -> list[bytes]:
        """What rebuilds a document: its newest keyframe and the updates since.

        Raises:
            ValueError: the recording is damaged.
        """
        # What cannot be written at the moment is part of it all the same.
        waiting = await self._on_writer(lambda: self._waiting_for(document))

        def read(db: sqlite3.Connection) -> list[bytes]:
            return tables.updates_of(db, document)

        return await asyncio.to_thread(self._read, read) + waiting

    def _waiting_for(self, document: str) -> list[bytes]:
        with self._lock:
            return [
                frame.data
                for frame in self._frames
                if frame.document == document and frame.kind in ("update", "keyframe")
            ]

    def _read(self, read: Callable[[sqlite3.Connection], list[T]]) -> list[T]:
        if not self.path.exists():
            return []
        connection = tables.open_to_read(self.path)
        with contextlib.closing(connection) as db, tables.transaction(db, "DEFERRED"):
            return read(db)

    async def _on_writer(self, function: Callable[[], T]) -> T:
        return cast(T, await asyncio.wrap_future(self._writer.call(function)))

    async def close(self) -> None:
        """Commit what is left and let go of the file."""
        await self._on_writer(self._file.close)

    def commit(self) -> None:
        """Write the pending frames in one transaction; the writer's thread calls this.

        Raises:
            Exception: of whatever kind; nothing was written and nothing is lost.
        """
        with self._lock:
            frames, rows = self._frames, self._rows
            self._frames, self._rows = [], {}
        if not frames and not rows and not self._file.behind:
            return
        try:
            self._file.append(frames, rows.values())
        except Exception as error:
            with self._lock:
                self._frames = frames + self._frames
                self._rows = {**rows, **self._rows}
            self._report(str(error))
            raise
        self._measure()
        self._report(None)
        if self._file.behind:
            self._writer.mark(self)

    def _measure(self) -> None:
        size = self._file.size()
        with self._lock:
            self.size = size + sum(len(frame.data) for frame in self._frames)

    def _report(self, failure: str | None) -> None:
        if failure != self.failure:
            self.failure = failure
            if self.on_failure is not None:
                self.on_failure(failure)

    def _raise_failure(self) -> None:
        if self.failure is not None:
            raise OSError(self.failure)
