"""One sandbox while it runs: its processes, their control group, what it says as it fails."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from . import terminals
from .cgroups import Cgroup
from .runtime import RuntimeDirectory
from .sandbox import NO_ENVIRONMENT, Launch

PIPE = 65536
"""Bytes that a pipe holds."""

LAST_WORDS = 8192
"""Bytes kept of what a kernel wrote to its standard error before there were messages."""

LOCK_AFTER = 30.0
"""Seconds after which a kernel makes no more sockets."""

READY = b"."
"""Lets a sandbox that is held back go on."""


@dataclass(frozen=True)
class Descriptors:
    """File descriptors that bubblewrap inherits.

    Arguments:
        info: it reports the process id of the sandbox's first process there.
        block: it waits until something can be read there, before the kernel starts.
        seccomp: it reads filters of system calls there.
    """

    info: int
    block: int
    seccomp: tuple[int, ...]


class SandboxFailed(Exception):
    """The sandbox ended before it was complete.

    Arguments:
        said: what was written to standard error.
    """

    def __init__(self, said: str, status: int | None) -> None:
        super().__init__(f"No sandbox (status {status}): {said}")
        self.said = said


class SandboxProcess:
    """A sandbox with a kernel in it.

    Called by the provisioner and by the pool of warm kernels.

    Arguments:
        runtime: the directory of its sockets.
        cgroup: makes the control group that bounds it, or None where there are none.
        filters: what system calls are allowed, compiled.
        terminals: how many pseudo-terminals it may have.
        niceness: how far it stands back behind the machine's other work, from 0 to 19.
    """

    def __init__(
        self,
        runtime: RuntimeDirectory,
        cgroup: Callable[[], Cgroup] | None,
        filters: tuple[bytes, ...],
        terminals: int,
        log: logging.Logger,
        niceness: int = 0,
    ) -> None:
        self.runtime = runtime
        self.init_pid: int | None = None
        self.kernel_pid: int | None = None
        self.exit_status: int | None = None
        self.popen: subprocess.Popen[bytes] | None = None
        self.memory = 0  # bytes that it may use, to say so where that was too little
        self.log = log
        self._make_cgroup = cgroup
        self._cgroup: Cgroup | None = None
        self._filters = filters
        self._terminals = terminals
        self._niceness = niceness
        self._grouping: asyncio.Future[None] | None = None
        self._bounding: asyncio.Task[None] | None = None
        self._locking: asyncio.Task[None] | None = None
        self._init = -1  # descriptors, so that no other process is taken for one of these
        self._kernel = -1
        self._stderr = -1
        self._last_words = b""

    async def launch(
        self, describe: Callable[[Descriptors], Awaitable[Launch]], timeout: float
    ) -> None:
        """Start it; returns when it is complete and the kernel is about to run.

        Arguments:
            describe: says what to execute, given the descriptors that it inherits.
            timeout: seconds after which it is given up.

        Raises:
            SandboxFailed: it ended, or was not complete in time.
            OSError: it could not be started at all.
        """
        try:
            await self._launch(describe, timeout)
        except BaseException:
            self.kill()
            await self.wait()
            raise

    async def _launch(
        self, describe: Callable[[Descriptors], Awaitable[Launch]], timeout: float
    ) -> None:
        with contextlib.ExitStack() as opened:
            reading, info = _pipe(opened)
            block, go = _pipe(opened)
            errors, stderr = _pipe(opened)
            filters = [memory_file(opened, content) for content in self._filters]
            inherited = (info, block, *filters)
            launch = await describe(
                Descriptors(info.fileno(), block.fileno(), tuple(f.fileno() for f in filters))
            )
            self.runtime.make_stage([point for _, point in launch.stage])
            # --die-with-parent follows the thread that launches, so this happens on the event
            # loop's own thread and not in an executor.
            self.popen = subprocess.Popen(  # noqa: ASYNC220 - see above; returns at once
                launch.argv,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[file.fileno() for file in inherited],
                cwd="/",
                start_new_session=True,
            )
            # Linux takes some ten milliseconds to put a process into a group, and as long to make
            # namespaces: both happen at once.
            self._grouping = asyncio.get_running_loop().run_in_executor(
                None, self._group, self.popen.pid
            )
            for file in (*inherited, stderr):
                file.close()
            self._listen(os.dup(errors.fileno()))
            try:
                async with asyncio.timeout(timeout):
                    await self._complete(reading.fileno(), go)
            except TimeoutError:
                self.log.error("The sandbox was not set up within %s s", timeout)
        if self.kernel_pid is None:
            self.kill()
            await self.wait()
            raise SandboxFailed(self.last_words, self.exit_status)
        with contextlib.suppress(OSError):
            # Where memory runs out, it is a kernel that goes and not the server.
            Path(f"/proc/{self.kernel_pid}/oom_score_adj").write_text("500")
        if self._niceness:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.kernel_pid, self._niceness)
        self._bounding = asyncio.create_task(self._bound_terminals(self.kernel_pid))
        self._locking = asyncio.create_task(self._lock_sockets())

    async def _complete(self, reading: int, go: io.FileIO) -> None:
        """Bound the sandbox while it is being built, then let the kernel start."""
        said = await _read_all(reading)
        if not said:
            return
        self.init_pid = int(json.loads(said)["child-pid"])
        with contextlib.suppress(ProcessLookupError):
            self._init = os.pidfd_open(self.init_pid)
        assert self._grouping is not None
        await asyncio.shield(self._grouping)
        await asyncio.get_running_loop().run_in_executor(None, self._bound, self.init_pid)
        with contextlib.suppress(BrokenPipeError):
            go.write(READY)
        self.kernel_pid = await self._first_process()
        if self.kernel_pid is not None:
            with contextlib.suppress(ProcessLookupError):
                self._kernel = os.pidfd_open(self.kernel_pid)

    def _group(self, pid: int) -> None:
        """Make the control group and put what builds the sandbox into it."""
        if self._make_cgroup is not None:
            self._cgroup = self._make_cgroup()
            with contextlib.suppress(ProcessLookupError):
                self._cgroup.add(pid)

    def _bound(self, pid: int) -> None:
        """See to it that the sandbox's first process is in the group, however early it began."""
        if self._cgroup is not None:
            with contextlib.suppress(ProcessLookupError):
                self._cgroup.add_missing(pid)

    async def _bound_terminals(self, kernel_pid: int) -> None:
        try:
            mounts = os.open(f"/proc/{kernel_pid}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return  # it has ended
        try:
            helper = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-I", "-S", terminals.__file__, str(mounts), str(self._terminals)),
                env=NO_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[mounts],
            )
        finally:
            os.close(mounts)
        said = (await helper.communicate())[1]
        if helper.returncode and self.poll() is None:
            words = said.decode(errors="replace").strip().rpartition("\n")[2]
            self.log.warning("The terminals of a sandbox could not be bounded: %s", words)

    async def _first_process(self) -> int | None:
        """The process id, on this machine, of the kernel; None if the sandbox ended before.

        The sandbox's first process is bubblewrap's, the kernel is its only child. That it exists
        says that the sandbox is complete.
        """
        assert self.init_pid is not None
        while self.poll() is None:
            children = children_of(self.init_pid)
            if children:
                return children[0]
            await asyncio.sleep(0.001)
        return None

    def poll(self) -> int | None:
        """None while it lives, else its exit status: that of the kernel, or 128 and the signal."""
        return self.exit_status if self.popen is None else self.popen.poll()

    async def ended(self) -> None:
        """Wait until it has ended by itself or was killed; `wait` is to be called afterwards."""
        if self.popen is not None and self.popen.poll() is None:
            await _ended(self.popen)

    async def wait(self) -> int | None:
        """Wait until nothing of it is left."""
        if self.popen is None:
            return self.exit_status
        popen = self.popen
        await self.ended()
        self.exit_status = popen.wait()
        if self._init >= 0:
            # Code inside can make bubblewrap believe that all has ended: it runs as the same user
            # as the sandbox's first process. What is asked here it cannot forge.
            _send(self._init, signal.SIGKILL)
            if not _has_ended(self._init):
                await _readable(self._init)
        for fd in (self._init, self._kernel):
            if fd >= 0:
                os.close(fd)
        self._init = self._kernel = -1
        for task in (self._bounding, self._locking):
            if task is not None:
                task.cancel()
        self._bounding = self._locking = None
        self._deafen()
        if self._grouping is not None:
            await asyncio.wait([self._grouping])
        cgroup, self._cgroup = self._cgroup, None
        self.popen = None
        if cgroup is not None:
            await asyncio.get_running_loop().run_in_executor(None, cgroup.remove)
        return self.exit_status

    def signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started.

        It goes to the kernel's process group, not to bubblewrap, which it would end.
        """
        if self.kernel_pid is None or self._kernel < 0 or _has_ended(self._kernel):
            return
        try:
            os.killpg(self.kernel_pid, signum)
        except ProcessLookupError:
            _send(self._kernel, signum)

    def kill(self) -> None:
        """End it at once.

        With its first process the whole process namespace ends, whatever runs in it.
        """
        if self._init >= 0:
            _send(self._init, signal.SIGKILL)
        elif self.popen is not None and self.popen.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.popen.kill()

    @property
    def ran_out_of_memory(self) -> bool:
        """Whether one of its processes was ended because memory had run out."""
        return self._cgroup is not None and self._cgroup.memory_kills() > 0

    @property
    def last_words(self) -> str:
        """The end of what the kernel wrote to its standard error, for the server's log."""
        return self._last_words.decode(errors="replace").strip()

    async def _lock_sockets(self) -> None:
        """Take the sockets' directory from the kernel as soon as it has what it needs."""
        if self.runtime.owner is None:
            return
        deadline = asyncio.get_running_loop().time() + LOCK_AFTER
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            while self.poll() is None:
                late = asyncio.get_running_loop().time() > deadline
                if late or self.runtime.is_complete():
                    self.runtime.lock()
                    return
                await asyncio.sleep(0.02)

    # Standard error: kept short, read at a bounded pace

    def _listen(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._stderr = fd
        asyncio.get_running_loop().add_reader(fd, self._hear_and_rest)

    def _hear_and_rest(self) -> None:
        """Read a little, then pause: a kernel that floods its standard error waits, not we."""
        loop = asyncio.get_running_loop()
        fd = self._stderr
        if fd < 0:
            return
        if self._hear():
            loop.remove_reader(fd)
            loop.call_later(0.1, self._listen_again, fd)
        else:
            self._deafen()

    def _listen_again(self, fd: int) -> None:
        if fd == self._stderr:
            asyncio.get_running_loop().add_reader(fd, self._hear_and_rest)

    def _hear(self) -> bool:
        """Read what there is; whether there may be more later."""
        try:
            heard = os.read(self._stderr, PIPE)
        except BlockingIOError:
            return True
        self._last_words = (self._last_words + heard)[-LAST_WORDS:]
        return bool(heard)

    def _deafen(self) -> None:
        """Read what is left, which is at most a pipe full, and stop listening."""
        if self._stderr >= 0:
            self._hear()
            asyncio.get_running_loop().remove_reader(self._stderr)
            os.close(self._stderr)
            self._stderr = -1


def children_of(pid: int) -> list[int]:
    """The process ids of a process's children, oldest first."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _pipe(opened: contextlib.ExitStack) -> tuple[io.FileIO, io.FileIO]:
    """The two ends of a pipe, of which programs that are started inherit none by themselves."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    return (
        opened.enter_context(io.FileIO(reading, "r")),
        opened.enter_context(io.FileIO(writing, "w")),
    )


def memory_file(opened: contextlib.ExitStack, content: bytes) -> io.FileIO:
    """A file without a name, to be read from its beginning."""
    file = io.FileIO(os.memfd_create("interview", os.MFD_CLOEXEC), "r+")
    opened.enter_context(file)
    file.write(content)
    file.seek(0)
    return file


def _send(pidfd: int, signum: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signum)


def _has_ended(pidfd: int) -> bool:
    poll = select.poll()  # which, unlike select, takes descriptors of any number
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(0))


async def _readable(fd: int) -> None:
    """Wait until `fd` can be read without waiting."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        loop.remove_reader(fd)
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(fd, tell)
    try:
        await ready
    finally:
        loop.remove_reader(fd)


async def _read_all(fd: int) -> bytes:
    """Read until the other end is closed."""
    parts: list[bytes] = []
    while not parts or parts[-1]:
        await _readable(fd)
        parts.append(os.read(fd, 4096))
    return b"".join(parts)


async def _ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process without asking over and over."""
    try:
        fd = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        await _readable(fd)
    finally:
        os.close(fd)
