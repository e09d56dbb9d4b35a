"""Finds what would end the process if it was read: values nested deep, or announced and not there.

Pure.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_DEPTH = 100
"""How deep arrays and objects may lie in each other within one value of an update."""

MAX_TYPES = 15_000
"""How many shared types (cells, texts, lists of outputs) a document may have. Two or three times as
many in each other are more than the library can delete."""

# What the encoding calls the kinds of a value.
_STRING, _OBJECT, _ARRAY, _BYTES = 119, 118, 117, 116
_NUMBERS = {123: 8, 124: 4, 122: 8}  # float64, float32, int64
_INTEGER = 125


_MANY = re.compile(rb"v[\x80-\xff]{2}")
"""An object that announces thousands of values, among others."""

# The first byte of what is no plain text: shared types, and things and formats in texts. Its other
# half says what is beside it.
_TELLING = re.compile(
    b"[%s]"
    % b"".join(re.escape(bytes((half << 4 | low,))) for half in range(16) for low in (5, 6, 7))
)

# What a keystroke is: text of one browser in one piece, or only what it deletes.
_NUMBER = rb"[\x80-\xff]{0,9}+[\x00-\x7f]"
_ONLY_TEXT = re.compile(rb"\x00|\x01\x01" + 2 * _NUMBER + rb"[\x04\x24\x44\x64\x84\xa4\xc4\xe4]")

# Arrays, maps and texts. Jupyter has no use for others, and playback no eye.
_TYPES = (0, 1, 2)


def nests_too_deep(update: bytes) -> bool:
    """Whether a Yjs update (v1) has a value nested deeper than `MAX_DEPTH`, or cannot be read.

    The library that applies updates reads such values by recursion, which no exception ends, and
    makes room for as many as are announced. The rooms ask for each update that a browser sends.
    """
    # Each level takes a byte that says what it is; hardly any keystroke gets past this.
    deep = update.count(_ARRAY) + update.count(_OBJECT) > MAX_DEPTH
    if not deep and update[:1] < b"\x80" and not _MANY.search(update):
        return False
    try:
        return Reader(update).too_deep()
    except IndexError:
        return True


class Contents(NamedTuple):
    """What an update brings.

    Arguments:
        types: how many shared types.
        rich: whether it puts into texts what is no text, or gives them a format.
    """

    types: int
    rich: bool


def look_into(update: bytes) -> Contents:
    """What a Yjs update (v1) brings that is to be known before it is let in.

    Deleting types that are nested is a recursion, too. Rich text Jupyter has none of; what stands
    behind it would be counted wrongly. The rooms ask for each update, and for the state of a
    document that they load.

    Raises:
        IndexError: the update cannot be read, or has types that are not used here.
    """
    if _ONLY_TEXT.match(update) or _TELLING.search(update) is None:
        return Contents(0, False)
    reader = Reader(update)
    reader.too_deep()
    return Contents(reader.types, reader.rich)


class Reader:
    """Walks through an update without keeping anything of it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.types = 0
        self.rich = False

    def too_deep(self) -> bool:
        """Whether a value is; `IndexError` where it cannot be read."""
        for _ in range(self.count()):  # clients
            structs = self.count()
            self._number()  # client
            self._number()  # clock
            for _ in range(structs):
                if self._struct():
                    return True
        return False

    def _struct(self) -> bool:
        info = self._byte()
        kind = info & 31
        if kind in (0, 10):  # collected, and left out
            self._number()
            return False
        for bit in (128, 64):  # what was to the left and to the right of it
            if info & bit:
                self._id()
        if not info & 192:
            if self._number() == 1:
                self._skip()  # a shared type's name
            else:
                self._id()
            if info & 32:
                self._skip()  # a key of a map
        return self._content(kind)

    def _content(self, kind: int) -> bool:
        if kind == 1:
            self._number()
        elif kind == 2:
            for _ in range(self.count()):
                self._skip()
        elif kind in (3, 4):
            self._skip()
        elif kind == 5:
            self.rich = True
            self._skip()
        elif kind == 6:
            self.rich = True
            self._skip()
            self._skip()
        elif kind == 7:
            if self._number() not in _TYPES:
                raise IndexError
            self.types += 1
        elif kind == 8:
            return any(self._value() for _ in range(self.count()))
        elif kind == 9:
            self._skip()
            return self._value()
        else:
            raise IndexError
        return False

    def _value(self) -> bool:
        """Read a value; whether it is nested too deep."""
        left = [1]  # how much is still to come at each level
        objects = [False]
        while left:
            if not left[-1]:
                left.pop()
                objects.pop()
                continue
            left[-1] -= 1
            if objects[-1]:
                self._skip()
            kind = self._byte()
            if kind in (_OBJECT, _ARRAY):
                left.append(self.count())
                objects.append(kind == _OBJECT)
                if len(left) > MAX_DEPTH + 1:
                    return True
            elif kind in (_STRING, _BYTES):
                self._skip()
            elif kind == _INTEGER:
                self._number()
            else:
                self._move(_NUMBERS.get(kind, 0))
        return False

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number
            if shift > 70:
                raise IndexError

    def count(self) -> int:
        """A number of things that follow, each of at least a byte."""
        count = self._number()
        if count > len(self._data) - self._at:
            raise IndexError
        return count

    def _id(self) -> None:
        self._number()
        self._number()

    def _skip(self) -> None:
        self._move(self._number())

    def _move(self, length: int) -> None:
        self._at += length
        if self._at > len(self._data):
            raise IndexError
