"""The chain over a recording's frames, by which a change of any of them is seen. Pure."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

from .frame import Frame

# What the first frame is chained to.
GENESIS = bytes(32)

# Bytes of each frame's link that are kept beside it: enough to name the first damaged one.
CHECK = 2


def canonical(frame: Frame) -> bytes:
    """A frame as the bytes that are hashed.

    Time (8 bytes, signed) and the lengths of the four parts (4 bytes each), all big-endian; then
    kind, document and author in UTF-8, and the payload.
    """
    kind, document, author = (
        frame.kind.encode(),
        frame.document.encode(),
        frame.author.encode(),
    )
    head = struct.pack(">qIIII", frame.time, len(kind), len(document), len(author), len(frame.data))
    return b"".join((head, kind, document, author, frame.data))


def links(head: bytes, frames: Sequence[Frame]) -> list[bytes]:
    """The link of each frame: SHA-256 over the link before it and the frame.

    Arguments:
        head: the link of the frame before the first of these; `GENESIS` at the beginning.
    """
    made = []
    for frame in frames:
        head = hashlib.sha256(head + canonical(frame)).digest()
        made.append(head)
    return made


def checks(made: Sequence[bytes]) -> bytes:
    """The first bytes of each link, one after the other."""
    return b"".join([link[:CHECK] for link in made])
