"""The tasks of one pad: their files, what is shown of them, and running their tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from tornado import web

from ..auth.participant import Participant
from ..errors import Conflict, InterviewError, NotFound, TooMany, Unavailable
from ..rooms.room import Allowance
from ..sizes import MiB
from ..tasks.task import counts
from . import files
from .contents import PadContentsManager
from .spec import TaskSpec

if TYPE_CHECKING:
    from .server import PadServer

# What is taken of a task's folder to be tested.
MAX_FILES = 2000
MAX_BYTES = 64 * MiB

# Runs of tests that one person may ask for: at once, and a second.
AT_ONCE = 5
A_SECOND = 0.5

# Seconds between two words about how far a run is.
PROGRESS = 0.1


class PadTasks:
    """What the pad's server does about tasks. The control plane says which there are.

    Called by the pad server, its handlers and the control plane's task manager.
    """

    def __init__(self, pad: PadServer) -> None:
        self._pad = pad
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._allowances: dict[str, Allowance] = {}

    @property
    def _contents(self) -> PadContentsManager:
        contents = self._pad.contents_manager
        assert isinstance(contents, PadContentsManager)
        return contents

    def current(self) -> TaskSpec | None:
        """The task that is worked on."""
        spec = self._pad.spec
        return next((task for task in spec.tasks if task.id == spec.current_task), None)

    def show(self) -> None:
        """Bring the document about the pad up to date with what the control plane said."""
        document = self._pad.rooms.pad
        for task in self._pad.spec.tasks:
            document.set_task(
                task.id,
                {
                    "title": task.title,
                    "folder": task.folder,
                    "type": task.type,
                    "language": task.language,
                    "documents": list(task.documents),
                    "introduction": task.introduction,
                    "steps": [
                        {"title": title, "markdown": markdown} for title, markdown in task.steps
                    ],
                    "total": task.total,
                    "position": task.position,
                    "testable": task.testable,
                },
            )
        if self._pad.spec.current_task:
            document.set_current_task(self._pad.spec.current_task)

    def record(self, action: str, member_id: str | None, **what: Any) -> None:
        """Put into the recording what was done about a task, by a member or by nobody."""
        self._pad.record_task({"action": action, **what}, self._author(member_id))

    def _author(self, member_id: str | None) -> str:
        known = self._pad.entries.values()
        return next((one.id for one in known if member_id and one.member_id == member_id), "")

    async def place(self, folder: str, contents: Mapping[str, bytes]) -> None:
        """Put the files that a task begins with into a new folder.

        Raises:
            Conflict: something has that name already, or the pad is full; nothing was made.
            Unavailable: the disk takes no more.
        """
        if self._contents.full is not None and (why := self._contents.full()):
            raise Conflict(why, "pad_full")
        try:
            await self._contents.disk(files.place, folder, contents)
        except web.HTTPError as error:
            words = error.log_message or "The files of the task could not be made."
            raise Conflict(words, "exists" if error.status_code == 409 else None) from error
        except OSError as error:
            raise Unavailable(
                f"The files of the task could not be written ({error.strerror or error}). "
                "Nothing was changed. Please tell the administrator."
            ) from error

    async def collect(self, task_id: str) -> dict[str, bytes]:
        """What is in a task's folder now, what was typed a moment ago included.

        Raises:
            NotFound: there is no such task that was opened.
            Conflict: the folder is gone, or too large.
        """
        task = self._find(task_id)
        await self._pad.rooms.save_all()
        return await self._contents.disk(collect, task.folder, frozenset(task.given))

    def test(self, task_id: str, by: Participant) -> None:
        """Begin to run the tests that everybody may see.

        Raises:
            NotFound: there is no such task that was opened.
            Conflict: it has no tests, they run already, or the interview has ended.
            TooMany: somebody asks for it again and again.
        """
        if self._pad.spec.read_only:
            raise Conflict("The interview has ended; nothing is run any more.", "ended")
        task = self._find(task_id)
        if not task.testable:
            raise Conflict("This task has no tests to run.", "no_tests")
        if task_id in self._runs:
            raise Conflict("The tests are running already.", "running")
        allowance = self._allowances.setdefault(by.id, Allowance(AT_ONCE, A_SECOND))
        if not allowance.take(1):
            raise TooMany("That was a little fast. Please try again in a moment.", 2)
        run = asyncio.get_running_loop().create_task(self._test(task, by))
        self._runs[task_id] = run
        run.add_done_callback(lambda _: self._runs.pop(task_id, None))

    async def _test(self, task: TaskSpec, by: Participant) -> None:
        document = self._pad.rooms.pad
        state: dict[str, Any] = {
            "state": "running",
            "by": by.name,
            "started": float(self._pad.recording.now),
            "fraction": 0.0,
            "message": "",
            "report": None,
        }
        document.set_tests(task.id, state)
        said = 0.0

        def progress(fraction: float, words: str) -> None:
            nonlocal said
            if time.monotonic() - said >= PROGRESS:
                said = time.monotonic()
                now = {**state, "fraction": float(fraction), "message": words}
                document.set_tests(task.id, now)

        try:
            contents = await self.collect(task.id)
            report = await self._pad.gateway.run_tests(
                self._pad.pad_id, by, task.id, contents, progress
            )
        except asyncio.CancelledError:
            words = "The interview ended before the tests had."
            document.set_tests(task.id, {**state, "state": "failed", "message": words})
            raise
        except Exception as error:
            if not isinstance(error, InterviewError):
                self._pad.log.exception("The tests of a task could not be run")
            words = getattr(error, "message", None) or (
                "The tests could not be run, and the server's log says why. "
                "What you wrote is safe; please try again."
            )
            document.set_tests(task.id, {**state, "state": "failed", "message": words})
        else:
            done = {**state, "state": "done", "fraction": 1.0, "report": report}
            document.set_tests(task.id, done)
            self._pad.record_task(
                {
                    "action": "tests",
                    "task": task.id,
                    "title": task.title,
                    "tests": "visible",
                    **counts(report),
                    "report": report,
                },
                by.id,
            )

    async def stop(self) -> None:
        """Break off what runs; called when the interview ends or the pad is put away."""
        runs = list(self._runs.values())
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)

    def _find(self, task_id: str) -> TaskSpec:
        for task in self._pad.spec.tasks:
            if task.id == task_id:
                return task
        raise NotFound("There is no such task in this pad, or it was not opened yet.")


def collect(root: str, folder: str, given: Set[str]) -> dict[str, bytes]:
    """The files of a task's folder by their paths below it. It waits for the disk.

    Called by the pad while people work in it, and by the autograder once they do not any more.

    Arguments:
        root: the pad's files.
        folder: of the task, below them.
        given: paths below it that tests bring along by themselves; they are left out.

    Raises:
        Conflict: the folder is gone, or too large.
    """
    try:
        return files.collect(root, folder, given, MAX_FILES, MAX_BYTES)
    except files.NotAFile as error:
        raise Conflict(
            f"The folder {folder} is not there any more, so nothing was tested. "
            "Rename it back, or open the task in another pad.",
            "no_folder",
        ) from error
    except files.TooLarge as error:
        raise Conflict(
            f"The folder {folder} has more files than can be tested "
            f"({MAX_FILES:,} files, {MAX_BYTES // MiB} MiB). Delete what is not needed.",
            "too_large",
        ) from error
