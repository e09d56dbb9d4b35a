"""What is recorded is there, whatever happens to the process or the disk."""

from __future__ import annotations

import os
import sqlite3

import pytest
from pycrdt import Doc, Text

from interview_ext.recording import tables
from interview_ext.recording.document import DocumentRow
from interview_ext.recording.frame import Frame
from interview_ext.recording.reader import read_documents, read_frames, read_last
from interview_ext.recording.recording import Recording
from interview_ext.recording.store import KEYFRAME_EVERY, KEYFRAME_SHARE, RecordingStore
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
    assert list(read_frames(path)) == [
        Frame(1_700_000_000_500, "run", "", "ada", b"{}"),
        Frame(7, "state", "", "", b"{}"),
    ]


async def test_only_the_servers_user_may_read_it(path, writer):
    recording = Recording(path, writer)
    recording.append("state", b"{}")
    await recording.flush()
    assert os.stat(path).st_mode & 0o077 == 0


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
    assert [frame.data for frame in read_frames(path)] == [b"kept", b"and more"]


async def test_a_full_disk_keeps_the_frames_and_says_so(path, writer):
    """SQLite's own page limit answers as a full disk does."""
    recording = Recording(path, writer)
    recording.append("state", b"first")
    await recording.flush()
    recording._file._db.execute("PRAGMA max_page_count = 1")
    recording.append("state", b"x" * 1_000_000)
    with pytest.raises(OSError, match="full"):
        await recording.flush()
    recording._file._db.execute("PRAGMA max_page_count = 1000000")
    await recording.flush()
    assert [len(frame.data) for frame in read_frames(path)] == [5, 1_000_000]


async def test_one_pads_failure_does_not_keep_another_from_being_recorded(tmp_path, writer):
    broken, whole = tmp_path / "broken", tmp_path / "whole"
    broken.mkdir()
    Recording(broken, writer).append("state", b"never")
    recording = Recording(whole, writer)
    recording.append("state", b"fine")
    await recording.flush()
    assert len(list(read_frames(whole))) == 1


async def test_a_frame_that_cannot_be_stored_does_not_stop_the_writer(tmp_path, writer):
    odd = Recording(tmp_path / "odd", writer)
    odd.append("state", b"of no time", at=2**70)
    with pytest.raises(OSError, match=r"."):
        await odd.flush()
    recording = Recording(tmp_path / "whole", writer)
    recording.append("state", b"fine")
    await recording.flush()
    assert len(list(read_frames(tmp_path / "whole"))) == 1


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


# Format 1, as it was written: all frames in one table, for ever.
FORMAT_1 = """
CREATE TABLE frames (
    seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL,
    author TEXT NOT NULL, data BLOB NOT NULL
);
CREATE INDEX frames_of_document ON frames (document, seq) WHERE kind IN ('update', 'keyframe');
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, type TEXT NOT NULL, format TEXT NOT NULL, saved TEXT
);
INSERT INTO documents VALUES ('doc', 'main.py', 'file', 'text', NULL);
PRAGMA user_version = 1;
"""


async def test_a_recording_of_format_1_is_read_and_continued(path, writer):
    frames: list[Frame] = []
    doc = Doc()
    text = doc.get("source", type=Text)
    doc.observe(lambda event: frames.append(Frame(len(frames), "update", "doc", "", event.update)))
    for number in range(10_500):
        text.insert(0, chr(97 + number % 26))
    db = sqlite3.connect(path)
    db.executescript(FORMAT_1)
    rows = [(f.time, f.kind, f.document, f.author, f.data) for f in frames]
    db.executemany(
        "INSERT INTO frames (time, kind, document, author, data) VALUES (?, ?, ?, ?, ?)", rows
    )
    db.commit()
    db.close()
    assert list(read_frames(path)) == frames
    assert read_last(path) == 10_500
    assert await read(Recording(path, writer)) == str(text)

    recording = Recording(path, writer)
    recording.append("state", b"{}", at=7)
    await recording.flush()
    frames.append(Frame(7, "state", "", "", b"{}"))
    assert list(read_frames(path)) == frames
    assert await read(recording) == str(text)
    await recording.seal()
    await recording.close()
    assert list(read_frames(path)) == frames
    assert read_documents(path) == [DocumentRow("doc", "main.py", "file", "text")]
    assert path.stat().st_size < 10_500 * 20


async def test_a_recording_of_a_newer_format_is_left_alone(path, writer):
    recording = Recording(path, writer)
    recording.append("state", b"{}")
    await recording.close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {tables.FORMAT_VERSION + 1}")
    db.close()
    before = path.read_bytes()
    recording = Recording(path, writer)
    recording.append("state", b"{}")
    with pytest.raises(OSError, match="newer"):
        await recording.flush()
    with pytest.raises(OSError, match="newer"):
        list(read_frames(path))
    assert path.read_bytes() == before


async def test_frames_are_whatever_they_are_kept_in(path, writer):
    """Old frames are packed, new ones are rows; who reads sees one row of frames."""
    recording = Recording(path, writer)
    expected = []
    for number in range(3300):
        frame = Frame(number // 3, "run" if number % 7 else "state", "", "ada", b"%d" % number)
        recording.append(frame.kind, frame.data, frame.document, frame.author, frame.time)
        expected.append(frame)
        if number % 170 == 0:
            await recording.flush()
            assert list(read_frames(path)) == expected
            assert read_last(path) == len(expected)
    await recording.close()
    (packed,) = sqlite3.connect(path).execute("SELECT sum(last - first + 1) FROM segments")
    assert packed == (3000,)
    # Another process goes on with it.
    recording = Recording(path, writer)
    recording.append("state", b"next", at=1)
    await recording.flush()
    assert list(read_frames(path)) == [*expected, Frame(1, "state", "", "", b"next")]


async def test_documents_are_loaded_from_packed_frames(path, writer):
    recording = Recording(path, writer)
    first = typed(recording, 300, "first")
    second = typed(recording, 2 * KEYFRAME_EVERY + 700, "second")
    await recording.flush()
    assert await read(recording, "first") == str(first)
    assert await read(recording, "second") == str(second)
    assert len(await recording.updates("second")) == 701
    await recording.seal()
    assert await read(recording, "first") == str(first)
    assert await read(recording, "second") == str(second)


async def test_typing_takes_few_bytes(path, writer):
    recording = Recording(path, writer)
    typed(recording, 20_000)
    await recording.seal()
    await recording.close()
    assert path.stat().st_size <= 20 * 20_000


async def test_a_sealed_recording_takes_nothing_until_it_goes_on(path, writer):
    recording = Recording(path, writer)
    recording.append("state", b"first")
    seal = await recording.seal()
    assert seal.frames == 1
    recording.append("state", b"afterwards")
    recording.put_document(DocumentRow("a", "main.py", "file", "text"))
    await recording.flush()
    assert [frame.data for frame in read_frames(path)] == [b"first"]
    assert read_documents(path) == []
    recording.sealed = False
    recording.append("state", b"second")
    again = await recording.seal()
    assert again.frames == 2
    assert again.head != seal.head
    assert [frame.data for frame in read_frames(path)] == [b"first", b"second"]


async def test_a_document_is_loaded_whole_while_nothing_can_be_written(path, writer):
    recording = Recording(path, writer)
    text = typed(recording, 10)
    await recording.flush()
    recording._file._db.execute("PRAGMA max_page_count = 1")
    text.doc.observe(lambda event: recording.append("update", event.update, "doc"))
    text.insert(0, "x" * 100_000)
    with pytest.raises(OSError, match="full"):
        await recording.flush()
    assert await read(recording) == str(text)
    recording._file._db.execute("PRAGMA max_page_count = 1000000")
    await recording.flush()
    assert await read(recording) == str(text)


async def test_large_states_do_not_outgrow_what_happened(path, writer):
    recording = Recording(path, writer)
    store = RecordingStore("doc", recording=recording)
    store.keyframe(b"x" * 1_000_000)
    for _ in range(10 * KEYFRAME_EVERY):
        store.append(b"y" * 20)
        assert not store.wants_keyframe
    store.append(b"y" * (KEYFRAME_SHARE * 1_000_000 - 200_001))
    assert not store.wants_keyframe
    store.append(b"y")
    assert store.wants_keyframe
