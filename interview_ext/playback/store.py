"""The files of a playback index: JSON, compressed, named by what is in them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

FORMAT = 2

MANIFEST = "manifest.json.gz"

# Beside the manifest, so that it need not be read: of which format the index is, and how many
# frames the recording had when it was made.
STATE = "state.json"

# Beside the index: why none could be made of the recording as it was.
FAILED = "playback-failed.json"

# Characters of a string that is kept apart, once, however many segments have it.
BLOB = 1000


class IndexStore:
    """Writes the files of one index. The builder calls it.

    Arguments:
        folder: of the index; empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[str] = set()
        for name in ("segments", "blobs"):
            (folder / name).mkdir(mode=0o700)

    def put_manifest(self, manifest: dict[str, Any], recorded: int) -> None:
        """Write the manifest, and the number of the recording's last frame."""
        self._write(self._folder / MANIFEST, _text({"format": FORMAT, **manifest}))
        state = {"format": FORMAT, "recorded": recorded}
        (self._folder / STATE).write_text(json.dumps(state))

    def put_segment(self, segment: dict[str, Any]) -> tuple[str, int]:
        """Write a segment; returns its name and how many bytes it has on the way to a browser."""
        return self._put("segments", segment)

    def kept_apart(self, value: Any, blobs: set[str], key: Any = None) -> Any:
        """A copy of a value whose long strings, sources excepted, are named and kept apart.

        Arguments:
            blobs: takes the names.
            key: at which the value is.
        """
        if isinstance(value, str):
            if len(value) <= BLOB or key == "source":
                return value
            name, _ = self._put("blobs", value)
            blobs.add(name)
            return {"$": name}
        if isinstance(value, dict):
            return {key: self.kept_apart(item, blobs, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.kept_apart(item, blobs) for item in value]
        return value

    def told(self, operation: list[Any], blobs: set[str]) -> list[Any]:
        """A copy of an operation whose values' long strings are kept apart."""
        if operation[0] == "t":
            return operation
        key = operation[2] if operation[0] == "m" else None
        return [*operation[:-1], self.kept_apart(operation[-1], blobs, key)]

    def _put(self, kind: str, value: Any) -> tuple[str, int]:
        text = _text(value)
        name = hashlib.sha256(text).hexdigest()
        path = self._folder / kind / f"{name}.json.gz"
        if name in self._kept:
            return name, path.stat().st_size
        self._kept.add(name)
        return name, self._write(path, text)

    def _write(self, path: Path, text: bytes) -> int:
        data = gzip.compress(text, 9, mtime=0)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
        return len(data)


def _text(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def is_current(folder: Path, recorded: int) -> bool:
    """Whether there is an index of this format, made when the recording was as it is now.

    Arguments:
        folder: of the index.
        recorded: number of the recording's last frame.
    """
    try:
        state = json.loads((folder / STATE).read_text())
    except (OSError, ValueError):
        return False
    return bool(state == {"format": FORMAT, "recorded": recorded})


def keep_failure(folder: Path, recorded: int | None, words: str) -> None:
    """Remember that no index can be made, so that it is not tried for each who asks.

    Arguments:
        folder: the pad's.
        recorded: number of the recording's last frame; None if that cannot be read.
        words: why, for people.
    """
    state = {"format": FORMAT, "recorded": recorded, "words": words}
    made = folder / f".{FAILED}"
    made.write_text(json.dumps(state))
    made.rename(folder / FAILED)


def failure_of(folder: Path, recorded: int | None) -> str | None:
    """Why no index could be made of the recording as it is; None if that was not tried."""
    try:
        state = json.loads((folder / FAILED).read_text())
        known = (state["format"], state["recorded"]) == (FORMAT, recorded)
        return str(state["words"]) if known else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def forget_failure(folder: Path) -> None:
    """Let it be tried again."""
    (folder / FAILED).unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """What one of the files says."""
    return json.loads(gzip.decompress(path.read_bytes()))
