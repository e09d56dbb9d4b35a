"""A process that records as fast as it can, and says what must not be lost any more.

Run as ``python -m tests.recording.recorder PATH [at CALLS]``; with `at` it kills itself in the
middle of a transaction: before the SQLite call of that number that changes the file.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections import deque
from pathlib import Path

from interview_ext.recording import file, reader
from interview_ext.recording.recording import Recording
from interview_ext.recording.writer import RecordingWriter


class Dying(sqlite3.Connection):
    """A connection whose process is killed before one of its changes."""

    left = 0

    def execute(self, statement: str, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
        if statement.lstrip().startswith(("INSERT", "DELETE", "COMMIT")):
            self._change()
        return super().execute(statement, *args)  # type: ignore[arg-type]

    def executemany(self, statement: str, rows: object) -> sqlite3.Cursor:  # type: ignore[override]
        rows = list(rows)  # type: ignore[call-overload]
        half = len(rows) // 2
        super().executemany(statement, rows[:half])
        if rows:
            self._change()
        return super().executemany(statement, rows[half:])

    @classmethod
    def _change(cls) -> None:
        cls.left -= 1
        if cls.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main(path: Path, calls: int) -> None:
    if calls:
        Dying.left = calls
        connect = sqlite3.connect
        file.sqlite3.connect = lambda *args, **options: connect(  # type: ignore[assignment]
            *args, factory=Dying, **options
        )
    number = reader.read_last(path) if path.exists() else 0
    recording = Recording(path, RecordingWriter())
    recent: deque[tuple[float, int]] = deque()
    while True:
        for _ in range(40):
            number += 1
            recording.append("update", b"%d" % number, "doc", "ada")
        now = time.monotonic()
        recent.append((now, number))
        while recent and recent[0][0] < now - 1:
            _, sure = recent.popleft()
            os.write(1, b"%d\n" % sure)
        time.sleep(0.001)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
