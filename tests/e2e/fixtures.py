"""Fixtures of the tests in browsers: a server that may be killed, a browser for each person.

Failing tests leave a screenshot of every page, what its console said, and the server's log, in
`test-results/<test>/`. They are tried once more, which leaves a trace of every page too, in
`test-results/<test>-again/`; `.venv/bin/playwright show-trace FILE` opens a trace.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from .browsers import Profiles, launch
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
        # Attacks never: one that gets through once in a while has got through.
        if FOLDERS[0] in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
    items[:] = [item for item in items if item not in here] + here


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget that a test failed when it is tried again."""
    if FAILED in item.stash:
        del item.stash[FAILED]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures see whether their test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


def is_retried(request: pytest.FixtureRequest) -> bool:
    """Whether this test has failed before, so that what happens in it is written down."""
    return getattr(request.node, "execution_count", 1) > 1


@pytest.fixture
def results(request: pytest.FixtureRequest) -> Path:
    """Where this test leaves what helps to understand its failure."""
    again = "-again" if is_retried(request) else ""
    folder = RESULTS / (re.sub(r"[^\w.-]+", "-", request.node.name) + again)
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
def profiles(browser: Browser) -> Profiles:
    """The contexts of people who have left, for those who come."""
    return Profiles(browser)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewServer]:
    """A server for all tests that do not harm it."""
    # Without what is kept in reserve for later, which would start beside each page that loads.
    server = InterviewServer(
        tmp_path_factory.mktemp("server"), "--KernelPool.spares=0", "--Tester.spares=0"
    )
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


class Visitors:
    """Brings people to their browsers, and takes them away again.

    Arguments:
        profiles: where their browser contexts come from.
    """

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self.present: list[Person] = []

    def bring(
        self, kind: type[Person], server: InterviewServer, name: str, **options: object
    ) -> Person:
        """Somebody new, with a browser context of their own."""
        context = self._profiles.take(
            **({"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | options)
        )
        context.set_default_timeout(PATIENCE)
        person = kind(context, server, name)
        self.present.append(person)
        return person

    def leave_evidence(self, results: Path) -> None:
        """Write down what everybody saw at the end of a test that failed."""
        for person in self.present:
            person.leave_evidence(results)

    def go(self, *, for_good: bool) -> None:
        """Take everybody away. `for_good`: nobody uses their contexts again."""
        for person in self.present:
            if for_good:
                person.context.close()
            else:
                self._profiles.give_back(person.context)
        self.present.clear()


@pytest.fixture
def people(
    profiles: Profiles, request: pytest.FixtureRequest, results: Path
) -> Iterator[Callable[..., Person]]:
    """Bring people into the room: `people(Candidate, server, "Ada")`, a browser context each."""
    visitors = Visitors(profiles)

    def bring(kind: type[Person], server: InterviewServer, name: str, **options: object) -> Person:
        person = visitors.bring(kind, server, name, **options)
        if is_retried(request):
            person.context.tracing.start(snapshots=True, title=f"{request.node.name} {name}")
        return person

    yield bring
    failed = FAILED in request.node.stash
    if failed:
        visitors.leave_evidence(results)
    # A context that wrote down what happened is not used again.
    visitors.go(for_good=failed or is_retried(request))


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


def begin(interviewer: Interviewer, candidate: Candidate) -> Interview:
    """An interview that both have come into."""
    pad = interviewer.make_pad(instructions="# The task\n\nCount the **words**.")
    # Both pages load at the same time, once the pad is open and records who knocks.
    interviewer.page.goto(pad.url, wait_until="commit")
    interviewer.page.wait_for_url("**/lab", wait_until="commit")
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    for person in (interviewer, candidate):
        person.is_in_pad()
    return Interview(pad, interviewer, candidate)


@pytest.fixture
def interview(interviewer: Interviewer, candidate: Candidate) -> Iterator[Interview]:
    """Both are in a pad; at the end neither page has thrown an exception."""
    interview = begin(interviewer, candidate)
    yield interview
    for person in interview.both:
        assert person.exceptions == []


class Ongoing:
    """One interview for the tests that leave it as they would like to find it: going on.

    Arguments:
        profiles: where the browser contexts come from.
        server: where it is held.
    """

    def __init__(self, profiles: Profiles, server: InterviewServer) -> None:
        self.visitors = Visitors(profiles)
        self._server = server
        self._interview: Interview | None = None

    def interview(self) -> Interview:
        """The interview, begun when it is first asked for and after a failure."""
        if self._interview is None:
            interviewer = self.visitors.bring(Interviewer, self._server, "interviewer")
            candidate = self.visitors.bring(Candidate, self._server, "Ada Lovelace")
            assert isinstance(interviewer, Interviewer)
            assert isinstance(candidate, Candidate)
            interviewer.sign_in()
            interviewer.clear_away()
            try:
                self._interview = begin(interviewer, candidate)
            except BaseException:
                self.end(for_good=True)
                raise
        return self._interview

    def end(self, *, for_good: bool) -> None:
        """Let both go. `for_good`: nobody uses their contexts again."""
        self._interview = None
        self.visitors.go(for_good=for_good)


@pytest.fixture(scope="module")
def _ongoing(profiles: Profiles, shared_server: InterviewServer) -> Iterator[Ongoing]:
    ongoing = Ongoing(profiles, shared_server)
    yield ongoing
    ongoing.end(for_good=False)


@pytest.fixture
def ongoing_interview(
    _ongoing: Ongoing, server: InterviewServer, request: pytest.FixtureRequest, results: Path
) -> Iterator[Interview]:
    """The interview that this module's tests share, as long as none of them fails.

    Whoever ends it, or needs a recording from its beginning, asks for `interview`, in a module of
    other tests than these: bringing the `interviewer` there clears all pads away.
    """
    interview = _ongoing.interview()
    yield interview
    try:
        for person in interview.both:
            assert person.exceptions == []
    except AssertionError:
        request.node.stash[FAILED] = True
        raise
    finally:
        if FAILED in request.node.stash:
            _ongoing.visitors.leave_evidence(results)
            _ongoing.end(for_good=True)
