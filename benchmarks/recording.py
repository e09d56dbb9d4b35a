"""What keeping every keystroke costs: how fast it is stored, in how many bytes, how late it makes
the others' copies; beside the store of jupyter-collaboration and beside keeping nothing."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pycrdt import Doc
from pycrdt.store import SQLiteYStore

from interview_ext.garbage import GarbageCollector
from interview_ext.recording.recording import Recording
from interview_ext.recording.store import RecordingStore
from interview_ext.recording.writer import RecordingWriter

from .keystrokes import Keystrokes, read_update
from .measurements import Typing, measure_typing
from .servers import Interview

#: Documents that the stored updates belong to; each gets all of the text.
DOCUMENTS = 4
#: Milliseconds between two keystrokes of a document.
STROKE = 125
#: Updates that are handed over before the event loop has its turn.
TURN = 50


# An update, the whole state where a room would keep it, and the time.
_Frame = tuple[bytes, bytes | None, int]


@dataclass
class StoreFigures:
    """One store.

    Arguments:
        updates: how many were stored.
        rate: how many a second, until the last one was committed.
        size: bytes of the file in the end, an update.
        pause: milliseconds that the event loop kept others waiting, at most.
    """

    updates: int
    rate: float
    size: float
    pause: float


@dataclass
class RecordingFigures:
    """What was measured.

    Arguments:
        recording: our recording.
        peer: SQLiteYStore, as jupyter-collaboration uses it.
        recorded: people typing in pads that are recorded.
        unrecorded: the same in pads of which nothing is kept.
    """

    recording: StoreFigures
    peer: StoreFigures
    recorded: Typing
    unrecorded: Typing


class Unrecorded(Interview):
    """`jupyter interview` without its recorder."""

    title = "jupyter interview, keeping nothing"
    keeps = "files"

    def command(self) -> list[str]:
        return [
            "benchmarks.unrecorded" if word == "interview_ext.app" else word
            for word in super().command()
        ]


def measure_recording(
    core: int,
    pads: int,
    strokes: Keystrokes,
    peer_updates: int,
    warm_up: float,
    window: float,
    count: int,
) -> RecordingFigures:
    """Store keystrokes as fast as it goes, then let people type with and without the recorder.

    Arguments:
        core: the processor for the server in which people type.
        pads: in how many pads they type.
        peer_updates: how many updates the slower store is given.
        warm_up, window, count: see `measure_typing`.
    """
    updates = [read_update(message) for message in strokes.messages]
    ours, peer = measure_stores(updates, peer_updates)
    recorded = measure_typing(Interview, core, pads, strokes, warm_up, window, count)
    unrecorded = measure_typing(Unrecorded, core, pads, strokes, warm_up, window, count)
    return RecordingFigures(ours, peer, recorded, unrecorded)


def measure_stores(updates: list[bytes], peer_updates: int) -> tuple[StoreFigures, StoreFigures]:
    """Store keystrokes as fast as it goes, in our recording and in the peer's store."""
    frames = list(_frames(updates))
    threshold = gc.get_threshold()
    # As the server does, for both: its full collections wait for quiet moments.
    GarbageCollector(lambda: 0.0).start()
    try:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
            ours = asyncio.run(_store(Path(directory) / "recording.sqlite", frames))
            peer = asyncio.run(
                _store_elsewhere(Path(directory) / "peer.db", updates[:peer_updates])
            )
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()
    return ours, peer


class _Pauses:
    """The longest time that the running event loop kept a timer waiting, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._loop = asyncio.get_running_loop()
        self._wait()

    def _wait(self) -> None:
        self._timer = self._loop.call_later(0.005, self._due, self._loop.time() + 0.005)

    def _due(self, due: float) -> None:
        self.longest = max(self.longest, (self._loop.time() - due) * 1000)
        self._wait()

    def stop(self) -> None:
        self._timer.cancel()


def _frames(updates: list[bytes]) -> Iterator[_Frame]:
    """Each update with its time, and the whole state where a room would keep it."""
    doc: Doc = Doc()
    store = RecordingStore("", recording=Recording(Path(), RecordingWriter()))
    store.recording.sealed = True
    for number, update in enumerate(updates):
        doc.apply_update(update)
        store.append(update)
        state = None
        if store.wants_keyframe:
            state = doc.get_update()
            store.keyframe(state)
        yield update, state, 1_700_000_000_000 + number * STROKE + number * 7919 % 61


async def _store(path: Path, frames: list[_Frame]) -> StoreFigures:
    writer = RecordingWriter()
    recording = Recording(path, writer)
    pauses = _Pauses()
    begun = time.perf_counter()
    for number, (update, state, at) in enumerate(frames):
        for document in range(DOCUMENTS):
            recording.append("update", update, f"{document:016x}", f"{document:032x}", at)
            if state is not None:
                recording.append("keyframe", state, f"{document:016x}", "", at)
        if number % (TURN // DOCUMENTS) == 0:
            await asyncio.sleep(0)
    await recording.flush()
    took = time.perf_counter() - begun
    pauses.stop()
    await recording.seal()
    await recording.close()
    writer.close()
    count = len(frames) * DOCUMENTS
    return StoreFigures(count, count / took, path.stat().st_size / count, pauses.longest)


async def _store_elsewhere(path: Path, updates: list[bytes]) -> StoreFigures:
    class Store(SQLiteYStore):
        db_path = str(path)

    pauses = _Pauses()
    async with Store("text:file:0") as store:
        begun = time.perf_counter()
        for update in updates:
            await store.write(update)
        took = time.perf_counter() - begun
    pauses.stop()
    count = len(updates)
    return StoreFigures(count, count / took, path.stat().st_size / count, pauses.longest)
