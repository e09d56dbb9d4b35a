"""Reads a recording without taking part in writing it, also from another process."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from .frame import Frame
from .recording import DocumentRow


def read_frames(path: Path) -> Iterator[Frame]:
    """All frames of a recording in their order; memory stays small however many there are.

    What is written while the iterator is used is not seen.

    Arguments:
        path: the recording's SQLite file; it is opened read-only.

    Raises:
        sqlite3.Error: there is no such file, or it is no recording.
    """
    with contextlib.closing(_connect(path)) as db:
        rows = db.execute("SELECT time, kind, document, author, data FROM frames ORDER BY seq")
        for row in rows:
            yield Frame(*row)


def read_documents(path: Path) -> list[DocumentRow]:
    """All documents ever opened in the pad.

    Raises:
        sqlite3.Error: there is no such file, or it is no recording.
    """
    with contextlib.closing(_connect(path)) as db:
        rows = db.execute("SELECT id, path, type, format, saved FROM documents ORDER BY rowid")
        return [DocumentRow(*row) for row in rows]


def read_last(path: Path) -> int:
    """The number (`seq`) of the newest frame; 0 where there is none.

    Tells whether something was recorded since somebody last looked.

    Raises:
        sqlite3.Error: there is no such file, or it is no recording.
    """
    with contextlib.closing(_connect(path)) as db:
        (last,) = db.execute("SELECT coalesce(max(seq), 0) FROM frames").fetchone()
    return int(last)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
