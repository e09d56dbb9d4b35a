"""A recording is read from elsewhere, while it is written or when nobody has it open."""

from __future__ import annotations

import sqlite3

import pytest

from interview_ext.recording.document import DocumentRow
from interview_ext.recording.frame import Frame
from interview_ext.recording.reader import read_documents, read_frames, read_last
from interview_ext.recording.recording import Recording
from interview_ext.recording.writer import RecordingWriter


@pytest.fixture
def writer():
    writer = RecordingWriter(0.01)
    yield writer
    writer.close()


async def test_frames_and_documents_are_read_while_the_recording_is_open(tmp_path, writer):
    path = tmp_path / "a pad?" / "recording.sqlite"
    path.parent.mkdir()
    recording = Recording(path, writer)
    recording.put_document(DocumentRow("a", "main.py", "file", "text"))
    for number in range(5):
        recording.append("update", b"%d" % number, "a", "ada", at=10 - number)
    await recording.flush()
    frames = read_frames(path)
    assert next(frames) == Frame(10, "update", "a", "ada", b"0")
    recording.append("state", b"{}", at=99)
    await recording.flush()
    assert [frame.data for frame in frames] == [b"1", b"2", b"3", b"4"]
    assert read_last(path) == 6
    assert list(read_frames(path))[-1] == Frame(99, "state", "", "", b"{}")
    assert read_documents(path) == [DocumentRow("a", "main.py", "file", "text")]
    await recording.close()
    assert len(list(read_frames(path))) == 6


def test_reading_makes_no_recording(tmp_path):
    with pytest.raises(sqlite3.Error):
        list(read_frames(tmp_path / "recording.sqlite"))
    assert not list(tmp_path.iterdir())
