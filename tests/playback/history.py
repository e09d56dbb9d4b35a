"""Recordings made by real Yjs documents, and the simplest player that can be."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pycrdt import Array, Doc, Map, Text

from interview_ext.playback.builder import build
from interview_ext.playback.operation import apply
from interview_ext.playback.store import MANIFEST, read_json
from interview_ext.recording.document import DocumentRow
from interview_ext.recording.frame import Frame
from interview_ext.recording.recording import Recording
from interview_ext.recording.writer import RecordingWriter

TYPES = {"cells": Array, "meta": Map, "source": Text}
ROOTS = {"notebook": ("cells", "meta"), "file": ("source",)}
START = 1_700_000_000_000


class History:
    """A pad's recording in the making, without a server: people, and what they send.

    Arguments:
        folder: becomes the pad's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 0
        self.frames: list[Frame] = []
        self.rows: list[DocumentRow] = []

    def add(self, kind: Any, data: Any, document: str = "", author: str = "") -> None:
        """Record something at this moment."""
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.frames.append(Frame(START + self.now, kind, document, author, content))

    def person(self, id: str, name: str) -> None:
        """Have the pad's document know somebody."""
        with self.editing("pad") as doc:
            doc.get("people", type=Map)[id] = {
                "name": name,
                "role": "candidate",
                "color": "#123456",
                "here": True,
            }

    @contextlib.contextmanager
    def editing(self, document: str, author: str = "", doc: Doc | None = None) -> Iterator[Doc]:
        """Change a document, by default as the server would, and record each update."""
        if doc is None:
            doc = Doc()
            for frame in self.frames:
                if frame.document == document and frame.kind in ("update", "keyframe"):
                    doc.apply_update(frame.data)
        updates: list[bytes] = []
        subscription = doc.observe(lambda event: updates.append(event.update))
        try:
            yield doc
        finally:
            doc.unobserve(subscription)
        for update in updates:
            if update != b"\x00\x00":
                self.add("update", update, document, author)

    def write(self) -> None:
        """Put everything into the pad's recording."""
        self.folder.mkdir(exist_ok=True)
        writer = RecordingWriter(0.01)
        recording = Recording(self.folder / "recording.sqlite", writer)
        for row in self.rows:
            recording.put_document(row)
        for frame in self.frames:
            recording.append(frame.kind, frame.data, frame.document, frame.author, frame.time)
        asyncio.run(recording.close())
        writer.close()

    def build(self) -> Player:
        """Write the recording and make its index."""
        self.write()
        build(self.folder, {"id": "abc", "title": "Data scientist"}, lambda done, document: None)
        return Player(self.folder)


class Player:
    """Plays an index back, as its format says and not a bit cleverer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "playback"
        self.manifest = read_json(self.folder / MANIFEST)
        self.documents = {row["id"]: doc for doc, row in enumerate(self.manifest["documents"])}
        self.people = {one["id"]: who for who, one in enumerate(self.manifest["participants"])}

    def segment(self, number: int) -> dict[str, Any]:
        """A segment, with what is kept apart put into its place."""
        content = read_json(
            self.folder / "segments" / f"{self.manifest['segments'][number]['hash']}.json.gz"
        )
        blobs = {
            name: read_json(self.folder / "blobs" / f"{name}.json.gz") for name in content["blobs"]
        }
        return whole({**content, "changes": unpacked(content["changes"])}, blobs)

    def moments(self, number: int) -> Iterator[tuple[int, dict[str, Any], bool]]:
        """The states of one segment: time, state, and whether the next has another time."""
        segment = self.segment(number)
        state, t = segment["state"], self.manifest["segments"][number]["from"]
        yield t, state, not segment["changes"] or segment["changes"][0][0] > 0
        for index, (dt, who, doc, *operations) in enumerate(segment["changes"]):
            t += dt
            for operation in operations:
                if doc == -1:
                    state["cursors"][str(who)] = operation[1]
                else:
                    state["docs"][doc] = apply(state["docs"][doc], operation, who, t)
            following = segment["changes"][index + 1 : index + 2]
            yield t, state, not following or following[0][0] > 0

    def at(self, t: int) -> dict[str, Any]:
        """Everything as it was at a moment."""
        segments = self.manifest["segments"]
        number = max(index for index, one in enumerate(segments) if one["from"] <= t)
        found: dict[str, Any] = {}
        for moment, state, _ in self.moments(number):
            if moment > t:
                break
            found = copy.deepcopy(state)
        return found

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind."""
        return [event for event in self.manifest["events"] if event["kind"] == kind]


def unpacked(columns: dict[str, Any]) -> list[list[Any]]:
    """Changes, one after the other: time, person, document and operations."""
    changes: list[list[Any]] = []
    at, deleted, lengths, moved, others = (
        iter(columns[name]) for name in ("at", "deleted", "lengths", "moved", "others")
    )
    text = columns["text"].encode("utf-16-le")
    paths: dict[int, Any] = {}
    ends: dict[int, int] = {}
    places: dict[int, Any] = {}
    names = ("times", "who", "doc", "kinds")
    for time, who, doc, kind in zip(*(columns[name] for name in names), strict=True):
        if kind == 1:
            length = next(lengths) * 2
            typed, text = text[:length].decode("utf-16-le"), text[length:]
            operations = [["t", paths[who], ends[who] + next(at), next(deleted), typed]]
        elif kind == 2:
            place = next(moved) + ends.get(who, 0)
            operations = [["c", {**places[who], "anchor": place, "head": place}]]
        else:
            operations = next(others)
        if len(operations) == 1 and operations[0][0] == "t":
            _, paths[who], position, _, come = operations[0]
            ends[who] = position + len(come.encode("utf-16-le")) // 2
        elif len(operations) == 1 and operations[0][0] == "c" and operations[0][1]:
            places[who] = operations[0][1]
        changes.append([time, who, doc, *operations])
    return changes


def whole(value: Any, blobs: dict[str, Any]) -> Any:
    """A value with what was kept apart of it."""
    if isinstance(value, dict):
        if value.keys() == {"$"}:
            return blobs[value["$"]]
        return {key: whole(item, blobs) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item, blobs) for item in value]
    return value


def truth(doc: Doc, type: str) -> dict[str, Any]:
    """A document as JSON, straight from Yjs."""
    return {name: _whole_numbers(doc.get(name, type=TYPES[name]).to_py()) for name in ROOTS[type]}


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def bare(value: Any) -> Any:
    """A document of a state without the stamps of its lines."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key != "$lines"}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def stamped(value: Any) -> Iterator[tuple[str, list[Any]]]:
    """Every source of a document, and the stamps of its lines."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield value["source"], value["$lines"]
        for item in value.values():
            yield from stamped(item)
    elif isinstance(value, list):
        for item in value:
            yield from stamped(item)
