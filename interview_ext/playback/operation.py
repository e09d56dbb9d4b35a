"""The operations that lead a document, as JSON, from one moment to the next. Pure.

An operation is a list whose first item says which: ``r`` the document begins, ``t`` a splice of a
text, ``a`` a splice of an array, ``m`` and ``x`` set and delete a key of a map. Positions in texts
count UTF-16 units, as JavaScript does. docs/playback-format.md describes them all.
"""

from __future__ import annotations

from typing import Any

from .lines import LINES, MAX_LINES, splice_lines, stamp, stamp_all

Path = list[str | int]
Operation = list[Any]


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def index_at(text: str, position: int) -> int:
    """The index in a string of a position in UTF-16 units.

    Raises:
        ValueError: the text is shorter, or the position is inside of a character.
    """
    if text.isascii():
        if not 0 <= position <= len(text):
            raise ValueError("a position is outside of the text")
        return position
    units = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= position * 2 <= len(units):
        raise ValueError("a position is outside of the text")
    try:
        return len(units[: position * 2].decode("utf-16-le"))
    except UnicodeDecodeError as error:
        raise ValueError("a position is inside of a character") from error


def find(root: Any, path: Path) -> Any:
    """What is at a path.

    Raises:
        LookupError, TypeError: there is nothing there.
    """
    for key in path:
        root = root[key]
    return root


def apply(root: Any, operation: Operation, who: int, t: int) -> Any:
    """Change a document, in place, and the stamps of its lines with it.

    Values in the operation become part of the document; nothing else may hold them.

    Arguments:
        root: the document; None before it begins.
        who, t: whose change it is, and when; see `lines`.

    Returns:
        The document, which is another object where the operation is ``r``.

    Raises:
        LookupError, TypeError, ValueError: the operation does not fit the document.
    """
    kind = operation[0]
    if kind == "r":
        value = operation[1]
        stamp_all(value, who, t)
        return value
    path = operation[1]
    if kind == "t":
        _splice_text(root, operation, who, t)
    elif kind == "a":
        _, _, index, deleted, values = operation
        array = find(root, path)
        stamp_all(values, who, t)
        array[index : index + deleted] = values
    elif kind == "m":
        _, _, key, value = operation
        target = find(root, path)
        stamp_all(value, who, t)
        target[key] = value
        if key == "source":
            stamp(target, who, t)
    elif kind == "x":
        target = find(root, path)
        target.pop(operation[2], None)
        if operation[2] == "source":
            target.pop(LINES, None)
    else:
        raise ValueError(f"there is no operation {kind!r}")
    return root


def _splice_text(root: Any, operation: Operation, who: int, t: int) -> None:
    _, path, position, deleted, inserted = operation
    parent, key = find(root, path[:-1]), path[-1]
    old = parent[key]
    start = index_at(old, position)
    stop = start if not deleted else index_at(old, position + deleted)
    if key == "source" and LINES in parent:
        splice_lines(parent[LINES], old, start, stop, inserted, who, t)
        if len(parent[LINES]) > MAX_LINES:
            del parent[LINES]
    parent[key] = old[:start] + inserted + old[stop:]
