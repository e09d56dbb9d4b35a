"""Runs the tests of take-homes on what was handed in, by themselves."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..errors import Conflict, InterviewError, NotFound
from ..pad_server.tasks import collect
from ..pads.manager import PadManager
from ..pads.pad import Pad
from ..pads.store import Member
from .manager import Running, TaskManager
from .task import Task

# Seconds between two words about how far a run is.
PROGRESS = 1.0

HANDED_IN = ("ready_for_review", "reviewed")


@dataclass
class _Job:
    """A pad whose tests run, or wait for those of others.

    Arguments:
        ended: when its work was handed in.
    """

    ended: datetime | None
    work: asyncio.Task[None]


class Autograder(LoggingConfigurable):
    """Has the visible and hidden tests of handed-in take-homes run, one after the other.

    The pad manager tells it of every change of a pad, reviewers ask it to run tests again. What is
    to be tested is known from the database: a task that was opened, has tests, and has no run of
    them since its pad was handed in. So nothing is lost when the server dies.
    """

    pads = Instance(PadManager, help="Set by the application.")
    tasks = Instance(TaskManager, help="Set by the application.")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._jobs: dict[str, _Job] = {}
        # When that was handed in which was looked after, whatever came of it: what cannot be
        # tested is not tried for ever.
        self._done: dict[str, datetime | None] = {}
        self._looking: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()
        self._stopped = False

    async def start(self) -> None:
        """Test what was handed in while the server was down, or shortly before."""
        for pad_id in await self.tasks.store.handed_in():
            await self._look(pad_id)

    async def stop(self) -> None:
        """Break off what runs; it runs again after the next start."""
        self._stopped = True
        works = [*self._looking, *(job.work for job in self._jobs.values())]
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    def pad_changed(self, pad_id: str) -> None:
        """Something about a pad is different; called for every change of a pad."""
        if self._stopped:
            return
        looking = asyncio.ensure_future(self._look(pad_id))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    async def run_again(self, pad_id: str, task_id: str, by: Member) -> None:
        """Begin to run all tests of a task once more on what was handed in.

        Called by the handlers.

        Raises:
            NotFound: there is no such task.
            Conflict: nothing was handed in, it has no tests, or they run already.
        """
        pad = await self.pads.pad(pad_id)
        if pad.state not in HANDED_IN:
            raise Conflict("Nothing has been handed in yet, so nothing was tested.", "not_ended")
        tasks = [task for task in await self.tasks.store.tasks(pad_id) if task.id == task_id]
        if not tasks:
            raise NotFound("There is no such task in this interview.")
        if pad_id in self._jobs:
            raise Conflict("Tests of this take-home are running already.", "running")
        due = [(task, tests) for task in tasks for tests in _kinds(task)]
        if not due:
            raise Conflict("This task has no tests to run.", "no_tests")
        self._begin(pad, due, by.name)

    async def grades(self, pad_ids: list[str]) -> dict[str, dict[str, int]]:
        """How many tests of what was handed in passed, of how many, by pad.

        Pads whose tests still run, could not be run, or are none, are left out. Called by the pad
        manager for lists of pads.
        """
        return await self.tasks.store.grades([id for id in pad_ids if id not in self._jobs])

    async def _look(self, pad_id: str) -> None:
        """Begin, or break off, as the pad's state has it."""
        try:
            pad = await self.pads.pad(pad_id)
        except NotFound:
            pad = None
        except InterviewError as error:
            self.log.warning("It is not known whether tests are due: %s", error)
            return
        job = self._jobs.get(pad_id)
        if job is not None and (pad is None or job.ended != pad.ended):
            job.work.cancel()
            await asyncio.wait([job.work])
            self._jobs.pop(pad_id, None)
        if pad is None or pad.kind != "take_home" or pad.state != "ready_for_review":
            self._done.pop(pad_id, None)
            return
        if self._done.get(pad_id) == pad.ended:
            return
        try:
            due = await self._due(pad)
        except InterviewError as error:
            self.log.warning("It is not known whether tests are due: %s", error)
            return
        if due and pad_id not in self._jobs and not self._stopped:
            self._begin(pad, due, "")

    async def _due(self, pad: Pad) -> list[tuple[Task, str]]:
        tasks = [task for task in await self.tasks.store.tasks(pad.id) if task.opened is not None]
        runs = await self.tasks.store.runs([task.id for task in tasks])
        done = {
            (run.task_id, run.tests)
            for run in runs
            if run.graded and pad.ended is not None and run.started >= pad.ended
        }
        return [
            (task, tests)
            for task in tasks
            for tests in _kinds(task)
            if (task.id, tests) not in done
        ]

    def _begin(self, pad: Pad, due: list[tuple[Task, str]], by: str) -> None:
        work = asyncio.get_running_loop().create_task(self._work(pad, due, by))
        self._jobs[pad.id] = _Job(pad.ended, work)

    async def _work(self, pad: Pad, due: list[tuple[Task, str]], by: str) -> None:
        runs = []
        try:
            for task, tests in due:
                runs.append((task, self.tasks.claim(task, tests, by, graded=True)))
            self.tasks.changed(pad.id)
            async with self._one_at_a_time:
                while runs:
                    await self._test(pad, *runs.pop(0))
            self._done[pad.id] = pad.ended
        except InterviewError as error:
            self.log.warning("The tests of %r were not run: %s", pad.title, error)
        finally:
            for _, run in runs:
                self.tasks.release(pad.id, run)
            self._jobs.pop(pad.id, None)
        with contextlib.suppress(InterviewError):
            await self.pads.changed(pad.id)

    async def _test(self, pad: Pad, task: Task, run: Running) -> None:
        said = 0.0

        def progress(fraction: float, words: str) -> None:
            nonlocal said
            if monotonic() - said >= PROGRESS:
                said = monotonic()
                self.tasks.changed(pad.id)

        root = Path(self.pads.servers.pads_dir) / pad.id / "files"
        given = frozenset(task.content.given)
        run.started = self.pads.clock.now()
        try:
            await self.tasks.test(
                run,
                task,
                partial(asyncio.to_thread, collect, str(root), task.folder, given),
                progress,
            )
        except Exception as error:
            # Kept with the run: whoever reviews it reads why.
            self.log.warning("The tests of a task were not run: %s", error)
        finally:
            self.tasks.release(pad.id, run)


def _kinds(task: Task) -> list[str]:
    """The kinds of tests that a task has."""
    counts = {"visible": task.content.visible, "hidden": task.content.hidden}
    return [tests for tests, count in counts.items() if count]
