"""Fixtures of the tests in browsers: a server that may be killed, a browser for each person.

Failing tests leave a screenshot and a trace of every page, and the server's log, in
`test-results/<test>/`; `.venv/bin/playwright show-trace FILE` opens a trace.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from .browsers import launch
from .people import Candidate, Interview, Interviewer, Person
from .server import InterviewServer

TESTS = Path(__file__).parents[1]
FOLDERS = (TESTS / "e2e", TESTS / "attacks" / "browser")
RESULTS = TESTS.parent / "test-results"
# Two JupyterLabs start on two cores beside their server: patience where something is waited for,
# while what must be quick is timed by the test itself.
PATIENCE = 30_000

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in browsers, so that `-m 'not e2e'` leaves them out, and run them last.

    Last, because the browser's driver keeps an event loop running in this thread to the end.
    """
    here = [item for item in items if any(folder in item.path.parents for folder in FOLDERS)]
    for item in here:
        item.add_marker(pytest.mark.e2e)
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(300))
    items[:] = [item for item in items if item not in here] + here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures see whether their test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def results(request: pytest.FixtureRequest) -> Path:
    """Where this test leaves what helps to understand its failure."""
    folder = RESULTS / re.sub(r"[^\w.-]+", "-", request.node.name)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser process; each person gets a context of their own in it."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewServer]:
    """A server for all tests that do not harm it."""
    server = InterviewServer(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(
    shared_server: InterviewServer, request: pytest.FixtureRequest, results: Path
) -> Iterator[InterviewServer]:
    """A running server; its log is kept when the test fails."""
    begun = shared_server.log.stat().st_size
    yield shared_server
    if FAILED in request.node.stash:
        results.mkdir(parents=True, exist_ok=True)
        (results / "server.log").write_bytes(shared_server.log.read_bytes()[begun:])


@pytest.fixture
def own_server(
    tmp_path: Path, request: pytest.FixtureRequest, results: Path
) -> Iterator[InterviewServer]:
    """A server of this test's own, to be killed and started again."""
    server = InterviewServer(tmp_path / "server")
    server.folder.mkdir()
    server.start()
    yield server
    if server.process is not None:
        server.stop()
    if FAILED in request.node.stash:
        results.mkdir(parents=True, exist_ok=True)
        shutil.copy(server.log, results / "server.log")


@pytest.fixture
def people(
    browser: Browser, request: pytest.FixtureRequest, results: Path
) -> Iterator[Callable[..., Person]]:
    """Bring people into the room: `people(Candidate, server, "Ada")`, a browser context each."""
    present: list[Person] = []

    def bring(kind: type[Person], server: InterviewServer, name: str, **options: object) -> Person:
        context = browser.new_context(
            **({"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | options)
        )
        context.set_default_timeout(PATIENCE)
        context.tracing.start(snapshots=True, title=f"{request.node.name} {name}")
        person = kind(context, server, name)
        present.append(person)
        return person

    yield bring
    failed = FAILED in request.node.stash
    for person in present:
        if failed:
            person.leave_evidence(results)
        else:
            person.context.tracing.stop()
        person.context.close()


@pytest.fixture
def interviewer(people: Callable[..., Person], server: InterviewServer) -> Interviewer:
    """A member of the team, signed in; there is no pad of an earlier test."""
    person = people(Interviewer, server, "interviewer")
    assert isinstance(person, Interviewer)
    person.sign_in()
    person.clear_away()
    return person


@pytest.fixture
def candidate(people: Callable[..., Person], server: InterviewServer) -> Candidate:
    """Somebody with a link and no account."""
    person = people(Candidate, server, "Ada Lovelace")
    assert isinstance(person, Candidate)
    return person


@pytest.fixture
def interview(interviewer: Interviewer, candidate: Candidate) -> Iterator[Interview]:
    """Both are in a pad; at the end neither page has thrown an exception."""
    pad = interviewer.make_pad(instructions="# The task\n\nCount the **words**.")
    interviewer.open_pad(pad)
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    yield Interview(pad, interviewer, candidate)
    assert interviewer.exceptions == []
    assert candidate.exceptions == []
