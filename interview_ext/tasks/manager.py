"""The tasks of all pads: attaching, opening and revealing them, and running their tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.participant import Participant
from ..errors import Conflict, InterviewError, InvalidInput, NotFound, Unavailable
from ..events import Events
from ..feedback.form import Rubric
from ..pads.pad import Pad
from ..pads.store import Member, new_id
from ..questions.manager import QuestionManager
from ..questions.paths import slug_of
from ..questions.question import Question, is_test
from ..testing.preparation import preparation
from ..testing.tester import Tester
from .store import TaskRun, TaskStore
from .task import (
    MAX_DOCUMENTS,
    NOTES,
    QUICKSTARTS,
    Content,
    Task,
    counts,
    current_of,
    folder_names,
    in_order,
    moved,
)

if TYPE_CHECKING:
    from ..pad_server import PadServer
    from ..pad_server.spec import TaskSpec
    from ..pads.manager import PadManager

MAX_TASKS = 50

# Rubrics of revisions that are kept in memory.
MAX_RUBRICS = 500

# Seconds from the opening of a task, and from a run of its tests, until sandboxes are started for
# the next run. Whoever was just given a task opens its documents and runs something first.
SETTLED = 3.0


@dataclass
class Running:
    """Tests that run, or are about to; see `TaskRun`.

    Arguments:
        by: the name of the person who asked; "" where they run by themselves.
        fraction: how much is done, 0 to 1.
        message: what goes on.
    """

    task_id: str
    tests: str
    by: str
    started: datetime
    graded: bool = False
    fraction: float = 0.0
    message: str = ""
    work: asyncio.Task[None] | None = None

    @property
    def key(self) -> tuple[str, str, bool]:
        """Of what runs once at a time."""
        return self.task_id, self.tests, self.graded

    def model(self) -> dict[str, Any]:
        return {
            "id": None,
            "tests": self.tests,
            "graded": self.graded,
            "state": "running",
            "by": self.by,
            "started": _iso(self.started),
            "seconds": None,
            "fraction": self.fraction,
            "message": self.message,
            "report": None,
        }


class TaskManager(LoggingConfigurable):
    """Owns the tasks. Handlers, the pad manager and the pads' gateway call it.

    Private parts of questions stay here: pads get what is shown in them and nothing else.
    """

    store = Instance(TaskStore, help="Set by the application.")
    # Named, not imported: they import each other's things.
    pads: PadManager = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )
    questions = Instance(QuestionManager, help="Set by the application.")
    tester = Instance(Tester, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._running: dict[tuple[str, str, bool], Running] = {}
        self._rubrics: dict[tuple[str, int], tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self._preparing: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Break off what runs; called when the server stops."""
        works = [run.work for run in self._running.values() if run.work is not None]
        works += self._preparing
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    # -- looking

    async def models(self, pad_id: str) -> list[dict[str, Any]]:
        """The tasks of a pad as JSON, in their order.

        Raises:
            NotFound: there is no such pad.
        """
        await self.pads.pad(pad_id)
        return _models(await self.store.tasks(pad_id))

    async def private(self, pad_id: str, task_id: str) -> dict[str, Any]:
        """What only members may see of a task.

        Raises:
            NotFound: there is no such task.
        """
        task = await self._task(pad_id, task_id)
        content = task.content
        steps = [{"title": title, "markdown": markdown} for title, markdown in content.steps]
        model = {"introduction": content.introduction, "steps": steps}
        if task.question_id is None:
            return {**model, "notes": "", "rubric": [], "solution": []}
        question = await self._revision(task)
        return {
            **model,
            "notes": question.notes,
            "rubric": [competency.model() for competency in question.rubric],
            "solution": [
                {"path": path, "text": data.decode(errors="replace")}
                for path, data in sorted(question.solution(task.language).items())
            ],
        }

    async def rubrics(self, pad_id: str) -> list[Rubric]:
        """The rubrics of a pad's tasks in their order, for scorecards."""
        found = []
        for task in await self.store.tasks(pad_id):
            if task.question_id is not None:
                found.append(
                    Rubric(
                        task.question_id,
                        task.title,
                        task.opened is not None,
                        await self._competencies(task),
                    )
                )
        return found

    async def _competencies(self, task: Task) -> tuple[tuple[str, tuple[str, ...]], ...]:
        # What is published never changes, and a question's files may be large.
        key = (task.question_id or "", task.revision)
        if key not in self._rubrics:
            try:
                question = await self._revision(task)
            except NotFound:
                return ()
            if len(self._rubrics) >= MAX_RUBRICS:
                self._rubrics.clear()
            self._rubrics[key] = tuple((one.competency, one.levels) for one in question.rubric)
        return self._rubrics[key]

    async def runs(self, pad_id: str, task_id: str) -> list[dict[str, Any]]:
        """How the tests of a task go and went, visible and hidden, the newest first.

        Raises:
            NotFound: there is no such task.
        """
        task = await self._task(pad_id, task_id)
        running = [run.model() for run in self._running.values() if run.task_id == task.id]
        return [*running, *(_run_model(run) for run in await self.store.runs([task.id]))]

    # -- what the pads' servers are told

    async def specs(self, pad_id: str) -> tuple[tuple[TaskSpec, ...], str]:
        """The tasks that were opened in a pad, and the id of the current one.

        Called by the pad manager.
        """
        from ..pad_server.spec import TaskSpec

        tasks = [task for task in await self.store.tasks(pad_id) if task.opened is not None]
        current = current_of(tasks)
        return (
            tuple(
                TaskSpec(
                    id=task.id,
                    title=task.title,
                    type=task.type,
                    language=task.language,
                    folder=task.folder,
                    position=task.position,
                    documents=tuple(f"{task.folder}/{path}" for path in task.content.documents),
                    introduction=task.content.introduction,
                    steps=task.content.steps[: task.revealed],
                    total=len(task.content.steps),
                    testable=task.content.visible > 0,
                    given=task.content.given,
                )
                for task in tasks
            ),
            current.id if current is not None else "",
        )

    # -- changing

    async def attach(
        self,
        pad_id: str,
        by: Member,
        *,
        question_id: str | None = None,
        quickstart: str | None = None,
        language: str | None = None,
    ) -> dict[str, Any]:
        """Give a pad one more task; nobody in it sees anything of it before it is opened.

        Arguments:
            question_id: of a question that the member may use.
            quickstart: what to begin with instead: ``notebook``, ``file`` or ``text``.
            language: one of the question's or the server's. Default: the pad's where that fits.

        Returns:
            The task as JSON.

        Raises:
            NotFound: there is no such pad or question.
            InvalidInput: with what to mend.
            Conflict: the interview has ended, the pad has too many tasks, or its template is
                locked.
        """
        if (question_id is None) == (quickstart is None):
            raise InvalidInput("Say either “question_id” or “quickstart”.")
        async with self.pads.changing(pad_id):
            pad = await self._open_pad(pad_id)
            await self.pads.templates.check_tasks(pad_id)
            tasks = await self.store.tasks(pad_id)
            if len(tasks) >= MAX_TASKS:
                raise Conflict(f"A pad has at most {MAX_TASKS} tasks.", "too_many")
            if question_id is not None:
                task, _ = await self._from_question(pad, by, question_id, language)
            else:
                task, _ = await self._from_nothing(pad, str(quickstart), language)
            task = replace(task, position=len(tasks))
            server = await self.pads.mount(pad)
            await self.store.add([task])
            await self._used([task])
            _record(server, "attached", by, task)
        await self._note("task.attached", by, task)
        self.changed(pad_id)
        return task.model(current=False)

    async def begin(
        self, pad: Pad, by: Member | None, questions: Sequence[tuple[str, str | None]]
    ) -> None:
        """Give a new pad its tasks and open the first. Called where pads are made.

        Where the door is open, candidates are alone and nobody opens and reveals tasks: all are
        there from the beginning with all their steps, and the first is in front.

        Arguments:
            by: the member who makes the pad; None for a candidate's practice, which gets examples
                alone and does not count as their use.
            questions: id and language (None for the pad's) of each.

        Raises:
            InterviewError: see `attach` and `open`; the pad is of no use then.
        """
        tasks = [
            (await self._from_question(pad, by, question_id, language))[0]
            for question_id, language in questions
        ]
        async with self.pads.changing(pad.id):
            # It may have been erased meanwhile: whoever presses twice practises in the second.
            server = await self.pads.mount(await self.pads.pad(pad.id))
            tasks = in_order(tasks)
            await self.store.add(tasks)
            if by is not None:
                await self._used(tasks)
            for task in tasks:
                _record(server, "attached", by, task)
            if pad.door == "open":
                whole = [
                    replace(task, revealed=len(task.content.steps)) for task in reversed(tasks)
                ]
                for task in whole:
                    await self._open(pad, server, by, task)
            else:
                await self._open(pad, server, by, tasks[0])

    async def example(self, language: str) -> tuple[str, str] | None:
        """The example that is tried out in practice pads, and the language that it is given in.

        Called where such pads are made.

        Arguments:
            language: of the pad; the example's first one that this server offers where it has not
                that.
        """
        found = await self.questions.to_practise()
        if found is None:
            return None
        question_id, languages = found
        offered = {one.kernel_name for one in await self.pads.servers.languages()}
        for one in (language, *languages):
            if one in languages and one in offered:
                return question_id, one
        return None

    async def check(
        self, by: Member, questions: Sequence[tuple[str, str | None]], pad: Pad
    ) -> None:
        """See whether a pad can be made with these questions.

        Raises:
            NotFound, InvalidInput, Conflict: it cannot.
        """
        if len(questions) > MAX_TASKS:
            raise InvalidInput(f"A pad has at most {MAX_TASKS} tasks.")
        for question_id, language in questions:
            await self._from_question(pad, by, question_id, language)

    async def move(self, pad_id: str, task_id: str, position: int) -> dict[str, Any]:
        """Put a task at another position.

        Raises:
            NotFound, InvalidInput, Conflict
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_pad(pad_id)
            tasks = await self.store.tasks(pad_id)
            _find(tasks, task_id)
            tasks = moved(tasks, task_id, position)
            await self.store.change(tasks)
            await self.pads.refresh(pad)
        self.changed(pad_id)
        return _model(tasks, task_id)

    async def remove(self, pad_id: str, task_id: str, by: Member) -> None:
        """Take a task away that nobody has seen.

        Raises:
            NotFound: there is no such task.
            Conflict: it was opened, the interview has ended, or the pad's template is locked.
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_pad(pad_id)
            await self.pads.templates.check_tasks(pad_id)
            tasks = await self.store.tasks(pad_id)
            task = _find(tasks, task_id)
            if task.opened is not None:
                raise Conflict(
                    "The task was opened: what was written in it is part of the interview. "
                    "It stays, and you can go on with another one.",
                    "opened",
                )
            await self.store.remove(task_id)
            await self.store.change(in_order(one for one in tasks if one.id != task_id))
            await self.pads.refresh(pad)
        await self._note("task.removed", by, task)
        self.changed(pad_id)

    async def open(self, pad_id: str, task_id: str, by: Member) -> dict[str, Any]:
        """Make a task the one that everybody works on; its files are there from then on.

        Opening it again changes no file.

        Raises:
            NotFound: there is no such task.
            Conflict: the interview has ended, or the pad is full.
            Unavailable: the files could not be made.
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_pad(pad_id)
            task = _find(await self.store.tasks(pad_id), task_id)
            task = await self._open(pad, await self.pads.mount(pad), by, task)
        self.changed(pad_id)
        if task.content.visible or task.content.hidden:
            preparing = asyncio.get_running_loop().create_task(self._prepare(task))
            self._preparing.add(preparing)
            preparing.add_done_callback(self._preparing.discard)
        return task.model(current=True)

    async def _prepare(self, task: Task) -> None:
        """Have ready what the next run of a task's tests needs."""
        try:
            question = await self._revision(task)
            await self.tester.prepare(preparation(question, task.language), SETTLED)
        except InterviewError as error:
            self.log.debug("Nothing is prepared for the tests of %r: %s", task.title, error)

    async def _open(self, pad: Pad, server: PadServer, by: Member | None, task: Task) -> Task:
        folder = task.folder
        if task.opened is None:
            folder = await self._place(server, task, await self._files(pad, task))
        task = task.open(folder, datetime.now(UTC))
        await self.store.change([task])
        await self.pads.refresh(pad)
        _record(server, "opened", by, task, folder=task.folder)
        return task

    async def _place(self, server: PadServer, task: Task, files: Mapping[str, bytes]) -> str:
        for folder in folder_names(task.slug):
            try:
                await server.tasks.place(folder, files)
            except Conflict as error:
                if error.reason != "exists":
                    raise
            else:
                return folder
        raise Conflict("There are too many folders of this name in the pad.", "exists")

    async def reveal(self, pad_id: str, task_id: str, steps: int, by: Member) -> dict[str, Any]:
        """Show the candidate so many of a task's steps.

        Raises:
            NotFound, InvalidInput, Conflict
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_pad(pad_id)
            tasks = await self.store.tasks(pad_id)
            before = _find(tasks, task_id)
            task = before.reveal(steps)
            if task != before:
                server = await self.pads.mount(pad)
                await self.store.change([task])
                await self.pads.refresh(pad)
                total = len(task.content.steps)
                _record(server, "revealed", by, task, steps=steps, total=total)
        self.changed(pad_id)
        current = current_of(tasks)
        return task.model(current=current is not None and current.id == task.id)

    async def copy(self, source_id: str, pad_id: str) -> None:
        """Give a pad that branched off the tasks of the other, as they were at its end.

        Called by the pad manager, which copied the files.
        """
        tasks = await self.store.tasks(source_id)
        await self.store.add(replace(task, id=new_id(), pad_id=pad_id) for task in tasks)

    # -- tests

    async def run_visible(
        self,
        pad_id: str,
        by: Participant,
        task_id: str,
        files: Mapping[str, bytes],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        """Run the tests that everybody may see; see `PadGateway.run_tests`."""
        await self._open_pad(pad_id)
        task = await self._task(pad_id, task_id)
        run = self.claim(task, "visible", by.name)

        async def read() -> Mapping[str, bytes]:
            return files

        try:
            report = await self.test(run, task, read, progress)
        finally:
            self.release(pad_id, run)
        return report

    async def run_hidden(self, pad_id: str, task_id: str, by: Member) -> None:
        """Begin to run the tests that only members may see.

        Raises:
            NotFound: there is no such task.
            Conflict: the interview has ended, the task was not opened or has no hidden tests, or
                they run already.
        """
        pad = await self._open_pad(pad_id)
        task = await self._task(pad_id, task_id)
        run = self.claim(task, "hidden", by.name)
        run.work = asyncio.get_running_loop().create_task(self._test(run, pad, task, by))
        self.changed(pad_id)

    def claim(self, task: Task, tests: str, by: str, *, graded: bool = False) -> Running:
        """Say that tests are about to run; `release` when they have.

        Called here and by the autograder.

        Arguments:
            tests: ``visible`` or ``hidden``.
            by: see `Running`.

        Raises:
            Conflict: the task was not opened or has no such tests, or they run already.
        """
        if task.opened is None:
            raise Conflict("Open the task first; then its tests can be run.", "not_opened")
        if not (task.content.hidden if tests == "hidden" else task.content.visible):
            raise Conflict(f"This task has no {tests} tests.", "no_tests")
        run = Running(task.id, tests, by, datetime.now(UTC), graded)
        if run.key in self._running:
            raise Conflict("These tests are running already.", "running")
        self._running[run.key] = run
        return run

    def release(self, pad_id: str, run: Running) -> None:
        """Tests that were claimed are over, however they went."""
        del self._running[run.key]
        self.changed(pad_id)

    async def _test(self, run: Running, pad: Pad, task: Task, by: Member) -> None:
        try:
            server = await self.pads.open(pad.id)
            report = await self.test(
                run, task, partial(server.tasks.collect, task.id), lambda _, __: None
            )
            # How many passed, and no word of what was tested: this leaves the control plane.
            _record(server, "tests", by, task, tests="hidden", **counts(report))
        except Exception as error:
            # Kept with the run already, or it never began.
            self.log.warning("The hidden tests of a task were not run: %s", error)
        finally:
            self.release(pad.id, run)

    async def test(
        self,
        run: Running,
        task: Task,
        read: Callable[[], Awaitable[Mapping[str, bytes]]],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        """Run tests that were claimed, and keep how they went; returns the report as JSON.

        Of what was handed in nothing is kept when it is broken off: it is tested anew at the next
        start.

        Arguments:
            read: gives what is in the task's folder, by path below it.
            progress: see `PadGateway.run_tests`.

        Raises:
            InterviewError: they could not be run; that is kept, too.
        """
        began = monotonic()
        keep = True

        def on_progress(fraction: float, words: str) -> None:
            run.fraction, run.message = fraction, words
            progress(fraction, words)

        report: dict[str, Any] | None = None
        message = "It was broken off."
        try:
            question = await self._revision(task)
            tests = question.hidden_tests if run.tests == "hidden" else question.tests
            prepared = preparation(question, task.language)
            # They start while the files are read, if none wait already.
            await self.tester.prepare(prepared)
            result = await self.tester.run(
                type=task.type,
                language=task.language,
                files=await read(),
                data=question.data(),
                tests=tests(task.language),
                preparation=prepared,
                progress=on_progress,
            )
            report = result.model()
            message = ""
            if not run.graded:
                await self.tester.prepare(prepared, SETTLED)
            return report
        except asyncio.CancelledError:
            keep = not run.graded
            raise
        except InterviewError as error:
            message = error.message
            raise
        except Exception as error:
            self.log.exception("The tests of the task %r could not be run.", task.title)
            message = (
                "The tests could not be run, and the server's log says why. What was written is "
                "safe; please try again."
            )
            raise Unavailable(message) from error
        finally:
            if keep:
                await self.store.add_run(
                    TaskRun(
                        id=new_id(),
                        task_id=task.id,
                        tests=run.tests,
                        by=run.by,
                        started=run.started,
                        seconds=monotonic() - began,
                        message=message,
                        report=report,
                        graded=run.graded,
                    )
                )

    def pad_changed(self, pad_id: str) -> None:
        """Break off hidden tests of a pad that has ended. Called for every change of a pad."""
        if any(run.work is not None for run in self._running.values()):
            self._ending = asyncio.ensure_future(self._break_off(pad_id))

    async def _break_off(self, pad_id: str) -> None:
        try:
            if not (await self.pads.pad(pad_id)).finished:
                return
            ids = {task.id for task in await self.store.tasks(pad_id)}
        except NotFound:
            return
        for run in list(self._running.values()):
            if run.task_id in ids and run.work is not None:
                run.work.cancel()

    # -- questions

    async def _from_question(
        self, pad: Pad, by: Member | None, question_id: str, language: str | None
    ) -> tuple[Task, Mapping[str, bytes]]:
        if by is None:
            entry = await self.questions.example(question_id)
        else:
            entry = await self.questions.require(by, question_id, "use")
        question: Question = await self.questions.revision(question_id, entry.published)
        wanted = language or pad.language
        if question.languages:
            if language and language not in question.languages:
                raise InvalidInput(
                    f"“{question.title}” is not offered in that language but in "
                    f"{', '.join(question.languages)}."
                )
            if wanted not in question.languages:
                wanted = question.languages[0]
        else:
            wanted = ""
        files = _begins_with(question, wanted)
        given = sorted(set(files) - set(question.starter(wanted)) - {NOTES})
        content = Content(
            introduction=question.introduction,
            steps=tuple((step.title, step.markdown) for step in question.steps),
            documents=tuple((question.documents(wanted) or list(files))[:MAX_DOCUMENTS]),
            given=tuple(given),
            visible=sum(map(is_test, question.tests(wanted))),
            hidden=sum(map(is_test, question.hidden_tests(wanted))),
        )
        task = Task(
            id=new_id(),
            pad_id=pad.id,
            question_id=question_id,
            revision=entry.published,
            quickstart="",
            slug=entry.slug,
            title=question.title,
            type=question.type,
            language=wanted,
            minutes=question.minutes,
            position=0,
            content=content,
            created=datetime.now(UTC),
        )
        return task, files

    async def _from_nothing(
        self, pad: Pad, quickstart: str, language: str | None
    ) -> tuple[Task, Mapping[str, bytes]]:
        if quickstart not in QUICKSTARTS:
            raise InvalidInput("“quickstart” must be “notebook”, “file” or “text”.")
        files, name = await self._quickstart_files(quickstart, language or pad.language)
        titles = {"notebook": f"{name} notebook", "file": f"{name} file", "text": "Notes"}
        title = titles[quickstart]
        task = Task(
            id=new_id(),
            pad_id=pad.id,
            question_id=None,
            revision=0,
            quickstart=quickstart,
            slug=slug_of(title),
            title=title,
            type={"notebook": "notebook", "file": "code", "text": "free-form"}[quickstart],
            language="" if quickstart == "text" else language or pad.language,
            minutes=0,
            position=0,
            content=Content(documents=tuple(files)),
            created=datetime.now(UTC),
        )
        return task, files

    async def _quickstart_files(
        self, quickstart: str, language: str
    ) -> tuple[dict[str, bytes], str]:
        """What a quickstart begins with, and the name of its language."""
        from ..pad_server.starter import starter_files

        if quickstart == "text":
            return {NOTES: b""}, ""
        offered = {one.kernel_name: one for one in await self.pads.servers.languages()}
        if language not in offered:
            raise InvalidInput(
                "This server does not offer that language. Please choose another one."
            )
        chosen = offered[language]
        return starter_files(
            "notebook" if quickstart == "notebook" else "file", chosen
        ), chosen.name

    async def _files(self, pad: Pad, task: Task) -> Mapping[str, bytes]:
        if task.question_id is None:
            return (await self._quickstart_files(task.quickstart, task.language))[0]
        return _begins_with(await self._revision(task), task.language)

    async def _revision(self, task: Task) -> Question:
        if task.question_id is None:
            raise Conflict("This task came from no question of this server.", "no_question")
        return await self.questions.revision(task.question_id, task.revision)

    async def _used(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            if task.question_id is not None:
                await self.questions.used(task.question_id)

    # -- pads

    async def _open_pad(self, pad_id: str) -> Pad:
        """A pad in which tasks can be changed.

        Raises:
            NotFound: there is none.
            Conflict: its interview has ended.
        """
        pad = await self.pads.pad(pad_id)
        if pad.finished:
            raise Conflict(
                "This interview has ended, so its tasks stay as they are. Reopen it to go on.",
                "ended",
            )
        return pad

    async def _task(self, pad_id: str, task_id: str) -> Task:
        await self.pads.pad(pad_id)
        return _find(await self.store.tasks(pad_id), task_id)

    async def _note(self, action: str, by: Member, task: Task) -> None:
        await self.audit.note(
            action, by, pad_id=task.pad_id, task=task.id, question=task.question_id
        )

    def changed(self, pad_id: str) -> None:
        """Tell those who look on that something about a pad's tasks is different now."""
        self.events.publish({"type": "tasks", "pad_id": pad_id})


def _begins_with(question: Question, language: str) -> dict[str, bytes]:
    """What lands in the task's folder: something to write in, whatever the question brings."""
    return question.begins_with(language) or {NOTES: b""}


def _record(server: PadServer, action: str, by: Member | None, task: Task, **what: Any) -> None:
    member_id, name = (by.id, by.name) if by is not None else (None, "")
    server.tasks.record(action, member_id, task=task.id, title=task.title, by=name, **what)


def _find(tasks: Sequence[Task], task_id: str) -> Task:
    for task in tasks:
        if task.id == task_id:
            return task
    raise NotFound("There is no such task in this interview.")


def _models(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    current = current_of(tasks)
    return [task.model(current=task is current) for task in tasks]


def _model(tasks: Sequence[Task], task_id: str) -> dict[str, Any]:
    return next(model for model in _models(tasks) if model["id"] == task_id)


def _run_model(run: TaskRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "tests": run.tests,
        "graded": run.graded,
        "state": "done" if run.report is not None else "failed",
        "by": run.by,
        "started": _iso(run.started),
        "seconds": run.seconds,
        "fraction": 1.0,
        "message": run.message,
        "report": run.report,
    }


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
