"""A stretch of a recording in few bytes: frames as compressed columns. Pure.

Written down for other languages in docs/recording-format.md.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Hashable, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

from .frame import Frame

# Payloads up to this many bytes are stored byte by byte across all payloads of their length:
# keystrokes are alike, and differ in the same places.
TRANSPOSED = 64

# Bytes that a segment may have once it is unpacked; a file from elsewhere may say what it likes.
MAX_UNPACKED = 256 * 1024 * 1024

_LEVEL = 6

T = TypeVar("T", bound=Hashable)


def pack(frames: Sequence[Frame]) -> bytes:
    """Frames as one compressed block; the recording stores it.

    Arguments:
        frames: at least one, in order.

    Raises:
        ValueError: there are more than 65,535 kinds, documents or authors.
    """
    kinds, kind_of = _dictionary([frame.kind for frame in frames])
    documents, document_of = _dictionary([frame.document for frame in frames])
    authors, author_of = _dictionary([frame.author for frame in frames])
    times = [frame.time for frame in frames]
    header = json.dumps(
        {
            "frames": len(frames),
            "time": times[0],
            "kinds": kinds,
            "documents": documents,
            "authors": authors,
        },
        separators=(",", ":"),
    ).encode()
    payloads = [frame.data for frame in frames]
    columns = [
        struct.pack("<I", len(header)),
        header,
        _planes("H", kind_of),
        _planes("H", document_of),
        _planes("H", author_of),
        _planes("q", [0, *(after - before for before, after in pairwise(times))]),
        _planes("I", [len(payload) for payload in payloads]),
    ]
    by_length: dict[int, list[bytes]] = {}
    for payload in payloads:
        by_length.setdefault(len(payload), []).append(payload)
    for length in sorted(by_length):
        joined = b"".join(by_length[length])
        columns.append(_transpose(joined, length) if length <= TRANSPOSED else joined)
    return zlib.compress(b"".join(columns), _LEVEL)


def unpack(block: bytes) -> list[Frame]:
    """The frames of a block that `pack` made; the reader and the verification call it.

    Raises:
        ValueError: it is no such block, or damaged.
    """
    try:
        return _unpack(block)
    except (zlib.error, struct.error, LookupError, TypeError, RecursionError) as error:
        raise ValueError(f"a segment cannot be read: {error}") from error


def _unpack(block: bytes) -> list[Frame]:
    inflater = zlib.decompressobj()
    content = inflater.decompress(block, MAX_UNPACKED)
    if not inflater.eof or inflater.unused_data:
        raise ValueError("a segment is cut off, too long, or has something behind it")
    (size,) = struct.unpack_from("<I", content)
    header = json.loads(content[4 : 4 + size])
    count: int = header["frames"]
    names = [name for key in ("kinds", "documents", "authors") for name in header[key]]
    if (
        type(count) is not int
        or count < 1
        or type(header["time"]) is not int
        or not all(isinstance(name, str) for name in names)
    ):
        raise ValueError("a segment's header cannot be read")
    at = 4 + size

    def column(code: str) -> list[int]:
        nonlocal at
        width = struct.calcsize("<" + code) * count
        part = content[at : at + width]
        if len(part) != width:
            raise ValueError("a segment's columns are cut off")
        at += width
        return list(struct.unpack(f"<{count}{code}", _transpose(part, count)))

    kinds = [header["kinds"][index] for index in column("H")]
    documents = [header["documents"][index] for index in column("H")]
    authors = [header["authors"][index] for index in column("H")]
    times = list(accumulate(column("q"), initial=header["time"]))[1:]
    lengths = column("I")
    number_of: dict[int, int] = {}
    for length in lengths:
        number_of[length] = number_of.get(length, 0) + 1
    next_of: dict[int, Callable[[], bytes]] = {}
    for length in sorted(number_of):
        number = number_of[length]
        joined = content[at : at + length * number]
        at += length * number
        if length <= TRANSPOSED and length:
            joined = _transpose(joined, number)
        pieces = [joined[start * length : (start + 1) * length] for start in range(number)]
        next_of[length] = iter(pieces).__next__
    if at != len(content):
        raise ValueError("a segment's payloads do not have the lengths that it says")
    return [
        Frame(time, kind, document, author, next_of[length]())
        for time, kind, document, author, length in zip(
            times, kinds, documents, authors, lengths, strict=True
        )
    ]


def _dictionary(values: list[T]) -> tuple[list[T], list[int]]:
    """The values that occur, by first sight, and each value as its place among them."""
    index = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if len(index) > 0xFFFF:
        raise ValueError("a segment has too many different names")
    return list(index), [index[value] for value in values]


def _planes(code: str, numbers: list[int]) -> bytes:
    """Little-endian numbers, all lowest bytes first, then all second bytes, and so on."""
    return _transpose(struct.pack(f"<{len(numbers)}{code}", *numbers), struct.calcsize("<" + code))


def _transpose(joined: bytes, width: int) -> bytes:
    """Rows of `width` bytes as columns."""
    return b"".join([joined[place::width] for place in range(width)])
