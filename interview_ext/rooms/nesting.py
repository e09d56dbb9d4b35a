"""Finds values that are nested so deep that reading them would end the process. Pure."""

from __future__ import annotations

MAX_DEPTH = 100
"""How deep arrays and objects may lie in each other within one value of an update."""

# What the encoding calls the kinds of a value.
_STRING, _OBJECT, _ARRAY, _BYTES = 119, 118, 117, 116
_NUMBERS = {123: 8, 124: 4, 122: 8}  # float64, float32, int64
_INTEGER = 125


def nests_too_deep(update: bytes) -> bool:
    """Whether a Yjs update (v1) has a value nested deeper than `MAX_DEPTH`, or cannot be read.

    The library that applies updates reads such values by recursion, which no exception ends. The
    rooms ask for each update that a browser sends.
    """
    # Each level takes a byte that says what it is; hardly any keystroke gets past this.
    if update.count(_ARRAY) + update.count(_OBJECT) <= MAX_DEPTH:
        return False
    try:
        return _Reader(update).too_deep()
    except IndexError:
        return True


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def too_deep(self) -> bool:
        for _ in range(self._number()):  # clients
            structs = self._number()
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
            if self._number():
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
            for _ in range(self._number()):
                self._skip()
        elif kind in (3, 4, 5):
            self._skip()
        elif kind == 6:
            self._skip()
            self._skip()
        elif kind == 7:
            if self._number() in (3, 5):  # types with a name of their own
                self._skip()
        elif kind == 8:
            return any(self._value() for _ in range(self._number()))
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
                left.append(self._number())
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

    def _id(self) -> None:
        self._number()
        self._number()

    def _skip(self) -> None:
        self._move(self._number())

    def _move(self, length: int) -> None:
        self._at += length
        if self._at > len(self._data):
            raise IndexError
