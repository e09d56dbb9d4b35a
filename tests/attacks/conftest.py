"""A real server for the attacks of each module; see `siege.py` for how an attack is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..e2e.server import InterviewServer
from ..provisioning.conftest import sandboxes  # noqa: F401 - a fixture
from .siege import Siege


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """No server in this process to clean up after."""


@pytest.fixture(scope="session")
def running() -> Iterator[list[InterviewServer]]:
    """The server of the moment, if there is one; never two that would feel each other."""
    running: list[InterviewServer] = []
    yield running
    for server in running:
        server.stop()


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest,
    sandboxes: None,  # noqa: F811
    running: list[InterviewServer],
    tmp_path_factory: pytest.TempPathFactory,
) -> InterviewServer:
    """A server with the module's `SERVER_OPTIONS`, for all attacks of the module.

    The module before has left it running if that wanted the same.
    """
    options = tuple(getattr(request.module, "SERVER_OPTIONS", ()))
    if not running or running[0].options != options:
        while running:
            running.pop().stop()
        server = InterviewServer(tmp_path_factory.mktemp("server"), *options)
        server.start()
        running.append(server)
    return running[0]


@pytest.fixture
def siege(server: InterviewServer, jp_asyncio_loop) -> Iterator[Siege]:
    """Two pads of that server, new for each attack."""
    siege = jp_asyncio_loop.run_until_complete(Siege.begin(server))
    yield siege
    jp_asyncio_loop.run_until_complete(siege.end())
