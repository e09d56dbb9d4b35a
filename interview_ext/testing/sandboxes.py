"""A sandbox for one side of a test run, and the connection to what runs in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from traitlets.config import Config

from ..errors import Unavailable
from ..provisioning import sharing
from ..provisioning.kernels import warm_manager
from ..provisioning.kernelspecs import RUNNER
from ..provisioning.provisioner import SandboxProvisioner
from ..trees import remove_tree
from .preparation import Role

INSIDE = Path(__file__).with_name("inside")
"""What runs in the sandboxes; they see this folder and can change nothing in it."""

HEAD = struct.Struct(">cI")

PREPARE = b"I"
"""The kind of the first message, as in `inside/frames.py`."""

MOST = 16 * 1024 * 1024
"""Bytes of one message."""

NO_ANSWER = "gave an answer that is none"

NO_FILES = "The files could not be copied for the tests. Tell the administrator."

START = 20.0
"""Seconds within which a sandbox that is set up has to listen."""


class Gone(Exception):
    """The other end has ended, or does not keep to what messages are like; then it says so."""


def test_spec(base: KernelSpec) -> KernelSpec:
    """The kernelspec of a side of a test run.

    It has what the kernel of a language may see and use, and runs our own program in its place.

    Arguments:
        base: of the language.
    """
    interview = dict(base.metadata.get("interview", {}))
    interview["read_only"] = [*interview.get("read_only", []), str(RUNNER), str(INSIDE)]
    return KernelSpec(
        argv=["python", "-P", str(INSIDE), "{connection_file}"],
        display_name=base.display_name,
        language=base.language,
        interrupt_mode="signal",
        resource_dir=base.resource_dir,
        env=dict(base.env),
        metadata={**base.metadata, "interview": interview},
    )


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder; called on a thread, before anybody's code runs there.

    Raises:
        ValueError: a name leads out of it.
        OSError: they cannot be written.
    """
    for name, content in files.items():
        parts = name.split("/")
        if "\0" in name or any(part in ("", ".", "..") for part in parts):
            raise ValueError(name)
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class TestSandbox:
    """One side of a test run.

    Made by the tester; started, given files and stopped once.

    Arguments:
        config: the host's.
        spec: see `test_spec`.
        folder: is made, and removed at the end; holds the files that this side sees, and is seen
            as its working directory.
        role: which side it is.
        modules: what it imports as soon as it runs, see `preparation`.
    """

    __test__ = False

    def __init__(
        self, config: Config, spec: KernelSpec, folder: Path, role: Role, modules: tuple[str, ...]
    ) -> None:
        self.folder = folder
        self._first = json.dumps({"role": role, "modules": modules}).encode()
        self._starting: asyncio.Task[None] | None = None
        self._manager: Any = warm_manager(config, "python3", str(folder), None)
        self._manager._kernel_spec = spec
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None

    @property
    def provisioner(self) -> SandboxProvisioner | None:
        """What holds the sandbox, once there is one."""
        found: SandboxProvisioner | None = self._manager.provisioner
        return found

    @property
    def lives(self) -> bool:
        """Whether it is being started, or can be used."""
        starting = self._starting
        if starting is not None and starting.done():
            if starting.cancelled() or starting.exception() is not None:
                return False
            process = self.provisioner.process if self.provisioner is not None else None
            return process is not None and process.poll() is None
        return True

    def begin(self) -> None:
        """Begin to start it; called once."""
        self._starting = asyncio.ensure_future(self._start())
        # Whoever waits for it is told why there is none; where nobody does, nobody is.
        self._starting.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def ready(self) -> None:
        """Wait until messages can be sent.

        Raises:
            Unavailable: no sandbox can be had on this machine, with what to do about it.
        """
        assert self._starting is not None
        await asyncio.shield(self._starting)

    async def give(self, files: Mapping[str, bytes]) -> None:
        """Put files where this side sees them; called once, when it is ready.

        Raises:
            Unavailable: they cannot be written.
        """
        owner = self.provisioner.owner if self.provisioner is not None else None

        def write() -> None:
            write_files(self.folder, files)
            if owner is not None:
                sharing.share(str(self.folder), owner)

        try:
            await asyncio.to_thread(write)
        except (OSError, ValueError) as error:
            raise Unavailable(NO_FILES, "no_files") from error

    async def _start(self) -> None:
        try:
            await asyncio.to_thread(self.folder.mkdir, mode=0o700, parents=True)
        except OSError as error:
            raise Unavailable(NO_FILES, "no_files") from error
        starting = asyncio.ensure_future(self._manager.start_kernel(cwd=str(self.folder)))
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            # A start that is broken off would leave a process that nobody knows of.
            await asyncio.gather(starting, return_exceptions=True)
            raise
        path = self._manager.socket_path("shell")
        try:
            async with asyncio.timeout(START):
                while True:
                    try:
                        self._reader, self._writer = await asyncio.open_unix_connection(path)
                        break
                    except OSError:
                        if await self._manager.provisioner.poll() is not None:
                            raise Unavailable(
                                "The tests could not be started. The server’s log says why.",
                                "tests_not_started",
                            ) from None
                        await asyncio.sleep(0.005)
        except TimeoutError as error:
            raise Unavailable(
                "The tests could not be started in time. Try again in a moment.",
                "tests_not_started",
            ) from error
        with contextlib.suppress(Gone):  # whoever asks something of it finds out
            await self.send(PREPARE, self._first)

    async def send(self, kind: bytes, body: bytes) -> None:
        """Send a message.

        Raises:
            Gone: nobody is there.
        """
        assert self._writer is not None
        try:
            self._writer.write(HEAD.pack(kind, len(body)))
            self._writer.write(body)
            await self._writer.drain()
        except OSError as error:
            raise Gone from error

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for a message; its kind and its body. Nothing is read that nobody waits for.

        Raises:
            Gone: there will be none.
        """
        try:
            kind, size = HEAD.unpack(await self._reader.readexactly(HEAD.size))
            if size > MOST:
                raise Gone(NO_ANSWER)
            return kind, await self._reader.readexactly(size)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Gone from error

    async def why_gone(self) -> str:
        """What became of the process that ran in it, as the end of a sentence."""
        provisioner = self.provisioner
        if provisioner is None:
            return "ended"
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await provisioner.ended()
        if provisioner.death_reason:
            return provisioner.death_reason
        status = await provisioner.poll()
        return "ended the process" if status is None else f"ended with exit status {status}"

    async def stop(self) -> None:
        """End it, with all that runs in it, and remove its folder.

        Raises:
            OSError: something in there could not be removed.
        """
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._writer is not None:
            self._writer.close()
        if self.provisioner is not None:
            await self._manager.shutdown_kernel(now=True)
        await asyncio.to_thread(remove_tree, self.folder)
