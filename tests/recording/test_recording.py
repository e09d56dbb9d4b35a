"""What is recorded is there, whatever happens to the process or the disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap

import pytest
from pycrdt import Doc, Text

from interview_ext.recording.recording import KEYFRAME_EVERY, DocumentRow, Recording
from interview_ext.recording.store import RecordingStore
from interview_ext.recording.writer import RecordingWriter


@pytest.fixture
def writer():
    writer = RecordingWriter(0.01)
    yield writer
    writer.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "recording.sqlite"


def typed(recording: Recording, count: int, document: str = "doc") -> Text:
    """Type into a document that is recorded, one character an update."""
    store = RecordingStore(document, recording=recording)
    doc = Doc()
    text = doc.get("source", type=Text)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for number in range(count):
        text.insert(0, chr(97 + number % 26))
        store.append(updates.pop(), "ada")
        if store.wants_keyframe:
            store.keyframe(doc.get_update())
    return text


async def read(recording: Recording, document: str = "doc") -> str:
    doc = Doc()
    await RecordingStore(document, recording=recording).apply_updates(doc)
    return str(doc.get("source", type=Text))


async def test_a_document_comes_back_as_it_was(path, writer):
    text = typed(Recording(path, writer), 100)
    assert await read(Recording(path, writer)) == str(text)


async def test_loading_reads_no_more_than_the_last_keyframe_and_what_follows(path, writer):
    recording = Recording(path, writer)
    text = typed(recording, 2 * KEYFRAME_EVERY + 10)
    assert len(await recording.updates("doc")) == 11
    assert await read(recording) == str(text)


async def test_documents_and_frames_are_kept_in_order(path, writer):
    recording = Recording(path, writer, clock=lambda: 1_700_000_000.5)
    recording.put_document(DocumentRow("a", "main.py", "file", "text"))
    recording.put_document(DocumentRow("a", "renamed.py", "file", "text", "abc"))
    recording.append("run", b"{}", author="ada")
    recording.append("state", b"{}", at=7)
    await recording.close()
    assert await recording.documents() == [DocumentRow("a", "renamed.py", "file", "text", "abc")]
    rows = sqlite3.connect(path).execute("SELECT seq, time, kind, author FROM frames").fetchall()
    assert rows == [(1, 1_700_000_000_500, "run", "ada"), (2, 7, "state", "")]


async def test_only_the_servers_user_may_read_it(path, writer):
    recording = Recording(path, writer)
    recording.append("state", b"{}")
    await recording.flush()
    assert os.stat(path).st_mode & 0o077 == 0


def test_a_killed_process_loses_no_more_than_a_second(path):
    """The process says what it has recorded a second ago, and is killed in the middle."""
    program = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from interview_ext.recording.recording import Recording
        from interview_ext.recording.writer import RecordingWriter

        recording = Recording(Path(sys.argv[1]), RecordingWriter())
        appended = []
        for number in range(1_000_000):
            recording.append("state", str(number).encode())
            appended.append(time.monotonic())
            sure = sum(1 for at in appended if at < time.monotonic() - 1)
            if sure:
                print(sure, flush=True)
            time.sleep(0.001)
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    )
    sure = 0
    while sure < 50:
        sure = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0].split()
    sure = max([sure, *map(int, rest[:-1])])
    rows = [int(data) for (data,) in sqlite3.connect(path).execute("SELECT data FROM frames")]
    assert rows == list(range(len(rows)))
    assert len(rows) >= sure
    # It is continued where it ended.
    writer = RecordingWriter(0.01)
    Recording(path, writer).append("state", b"next")
    writer.close()
    (count,) = sqlite3.connect(path).execute("SELECT count(*) FROM frames").fetchone()
    assert count == len(rows) + 1


async def test_what_cannot_be_written_is_kept_and_written_later(path, writer):
    recording = Recording(path, writer)
    said: list[str | None] = []
    recording.on_failure = said.append
    path.mkdir()  # nothing can be written where a folder is
    recording.append("state", b"kept")
    with pytest.raises(OSError, match=r"."):
        await recording.flush()
    assert said
    assert said[-1]
    path.rmdir()
    recording.append("state", b"and more")
    await recording.flush()
    assert said[-1] is None
    rows = sqlite3.connect(path).execute("SELECT data FROM frames ORDER BY seq").fetchall()
    assert rows == [(b"kept",), (b"and more",)]


async def test_a_full_disk_keeps_the_frames_and_says_so(path, writer):
    """SQLite's own page limit answers as a full disk does."""
    recording = Recording(path, writer)
    recording.append("state", b"first")
    await recording.flush()
    recording._db.execute("PRAGMA max_page_count = 1")
    recording.append("state", b"x" * 1_000_000)
    with pytest.raises(OSError, match="full"):
        await recording.flush()
    recording._db.execute("PRAGMA max_page_count = 1000000")
    await recording.flush()
    (count,) = sqlite3.connect(path).execute("SELECT count(*) FROM frames").fetchone()
    assert count == 2


async def test_one_pads_failure_does_not_keep_another_from_being_recorded(tmp_path, writer):
    broken, whole = tmp_path / "broken", tmp_path / "whole"
    broken.mkdir()
    Recording(broken, writer).append("state", b"never")
    recording = Recording(whole, writer)
    recording.append("state", b"fine")
    await recording.flush()
    assert sqlite3.connect(whole).execute("SELECT count(*) FROM frames").fetchone() == (1,)


async def test_a_document_read_from_its_updates_has_no_gap(path, writer):
    """What was in the document before it was loaded must reach a browser that joins later."""
    text = typed(Recording(path, writer), 5)
    loaded = Doc()
    loaded.get("state", type=Text).insert(0, "before")
    recording = Recording(path, writer)
    store = RecordingStore("doc", recording=recording)
    await store.apply_updates(loaded)
    updates: list[bytes] = []
    loaded.observe(lambda event: updates.append(event.update))
    loaded.get("source", type=Text).insert(0, "later ")
    store.append(updates[0])
    assert await read(Recording(path, writer)) == "later " + str(text)
