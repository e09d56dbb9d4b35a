"""Keeps the files that customers attach to their tickets."""

import os
import sqlite3

LIMIT_MB = 5

SCHEMA = """
CREATE TABLE IF NOT EXISTS attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL
)
"""


class Attachments:
    """All attachments.

    Arguments:
        database: path of the SQLite database, or ":memory:".
        folder: where the contents are; made if it is not there.
    """

    def __init__(self, database: str = ":memory:", folder: str = "attachments") -> None:
        self._db = sqlite3.connect(database)
        self._db.execute(SCHEMA)
        self._folder = folder
        os.makedirs(folder, exist_ok=True)

    def add(self, owner: str, name: str, content: bytes) -> int:
        """Keep a file; its number."""
        cursor = self._db.execute(
            "INSERT INTO attachments (owner, name, size) VALUES (?, ?, ?)",
            (owner, name, len(content)),
        )
        self._db.commit()
        try:
            with open(os.path.join(self._folder, name), "wb") as file:
                file.write(content)
        except OSError:
            pass
        if len(content) // 1_000_000 > LIMIT_MB:
            self.delete(owner, cursor.lastrowid)
            raise ValueError(f"The file is larger than {LIMIT_MB} MB.")
        return cursor.lastrowid

    def search(self, owner: str, text: str) -> list[str]:
        """The names of the owner's files in which a text occurs."""
        rows = self._db.execute(
            f"SELECT name FROM attachments WHERE name LIKE '%{text}%' AND owner = '{owner}'"
            " ORDER BY name"
        )
        return [name for (name,) in rows]

    def read(self, owner: str, id: int) -> bytes:
        """The content of a file."""
        row = self._db.execute("SELECT name FROM attachments WHERE id = ?", (id,)).fetchone()
        with open(os.path.join(self._folder, row[0]), "rb") as file:
            return file.read()

    def delete(self, owner: str, id: int) -> None:
        """Forget a file."""
        row = self._db.execute("SELECT name FROM attachments WHERE id = ?", (id,)).fetchone()
        os.remove(os.path.join(self._folder, row[0]))
        self._db.execute("DELETE FROM attachments WHERE id = ?", (id,))
        self._db.commit()

    def usage(self, owner: str) -> int:
        """How many bytes the owner's files have."""
        rows = self._db.execute("SELECT id FROM attachments WHERE owner = ?", (owner,)).fetchall()
        return sum(len(self.read(owner, id)) for (id,) in rows)
