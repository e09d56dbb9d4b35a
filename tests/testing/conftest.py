"""Testers for the tests of this folder: real sandboxes, real pytest in them."""

from __future__ import annotations

import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from interview_ext.provisioning.doctor import sandbox_report
from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager
from interview_ext.testing.report import Report, TestResult
from interview_ext.testing.tester import Tester

Files = dict[str, str | bytes]
Run = Callable[..., Awaitable[Report]]


@pytest.fixture(scope="session")
def sandboxes(kernels_python: str) -> None:
    """Skips what needs a sandbox on a machine that has none, and says why."""
    problems = sandbox_report(kernels_python)
    if problems:
        pytest.skip("; ".join(f"{problem.what} {problem.remedy}" for problem in problems))


@pytest.fixture
def make_tester(sandboxes: None, tmp_path: Path) -> Callable[..., Tester]:
    """Makes testers; traits as keyword arguments."""

    def make(**traits: Any) -> Tester:
        config = Config()
        return Tester(
            folder=tmp_path / "testing",
            kernel_specs=SandboxedKernelSpecManager(config=config),
            config=config,
            **traits,
        )

    return make


@pytest.fixture
def run(make_tester: Callable[..., Tester]) -> Run:
    """Runs tests on files that are given as texts, in Python unless said otherwise."""

    async def run(
        files: Files,
        tests: Files,
        *,
        data: Files | None = None,
        language: str = "python",
        **traits: Any,
    ) -> Report:
        tester = make_tester(**traits)
        report = await tester.run(
            type="code",
            language=language,
            files=as_bytes(files),
            data=as_bytes(data or {}),
            tests=as_bytes(tests),
        )
        assert not list(tester.folder.iterdir()), "copies of files were left"
        return report

    return run


def as_bytes(files: Files) -> dict[str, bytes]:
    """Files whose texts may be indented as the test around them."""
    return {
        path: textwrap.dedent(content).lstrip("\n").encode()
        if isinstance(content, str)
        else content
        for path, content in files.items()
    }


def outcomes(report: Report) -> dict[str, str]:
    """What became of each test, by its name."""
    assert not report.failure, report.failure
    return {test.name: test.outcome for test in report.tests}


def named(report: Report, name: str) -> TestResult:
    """One test's result."""
    return next(test for test in report.tests if test.name == name)
