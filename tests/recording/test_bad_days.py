"""Killed at any moment, a full disk, a disk that may only be read: what was recorded stays."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time

import pytest

from interview_ext.recording.reader import read_frames, read_last
from interview_ext.recording.recording import Recording
from interview_ext.recording.verification import verify
from interview_ext.recording.writer import RecordingWriter

KILLS = 12


@pytest.fixture
def writer():
    writer = RecordingWriter(0.01)
    yield writer
    writer.close()


def recorder(path, *arguments) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.recording.recorder", str(path), *map(str, arguments)],
        stdout=subprocess.PIPE,
    )


def check(path, sure) -> int:
    """The recording is whole as far as it must be; returns how many frames it has."""
    verdict = verify(path, None, finished=False)
    assert verdict.whole, verdict
    assert verdict.frames >= sure
    numbers = [int(frame.data) for frame in read_frames(path)]
    assert numbers == list(range(1, verdict.frames + 1))
    return verdict.frames


@pytest.mark.timeout(300)
def test_a_recorder_that_is_killed_at_any_moment_loses_no_more_than_a_second(tmp_path):
    """Each process goes on with what the one before, which was killed, has left."""
    moments = random.Random(20)
    frames = 0
    for number in range(KILLS):
        path = tmp_path / f"recording-{number // 2}.sqlite"
        frames = frames if path.exists() else 0
        process = recorder(path)
        sure = int(process.stdout.readline())
        assert sure > frames
        # From here on at any moment of a round of commits.
        time.sleep(moments.uniform(0, 0.45))
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0].split(b"\n")[:-1]
        assert process.returncode == -signal.SIGKILL
        frames = check(path, max([sure, *map(int, said)]))
    assert frames > 10_000


@pytest.mark.timeout(120)
@pytest.mark.parametrize("calls", [1, 2, 3, 4, 5, 6, 7, 9, 12, 20])
def test_a_recorder_that_is_killed_within_a_transaction_leaves_a_whole_file(tmp_path, calls):
    """Before each of its steps: rows, segments, deleting what was packed, the commit."""
    path = tmp_path / "recording.sqlite"
    process = recorder(path, "at", calls)
    said = process.communicate()[0].split()
    assert process.returncode == -signal.SIGKILL
    frames = check(path, max(map(int, said), default=0))
    process = recorder(path)
    sure = int(process.stdout.readline())
    process.kill()
    process.communicate()
    assert sure > frames
    check(path, sure)


async def all_is_kept(recording, said, make_room) -> None:
    """Fill it until nothing can be written, make room, and see that nothing is missing."""
    written = 0
    async with asyncio.timeout(60):
        while not said or said[-1] is None:
            for _ in range(50):
                written += 1
                recording.append("update", b"%d" % written + os.urandom(400), "doc", "ada")
            await asyncio.sleep(0.01)
    assert said[-1]
    with pytest.raises(OSError, match=r"."):
        await recording.flush()
    stored = read_last(recording.path)
    assert stored < written
    written += 1
    recording.append("update", b"%d" % written, "doc", "ada")
    assert len(await recording.updates("doc")) == written
    make_room()
    async with asyncio.timeout(30):
        while said[-1] is not None:
            await asyncio.sleep(0.01)
    await recording.flush()
    assert len(list(read_frames(recording.path))) == written
    seal = await recording.seal()
    assert seal.frames == written
    assert verify(recording.path, seal, finished=True).whole


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("a file system of its own can be mounted by root only")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


async def test_a_full_disk_is_survived(small_disk, writer):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1024 * 1024))
    recording = Recording(small_disk / "recording.sqlite", writer)
    said: list[str | None] = []
    recording.on_failure = said.append

    await all_is_kept(recording, said, ballast.unlink)
    await recording.close()


async def test_a_disk_that_may_only_be_read_is_survived(small_disk, writer):
    recording = Recording(small_disk / "recording.sqlite", writer)
    said: list[str | None] = []
    recording.on_failure = said.append
    recording.append("update", b"0", "doc", "ada")
    await recording.close()

    def remount(how):
        subprocess.run(["mount", "-o", f"remount,{how}", str(small_disk)], check=True)

    remount("ro")
    recording.append("update", b"1", "doc", "ada")
    with pytest.raises(OSError, match=r"."):
        await recording.flush()
    assert said[-1]
    assert await recording.updates("doc") == [b"0", b"1"]
    remount("rw")
    await recording.flush()
    assert said[-1] is None
    assert [frame.data for frame in read_frames(recording.path)] == [b"0", b"1"]
    await recording.close()


def test_a_file_that_may_not_grow_is_survived(tmp_path):
    """As a quota answers; also where no file system can be mounted."""
    program = textwrap.dedent(
        """
        import asyncio, resource, signal, sys
        from pathlib import Path
        from interview_ext.recording.recording import Recording
        from interview_ext.recording.writer import RecordingWriter
        from tests.recording.test_bad_days import all_is_kept

        async def main():
            recording = Recording(Path(sys.argv[1]), RecordingWriter(0.01))
            said = []
            recording.on_failure = said.append
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, most))

            def make_room():
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

            await all_is_kept(recording, said, make_room)
            await recording.close()
            print("kept")

        asyncio.run(main())
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "recording.sqlite")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "kept\n", done.stderr


async def test_somebody_who_holds_the_file_locked_keeps_nothing_from_being_recorded(
    tmp_path, writer
):
    recording = Recording(tmp_path / "recording.sqlite", writer)
    recording.append("update", b"0", "doc")
    await recording.flush()
    other = sqlite3.connect(recording.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    recording.append("update", b"1", "doc")
    with pytest.raises(OSError, match="locked"):
        await recording.flush()
    other.execute("ROLLBACK")
    other.close()
    await recording.flush()
    assert [frame.data for frame in read_frames(recording.path)] == [b"0", b"1"]
