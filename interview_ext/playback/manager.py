"""Has the playback indexes of pads made, one at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets import Integer
from traitlets.config import LoggingConfigurable

from ..errors import NotFound, Unavailable
from ..recording import RECORDING
from ..recording.reader import read_last
from ..sizes import MiB
from .builder import PLAYBACK
from .store import failure_of, forget_failure, is_current, keep_failure

# How many documents are left out at most, one after the other, for the rest to be played back.
MOST_LEFT_OUT = 3

_FAILURE = "The recording could not be prepared. It is safe; tell the administrator."


@dataclass
class Progress:
    """An index in the making.

    Arguments:
        done: from 0 to 1.
        message: for people.
    """

    done: float
    message: str

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {"progress": self.done, "message": self.message}


class _Job:
    def __init__(self) -> None:
        self.progress = Progress(0.0, "The recording will be prepared in a moment.")
        self.failure: str | None = None
        self.ended = False
        self.task: asyncio.Task[None] | None = None


class PlaybackManager(LoggingConfigurable):
    """Knows which pads can be played back, and sees to it that they can.

    Pad servers call it, one for all of a process.
    """

    memory = Integer(
        4096 * MiB,
        min=256 * MiB,
        config=True,
        help="Bytes of memory that the process may use which prepares a recording for playback.",
    )
    seconds = Integer(
        3600,
        min=1,
        config=True,
        help="""Seconds of processor time that it may take: others wait, and what is in a recording
        is for those to say who were recorded.""",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._jobs: dict[Path, _Job] = {}
        self._one_at_a_time = asyncio.Lock()
        self._restoring = asyncio.Lock()

    def begin(self, folder: Path, pad: dict[str, str]) -> None:
        """Have a pad's index made, unless that is under way; called when an interview ends.

        Arguments:
            folder: the pad's.
            pad: its `id` and `title`.
        """
        job = self._jobs.get(folder)
        if job is not None and not job.ended:
            return
        job = self._jobs[folder] = _Job()
        job.task = asyncio.ensure_future(self._work(job, folder, pad))

    async def find(
        self, folder: Path, pad: dict[str, str], *, again: bool = False
    ) -> Path | Progress:
        """The folder of a pad's index; where it is missing or old, how far the making of it is.

        Arguments:
            again: make it where that failed before, too.

        Raises:
            NotFound: the pad has no recording.
            Unavailable: it could not be made.
        """
        job = self._jobs.get(folder)
        if job is None or job.ended:
            current, failure = await asyncio.to_thread(_look, folder)
            if current:
                self._jobs.pop(folder, None)
                return folder / PLAYBACK
            failure = failure or (job.failure if job is not None else None)
            if failure and not again:
                raise Unavailable(failure, "playback_failed")
            self.begin(folder, pad)
        return self._jobs[folder].progress

    async def restore(self, folder: Path, moment: int, target: Path) -> list[dict[str, str]]:
        """Make a folder with a pad's files as they were; see `past.restore`.

        Called when a pad branches off from a moment of another.

        Arguments:
            folder: the pad's, whose interview has ended.
            moment: milliseconds since the recording's start.
            target: the folder to make.

        Returns:
            The cells that had been run until then, in the order of their last runs.

        Raises:
            Unavailable: it could not be done.
        """
        arguments = ("--restore", str(target), "--moment", str(moment))
        failure = "The files of that moment could not be made. Nothing was changed; try again."
        runs: list[dict[str, str]] | None = None
        try:
            async with self._restoring, self._process(folder, *arguments) as process:
                said, _ = await process.communicate()
            for line in said.splitlines():
                runs = json.loads(line).get("runs", runs)
                failure = json.loads(line).get("failed", failure)
        except (OSError, ValueError) as error:
            self.log.error("A moment of %s cannot be restored: %s", folder.name, error)
        if runs is None:
            raise Unavailable(failure, "not_restored")
        return runs

    async def drop(self, folder: Path) -> None:
        """Give up making a pad's index; called before its folder is erased."""
        job = self._jobs.pop(folder, None)
        if job is not None and job.task is not None:
            job.task.cancel()
            await asyncio.gather(job.task, return_exceptions=True)

    async def stop(self) -> None:
        """Give up whatever is being made; it is made when somebody asks for it."""
        for folder in list(self._jobs):
            await self.drop(folder)

    async def _work(self, job: _Job, folder: Path, pad: dict[str, str]) -> None:
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(forget_failure, folder)
                await self._make(job, folder, pad)
                if job.failure is not None:
                    self.log.error(
                        "Playback of %s cannot be prepared: %s", folder.name, job.failure
                    )
                    await asyncio.to_thread(_keep_failure, folder, job.failure)
        except (OSError, ValueError) as error:
            job.failure = _FAILURE
            self.log.error("Playback of %s cannot be prepared: %s", folder.name, error)
        finally:
            job.ended = True

    async def _make(self, job: _Job, folder: Path, pad: dict[str, str]) -> None:
        """Make an index, at need without the documents that are too much; sets `job.failure`."""
        left_out: list[str] = []
        while True:
            job.failure, document = None, ""
            arguments = [word for id in left_out for word in ("--leave-out", id)]
            async with self._process(folder, *arguments) as process:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(pad).encode())
                process.stdin.close()
                failure = _FAILURE
                async for line in process.stdout:
                    said = json.loads(line)
                    if "progress" in said:
                        job.progress = Progress(said["progress"], "The recording is prepared.")
                        document = said["document"]
                    failure = said.get("failed", failure)
                code = await process.wait()
            if not code:
                return
            job.failure = failure
            too_much = code != 1 and document not in ("", "pad", *left_out)
            if not too_much or len(left_out) == MOST_LEFT_OUT:
                return
            self.log.warning("A document of %s is too much to be played back", folder.name)
            left_out.append(document)

    @contextlib.asynccontextmanager
    async def _process(
        self, folder: Path, *arguments: str
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "interview_ext.playback", str(folder)),
            *("--memory", str(self.memory), "--seconds", str(self.seconds)),
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=16 * MiB,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


def _look(folder: Path) -> tuple[bool, str | None]:
    """Whether there is an index of the recording as it is; else why none could be made, if so."""
    recording = folder / RECORDING
    if not recording.exists():
        raise NotFound("There is no recording of this interview (any more).", "no_recording")
    last = _last(recording)
    if last is not None and is_current(folder / PLAYBACK, last):
        return True, None
    return False, failure_of(folder, last)


def _keep_failure(folder: Path, words: str) -> None:
    keep_failure(folder, _last(folder / RECORDING), words)


def _last(recording: Path) -> int | None:
    """The number of a recording's last frame; None if that cannot be read."""
    try:
        return read_last(recording)
    except (sqlite3.Error, OSError, ValueError):
        return None
