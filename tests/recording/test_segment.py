"""Frames come out of a segment as they went in, and nothing else does."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_ext.recording import chain, segment
from interview_ext.recording.frame import Frame
from interview_ext.recording.reader import read_frames
from interview_ext.recording.recording import Recording
from interview_ext.recording.writer import RecordingWriter

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "recording-format.md"

frames = st.lists(
    st.builds(
        Frame,
        time=st.integers(-(2**40), 2**45),
        kind=st.sampled_from(["update", "keyframe", "awareness", "run", "state"]),
        document=st.sampled_from(["", "pad", "a" * 16, "ö"]),
        author=st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        data=st.binary(max_size=90),
    ),
    min_size=1,
    max_size=60,
)


@given(frames)
def test_what_is_packed_is_unpacked(given_frames):
    assert segment.unpack(segment.pack(given_frames)) == given_frames


@given(frames, st.data())
def test_a_damaged_segment_is_refused_or_differs(given_frames, data):
    block = bytearray(segment.pack(given_frames))
    place = data.draw(st.integers(0, len(block) - 1))
    block[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = segment.unpack(bytes(block))
    except ValueError:
        return
    # The header of zlib has bits that mean nothing; all others are summed up.
    assert found == given_frames


@given(st.binary(max_size=300))
def test_anything_else_is_refused(block):
    for attempt in (block, zlib.compress(block)):
        with pytest.raises(ValueError, match=r"."):
            segment.unpack(attempt)


def test_a_segment_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(segment, "MAX_UNPACKED", 100_000)
    block = segment.pack([Frame(1, "state", "", "", bytes(200_000))])
    assert len(block) < 1000
    with pytest.raises(ValueError, match="too long"):
        segment.unpack(block)


def test_a_reader_in_another_language_would_find_this():
    """The layout as docs/recording-format.md says it, without the code that packs."""
    header = json.dumps(
        {"frames": 3, "time": 1000, "kinds": ["state", "update"], "documents": ["", "d"],
         "authors": ["", "ada"]}
    ).encode()  # fmt: skip
    columns = [
        struct.pack("<I", len(header)),
        header,
        bytes([0, 1, 1]) + bytes(3),
        bytes([0, 1, 1]) + bytes(3),
        bytes([0, 1, 1]) + bytes(3),
        # 0, 300 and -1 in eight planes
        bytes([0, 44, 255]) + bytes([0, 1, 255]) + bytes([0, 0, 255]) * 6,
        bytes([4, 2, 2]) + bytes(9),
        b"xX" + b"yY",
        b"abcd",
    ]
    assert segment.unpack(zlib.compress(b"".join(columns))) == [
        Frame(1000, "state", "", "", b"abcd"),
        Frame(1300, "update", "d", "ada", b"xy"),
        Frame(1299, "update", "d", "ada", b"XY"),
    ]


def test_a_link_is_the_hash_of_the_one_before_and_the_frame():
    frame = Frame(1_700_000_000_000, "update", "doc", "ä", b"\x01\x02")
    written = (
        (1_700_000_000_000).to_bytes(8, "big")
        + (6).to_bytes(4, "big")
        + (3).to_bytes(4, "big")
        + (2).to_bytes(4, "big")
        + (2).to_bytes(4, "big")
        + b"updatedoc\xc3\xa4\x01\x02"
    )
    first = hashlib.sha256(bytes(32) + written).digest()
    second = hashlib.sha256(first + written).digest()
    assert chain.links(chain.GENESIS, [frame, frame]) == [first, second]
    assert chain.checks([first, second]) == first[:2] + second[:2]


def test_the_program_in_the_documentation_reads_a_recording(tmp_path):
    writer = RecordingWriter(0.01)
    recording = Recording(tmp_path / "recording.sqlite", writer)
    for number in range(2500):
        data = b"%d" % number * (number % 90)
        recording.append("update", data, "doc", "ada" if number % 3 else "", 5000 - number)
    writer.close()
    program = re.search(r"```python\n(.*?)```", DOCUMENTATION.read_text(), re.DOTALL)[1]
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    expected = [
        str((f.time, f.kind, f.document, f.author, f.data))
        for f in read_frames(tmp_path / "recording.sqlite")
    ]
    assert len(expected) == 2500
    assert said.stdout.splitlines() == expected
