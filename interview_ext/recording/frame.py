"""One thing that happened in a pad. Pure: no tornado, traitlets, database or clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "update",
    "keyframe",
    "awareness",
    "presence",
    "admission",
    "run",
    "kernel",
    "signal",
    "task",
    "focus",
    "state",
    "documents",
]


@dataclass(frozen=True, slots=True)
class Frame:
    """One row of a recording.

    Arguments:
        time: milliseconds since the Unix epoch, of the server's clock.
        kind: ``update`` is a Yjs update (v1) of `document`; ``keyframe`` the whole state of
            `document` as one update; the others carry a JSON object in UTF-8.
        document: id of the document in the recording's ``documents`` table, or "".
        author: participant id, or "" where the server itself is the author.
        data: the payload.
    """

    time: int
    kind: Kind
    document: str
    author: str
    data: bytes
