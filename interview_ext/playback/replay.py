"""A document that is led through its recorded updates and tells, as JSON, how each changed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pycrdt import Array, ArrayEvent, Doc, Map, MapEvent, Text, TextEvent

from ..rooms.nesting import nests_too_deep
from .lines import stamp_all
from .operation import Operation, Path, apply, find, index_at, utf16_length
from .plain import EMBED, MAX_DEPTH, RESERVED, plain, same, utf8_length, without_lines

ROOTS: dict[str, dict[str, type[Array | Map | Text]]] = {
    "notebook": {"cells": Array, "meta": Map},
    "file": {"source": Text},
    "pad": {"people": Map, "runs": Map, "consoles": Map},
}
"""The shared types of each type of document. `state`, which says where its file is, is left out."""


class Unreadable(Exception):
    """A recorded update is none."""


class _Unexpected(Exception):
    """An event that cannot be told as operations; the whole document is looked at instead."""


class Replica:
    """One document of a recording, at one moment after the other.

    Called by the builder of the playback index, and by whoever wants one earlier state.

    Arguments:
        type: a key of `ROOTS`.
        watched: whether to tell how updates change the document, and keep `root`; without it,
            `snapshot` and `path` alone may be asked, and updates take a fraction of the time.
    """

    def __init__(self, type: str, *, watched: bool = True) -> None:
        self.type = type
        self.root: dict[str, Any] | None = None
        self._doc: Doc = Doc()
        self._shared: dict[str, Any] = {
            name: self._doc.get(name, type=kind) for name, kind in ROOTS[type].items()
        }
        self._state = self._doc.get("state", type=Map)
        self.removed: list[str] = []
        self._events: list[tuple[str, list[Any]]] = []
        if watched:
            for name, shared in self._shared.items():
                shared.observe_deep(self._gatherer(name))

    def _gatherer(self, name: str) -> Callable[[list[Any]], None]:
        def gather(events: list[Any]) -> None:
            self._events.append((name, events))

        return gather

    @property
    def path(self) -> str:
        """Where the document's file is at this moment, as far as the document says; else ""."""
        path = self._state.get("path")
        return path if isinstance(path, str) else ""

    def update(self, data: bytes) -> None:
        """Apply a recorded update, or keyframe, whose effect nobody asks for.

        Raises:
            Unreadable: it is none; the document is as it was.
        """
        self._events.clear()
        if nests_too_deep(data):
            raise Unreadable("nested too deep")
        try:
            self._doc.apply_update(data)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # a panic of the Rust side is no Exception
            raise Unreadable(str(error)) from error

    def advance(self, data: bytes, who: int, t: int) -> list[Operation]:
        """Apply a recorded update, or keyframe.

        Arguments:
            who, t: whose it is, and when; see `lines`.

        Returns:
            How it changed `root`, which shares nothing with the operations. What it took out of
            sources is in `removed` afterwards.

        Raises:
            Unreadable: it is none; the document is as it was.
        """
        self.removed = []
        self.update(data)
        if self.root is None:
            return self.correct(who, t)
        operations: list[Operation] = []

        def do(operation: Operation) -> None:
            self._remember(operation)
            operations.append(operation)
            done = operation if operation[0] == "t" else without_lines(operation)
            apply(self.root, done, who, t)

        try:
            for name, events in self._events:
                _tell(self.root, name, events, do)
        except (_Unexpected, LookupError, TypeError, ValueError, AttributeError):
            return self.correct(who, t) or operations
        return operations

    def _remember(self, operation: Operation) -> None:
        kind, path = operation[0], operation[1]
        if kind == "t" and operation[3] and path[-1] == "source":
            old = find(self.root, path)
            start = index_at(old, operation[2])
            self.removed.append(old[start : index_at(old, operation[2] + operation[3])])
        elif kind == "a" and operation[3]:
            for value in find(self.root, path)[operation[2] : operation[2] + operation[3]]:
                if isinstance(value, dict) and isinstance(value.get("source"), str):
                    self.removed.append(value["source"])

    def correct(self, who: int, t: int) -> list[Operation]:
        """See that `root` is what the document holds; returns what had to be done about it."""
        truth = self.snapshot()
        if self.root is not None and same(self.root, truth):
            return []
        operation = ["r", without_lines(truth)]
        stamp_all(truth, who, t)
        self.root = truth
        return [operation]

    def snapshot(self) -> dict[str, Any]:
        """The document at this moment, without stamps."""
        return {name: plain(shared) for name, shared in self._shared.items()}


def _tell(
    root: dict[str, Any], name: str, events: list[Any], do: Callable[[Operation], None]
) -> None:
    """Say what the events of one transaction did below one shared type.

    Arguments:
        do: called with each operation; changes `root` by it at once.
    """
    placed: list[tuple[Path, Any]] = [([name, *event.path], event) for event in events]
    texts: dict[tuple[str | int, ...], Any] = {
        tuple(path): event for path, event in placed if type(event) is TextEvent
    }
    # What came as a whole says all that is in it; nothing inside of it is told again.
    whole: set[tuple[str | int, ...]] = set()
    for path, event in sorted(placed, key=lambda pair: len(pair[0])):
        if any(tuple(path[:length]) in whole for length in range(1, len(path) + 1)):
            continue
        if len(path) > MAX_DEPTH or any(key in RESERVED for key in path):
            continue
        target, kind = find(root, path), type(event)
        if kind is TextEvent:
            for position, deleted, inserted in splices(target, event.delta):
                do(["t", path, position, deleted, inserted])
            if utf8_length(find(root, path)) != len(event.target):
                raise _Unexpected
        elif kind is ArrayEvent:
            for index, deleted, values in _exchanges(target, event.delta, len(path) + 1):
                whole.update((*path, index + offset) for offset in range(len(values)))
                do(["a", path, index, deleted, values])
        elif kind is MapEvent:
            for key, change in sorted(event.keys.items()):
                if key in RESERVED:
                    continue
                if change["action"] == "delete":
                    if key in target:
                        do(["x", path, key])
                    continue
                value = plain(change["newValue"], len(path) + 1)
                inside = texts.get((*path, key))
                if inside is not None and _leads_to(value, target.get(key), inside.delta):
                    continue
                whole.add((*path, key))
                if key not in target or not same(target[key], value):
                    do(["m", path, key, value])
        else:
            raise _Unexpected


def splices(old: Any, delta: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """A text event's delta, which counts bytes of UTF-8, as splices in UTF-16 units.

    Arguments:
        old: the text before.
        delta: as pycrdt tells it.

    Returns:
        Position, length of what is taken out, and what comes in, each to be done after the other.

    Raises:
        _Unexpected: it does not fit the text.
    """
    if not isinstance(old, str):
        raise _Unexpected
    data = old.encode("utf-8", "surrogatepass")
    found: list[tuple[int, int, str]] = []
    at, position, deleted, inserted = 0, 0, 0, ""
    for part in delta:
        if "insert" in part:
            inserted += part["insert"] if isinstance(part["insert"], str) else EMBED
            continue
        retained = "retain" in part
        length = int(part["retain"] if retained else part["delete"])
        try:
            units = utf16_length(data[at : at + length].decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError:
            raise _Unexpected from None
        at += length
        if at > len(data):
            raise _Unexpected
        if not retained:
            deleted += units
            continue
        if deleted or inserted:
            found.append((position, deleted, inserted))
            position, deleted, inserted = position + utf16_length(inserted), 0, ""
        position += units
    if deleted or inserted:
        found.append((position, deleted, inserted))
    return found


def _leads_to(value: Any, old: Any, delta: list[dict[str, Any]]) -> bool:
    """Whether a text that is said to be set was only changed inside, which is told by itself."""
    if not isinstance(value, str) or not isinstance(old, str):
        return False
    holder = {"": old}
    try:
        for splice in splices(old, delta):
            apply(holder, ["t", [""], *splice], 0, 0)
    except (_Unexpected, ValueError):
        return False
    return holder[""] == value


def _exchanges(
    target: Any, delta: list[dict[str, Any]], depth: int
) -> list[tuple[int, int, list[Any]]]:
    """An array event's delta: index, how many go, and what comes in, one after the other."""
    if not isinstance(target, list):
        raise _Unexpected
    found: list[tuple[int, int, list[Any]]] = []
    left = len(target)
    index, deleted, values = 0, 0, list[Any]()
    for part in delta:
        if "insert" in part:
            values += [plain(value, depth) for value in part["insert"]]
            continue
        length = int(part["retain"] if "retain" in part else part["delete"])
        left -= length
        if left < 0:
            raise _Unexpected
        if "delete" in part:
            deleted += length
            continue
        if deleted or values:
            found.append((index, deleted, values))
            index, deleted, values = index + len(values), 0, []
        index += length
    if deleted or values:
        found.append((index, deleted, values))
    return found
