"""Keeps the files that customers attach to their tickets."""

import os
import sqlite3
from pathlib import Path

LIMIT = 5_000_000
"""Bytes that a file may have."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS attachments_of_owners ON attachments (owner);
"""


class Attachments:
    """All attachments.

    Contents are in files named after their numbers, so that no text from outside becomes a path.

    Arguments:
        database: path of the SQLite database, or ":memory:".
        folder: where the contents are; made if it is not there.
    """

    def __init__(self, database: str = ":memory:", folder: str = "attachments") -> None:
        self._db = sqlite3.connect(database)
        self._db.executescript(SCHEMA)
        self._folder = Path(folder)
        os.makedirs(folder, exist_ok=True)

    def add(self, owner: str, name: str, content: bytes) -> int:
        """Keep a file; its number. Raises ValueError if it is too large."""
        if len(content) > LIMIT:
            raise ValueError(f"The file is larger than {LIMIT:,} bytes.")
        # If the file cannot be written, the row is taken back.
        with self._db:
            cursor = self._db.execute(
                "INSERT INTO attachments (owner, name, size) VALUES (?, ?, ?)",
                (owner, name, len(content)),
            )
            number = int(cursor.lastrowid or 0)
            self._path(number).write_bytes(content)
        return number

    def search(self, owner: str, text: str) -> list[str]:
        """The names of the owner's files in which a text occurs, in alphabetical order."""
        rows = self._db.execute(
            "SELECT name FROM attachments WHERE owner = ? ORDER BY name", (owner,)
        )
        return [name for (name,) in rows if text.casefold() in name.casefold()]

    def read(self, owner: str, id: int) -> bytes:
        """The content of a file. Raises LookupError if the owner has no such file."""
        self._check(owner, id)
        return self._path(id).read_bytes()

    def delete(self, owner: str, id: int) -> None:
        """Forget a file. Raises LookupError if the owner has no such file."""
        self._check(owner, id)
        # A file without a row does no harm; a row without a file would.
        with self._db:
            self._db.execute("DELETE FROM attachments WHERE id = ?", (id,))
        self._path(id).unlink(missing_ok=True)

    def usage(self, owner: str) -> int:
        """How many bytes the owner's files have."""
        (total,) = self._db.execute(
            "SELECT COALESCE(SUM(size), 0) FROM attachments WHERE owner = ?", (owner,)
        ).fetchone()
        return int(total)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:d}"

    def _check(self, owner: str, id: int) -> None:
        row = self._db.execute(
            "SELECT 1 FROM attachments WHERE id = ? AND owner = ?", (id, owner)
        ).fetchone()
        if row is None:
            raise LookupError(f"{owner} has no file {id}.")
