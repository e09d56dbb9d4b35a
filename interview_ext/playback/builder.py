"""Makes a playback index from a recording. Its format: docs/playback-format.md."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from ..recording import RECORDING
from ..recording.frame import Frame
from ..recording.moment import clock_time
from ..recording.reader import read_documents, read_frames, read_last
from .activity import Activity
from .columns import packed
from .events import BURST, EventLog
from .operation import Operation, find, utf16_length
from .replay import Replica, Unreadable
from .store import IndexStore

# A segment ends after so many changes, or when its changes have so many characters.
CHANGES = 10_000
SEGMENT_SIZE = 4 * 1024 * 1024

MAX_NOTES = 50

PLAYBACK = "playback"

# Texts that were taken out of a document and may come back, by an undo or into another cell, and
# the characters that are remembered of each: they are searched for every large change.
REMEMBERED = 100
REMEMBERED_SIZE = 10_000


# Seconds between two words about the progress.
TELLING = 0.25

# Bytes of an update that may take so long that it is said before which document is worked on.
LARGE = 256 * 1024


class _Unindexable(Exception):
    """A document that nothing can be made of; its argument is the document's id."""


def build(
    folder: Path,
    pad: dict[str, str],
    progress: Callable[[float, str], None],
    left_out: Collection[str] = (),
) -> None:
    """Make the playback index of a pad anew; it takes the old one's place when it is whole.

    A document that nothing can be made of is left out, and the manifest's notes say so.

    Called in a process of its own: it takes seconds and holds all of a pad's documents.

    Arguments:
        folder: the pad's, with its recording.
        pad: `id` and `title` for the manifest.
        progress: called now and then with what is done, from 0 to 1, and the id of the document
            that has taken longest so far.
        left_out: ids of documents that are to be left out.

    Raises:
        sqlite3.Error, ValueError: nothing of the recording can be read.
        OSError: the index cannot be written; the old one is as it was.
    """
    for left_over in folder.glob(f".{PLAYBACK}-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    made = folder / f".{PLAYBACK}-{secrets.token_hex(4)}"
    made.mkdir(mode=0o700)
    try:
        while True:
            try:
                _Builder(folder / RECORDING, made, progress, left_out).build(pad)
                break
            except _Unindexable as found:
                left_out = {*left_out, *found.args}
                shutil.rmtree(made)
                made.mkdir(mode=0o700)
        final = folder / PLAYBACK
        if final.exists():
            final.rename(folder / f".{PLAYBACK}-{secrets.token_hex(4)}")
        made.rename(final)
    finally:
        for left_over in folder.glob(f".{PLAYBACK}-*"):
            shutil.rmtree(left_over, ignore_errors=True)


class _Builder:
    def __init__(
        self,
        recording: Path,
        target: Path,
        progress: Callable[[float, str], None],
        left_out: Collection[str],
    ) -> None:
        self._recording = recording
        self._store = IndexStore(target)
        self._progress = progress
        self._told = time.monotonic()
        self._took: defaultdict[str, float] = defaultdict(float)
        self._left_out = frozenset(left_out)
        rows = [
            {"id": row.id, "path": row.path, "type": row.type}
            for row in read_documents(recording)
            if row.type in ("notebook", "file") and row.id != "pad"
        ]
        self._rows = [row for row in rows if row["id"] not in self._left_out]
        self._rows.append({"id": "pad", "path": "", "type": "pad"})
        self._position = {row["id"]: index for index, row in enumerate(self._rows)}
        self._replicas: list[Replica | None] = [None] * len(self._rows)
        self._seen = [0] * len(self._rows)
        self._touched: set[int] = set()
        self._changed: Counter[int] = Counter()
        self._by_people: Counter[int] = Counter()
        self._people: dict[str, int] = {}
        self._cursors: dict[str, dict[str, Any]] = {}
        self._activity = Activity()
        self._events = EventLog()
        self._removed: deque[str] = deque(maxlen=REMEMBERED)
        self._notes = [
            f"{row['path'][:200]} is left out: it takes more memory or time than there is"
            for row in rows
            if row["id"] in self._left_out
        ]
        self._segments: list[dict[str, Any]] = []
        self._start = 0
        self._now = 0
        self._frames = 0
        self._open_segment(0)

    def build(self, pad: dict[str, str]) -> None:
        last = read_last(self._recording)
        try:
            for frame in read_frames(self._recording):
                began = time.monotonic()
                if len(frame.data) > LARGE:
                    self._tell(last, frame.document)
                self._take(frame)
                now = time.monotonic()
                self._took[frame.document] += now - began
                if now - self._told > TELLING:
                    self._tell(last, max(self._took, key=self._took.__getitem__))
        except (sqlite3.Error, ValueError) as error:
            if not self._frames:
                raise
            self._note(f"The recording cannot be read any further: {error}", self._now)
        duration = self._now
        self._correct(duration)
        self._close_segment(duration)
        self._activity.pause_until(duration)
        events = self._events.finish(duration)
        if self._events.left_out:
            self._note(f"{self._events.left_out} more things happened than are listed", duration)
        histogram = self._activity.histogram(len(self._people), duration)
        self._store.put_manifest(
            {
                "pad": {"id": pad["id"], "title": pad["title"]},
                "start": self._start,
                "duration": duration,
                "participants": self._participants(),
                "documents": self._rows,
                "segments": self._segments,
                "front": self._front(),
                "activity": {"step": self._activity.step, "of": histogram},
                "idle": self._activity.idle,
                "events": events,
                "notes": self._notes,
            },
            last,
        )
        self._progress(1.0, "")

    def _tell(self, last: int, document: str) -> None:
        self._told = time.monotonic()
        self._progress(min(1.0, self._frames / max(1, last)), document)

    # -- frames

    def _take(self, frame: Frame) -> None:
        self._frames += 1
        if self._frames == 1:
            self._start = frame.time
        self._now = t = max(self._now, frame.time - self._start)
        who = self._who(frame.author)
        if frame.kind in ("update", "keyframe"):
            self._take_update(frame, who, t)
            return
        if frame.kind == "documents":
            # Nothing happened: it proves what the file's table says, see `verify`.
            return
        try:
            content = json.loads(frame.data)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            self._note(f"A frame of kind {frame.kind} is unreadable", t)
            return
        happened = True
        if frame.kind == "awareness":
            happened = self._take_cursor(frame.document, content, who, t)
        elif frame.kind == "run":
            doc = self._position.get(frame.document)
            if doc is None:
                doc = self._document_at(content.get("path"))
            self._events.run(t, who, content, doc, self._start)
        elif frame.kind == "kernel":
            self._events.kernel(t, who, content)
        elif frame.kind == "presence":
            self._events.presence(t, who, content)
        elif frame.kind == "admission":
            self._events.admission(t, content)
        elif frame.kind == "state":
            self._events.state(t, content)
        elif frame.kind == "focus":
            self._events.focus(t, who, content)
        elif frame.kind == "task":
            self._events.task(t, who, content)
        elif frame.kind == "signal":
            cell = content.get("cell")
            self._events.signal(
                t,
                who,
                content,
                self._document_at(content.get("path")),
                cell if isinstance(cell, str) else None,
            )
        else:
            happened = False
        if happened:
            self._activity.note(who, t)

    def _take_update(self, frame: Frame, who: int, t: int) -> None:
        doc = self._position.get(frame.document)
        if frame.document in self._left_out:
            self._activity.note(who, t)
            return
        if doc is None:
            self._note(f"A document {frame.document[:40]!r} that nobody knows was changed", t)
            return
        replica = self._replicas[doc]
        if replica is None:
            replica = self._replicas[doc] = Replica(self._rows[doc]["type"])
        self._seen[doc] = self._frames
        try:
            operations = replica.advance(frame.data, who, t)
        except Unreadable as error:
            self._note(f"A change of {self._rows[doc]['path']} is unreadable ({error})"[:300], t)
            return
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # a panic of the Rust side is no Exception
            if frame.document == "pad":
                raise ValueError(str(error)) from error
            raise _Unindexable(frame.document) from error
        if not operations:
            return
        self._touched.add(doc)
        self._changed[doc] += 1
        self._change(who, doc, operations, t)
        self._activity.note(who, t)
        if who >= 0:
            self._by_people[doc] += 1
            self._look_for_burst(replica, operations, who, doc, t)
        self._removed.extend(
            one[:REMEMBERED_SIZE] for one in replica.removed if len(one) >= BURST // 2
        )

    def _take_cursor(self, document: str, place: dict[str, Any], who: int, t: int) -> bool:
        doc = self._position.get(document)
        if doc is None or who < 0:
            return False
        before = self._cursors.get(str(who))
        after: dict[str, Any] | None = None
        if place:
            cell = place.get("cell")
            anchor, head = place.get("anchor"), place.get("head")
            if not isinstance(anchor, int) or not isinstance(head, int):
                return False
            after = {
                "doc": doc,
                "cell": cell if isinstance(cell, str) else None,
                "anchor": anchor,
                "head": head,
            }
        elif before is None or before["doc"] != doc:
            return False
        if after == before:
            return False
        if after is None:
            self._cursors.pop(str(who), None)
        else:
            self._cursors[str(who)] = after
        self._change(who, -1, [["c", after]], t)
        return True

    def _look_for_burst(
        self, replica: Replica, operations: list[Operation], who: int, doc: int, t: int
    ) -> None:
        for operation in operations:
            for holder, text in _written(replica.root, operation):
                if len(text) >= BURST and not self._was_there(text, replica):
                    cell = holder.get("id") if isinstance(holder.get("id"), str) else None
                    self._events.burst(t, who, doc, cell, utf16_length(text))

    def _was_there(self, text: str, replica: Replica) -> bool:
        """Whether a text comes back that was taken out of a document before, or most of it, or is
        all of another cell."""
        cells = replica.root.get("cells", []) if replica.root is not None else []
        if sum(isinstance(cell, dict) and cell.get("source") == text for cell in cells) > 1:
            return True
        text = text.strip()
        most = min(len(text), REMEMBERED_SIZE) / 2
        texts = [one.strip() for one in (*self._removed, *replica.removed)]
        return any(text in one or (len(one) >= most and one in text) for one in texts)

    # -- segments

    def _change(self, who: int, doc: int, operations: list[Operation], t: int) -> None:
        segment = self._segment
        segment.add(who, doc, [self._store.told(one, segment.blobs) for one in operations], t)
        if len(segment.changes) >= CHANGES or segment.size >= SEGMENT_SIZE:
            self._correct(t)
            self._close_segment(t)
            self._open_segment(t)

    def _correct(self, t: int) -> None:
        """Make good, before it is built upon, what events may have told wrong or not at all."""
        segment = self._segment
        for doc in sorted(self._touched):
            replica = self._replicas[doc]
            operations = replica.correct(-1, t) if replica is not None else []
            if operations:
                told = [self._store.told(one, segment.blobs) for one in operations]
                segment.add(-1, doc, told, t)
                self._note(f"{self._rows[doc]['path']} was not quite as its changes say", t)
        self._touched.clear()

    def _open_segment(self, t: int) -> None:
        blobs: set[str] = set()
        state = {
            "docs": [replica and replica.root for replica in self._replicas],
            "cursors": dict(self._cursors),
        }
        self._segment = _Segment(t, self._store.kept_apart(state, blobs), blobs)

    def _close_segment(self, to: int) -> None:
        segment = self._segment
        if not segment.changes and self._segments:
            self._segments[-1]["to"] = to
            return
        name, size = self._store.put_segment(
            {
                "state": segment.state,
                "changes": packed(segment.changes),
                "blobs": sorted(segment.blobs),
            }
        )
        self._segments.append(
            {
                "hash": name,
                "from": segment.start,
                "to": to,
                "changes": len(segment.changes),
                "size": size,
            }
        )

    # -- what the manifest says

    def _who(self, author: str) -> int:
        if not author:
            return -1
        return self._people.setdefault(author, len(self._people))

    def _participants(self) -> list[dict[str, Any]]:
        pad = self._replicas[-1]
        known = pad.root["people"] if pad is not None and pad.root is not None else {}
        participants = []
        for id in self._people:
            person = known.get(id)
            person = person if isinstance(person, dict) else {}
            what = {key: person.get(key) for key in ("name", "role", "color")}
            words = {key: one if isinstance(one, str) else "" for key, one in what.items()}
            participants.append({"id": id, **words})
        return participants

    def _front(self) -> int:
        """The document to begin with: the one that people, or else programs, worked in most."""
        files = range(max(1, len(self._rows) - 1))
        return max(files, key=lambda doc: (self._by_people[doc], self._changed[doc], -doc))

    def _document_at(self, path: Any) -> int | None:
        """The document whose file is there at this moment, or else at the end."""
        if not isinstance(path, str) or not path:
            return None
        there = [
            doc
            for doc, replica in enumerate(self._replicas)
            if replica is not None and replica.path == path
        ]
        there = there or [doc for doc, row in enumerate(self._rows) if row["path"] == path]
        return max(there, key=lambda doc: self._seen[doc], default=None)

    def _note(self, words: str, t: int) -> None:
        if len(self._notes) < MAX_NOTES:
            self._notes.append(f"{clock_time(t)} {words[:300]}")


def _written(root: Any, operation: Operation) -> Iterator[tuple[dict[str, Any], str]]:
    """What an operation wrote into sources, and the maps that hold those."""
    kind, path = operation[0], operation[1]
    if kind == "t" and path[-1] == "source":
        yield find(root, path[:-1]), operation[4]
    elif kind == "a":
        for value in operation[4]:
            if isinstance(value, dict) and isinstance(value.get("source"), str):
                yield value, value["source"]
    elif kind == "m" and operation[2] == "source" and isinstance(operation[3], str):
        yield find(root, path), operation[3]


class _Segment:
    """The changes that are gathered for a segment.

    Arguments:
        start: milliseconds since the recording's start.
        state: everything as it was then.
        blobs: what is kept apart of it.
    """

    def __init__(self, start: int, state: dict[str, Any], blobs: set[str]) -> None:
        self.start = start
        self.state = state
        self.blobs = blobs
        self.changes: list[list[Any]] = []
        self.size = 0
        self._last = start

    def add(self, who: int, doc: int, operations: list[Operation], t: int) -> None:
        """Add what one frame changed in one document; -1 stands for the cursor of `who`."""
        self.changes.append([t - self._last, who, doc, *operations])
        self.size += sum(map(_size, operations))
        self._last = t


def _size(value: Any) -> int:
    """About how many characters a value takes."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(item) + len(key) for key, item in value.items())
    if isinstance(value, list):
        return sum(map(_size, value))
    return 4
