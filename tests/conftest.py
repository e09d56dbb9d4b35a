"""What all tests share: coroutines run on an event loop of their own (pytest-jupyter)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from interview_ext.provisioning.python_environment import PythonEnvironment

from .hosts import SECONDS, Host

pytest_plugins = ["pytest_jupyter.jupyter_server", "tests.e2e.fixtures"]

# What a program without a terminal gets anyhow: every option of each host's command line asks for
# it, and asking the system takes as long as all the rest of the option.
os.environ |= {"COLUMNS": "80", "LINES": "24"}


@pytest.fixture(scope="session", autouse=True)
def kernels_python() -> str:
    """The Python that runs kernels; made here only where `make` has not made it already."""
    return str(asyncio.run(PythonEnvironment().make(print)))


@pytest.fixture
def own_jupyter_dirs(tmp_path, monkeypatch):
    """Keep the tests away from the configuration and data of whoever runs them."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)


@pytest.fixture
def make_host(tmp_path, own_jupyter_dirs, jp_asyncio_loop) -> Iterator[Callable[..., Host]]:
    """Makes hosts that are stopped when the test is over; traits as keyword arguments."""
    hosts: list[Host] = []

    async def start(**traits: Any) -> Host:
        host = Host(tmp_path, **traits)
        hosts.append(host)
        return await host.start()

    async def end() -> None:
        for host in hosts:
            await host.stop()
        # As at the end of a process. Left to the garbage collector, they would be broken off in
        # the middle of a later test, in any of its threads.
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=SECONDS)

    yield start
    jp_asyncio_loop.run_until_complete(end())


@pytest.fixture
def host(make_host, jp_asyncio_loop) -> Host:
    """A host with default settings."""
    return jp_asyncio_loop.run_until_complete(make_host())
