"""How soon code runs: beside a plain Jupyter kernel, and beside a sandbox for each run.

Measured on a real `jupyter interview` with its pool of warm kernels, as somebody in a pad sees it
(``python -m benchmarks.kernels ROUNDS``), and on kernels alone. The alternatives take turns.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from pycrdt import Text
from traitlets.config import Config

from interview_ext.provisioning.python_environment import PythonEnvironment
from tests.attacks.siege import BesiegedPad, Siege
from tests.e2e.server import InterviewServer

from .servers import HERE, ServerTrouble, favour, proportional_set_size

EXECUTIONS = 200
"""Small executions of a warm kernel in each round."""

FILE = "main.py"


@dataclass
class KernelTimes:
    """Milliseconds of each round.

    Arguments:
        first, first_plain: from the first run request after being admitted to its output; from
            starting a plain ipykernel to its output.
        restart, restart_plain: from the request to restart until the kernel answers.
        execute, execute_plain: one small execution of a warm kernel, sandboxed and plain.
        launch, launch_plain: until the process has been started.
        file, file_bwrap: ``print(1)`` as a clean run of a file, and in a bubblewrap of its own.
        idle: MB of an idle kernel (proportional set size).
    """

    first: list[float] = field(default_factory=list)
    first_plain: list[float] = field(default_factory=list)
    restart: list[float] = field(default_factory=list)
    restart_plain: list[float] = field(default_factory=list)
    execute: list[float] = field(default_factory=list)
    execute_plain: list[float] = field(default_factory=list)
    launch: list[float] = field(default_factory=list)
    launch_plain: list[float] = field(default_factory=list)
    file: list[float] = field(default_factory=list)
    file_bwrap: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The median of one of the figures."""
        return median(getattr(self, name))


def measure_kernels(rounds: int) -> KernelTimes:
    """Measure in a fresh process.

    Raises:
        ServerTrouble: it failed; its last lines are in the message.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.kernels", str(rounds), directory],
            cwd=HERE.parent,
            env={**os.environ, "HOME": directory},
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        result = Path(directory) / "figures.json"
        if not result.exists():
            raise ServerTrouble(f"the kernels could not be measured:\n{done.stderr[-3000:]}")
        return KernelTimes(**json.loads(result.read_text()))


class _Clock:
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    def __call__(self) -> float:
        return (time.perf_counter() - self._begun) * 1000


# -- in a pad


async def _in_pads(server: InterviewServer, rounds: int, times: KernelTimes) -> None:
    siege = await Siege.begin(server)
    await siege.attacker.result("print('ready')")
    # A kernel in use and its spare for each of the two pads, and two that wait.
    others = 4 + 2
    for number in range(rounds):
        await _settled(server, others)
        pad = await siege.new_pad(f"Round {number}")
        # What a pad's page opens before it can show anything.
        events = await pad.websocket("api/interview/events")
        await events.read_message()
        clock = _Clock()
        run = await pad.run("print('first')")
        await run.until(lambda run=run: "first" in run.text)  # type: ignore[misc]
        times.first.append(clock())
        await run.finished()
        # Both documents have a kernel and its spare.
        await _settled(server, others + 4)
        clock = _Clock()
        await pad.restart()
        times.restart.append(clock())
        await _run_file(pad, 1000)
        await _settled(server, others + 4)
        times.file.append(await _run_file(pad, 1001))
        clock = _Clock()
        _one_shot()
        times.file_bwrap.append(clock())
        times.idle.append(_idle_kernel(server))
        events.close()
        pad.leave()
        siege.pads.remove(pad)
        await siege.member.api("POST", f"pads/{pad.id}/end")
        await siege.member.api("DELETE", f"pads/{pad.id}")
    await siege.end()


async def _run_file(pad: BesiegedPad, number: int) -> float:
    """Write a program that prints a number, press Run, wait for what it prints."""
    document = await pad.room(FILE)
    with document.doc.transaction():
        text = document.doc.get("source", type=Text)
        text.clear()
        text.insert(0, f"print({number})\n")
    await document.settle()
    clock = _Clock()
    await pad.json("POST", "api/interview/runs", {"path": FILE})
    while str(number) not in str(pad.about.map("consoles").get(FILE, "")):
        await pad.news()
    taken = clock()
    document.reader.cancel()
    document.socket.close()
    return taken


def _kernels(server: InterviewServer) -> list[psutil.Process]:
    assert server.process is not None
    found = []
    for process in psutil.Process(server.process.pid).children(recursive=True):
        try:
            if "ipykernel" in " ".join(process.cmdline()) and "bwrap" not in process.name():
                found.append(process)
        except psutil.Error:
            continue
    return found


async def _settled(server: InterviewServer, count: int) -> None:
    """Wait until that many kernels run and none is busy: those being made ready are ready."""
    quiet, before = 0, 0.0
    while quiet < 3:
        await asyncio.sleep(0.2)
        used, kernels = 0.0, _kernels(server)
        for process in kernels:
            try:
                spent = process.cpu_times()
            except psutil.Error:
                continue
            used += spent.user + spent.system
        quiet = quiet + 1 if len(kernels) == count and abs(used - before) < 0.03 else 0
        before = used


def _idle_kernel(server: InterviewServer) -> float:
    sizes = []
    for process in _kernels(server):
        # One that was culled or replaced in between has no size any more.
        with suppress(ProcessLookupError):
            sizes.append(proportional_set_size(process.pid))
    return median(sizes)


def _one_shot() -> None:
    subprocess.run(
        [
            "bwrap",
            *("--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib"),
            *("--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin"),
            *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--unshare-all"),
            *("--", "/usr/bin/python3", "-c", "print(1)"),
        ],
        stdout=subprocess.PIPE,
        check=True,
    )


# -- kernels alone


class _PlainManager(AsyncKernelManager):
    """A kernel as Jupyter starts it, with the Python that runs kernels in pads."""

    python = str(PythonEnvironment().find() or sys.executable)

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[self.python, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python",
            language="python",
        )


@asynccontextmanager
async def _plain(times: KernelTimes) -> AsyncIterator[tuple[Any, AsyncKernelClient]]:
    manager = _PlainManager(transport="ipc")
    clock = _Clock()
    await manager.start_kernel()
    times.launch_plain.append(clock())
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready()
    await _execute(client, "print('first')")
    times.first_plain.append(clock())
    yield manager, client
    client.stop_channels()
    await manager.shutdown_kernel(now=True)


@asynccontextmanager
async def _sandboxed(
    times: KernelTimes, directory: Path
) -> AsyncIterator[tuple[Any, AsyncKernelClient]]:
    from interview_ext.provisioning.kernels import warm_manager

    directory.mkdir(exist_ok=True)
    manager = warm_manager(Config(), "python3", str(directory), None)
    clock = _Clock()
    await manager.start_kernel(cwd=str(directory))
    times.launch.append(clock())
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready()
    yield manager, client
    client.stop_channels()
    await manager.shutdown_kernel(now=True)


async def _execute(client: AsyncKernelClient, code: str) -> None:
    await client.execute_interactive(code, output_hook=lambda message: None, timeout=30)


async def _alone(directory: Path, rounds: int, times: KernelTimes) -> None:
    for _ in range(rounds):
        async with (
            _plain(times) as (plain, plain_client),
            _sandboxed(times, directory) as (_, client),
        ):
            for client_of, into in ((plain_client, times.execute_plain), (client, times.execute)):
                taken = []
                for _ in range(EXECUTIONS):
                    clock = _Clock()
                    await _execute(client_of, "1 + 1")
                    taken.append(clock())
                into.append(median(taken))
            clock = _Clock()
            await plain.restart_kernel(now=True)
            await plain_client.wait_for_ready()
            times.restart_plain.append(clock())


def main(rounds: int, directory: Path) -> None:
    """Measure in this process and write the figures into the directory."""
    favour(os.getpid())
    times = KernelTimes()
    server = InterviewServer(directory / "server")
    server.start()
    try:
        asyncio.run(_in_pads(server, rounds, times))
    finally:
        server.stop()
    # Afterwards, so that what this leaves in memory does not slow down the browser above.
    asyncio.run(_alone(directory / "pad", rounds, times))
    (directory / "figures.json").write_text(json.dumps(asdict(times)))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
