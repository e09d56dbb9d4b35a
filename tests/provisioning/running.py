"""Real kernels for tests: started as a pad starts them, in a real sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from traitlets.config import Config

from interview_ext.provisioning.kernels import PadKernelManager, SandboxedKernelManager
from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager
from interview_ext.provisioning.provisioner import SandboxProvisioner

PATIENCE = 30.0
"""Seconds after which a test gives up on something that should have happened."""


@dataclass
class Result:
    """What came of running some code."""

    text: str = ""
    error: str | None = None
    status: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Kernel:
    """A running kernel with a client that talks to it."""

    kernel_id: str
    manager: SandboxedKernelManager
    client: AsyncKernelClient

    @property
    def provisioner(self) -> SandboxProvisioner:
        assert isinstance(self.manager.provisioner, SandboxProvisioner)
        return self.manager.provisioner

    async def run(
        self,
        code: str,
        answer: str | None = None,
        heard: Callable[[str], None] | None = None,
        once: str = "",
    ) -> Result:
        """Run `code`; answers its questions with `answer`; tells `heard` all text so far.

        A question is answered once `once` has been printed.
        """
        result = Result()
        questions = 0

        def answer_it() -> None:
            nonlocal questions
            if questions and once in result.text:
                questions -= 1
                self.client.input(answer or "")

        def asked(_: Any) -> None:
            nonlocal questions
            questions += 1
            answer_it()

        def output(message: dict[str, Any]) -> None:
            content = message["content"]
            kind = message["header"]["msg_type"]
            if kind in ("stream", "display_data", "execute_result", "error"):
                result.outputs.append(content)
            if kind == "stream":
                result.text += content["text"]
                if heard is not None:
                    heard(result.text)
                answer_it()
            elif kind == "error":
                result.error = content["ename"]

        reply = await self.client.execute_interactive(
            code,
            allow_stdin=answer is not None,
            stdin_hook=asked,
            output_hook=output,
            timeout=PATIENCE,
        )
        result.status = reply["content"]["status"]
        return result

    async def start(self, code: str, until: str) -> asyncio.Task[Result]:
        """Begin to run `code`; returns once it has printed `until`."""
        said = asyncio.Event()
        task = asyncio.create_task(
            self.run(code, heard=lambda text: said.set() if until in text else None)
        )
        await asyncio.wait_for(said.wait(), PATIENCE)
        return task

    async def ready(self) -> None:
        """Wait until the kernel answers."""
        await self.client.wait_for_ready(timeout=PATIENCE)


class Pad:
    """A directory of files and the kernels that run on it."""

    def __init__(self, directory: Path, config: Config | None = None) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.config = Config()
        if config is not None:
            self.config.merge(config)
        self.config.SandboxProvisioner.pad_dir = str(directory)
        self.kernels = PadKernelManager(
            config=self.config,
            kernel_spec_manager=SandboxedKernelSpecManager(config=self.config),
            root_dir=str(directory),
        )

    @contextlib.asynccontextmanager
    async def kernel(self, **kwargs: Any) -> AsyncIterator[Kernel]:
        """A kernel that answers, until the end of the block."""
        kernel_id = await self.kernels.start_kernel(**kwargs)
        manager = self.kernels.get_kernel(kernel_id)
        client = manager.client()
        client.start_channels()
        kernel = Kernel(kernel_id, manager, client)
        try:
            await kernel.ready()
            yield kernel
        finally:
            client.stop_channels()
            if kernel_id in self.kernels:
                await self.kernels.shutdown_kernel(kernel_id, now=True)


async def until(condition: Callable[[], bool | Awaitable[bool]], timeout: float = PATIENCE) -> None:
    """Wait until `condition` holds; fails if it never does."""
    async with asyncio.timeout(timeout):
        while True:
            holds = condition()
            if not isinstance(holds, bool):
                holds = await holds
            if holds:
                return
            await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether a process exists and is not merely waiting to be reaped."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """The process ids of all that a process started."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
