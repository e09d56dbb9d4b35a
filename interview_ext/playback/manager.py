"""Has the playback indexes of pads made, one at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
import time
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
from .store import is_current

# Seconds after which it is tried again to make an index that could not be made.
RETRY = 30.0


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
        self.ended = 0.0
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
        if job is not None and job.ended == 0:
            return
        job = self._jobs[folder] = _Job()
        job.task = asyncio.ensure_future(self._work(job, folder, pad))

    async def find(self, folder: Path, pad: dict[str, str]) -> Path | Progress:
        """The folder of a pad's index; where it is missing or old, how far the making of it is.

        Raises:
            NotFound: the pad has no recording.
            Unavailable: it could not be made.
        """
        job = self._jobs.get(folder)
        if job is None or job.ended:
            if await asyncio.to_thread(_is_current, folder):
                self._jobs.pop(folder, None)
                return folder / PLAYBACK
            if job is not None and job.failure and time.monotonic() - job.ended < RETRY:
                raise Unavailable(job.failure, "playback_failed")
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
        failure = "The recording could not be prepared. It is safe; tell the administrator."
        try:
            async with self._one_at_a_time, self._process(folder) as process:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(pad).encode())
                process.stdin.close()
                async for line in process.stdout:
                    said = json.loads(line)
                    if "progress" in said:
                        job.progress = Progress(said["progress"], "The recording is prepared.")
                    failure = said.get("failed", failure)
                if await process.wait():
                    job.failure = failure
                    self.log.error("Playback of %s cannot be prepared: %s", folder.name, failure)
        except (OSError, ValueError) as error:
            job.failure = failure
            self.log.error("Playback of %s cannot be prepared: %s", folder.name, error)
        finally:
            job.ended = time.monotonic()

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


def _is_current(folder: Path) -> bool:
    recording = folder / RECORDING
    if not recording.exists():
        raise NotFound("There is no recording of this interview (any more).", "no_recording")
    try:
        return is_current(folder / PLAYBACK, read_last(recording))
    except (sqlite3.Error, OSError, ValueError):
        return False
