"""Reads a recording without taking part in writing it, also from another process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from . import tables
from .document import DocumentRow
from .frame import Frame


def read_frames(path: Path) -> Iterator[Frame]:
    """All frames of a recording in their order; memory stays small however many there are.

    What is written while the iterator is used is not seen.

    Arguments:
        path: the recording's SQLite file, of any format so far; it is opened read-only.

    Raises:
        sqlite3.Error: there is no such file, or it is no recording.
        ValueError: a part of it is damaged.
        NewerFormat: a newer version of this software made it.
    """
    with contextlib.closing(tables.open_to_read(path)) as db, tables.transaction(db, "DEFERRED"):
        yield from tables.all_frames(db)


def read_documents(path: Path) -> list[DocumentRow]:
    """All documents ever opened in the pad.

    Raises:
        sqlite3.Error, NewerFormat: see `read_frames`.
    """
    with contextlib.closing(tables.open_to_read(path)) as db:
        return tables.documents(db)


def read_last(path: Path) -> int:
    """The number (`seq`) of the newest frame; 0 where there is none.

    Tells whether something was recorded since somebody last looked.

    Raises:
        sqlite3.Error, NewerFormat: see `read_frames`.
    """
    with contextlib.closing(tables.open_to_read(path)) as db, tables.transaction(db, "DEFERRED"):
        return tables.last_number(db)
