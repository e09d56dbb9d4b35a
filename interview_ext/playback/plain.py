"""Shared types and what else a Yjs document may hold, as JSON that anyone can read. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pycrdt import Array, Map, Text

from .lines import LINES

RESERVED = frozenset({LINES, "$", "__proto__"})
"""Keys that mean something else to whoever plays back; a document's own are left out."""

MAX_DEPTH = 64
"""What is nested deeper is left out."""

EMBED = "\x1a"
"""What stands for a thing that somebody put into a text and that is no text. It counts one in
every way of counting, as such a thing does."""

_SAFE_INTEGER = 2**53


def plain(value: Any, depth: int = 1) -> Any:
    """A value of a document as JSON: whole numbers as integers, what JSON has no word for as null.

    Arguments:
        value: a shared type, or what one holds.
        depth: the length of the path at which it is.
    """
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _SAFE_INTEGER:
            return int(value)
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Text):
        return _text(value)
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, Map | dict):
        items: Iterable[tuple[str, Any]] = value.items()
        return {key: plain(item, depth + 1) for key, item in items if key not in RESERVED}
    if isinstance(value, Array | list | tuple):
        return [plain(item, depth + 1) for item in value]
    return None


def _text(text: Text) -> str:
    plain = str(text)
    if utf8_length(plain) == len(text):
        return plain
    parts = (part for part, _ in text.diff())
    return "".join(part if isinstance(part, str) else EMBED for part in parts)


def utf8_length(text: str) -> int:
    """The bytes of a text, as shared texts count."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def without_lines(value: Any) -> Any:
    """A copy of a document, or a part of one, that has no stamps and shares nothing with it."""
    if isinstance(value, dict):
        return {key: without_lines(item) for key, item in value.items() if key != LINES}
    if isinstance(value, list):
        return [without_lines(item) for item in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON, stamps left aside; ``1`` and ``true`` are not."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        keys = one.keys() - {LINES}
        return keys == other.keys() - {LINES} and all(same(one[key], other[key]) for key in keys)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
