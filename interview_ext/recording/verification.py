"""Whether a recording is as it was written, and where it is not."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from . import chain, segment, tables
from .document import first_difference
from .frame import Frame
from .recording import Seal

_IN_WORDS = {
    "update": "a change",
    "keyframe": "the whole state",
    "awareness": "a cursor",
    "presence": "somebody coming or leaving",
    "admission": "the waiting room",
    "run": "a run",
    "kernel": "a kernel",
    "signal": "a signal",
    "task": "a task",
    "focus": "focus time",
    "state": "the state of the interview",
    "documents": "the list of documents",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Arguments:
        whole: whether every frame is there and is what it was.
        frames: how many frames there are.
        wrong: number of the first frame that is not whole; None where that is not known.
        words: for people.
    """

    whole: bool
    frames: int
    wrong: int | None
    words: str


@dataclass
class _Wrong:
    number: int
    words: str


class _Walk:
    """Goes through a recording from its first frame; notes the first thing that is wrong, and the
    first since it was sealed."""

    def __init__(self, db: sqlite3.Connection, seal: Seal | None) -> None:
        self._db = db
        self._seal = seal
        self.documents = tables.documents(db)
        self.listed: bytes | None = None
        self._paths = {row.id: row.path for row in self.documents}
        self.frames = 0
        self.head = chain.GENESIS
        self.sealed_head: bytes | None = chain.GENESIS if seal and not seal.frames else None
        self.wrong: _Wrong | None = None
        self.wrong_since: _Wrong | None = None
        self.first_time: int | None = None
        self.last_time: int | None = None
        self.after: Frame | None = None

    def go(self) -> None:
        """Look at every frame, as far as the file can be read."""
        try:
            self._look()
        except sqlite3.DatabaseError as error:
            place = self.frames + 1
            self._note(place, f"the file is damaged from frame {place} on{self._since()} ({error})")

    def _look(self) -> None:
        expected = 1
        for first, last, head, checks, block in self._segments():
            expected = self._expect(expected, first)
            try:
                frames = segment.unpack(block)
            except ValueError:
                frames = []
                self._note(first, f"{_numbers(first, last)} cannot be read{self._since()}")
            links = chain.links(self.head, frames)
            for number, frame, link in zip(range(first, last + 1), frames, links, strict=False):
                place = (number - first) * chain.CHECK
                if link[: chain.CHECK] != checks[place : place + chain.CHECK]:
                    self._note(number, self._changed(number, frame))
                self._take(frame, link)
            if len(frames) != last - first + 1:
                self._note(
                    first + min(len(frames), last - first + 1),
                    f"there are {len(frames)} frames where those from {first} to {last} should be",
                )
            elif len(checks) != chain.CHECK * len(frames) or links[-1] != head:
                self._note(
                    first, f"{_numbers(first, last)} are not those that were written together"
                )
            expected = last + 1
        rows = self._db.execute(
            "SELECT seq, time, kind, document, author, data FROM frames ORDER BY seq"
        )
        for number, *rest in rows:
            expected = self._expect(expected, number) + 1
            frame = Frame(*rest)
            self._take(frame, chain.links(self.head, [frame])[0])

    def _segments(self) -> Iterator[tuple[int, int, bytes, bytes, bytes]]:
        if tables.has_segments(self._db):
            yield from self._db.execute(
                "SELECT first, last, head, checks, data FROM segments ORDER BY first"
            )

    def _expect(self, expected: int, number: int) -> int:
        if number > expected:
            self._note(
                expected,
                f"{_numbers(expected, number - 1)} {_are(number - expected)} missing"
                + self._since(),
            )
        elif number < expected:
            self._note(number, f"there is a second frame {number}{self._since()}")
        return number

    def _take(self, frame: Frame, link: bytes) -> None:
        self.frames += 1
        self.head = link
        if self.first_time is None:
            self.first_time = frame.time
        self.last_time = frame.time
        if self._seal is not None and self.frames == self._seal.frames:
            self.sealed_head = link
            self.listed = frame.data if frame.kind == "documents" else None
        if self._seal is not None and self.frames == self._seal.frames + 1:
            self.after = frame

    def _changed(self, number: int, frame: Frame) -> str:
        what = _IN_WORDS.get(frame.kind, "something unknown")
        if frame.document:
            what += f" in {self._paths.get(frame.document, frame.document)!r}"
        return f"frame {number} ({what}, {in_words(frame.time)}) is not what was recorded"

    def _since(self) -> str:
        return f", after {in_words(self.last_time)}" if self.last_time is not None else ""

    def _note(self, number: int, words: str) -> None:
        if self.wrong is None:
            self.wrong = _Wrong(number, words)
        if self.wrong_since is None and self._seal is not None and number > self._seal.frames:
            self.wrong_since = _Wrong(number, words)


def verify(path: Path, seal: Seal | None, *, finished: bool) -> Verdict:
    """Look at every frame of a recording, and compare it with its seal.

    Called by ``jupyter interview verify``. Nothing is changed.

    Arguments:
        path: the recording's file.
        seal: what was kept with the pad at its last end; None where it never ended.
        finished: whether nothing may have been recorded since.
    """
    try:
        connection = tables.open_to_read(path)
        with contextlib.closing(connection) as db, tables.transaction(db, "DEFERRED"):
            walk = _Walk(db, seal)
            walk.go()
    except (sqlite3.Error, OSError) as error:
        return Verdict(False, 0, None, f"The recording cannot be read: {error}.")
    return _judge(walk, seal, finished)


def _judge(walk: _Walk, seal: Seal | None, finished: bool) -> Verdict:
    found, count = walk.wrong, walk.frames
    if seal is None or walk.sealed_head != seal.head:
        if found is not None:
            return _not_whole(count, found.number, found.words)
        if seal is not None and count < seal.frames:
            missing = seal.frames - count
            which = "last frame" if missing == 1 else f"last {missing} frames"
            words = f"the {which} of {seal.frames} {_are(missing)} missing{walk._since()}"
            return _not_whole(count, count + 1, words)
        if seal is not None:
            return _not_whole(
                count,
                None,
                "its frames fit together, but they are not those that were sealed: somebody "
                "wrote it anew, and where it differs cannot be told",
            )
    if seal is not None and count > seal.frames and finished:
        added = count - seal.frames
        assert walk.after is not None
        return _not_whole(
            count,
            seal.frames + 1,
            f"{added} {'frame was' if added == 1 else 'frames were'} added after it was sealed, "
            f"the first of {in_words(walk.after.time)}",
        )
    # What was sealed is proven, whatever else the file says of it.
    if (since := walk.wrong_since) is not None:
        return _not_whole(count, since.number, since.words)
    different = first_difference(walk.listed, walk.documents) if finished and walk.listed else ""
    if different:
        return Verdict(False, count, None, f"All frames are whole, but {different}.")
    return Verdict(True, count, None, _praise(walk, seal, finished))


def _not_whole(count: int, number: int | None, words: str) -> Verdict:
    before = " What is before that is whole." if number is not None and number > 1 else ""
    return Verdict(False, count, number, f"The recording is not whole: {words}.{before}")


def _praise(walk: _Walk, seal: Seal | None, finished: bool) -> str:
    if walk.first_time is None or walk.last_time is None:
        return "The recording is whole, and empty."
    span = (
        f"{walk.frames} {'frame' if walk.frames == 1 else 'frames'}, "
        f"from {in_words(walk.first_time)} to {in_words(walk.last_time)}"
    )
    if seal is not None and finished:
        return f"The recording is whole: {span}."
    if seal is not None:
        return (
            f"The recording is whole up to its last seal: {seal.frames} frames. "
            f"It has gone on since: {span}."
        )
    return (
        f"The recording is in order: {span}. It has not been sealed, so that only what is wrong "
        "in itself can be seen."
    )


def _numbers(first: int, last: int) -> str:
    return f"frame {first}" if first == last else f"frames {first} to {last}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def in_words(time: int) -> str:
    """A frame's time for people, in UTC."""
    try:
        when = _EPOCH + timedelta(milliseconds=time)
    except OverflowError:
        return "no time that there is"
    return when.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"
