"""Whether a question may be published: its own solution has to pass its own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from ..questions.question import TESTED, Question, is_test
from .preparation import preparation
from .report import Report, TestResult
from .tester import Tester

Which = Literal["visible", "hidden"]

NAMED: Final = 3
"""Tests that a message names."""

PASSED: Final = "The solution passes all tests."
UNTESTED: Final = (
    "Nothing was run, as the question has no tests: what candidates make of it is judged by its "
    "rubric."
)


@dataclass(frozen=True)
class LanguageReport:
    """What became of the tests of one language.

    Arguments:
        language: of the question.
        which: ``visible`` or ``hidden``.
        report: with the solution.
    """

    language: str
    which: Which
    report: Report

    def model(self) -> dict[str, Any]:
        """The report as JSON."""
        return {"language": self.language, "which": self.which, **self.report.model()}


@dataclass(frozen=True)
class Check:
    """What a publication check found.

    Arguments:
        message: why the question cannot be published, and what to do; or that it can.
        reports: of the tests that were run.
    """

    state: Literal["passed", "failed"]
    message: str
    reports: tuple[LanguageReport, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the question may be published."""
        return self.state == "passed"

    def model(self) -> dict[str, Any]:
        """The check as JSON."""
        return {
            "state": self.state,
            "message": self.message,
            "reports": [report.model() for report in self.reports],
        }


async def check(
    question: Question, tester: Tester, progress: Callable[[float, str], None]
) -> Check:
    """Run a question's tests against its solution, and against what the candidate begins with.

    Called when a question is published, and for the questions that ship with the package.

    Arguments:
        question: read without problems.
        progress: told how far it is, from 0 to 1, and in words.

    Raises:
        Unavailable: no code can be run on this machine at all.
    """
    steps = list(_steps(question))
    problems = [problem.message for problem in _what_is_missing(question)]
    if question.type not in TESTED and not steps and not problems:
        return Check("passed", UNTESTED)
    if problems or not question.languages:
        return Check("failed", " ".join(problems) or "The question has no language.")
    reports: list[LanguageReport] = []
    troubles: list[str] = []
    for number, (language, which, tests) in enumerate(steps):
        missing = await tester.missing(language)
        if missing:
            words = f"{language} was not checked here: {missing}"
            if words not in troubles:
                troubles.append(words)
            continue
        run = partial(_run, question, tester, language, tests)
        begins_with = question.begins_with(language)
        twice = which == _last(question, language)
        at, share = number / len(steps), (0.5 if twice else 1.0) / len(steps)
        solved = {**begins_with, **question.solution(language)}
        report = await run(solved, partial(_tell, progress, at, share))
        reports.append(LanguageReport(language, which, report))
        if not report.passed:
            troubles.append(_failed(language, which, report))
        elif twice and (await run(begins_with, partial(_tell, progress, at + share, share))).passed:
            troubles.append(
                f"{language}: the files that the candidate begins with pass all {which} tests "
                "already. Add a test that only a solution passes, or take the solution out of "
                "the starter files."
            )
    progress(1.0, "The tests are done.")
    if troubles:
        return Check("failed", "\n".join(troubles), tuple(reports))
    untested = [one for one in question.languages if one not in {step[0] for step in steps}]
    words = f"{PASSED} There are none for {', '.join(untested)}." if untested else PASSED
    return Check("passed", words, tuple(reports))


async def _run(
    question: Question,
    tester: Tester,
    language: str,
    tests: Mapping[str, bytes],
    files: Mapping[str, bytes],
    progress: Callable[[float, str], None],
) -> Report:
    return await tester.run(
        type=question.type,
        language=language,
        files=files,
        data=question.data(),
        tests=tests,
        preparation=preparation(question, language),
        progress=progress,
    )


def _tell(
    progress: Callable[[float, str], None], at: float, share: float, fraction: float, words: str
) -> None:
    progress(round(at + share * fraction, 3), words)


def _what_is_missing(question: Question) -> Iterator[Any]:
    for problem in question.missing():
        if problem.file.startswith(("solution/", "hidden_tests/", "tests/")):
            yield problem


def _steps(question: Question) -> Iterator[tuple[str, Which, dict[str, bytes]]]:
    for language in question.languages:
        for which, tests in (
            ("visible", question.tests(language)),
            ("hidden", question.hidden_tests(language)),
        ):
            if any(is_test(path) for path in tests):
                yield language, which, tests  # type: ignore[misc]


def _last(question: Question, language: str) -> Which:
    """The tests that the starter must not pass: the hidden ones, where there are any."""
    hidden = question.hidden_tests(language)
    return "hidden" if any(is_test(path) for path in hidden) else "visible"


def _failed(language: str, which: Which, report: Report) -> str:
    if report.failure:
        return f"{language}: the solution does not pass the {which} tests. {report.failure}"
    bad = [test for test in report.tests if test.outcome in ("failed", "error")]
    if not bad:
        return f"{language}: every one of the {which} tests is skipped."
    words = "; ".join(_in_words(test) for test in bad[:NAMED])
    more = f" (and {len(bad) - NAMED} more)" if len(bad) > NAMED else ""
    count = f"{len(bad)} of {len(report.tests)}"
    return f"{language}: the solution does not pass {count} {which} tests: {words}{more}."


def _in_words(test: TestResult) -> str:
    if test.expected is not None and test.actual is not None:
        return f"“{test.name}” (expected {test.expected[:100]}, got {test.actual[:100]})"
    said = test.message.split("\n")[0][:200]
    return f"“{test.name}” ({said})" if said else f"“{test.name}”"
