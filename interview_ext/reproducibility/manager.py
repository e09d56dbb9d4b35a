"""Has the notebooks of pads that have ended checked, one pad at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets import Any as AnyTrait
from traitlets import Float, Instance, Integer
from traitlets.config import LoggingConfigurable

from ..errors import InterviewError, Unavailable
from ..playback.manager import PlaybackManager, Progress
from ..playback.past import copy_files
from ..playback.store import MANIFEST, read_json
from ..recording import RECORDING
from ..recording.reader import read_last
from ..trees import remove_tree
from .check import check, read_notebooks

if TYPE_CHECKING:
    from ..pad_server import PadServer, PadSpec

RESULT = "reproducibility.json"

# Says, beside it, that a check is due, and what of the pad has to be known for it.
DUE = "reproducibility.due"

RETRY = 30.0

_PREPARING = "The notebooks are checked in a moment."
_CHECKING = "The notebooks are run from the top in a clean kernel."


@dataclass
class _Job:
    folder: Path
    due: dict[str, Any]
    progress: Progress = field(default_factory=lambda: Progress(0.0, _PREPARING))
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    failure: str | None = None
    ended: float = 0.0
    task: asyncio.Task[None] | None = None


class ReproducibilityManager(LoggingConfigurable):
    """Runs each code cell of finished pads' notebooks once more, on a copy, and keeps the verdict.

    Pad servers call it, one for all of a process. What is due survives a restart.
    """

    delay = Float(
        20.0,
        min=0.0,
        config=True,
        help="""Seconds after the end of an interview until its notebooks are checked, unless
        somebody asks for it.""",
    )
    seconds = Float(
        1800.0,
        min=1.0,
        config=True,
        help="Seconds that checking the notebooks of one pad may take in all.",
    )
    notebooks = Integer(
        10, min=0, config=True, help="How many notebooks of a pad are checked. 0: none are."
    )

    folder = Instance(Path, help="Where the copies are made; on the file system of the pads.")
    playbacks = Instance(PlaybackManager, help="Knows what was run in an interview.")
    open: Callable[[dict[str, Any], str, Path], Awaitable[PadServer]] = AnyTrait(  # type: ignore[assignment]
        help="Opens the server of a copy, given what is due, an id and its folder."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._jobs: dict[Path, _Job] = {}
        self._one_at_a_time = asyncio.Lock()

    async def start(self, pads_dir: Path) -> None:
        """Take up what was due when the process ended, and clear away what it left."""
        await asyncio.to_thread(remove_tree, self.folder)
        for folder, due in await asyncio.to_thread(_all_due, pads_dir):
            self._begin(folder, due)

    def begin(self, folder: Path, spec: PadSpec) -> None:
        """Have a pad's notebooks checked; called when its interview ends.

        Arguments:
            folder: the pad's.
            spec: the pad.
        """
        if not self.notebooks:
            return
        due = {"title": spec.title, "language": spec.language, "start_with": spec.start_with}
        with contextlib.suppress(OSError):
            (folder / RESULT).unlink(missing_ok=True)
            (folder / DUE).write_text(json.dumps(due))
        self._begin(folder, due)

    def _begin(self, folder: Path, due: dict[str, Any]) -> _Job:
        job = self._jobs.get(folder)
        if job is None or job.ended:
            job = self._jobs[folder] = _Job(folder, due)
            job.task = asyncio.ensure_future(self._work(job))
        return job

    async def find(self, folder: Path, spec: PadSpec, *, again: bool = False) -> Any:
        """The verdict on a pad's notebooks, as JSON; or how far the check is.

        Arguments:
            again: whether to check anew what has been checked.

        Raises:
            Unavailable: code cannot be run.
        """
        job = self._jobs.get(folder)
        if job is None or job.ended:
            if again and not self.notebooks:
                return {"notebooks": []}
            if not again:
                if job is not None and job.failure and time.monotonic() - job.ended < RETRY:
                    raise Unavailable(job.failure, "not_checked")
                found = await asyncio.to_thread(_result_of, folder)
                if found is not None:
                    return found
                if not self.notebooks:
                    return {"notebooks": []}
            self.begin(folder, spec)
        job = self._jobs[folder]
        job.hurry.set()
        return job.progress

    async def drop(self, folder: Path) -> None:
        """Give up a check, for good: the interview goes on, or the pad is erased."""
        await self._cancel(folder)
        with contextlib.suppress(OSError):
            (folder / DUE).unlink(missing_ok=True)

    async def stop(self) -> None:
        """End what is being checked; it is due again at the next start."""
        for folder in list(self._jobs):
            await self._cancel(folder)

    async def _cancel(self, folder: Path) -> None:
        job = self._jobs.pop(folder, None)
        if job is not None and job.task is not None:
            job.task.cancel()
            await asyncio.gather(job.task, return_exceptions=True)

    async def _work(self, job: _Job) -> None:
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.delay):
                    await job.hurry.wait()
            async with self._one_at_a_time:
                await self._check(job)
        except InterviewError as error:
            job.failure = error.message
            self.log.warning("Notebooks of %s are not checked: %s", job.folder.name, error.message)
        except Exception:
            job.failure = "The notebooks could not be checked. Tell the administrator."
            self.log.exception("Notebooks of %s are not checked", job.folder.name)
        finally:
            job.ended = time.monotonic()
        if not job.failure and self._jobs.get(job.folder) is job:
            # The result is beside the recording; only a failure has to be remembered.
            del self._jobs[job.folder]

    async def _check(self, job: _Job) -> None:
        manifest = await self._manifest(job)
        recorded = await asyncio.to_thread(read_last, job.folder / RECORDING)
        notebooks = await asyncio.to_thread(
            read_notebooks, job.folder / "files", manifest, self.notebooks
        )
        models: list[dict[str, Any]] = []
        if notebooks:
            job.progress = Progress(0.0, _CHECKING)
            id = secrets.token_hex(12)
            copy = self.folder / id
            try:
                await asyncio.to_thread(_copy, job.folder / "files", copy / "files")
                pad = await self.open(job.due, id, copy)
                try:
                    models = await check(
                        pad,
                        notebooks,
                        self.seconds,
                        lambda done: setattr(job.progress, "done", round(done, 3)),
                    )
                finally:
                    await pad.stop_pad()
            finally:
                await asyncio.to_thread(remove_tree, copy)
        await asyncio.to_thread(_keep, job.folder, {"recorded": recorded, "notebooks": models})

    async def _manifest(self, job: _Job) -> dict[str, Any] | None:
        """The manifest of the pad's playback index, as soon as there is one."""
        about = {"id": job.folder.name, "title": job.due["title"]}
        while True:
            found = await self.playbacks.find(job.folder, about)
            if isinstance(found, Path):
                return dict(await asyncio.to_thread(read_json, found / MANIFEST))
            await asyncio.sleep(0.1)


def _copy(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700, parents=True)
    copy_files(source, target)


def _keep(folder: Path, result: dict[str, Any]) -> None:
    made = folder / f".{RESULT}"
    made.write_text(json.dumps(result))
    made.rename(folder / RESULT)
    (folder / DUE).unlink(missing_ok=True)


def _result_of(folder: Path) -> dict[str, Any] | None:
    """What was found, unless the interview went on since."""
    try:
        result = json.loads((folder / RESULT).read_text())
        if result["recorded"] != read_last(folder / RECORDING):
            return None
        return {"notebooks": result["notebooks"]}
    except (OSError, ValueError, LookupError, sqlite3.Error):
        return None


def _all_due(pads_dir: Path) -> list[tuple[Path, dict[str, Any]]]:
    found = []
    for path in pads_dir.glob(f"*/{DUE}"):
        with contextlib.suppress(OSError, ValueError):
            found.append((path.parent, json.loads(path.read_text())))
    return found
