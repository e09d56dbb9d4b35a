"""Runs the tests of a question against a candidate's files."""

from __future__ import annotations

import asyncio
import compileall
import contextlib
import functools
import json
import re
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, NoSuchKernel
from traitlets import Float, Instance, Integer
from traitlets.config import LoggingConfigurable

from ..errors import InvalidInput, Unavailable
from ..pad_server.disk import DiskWatch, count
from ..provisioning.kernelspecs import RUNNER, SandboxedKernelSpecManager, kernel_name_of
from ..provisioning.language import Language
from ..questions.cases import CASES_FILE, parse_cases
from ..questions.problem import InvalidQuestion
from ..questions.question import is_test
from ..questions.results import RESULTS_FILE, parse_results
from ..sizes import MiB
from ..trees import remove_tree
from .preparation import Preparation, Role
from .report import OUTCOMES, Report, TestResult
from .sandboxes import INSIDE, NO_ANSWER, Gone, TestSandbox, test_spec
from .spares import Kind, Spares

Progress = Callable[[float, str], None]

_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)

MOST_TESTS = 2000
MOST_RESULT = 256 * 1024
MOST_NAMES = 1024 * 1024
MOST_OUTPUT = 16 * 1024
MOST_TRAFFIC = 512 * MiB
"""Bytes that judge and subject may say to each other in one run."""

STAGGER = 1.0
"""Seconds between the starts of two sandboxes that nobody waits for: one processor stays free."""

# Kinds of messages, as in `inside/frames.py`.
BEGIN, QUESTION, PATIENT, ANSWER, LOST = b"B", b"Q", b"P", b"A", b"L"
COLLECTED, RESULT, END = b"C", b"R", b"E"


class Tester(LoggingConfigurable):
    """Runs tests: the candidate's code in one sandbox, what judges it in another.

    Made by the application, one for all of a process. Called for the tests of a pad's task and
    when a question is published.
    """

    call_time = Float(
        10.0,
        min=0.1,
        config=True,
        help="""Seconds that the candidate's code may take for one call of a test, and a program
        for one case.""",
    )
    run_time = Float(
        60.0,
        min=1.0,
        config=True,
        help="Seconds that all tests of a run may take, compiling included.",
    )
    at_once = Integer(
        4,
        min=1,
        config=True,
        help="How many runs of tests may go on at the same time; the others wait.",
    )
    disk_size = Integer(
        256 * MiB,
        min=MiB,
        config=True,
        help="Bytes of the disk that the files of a run may take.",
    )

    spares = Integer(
        4,
        min=0,
        config=True,
        help="""How many sandboxes to keep ready at most for the next runs of tests, with all
        imported that they need; a run takes two. One with pandas takes about 100 MB. 0: each run
        starts its own.""",
    )
    keep_spares = Float(
        600.0, min=1.0, config=True, help="Seconds after which a sandbox ends that no run has used."
    )
    memory_left = Integer(
        1024 * MiB,
        min=0,
        config=True,
        help="Bytes of the machine's memory that must be available for a sandbox kept ready.",
    )

    folder = Instance(Path, help="Where the copies of files are while tests run.")
    kernel_specs = Instance(SandboxedKernelSpecManager, help="Knows the languages.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._room = asyncio.Semaphore(self.at_once)
        self._spares = Spares(
            self._make,
            most=self.spares,
            keep=self.keep_spares,
            memory_left=self.memory_left,
            log=self.log,
        )

    async def start(self) -> None:
        """Clear away what a process left that ended while tests ran; called once."""
        await asyncio.to_thread(remove_tree, self.folder)
        await asyncio.to_thread(compile_programs)

    async def stop(self) -> None:
        """End what is kept ready; called when the server stops, once nothing is tested any more."""
        await self._spares.stop()

    async def prepare(self, preparation: Preparation, after: float = 0.0) -> None:
        """Have sandboxes ready for a run; the next one that needs just this takes them.

        No code of a candidate has run in them, and each is used for one run.

        Arguments:
            after: seconds before they are started; 0 where a run follows at once.
        """
        try:
            _, spec, judge_spec = await self._language(preparation.language)
        except Unavailable:
            return  # the run says why
        self._spares.want(self._kind("judge", preparation), judge_spec, after)
        after += STAGGER if after else 0.0
        self._spares.want(self._kind("subject", preparation), spec, after)

    def sandbox(self, role: Role, preparation: Preparation, spec: KernelSpec) -> TestSandbox:
        """A sandbox for one side of a run, being started or there already; the caller ends it."""
        kind = self._kind(role, preparation)
        found = self._spares.take(kind)
        if found is None:
            found = self._make(kind, spec)
            found.begin()
        return found

    def _kind(self, role: Role, preparation: Preparation) -> Kind:
        language = "python" if role == "judge" else preparation.language
        limits = repr(self.config.SandboxProvisioner)
        return Kind(role, language, preparation.of(role), limits)

    def _make(self, kind: Kind, spec: KernelSpec) -> TestSandbox:
        folder = self.folder / secrets.token_hex(12)
        return TestSandbox(self.config, test_spec(spec), folder, kind.role, kind.modules)

    async def missing(self, language: str) -> str:
        """Why tests in a language cannot be run on this machine; empty if they can."""
        try:
            await self._language(language)
        except Unavailable as error:
            return error.message
        return ""

    async def run(
        self,
        *,
        type: str,
        language: str,
        files: Mapping[str, bytes],
        data: Mapping[str, bytes],
        tests: Mapping[str, bytes],
        preparation: Preparation | None = None,
        progress: Progress = lambda fraction, words: None,
    ) -> Report:
        """Run tests; cancelling ends them at once.

        Arguments:
            type, language: of the question.
            files: the candidate's, by their paths in the folder of the task.
            data: the question's own, by their paths below ``data/``; they take the place of the
                candidate's.
            tests: by their paths below ``tests/`` or ``hidden_tests/``.
            preparation: what both sides import at first; by default nothing.
            progress: told how far it is, from 0 to 1, and in words.

        Raises:
            InvalidInput: there are no tests, or they cannot be read.
            Unavailable: no code can be run, or the language is not on this machine.
        """
        began = time.monotonic()
        if not any(is_test(path) for path in tests):
            raise InvalidInput("There are no tests to run.", "no_tests")
        found, spec, judge_spec = await self._language(language)
        progress(0.0, "Waiting for other tests to end.")
        async with self._room:
            progress(0.0, "The tests are being started.")
            prepared = preparation or Preparation(language)
            run = _Run(self, found, spec, judge_spec, files, data, tests, prepared, progress)
            try:
                report = await run.go(began)
            finally:
                await asyncio.shield(run.clear())
        return report

    async def _language(self, language: str) -> tuple[Language, KernelSpec, KernelSpec]:
        def look() -> tuple[Language, KernelSpec, KernelSpec]:
            name = kernel_name_of(language)
            described = self.kernel_specs.languages(lambda one: kernel_name_of(one) == name)
            found = next((one for one in described if one.language is not None), None)
            if found is None or found.language is None or not found.offered:
                words = f"{found.problem} {found.remedy}" if found else ""
                title = found.language.name if found and found.language else language or "Code"
                raise Unavailable(
                    f"{title} cannot be run on this machine. {words}".strip(), "no_language"
                )
            try:
                spec = self.kernel_specs.get_kernel_spec(name)
                return found.language, spec, self.kernel_specs.get_kernel_spec("python3")
            except NoSuchKernel as error:
                raise Unavailable(
                    f"{language} cannot be run on this machine.", "no_language"
                ) from error

        return await asyncio.to_thread(look)


@functools.cache
def compile_programs() -> None:
    """Compile our own programs that run in sandboxes, where installing has not done it.

    They cannot keep their bytecode there, and would compile themselves at each start. Where their
    folders cannot be written they still do.
    """
    for folder in (INSIDE, RUNNER):
        compileall.compile_dir(folder, maxlevels=0, quiet=2)


class _Run:
    """One run of tests."""

    def __init__(
        self,
        tester: Tester,
        language: Language,
        spec: KernelSpec,
        judge_spec: KernelSpec,
        files: Mapping[str, bytes],
        data: Mapping[str, bytes],
        tests: Mapping[str, bytes],
        preparation: Preparation,
        progress: Progress,
    ) -> None:
        self._tester = tester
        self._language = language
        self._spec, self._judge_spec = spec, judge_spec
        self._data = {f"data/{path}": content for path, content in data.items()}
        # Their own copies of tests are of no use to anybody here.
        self._files = {
            path: content for path, content in files.items() if not path.startswith("tests/")
        } | self._data
        self._tests = tests
        self._preparation = preparation
        self._progress = progress
        self._sandboxes: list[TestSandbox] = []
        self._watches: list[DiskWatch] = []
        self._names: list[str] = []
        self._results: list[TestResult] = []
        self._failure = ""
        self._output = ""
        self._full = ""
        self._traffic = 0
        self._deadline = 0.0
        self._subject: asyncio.Task[TestSandbox] | None = None

    # -- the whole of it

    async def go(self, began: float) -> Report:
        """Run the tests and tell what became of them."""
        try:
            judge_task, subject_task = self._tasks()
        except InvalidQuestion as error:
            raise InvalidInput(
                "The tests of this question cannot be read: "
                + " ".join(problem.message for problem in error.problems[:3]),
                "unreadable_tests",
            ) from error
        self._subject_task = subject_task
        tests = {f"tests/{path}": content for path, content in self._tests.items()}
        self._begin_subject()
        judge = await self._start("judge", {**self._data, **tests}, judge_task)
        self._deadline = time.monotonic() + self._tester.run_time
        try:
            async with asyncio.timeout(self._tester.run_time):
                await self._relay(judge)
        except TimeoutError:
            self._failure = f"The tests were stopped after {self._tester.run_time:g} seconds."
        except Gone:
            why = await judge.why_gone()
            self._failure = f"The tests broke off: what runs them {why}."
        self._tester.log.debug("Tests ran: %d of %d", len(self._results), len(self._names))
        for name in self._names[len(self._results) :]:
            words = self._failure or "It was not run."
            self._results.append(TestResult(name, "error", message=f"Not run. {words}"))
        if not self._results and not self._failure:
            self._failure = "There are no tests in the files of tests."
        return Report(
            tuple(self._results), round(time.monotonic() - began, 3), self._failure, self._output
        )

    async def clear(self) -> None:
        """End all that still runs, and remove the copies."""
        if self._subject is not None:
            self._subject.cancel()
            await asyncio.gather(self._subject, return_exceptions=True)
        for watch in self._watches:
            await watch.stop()
        stopping = (one.stop() for one in self._sandboxes)
        for error in await asyncio.gather(*stopping, return_exceptions=True):
            if isinstance(error, OSError):
                self._tester.log.warning("Copies of files for tests are left: %s", error)

    def _tasks(self) -> tuple[dict[str, Any], dict[str, Any]]:
        files = sorted(path for path in self._tests if is_test(path) and path.endswith(".py"))
        judge: dict[str, Any] = {
            "files": files,
            "seconds": self._tester.call_time,
        }
        if CASES_FILE in self._tests:
            cases = parse_cases(self._tests[CASES_FILE], CASES_FILE)
            judge["cases"] = {
                "file": cases.file,
                "cases": [
                    {
                        "name": case.name,
                        "input": case.input,
                        "output": case.output,
                        "arguments": list(case.arguments),
                    }
                    for case in cases.cases
                ],
            }
        if RESULTS_FILE in self._tests:
            judge["results"] = {"results": self._expected_results()}
        imported = {name.decode() for path in files for name in _IMPORT.findall(self._tests[path])}
        there = {
            path.split("/")[0].rpartition(".")[0] or path.split("/")[0] for path in self._files
        }
        subject: dict[str, Any] = {"modules": sorted(imported & there)}
        subject["program"] = self._program()
        return judge, subject

    def _expected_results(self) -> list[dict[str, Any]]:
        results = parse_results(self._tests[RESULTS_FILE], RESULTS_FILE)
        rows = []
        for one in results.results:
            database = one.database or results.database
            beside = f".databases/{database}"
            if database in self._tests:
                # The query works on it, so it is where the query is; what is expected is not.
                self._files[beside] = self._tests[database]
                database = beside
            rows.append(
                {
                    "name": one.name,
                    "file": one.file,
                    "database": database,
                    "header": list(one.header),
                    "rows": [list(row) for row in one.rows],
                    "ordered": one.ordered,
                    "tolerance": one.tolerance,
                    "columns": list(one.columns) if one.columns else None,
                }
            )
        return rows

    def _program(self) -> dict[str, Any] | None:
        runs = self._language.runs
        if runs is None:
            return None
        return {
            "runner": str(RUNNER),
            "table": {
                "run": list(runs.run),
                "compile": list(runs.compile),
                "environment": dict(runs.environment),
            },
            "file": self._language.file,
            "folder": self._spec.resource_dir,
            "python": self._language.runner is None,
            "compile_seconds": self._tester.run_time,
        }

    # -- sandboxes

    async def _start(
        self, role: Role, files: Mapping[str, bytes], task: dict[str, Any]
    ) -> TestSandbox:
        spec = self._judge_spec if role == "judge" else self._spec
        sandbox = self._tester.sandbox(role, self._preparation, spec)
        self._sandboxes.append(sandbox)
        watch = DiskWatch(
            str(sandbox.folder),
            size=self._tester.disk_size,
            files=10_000,
            reserve=self._tester.disk_size,
            count=lambda *args: asyncio.to_thread(count, *args),
            halt=lambda words, hard: self._halt(sandbox),
            on_full=lambda words: None,
            log=self._tester.log,
        )
        self._watches.append(watch)
        await sandbox.ready()
        await sandbox.give(files)
        watch.start()
        await sandbox.send(BEGIN, json.dumps(task).encode())
        return sandbox

    async def _halt(self, sandbox: TestSandbox) -> None:
        self._full = "wrote more files than it may"
        if sandbox.provisioner is not None:
            await sandbox.provisioner.kill()

    def _begin_subject(self) -> None:
        starting: Coroutine[Any, Any, TestSandbox]
        starting = self._start("subject", self._files, self._subject_task)
        self._subject = asyncio.ensure_future(starting)

    # -- the talk

    async def _relay(self, judge: TestSandbox) -> None:
        """Pass questions and answers on until the judge is done; note what it says of tests."""
        while True:
            kind, body = await judge.receive()
            if kind in (QUESTION, PATIENT):
                await self._ask(judge, kind, body)
            elif kind == COLLECTED:
                names = _said(body, MOST_NAMES).get("names")
                room = MOST_TESTS - len(self._names)
                self._names += [_text(name)[:300] for name in names or ()][: max(0, room)]
            elif kind == RESULT:
                self._note(body)
            elif kind == END:
                output = _text(_said(body, MOST_RESULT).get("output"))
                cut = len(output) > MOST_OUTPUT
                self._output = output[:MOST_OUTPUT] + ("\n[…]\n" if cut else "")
                return
            else:
                raise Gone

    def _note(self, body: bytes) -> None:
        if len(self._results) >= MOST_TESTS:
            raise Gone
        said = _said(body, MOST_RESULT)
        outcome, seconds = said.get("outcome"), said.get("seconds")
        result = TestResult(
            _text(said.get("name"))[:300],
            outcome if outcome in OUTCOMES else "error",
            _text_or_none(said.get("expected")),
            _text_or_none(said.get("actual")),
            _text_or_none(said.get("message")) or "",
            float(seconds) if isinstance(seconds, int | float) and 0 <= seconds < 1e6 else 0.0,
        )
        self._results.append(result)
        total = max(len(self._names), len(self._results))
        done = len(self._results)
        self._progress(round(done / total, 3), f"{done} of {total} tests are done.")

    async def _ask(self, judge: TestSandbox, kind: bytes, body: bytes) -> None:
        """Pass a question of the judge's to the subject, and what comes of it back."""
        try:
            assert self._subject is not None
            subject = await asyncio.shield(self._subject)
        except Unavailable as error:
            await judge.send(LOST, error.message.encode())
            return
        patience = self._tester.run_time if kind == PATIENT else self._tester.call_time
        try:
            async with asyncio.timeout(patience):
                await subject.send(QUESTION, body)
                while True:
                    answered, answer = await subject.receive()
                    self._count(len(body) + len(answer))
                    if answered == ANSWER:
                        break
                    if answered != QUESTION:
                        raise Gone(NO_ANSWER)
                    # It calls a function of the test; that may ask in turn.
                    await judge.send(QUESTION, answer)
                    await self._call_back(judge, subject)
        except TimeoutError:
            words = f"Your code took longer than {patience:g} seconds and was stopped."
        except Gone as gone:
            why = self._full or str(gone) or await subject.why_gone()
            words = f"Your code {why} while it was tested."
        else:
            await judge.send(ANSWER, answer)
            return
        await self._replace(subject)
        await judge.send(LOST, words.encode())

    async def _call_back(self, judge: TestSandbox, subject: TestSandbox) -> None:
        while True:
            kind, body = await judge.receive()
            if kind == ANSWER:
                await subject.send(ANSWER, body)
                return
            if kind not in (QUESTION, PATIENT):
                raise Gone
            await subject.send(QUESTION, body)
            answered, answer = await subject.receive()
            if answered != ANSWER:
                raise Gone(NO_ANSWER)
            self._count(len(body) + len(answer))
            await judge.send(ANSWER, answer)

    def _count(self, size: int) -> None:
        self._traffic += size
        if self._traffic > MOST_TRAFFIC:
            self._full = "gave back more than can be compared in one run"
            raise Gone(self._full)

    async def _replace(self, subject: TestSandbox) -> None:
        """Have a fresh subject for the tests that follow."""
        self._full = ""
        with contextlib.suppress(OSError):
            await subject.stop()
        self._begin_subject()


def _said(body: bytes, most: int) -> dict[str, Any]:
    """What the judge says; tests that are as wrong as can be may have it say anything.

    Raises:
        Gone: it is nothing that a judge says.
    """
    try:
        said = json.loads(body) if len(body) <= most else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Gone
    return said


def _text(value: Any) -> str:
    """A text that can be kept and sent; halves of characters cannot be."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _text_or_none(value: Any) -> str | None:
    return _text(value[:4100]) if isinstance(value, str) else None
