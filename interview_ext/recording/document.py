"""A document as a recording knows it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

_KEYS = {"path": "path", "type": "type", "format": "format", "saved": "hash of the file"}


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


def dump(rows: Iterable[DocumentRow]) -> bytes:
    """Documents as the frame that ties them to the chain has them."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False).encode()


def first_difference(frame: bytes, rows: Sequence[DocumentRow]) -> str:
    """What is not as it was when the recording was sealed, in words; empty where all is.

    Arguments:
        frame: what `dump` made then.
        rows: those in the file now.
    """
    then = {row["id"]: row for row in json.loads(frame)}
    now = {row.id: asdict(row) for row in rows}
    for id, row in then.items():
        if id not in now:
            return f"the document {row['path']!r} is missing from the table of documents"
        for key, value in row.items():
            if now[id][key] != value:
                return (
                    f"the {_KEYS[key]} of the document {row['path']!r} was {value!r} when it was "
                    f"sealed, and is {now[id][key]!r}"
                )
    for id, row in now.items():
        if id not in then:
            return f"the document {row['path']!r} was added to the table of documents"
    return ""
