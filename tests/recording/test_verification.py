"""Whoever changes a recording, in whatever way, is found out, and the first wrong frame named."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from interview_ext.errors import Conflict, NotFound
from interview_ext.pads.pad_app import find_pad
from interview_ext.recording import chain, segment
from interview_ext.recording.document import DocumentRow
from interview_ext.recording.frame import Frame
from interview_ext.recording.recording import Recording, Seal
from interview_ext.recording.verification import verify
from interview_ext.recording.writer import RecordingWriter

FRAMES = 2600
START = 1_700_000_000_000  # 2023-11-14 22:13:20 UTC


@pytest.fixture
def writer():
    writer = RecordingWriter(0.01)
    yield writer
    writer.close()


@pytest.fixture
def sealed(tmp_path, writer, jp_asyncio_loop):
    """A recording with its seal: 2,600 frames, a second apart, in three segments."""
    return jp_asyncio_loop.run_until_complete(make(tmp_path / "recording.sqlite", writer))


async def make(path, writer):
    recording = Recording(path, writer)
    recording.put_document(DocumentRow("doc", "main.py", "file", "text"))
    for number in range(1, FRAMES + 1):
        recording.append("update", b"change %d" % number, "doc", "ada", START + number * 1000)
        if number % 1000 == 0:
            await recording.flush()
    seal = await recording.seal()
    await recording.close()
    return recording.path, seal


class Segment:
    """One segment of a recording, taken out, to be changed and put back."""

    def __init__(self, path, number):
        self.path = path
        with sqlite3.connect(path) as db:
            rows = db.execute("SELECT first, last, head, checks, data FROM segments ORDER BY first")
            self.first, self.last, self.head, self.checks, data = rows.fetchall()[number]
        self.frames = segment.unpack(data)

    def check(self, place):
        return self.checks[2 * place : 2 * place + 2]

    def put_back(self):
        with sqlite3.connect(self.path) as db:
            db.execute(
                "UPDATE segments SET last = ?, head = ?, checks = ?, data = ? WHERE first = ?",
                (self.last, self.head, self.checks, segment.pack(self.frames), self.first),
            )


def shift(path, after, by):
    """Give the segments behind a frame other numbers."""
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT first FROM segments WHERE first > ?", (after,)).fetchall()
        for (first,) in sorted(rows, reverse=by > 0):
            db.execute(
                "UPDATE segments SET first = first + ?, last = last + ? WHERE first = ?",
                (by, by, first),
            )


def expect(path, seal, wrong, *words, finished=True):
    verdict = verify(path, seal, finished=finished)
    assert not verdict.whole, verdict
    assert verdict.wrong == wrong, verdict
    for each in words:
        assert each in verdict.words, verdict
    return verdict


async def test_a_recording_that_nobody_touched_is_whole(sealed):
    path, seal = sealed
    verdict = verify(path, seal, finished=True)
    assert verdict.whole
    assert verdict.frames == seal.frames == FRAMES
    assert "2,600" in verdict.words.replace("2600", "2,600")
    assert "2023-11-14 22:13:21.000 UTC" in verdict.words


@pytest.mark.parametrize(
    "change",
    [
        {"data": b"another"},
        {"time": START},
        {"author": "eve"},
        {"document": "other"},
        {"kind": "keyframe"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_changed_frame_is_named(sealed, change):
    path, seal = sealed
    part = Segment(path, 1)
    part.frames[233] = replace(part.frames[233], **change)
    part.put_back()
    verdict = expect(path, seal, 1234, "frame 1234", "is not what was recorded")
    if "data" in change:
        assert "a change in 'main.py', 2023-11-14 22:33:54.000 UTC" in verdict.words


async def test_a_frame_that_was_taken_out_is_named(sealed):
    path, seal = sealed
    part = Segment(path, 1)
    del part.frames[10]
    part.checks = part.checks[:20] + part.checks[22:]
    part.last -= 1
    part.put_back()
    shift(path, 1001, -1)
    expect(path, seal, 1011, "frame 1011")


async def test_frames_that_were_swapped_are_named(sealed):
    path, seal = sealed
    part = Segment(path, 0)
    part.frames[4], part.frames[5] = part.frames[5], part.frames[4]
    part.put_back()
    expect(path, seal, 5, "frame 5")


async def test_a_frame_that_was_put_in_is_named(sealed):
    path, seal = sealed
    part = Segment(path, 1)
    part.frames.insert(7, Frame(START, "update", "doc", "ada", b"never"))
    part.checks = part.checks[:14] + b"xx" + part.checks[14:]
    part.last += 1
    shift(path, 1001, 1)
    part.put_back()
    expect(path, seal, 1008, "frame 1008")


async def test_a_cut_end_is_seen(sealed):
    path, seal = sealed
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM segments WHERE first > 2000")
    expect(path, seal, 2001, "the last 600 frames of 2600 are missing", "22:46:40.000 UTC")


async def test_a_cut_end_within_a_segment_is_seen(sealed):
    path, seal = sealed
    part = Segment(path, 2)
    part.frames = part.frames[:-1]
    part.checks = part.checks[:-2]
    part.last -= 1
    part.head = chain.links(Segment(path, 1).head, part.frames)[-1]
    part.put_back()
    expect(path, seal, 2600, "the last frame of 2600 is missing")


async def test_a_missing_segment_is_named(sealed):
    path, seal = sealed
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM segments WHERE first = 1001")
    expect(path, seal, 1001, "frames 1001 to 2000 are missing, after 2023-11-14 22:30:00.000")


async def test_segments_that_were_swapped_are_seen(sealed):
    path, seal = sealed
    with sqlite3.connect(path) as db:
        rows = db.execute(
            "SELECT head, checks, data, first FROM segments ORDER BY first"
        ).fetchall()
        for (head, checks, data, _), (*_, first) in ((rows[0], rows[1]), (rows[1], rows[0])):
            db.execute(
                "UPDATE segments SET head = ?, checks = ?, data = ? WHERE first = ?",
                (head, checks, data, first),
            )
    expect(path, seal, 1, "frame 1 ")


async def test_frames_added_after_the_end_are_seen(sealed, writer):
    path, seal = sealed
    recording = Recording(path, writer)
    recording.append("state", b"{}", at=START + 9_000_000)
    await recording.close()
    expect(path, seal, 2601, "1 frame was added after it was sealed", "2023-11-15 00:43:20.000")
    recording = Recording(path, writer)
    await recording.seal()
    await recording.close()
    expect(path, seal, 2601, "1 frame was added after it was sealed")


async def test_a_recording_written_anew_is_not_the_one_that_was_sealed(sealed, tmp_path, writer):
    _, seal = sealed
    other = Recording(tmp_path / "other.sqlite", writer)
    for number in range(1, FRAMES + 1):
        other.append("update", b"another %d" % number, "doc", "ada", START + number * 1000)
    again = await other.seal()
    await other.close()
    assert verify(other.path, again, finished=True).whole
    expect(other.path, seal, None, "not those that were sealed")


async def test_a_segment_that_cannot_be_read_is_named(sealed):
    path, seal = sealed
    with sqlite3.connect(path) as db:
        db.execute("UPDATE segments SET data = substr(data, 1, 100) WHERE first = 1001")
    expect(path, seal, 1001, "frames 1001 to 2000 cannot be read")


async def test_a_damaged_file_is_said_in_words(sealed):
    path, seal = sealed
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    assert not verify(path, seal, finished=True).whole
    path.write_bytes(b"nothing of the kind" * 100)
    assert "cannot be read" in verify(path, seal, finished=True).words
    path.unlink()
    assert "cannot be read" in verify(path, seal, finished=True).words


async def test_what_the_seal_proves_needs_no_checks(sealed):
    """Every frame is there: that the file's own sums are wrong changes nothing."""
    path, seal = sealed
    part = Segment(path, 1)
    part.checks = bytes(len(part.checks))
    part.put_back()
    assert verify(path, seal, finished=True).whole
    expect(path, None, 1001, "frame 1001")


async def test_an_interview_that_went_on_is_whole_up_to_its_seal_and_after(sealed, writer):
    path, seal = sealed
    recording = Recording(path, writer)
    for number in range(1500):
        recording.append("update", b"more", "doc", "ada", START + 10_000_000 + number)
    await recording.close()
    verdict = verify(path, seal, finished=False)
    assert verdict.whole
    assert "up to its last seal: 2600 frames" in verdict.words
    part = Segment(path, 3)
    assert part.first == 2601
    part.frames[3] = replace(part.frames[3], data=b"less")
    part.put_back()
    expect(path, seal, 2604, "frame 2604", finished=False)
    sums = Segment(path, 0)
    sums.checks = bytes(len(sums.checks))
    sums.put_back()
    expect(path, seal, 2604, "frame 2604", finished=False)
    recording = Recording(path, writer)
    again = await recording.seal()
    await recording.close()
    expect(path, again, 1, "frame 1 ")


async def test_a_recording_without_a_seal_is_only_in_order(tmp_path, writer):
    recording = Recording(tmp_path / "recording.sqlite", writer)
    for number in range(1200):
        recording.append("update", b"%d" % number, "doc")
    await recording.flush()
    verdict = verify(recording.path, None, finished=False)
    assert verdict.whole
    assert verdict.frames == 1200
    assert "has not been sealed" in verdict.words
    with sqlite3.connect(recording.path) as db:
        db.execute("DELETE FROM frames WHERE seq = 1100")
    expect(recording.path, None, 1100, "frame 1100 is missing")
    # Packing must not hide it.
    await recording.seal()
    expect(recording.path, None, 1100, "frame 1100 is missing")


async def jupyter_interview_verify(host, *arguments):
    """As an administrator types it, while the server goes on."""
    answer = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "interview_ext.startup", "verify", *arguments,
         f"--data-dir={host.directory / 'interview'}"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert not answer.stderr, answer.stderr
    return answer.returncode, answer.stdout


async def test_the_command_says_whether_a_pads_recording_is_whole(host):
    member = await host.member()
    pad = await host.new_pad(member, title="Data scientist")
    other = await host.new_pad(member)
    await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    await host.enter(member, pad["id"])
    events = await member.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    await events.next()
    await host.app.pad_servers.get(pad["id"]).recording.flush()
    await member.ok("POST", f"pads/{pad['id']}/end")
    status, said = await jupyter_interview_verify(host, pad["id"][:8])
    assert status == 0, said
    assert "Data scientist" in said
    assert re.search(r"Sealed at .* UTC: \d+ frames", said)
    assert "The recording is whole" in said

    path = host.directory / "interview" / "pads" / pad["id"] / "recording.sqlite"
    part = Segment(path, 0)
    part.frames[1] = replace(part.frames[1], data=b"{}")
    part.put_back()
    status, said = await jupyter_interview_verify(host, pad["id"])
    assert status == 1
    assert "frame 2 " in said
    status, said = await jupyter_interview_verify(host, other["id"])
    assert status == 2
    assert "Nothing has been recorded" in said


async def test_a_pad_is_named_by_the_beginning_of_its_id(host):
    member = await host.member()
    pads = [await host.new_pad(member, title=f"Pad {number}") for number in range(2)]
    kept = await host.app.store.pads()
    for pad in pads:
        for name in (pad["id"], pad["id"][:10], f"https://host/interview/pads/{pad['id']}/"):
            assert find_pad(kept, name).id == pad["id"]
    for name in ("", "nosuchpad", "/"):
        with pytest.raises(NotFound):
            find_pad(kept, name)
    alike = [replace(each, id="same" + each.id) for each in kept]
    with pytest.raises(Conflict, match="Pad 0"):
        find_pad(alike, "same")


async def test_a_pad_that_goes_on_is_sealed_again_at_its_next_end(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    await host.enter(member, pad["id"])
    await member.ok("POST", f"pads/{pad['id']}/end")
    first = await host.app.store.pad(pad["id"])
    assert first.sealed
    await member.ok("POST", f"pads/{pad['id']}/reopen")
    assert not (await host.app.store.pad(pad["id"])).sealed
    await member.ok("POST", f"pads/{pad['id']}/end")
    second = await host.app.store.pad(pad["id"])
    assert second.sealed
    assert second.sealed_frames > first.sealed_frames
    assert second.sealed_head != first.sealed_head
    # Who only looks at it adds nothing.
    await member.ok("POST", f"pads/{pad['id']}/ticket")
    path = host.directory / "interview" / "pads" / pad["id"] / "recording.sqlite"
    assert verify(path, Seal(second.sealed_frames, bytes.fromhex(second.sealed_head)),
                  finished=True).whole  # fmt: skip


async def test_what_a_killed_server_left_unpacked_is_sealed_by_the_next(tmp_path):
    writer = RecordingWriter(0.01)
    killed = Recording(tmp_path / "recording.sqlite", writer)
    killed.append("state", b"{}")
    await killed.close()
    recording = Recording(tmp_path / "recording.sqlite", writer)
    seal = await recording.seal()
    await recording.close()
    writer.close()
    assert seal.frames == 1
    assert verify(recording.path, seal, finished=True).whole


async def listed(path, writer):
    """A sealed recording that knows two documents, as a pad leaves it."""
    recording = Recording(path, writer)
    recording.put_document(DocumentRow("one", "main.py", "file", "text", "abc"))
    recording.put_document(DocumentRow("two", "notes.md", "file", "text"))
    recording.append("update", b"change", "one", "ada", START)
    await recording.note_documents()
    seal = await recording.seal()
    await recording.close()
    return path, seal


SAID = "the document 'main.py'"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE documents SET path = 'other.py' WHERE id = 'one'",
            f"the path of {SAID} was 'main.py' when it was sealed, and is 'other.py'",
        ),
        ("UPDATE documents SET saved = 'x' WHERE id = 'one'", f"the hash of the file of {SAID}"),
        ("UPDATE documents SET type = 'x' WHERE id = 'two'", "the type of the document 'notes.md'"),
        ("DELETE FROM documents WHERE id = 'two'", "'notes.md' is missing"),
        ("INSERT INTO documents VALUES ('x', 'x.py', 'file', 'text', NULL)", "'x.py' was added"),
    ],
)
async def test_a_change_of_what_is_said_of_a_document_is_named(tmp_path, writer, change, words):
    path, seal = await listed(tmp_path / "recording.sqlite", writer)
    assert seal.frames == 2
    assert verify(path, seal, finished=True).whole
    with sqlite3.connect(path) as db:
        db.execute(change)
    verdict = verify(path, seal, finished=True)
    assert not verdict.whole
    assert words in verdict.words
    # An interview that goes on changes them.
    assert verify(path, seal, finished=False).whole


async def test_the_list_of_documents_is_of_the_last_moment(tmp_path, writer):
    path, seal = await listed(tmp_path / "recording.sqlite", writer)
    # As after a restart: it is noted once more when sealing is taken up again.
    recording = Recording(path, writer)
    recording.sealed = True
    await recording.note_documents()
    again = await recording.seal()
    await recording.close()
    assert again.frames == seal.frames + 1
    with sqlite3.connect(path) as db:
        (block,) = db.execute("SELECT data FROM segments ORDER BY first DESC LIMIT 1").fetchone()
    assert [(frame.kind, frame.time) for frame in segment.unpack(block)] == [("documents", START)]
