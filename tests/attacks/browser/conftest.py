"""One interviewer at their browser, and a candidate whose programs write whatever they like."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from ...e2e.browsers import ARGUMENTS, find
from ...e2e.conftest import jp_asyncio_loop, jp_server_cleanup  # noqa: F401 - fixtures
from ...e2e.fixtures import server  # noqa: F401 - a fixture
from ...e2e.server import InterviewServer
from .canary import Canary, Unprotected
from .stage import Stage


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """A server that nobody has a reason to call."""
    with Canary() as canary:
        yield canary


@pytest.fixture(scope="module")
def unprotected(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Unprotected]:
    """A site without any protection, and a browser process that looks at it."""
    path = find(browser.browser_type)
    assert path is not None
    profile = tmp_path_factory.mktemp("profile")
    with Unprotected() as site:
        process = subprocess.Popen(
            [path, "--headless", *ARGUMENTS, f"--user-data-dir={profile}", site.url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        yield site
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def the_stage(browser: Browser, shared_server: InterviewServer, canary: Canary) -> Iterator[Stage]:
    """An interview, with the interviewer looking at its notebook."""
    stage = Stage(browser, shared_server, canary)
    yield stage
    stage.close()


@pytest.fixture
def stage(the_stage: Stage) -> Iterator[Stage]:
    """The same interview for each attack, with nothing left of the one before."""
    the_stage.clear()
    yield the_stage
    the_stage.close_extra_tabs()
