"""What becomes of recordings that are too much for the process that prepares them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pycrdt import Doc, Text

from interview_ext.errors import Unavailable
from interview_ext.playback.manager import PlaybackManager
from interview_ext.recording.document import DocumentRow

from .history import START, History, Player

PAD = {"id": "abc", "title": "Data scientist"}


async def made(manager: PlaybackManager, folder: Path, *, again: bool = False) -> Path:
    """The index, once it is there."""
    async with asyncio.timeout(60):
        while True:
            found = await manager.find(folder, PAD, again=again)
            if isinstance(found, Path):
                return found
            again = False
            await asyncio.sleep(0.05)


def an_interview(folder: Path) -> History:
    history = History(folder)
    history.rows = [
        DocumentRow("small", "small.py", "file", "text"),
        DocumentRow("huge", "huge.py", "file", "text"),
    ]
    doc = Doc()
    text = doc.get("source", type=Text)
    with history.editing("small", "ada", doc):
        text += "short"
    return history


async def test_a_document_that_takes_for_ever_is_left_out(tmp_path):
    manager = PlaybackManager(seconds=3)
    history = an_interview(tmp_path / "pad")
    doc = Doc()
    source = doc.get("source", type=Text)
    with history.editing("huge", "ada", doc):
        source += "é\n" * 1_000_000
    for _ in range(5000):
        with history.editing("huge", "ada", doc):
            source.insert(0, "x")
    await asyncio.to_thread(history.write)
    await made(manager, history.folder)
    player = Player(history.folder)
    assert [row["path"] for row in player.manifest["documents"]] == ["small.py", ""]
    assert player.at(0)["docs"][0]["source"] == "short"
    [note] = player.manifest["notes"]
    assert note.startswith("huge.py is left out")
    # All that was done is seen in the histogram nevertheless.
    assert sum(map(sum, player.manifest["activity"]["of"])) >= 5000


async def test_what_failed_is_tried_again_when_somebody_asks_for_it_alone(tmp_path):
    manager = PlaybackManager()
    history = an_interview(tmp_path / "pad")
    await asyncio.to_thread(history.write)
    recording = history.folder / "recording.sqlite"
    whole = recording.read_bytes()
    recording.write_bytes(b"no database" * 1000)
    for name in ("recording.sqlite-wal", "recording.sqlite-shm"):
        (history.folder / name).unlink(missing_ok=True)
    with pytest.raises(Unavailable, match="could not be prepared"):
        await made(manager, history.folder)

    # Another process knows it, too, and does not try.
    later = PlaybackManager()
    with pytest.raises(Unavailable, match="could not be prepared"):
        await later.find(history.folder, PAD)
    with pytest.raises(Unavailable, match="could not be prepared"):
        await made(later, history.folder, again=True)

    recording.write_bytes(whole)
    await made(later, history.folder, again=True)
    assert Player(history.folder).manifest["start"] == START
    recording.write_bytes(b"no database" * 1000)
    assert not isinstance(await later.find(history.folder, PAD), Path), "that failure is forgotten"
    await later.stop()
