"""The provisioner that starts kernels inside a sandbox, and never outside of one."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import resource
import signal
import subprocess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Float, Integer, TraitError, Unicode, validate

from . import machine as machine_facts
from . import sharing
from .doctor import why_no_sandbox
from .machine import Problem, can_enter, check_apart, hidden_from_others, interpreter, this_python
from .runtime import RuntimeDirectory, default_base, remove_abandoned
from .sandbox import (
    PAD,
    Confined,
    Launch,
    MiB,
    SandboxLimits,
    inside_path,
    sandbox,
)

NAME = "interview-sandbox"
"""The provisioner's entry point, by which a kernelspec names it."""

PYTHON_NAMES = ("python", "python3")
"""First words of a kernelspec's command that stand for the configured interpreter."""

PIPE = 65536
"""Bytes that a pipe holds."""

LAST_WORDS = 8192
"""Bytes kept of what a kernel wrote to its standard error before there were messages."""

NO_IPC = Problem(
    "a sandboxed kernel has no network and needs a kernel manager that speaks ipc.",
    "The administrator sets the kernel manager back to the one of this application.",
)
NO_FILES = Problem(
    "the directory of this interview's files is missing.",
    "The administrator looks after the server's disk.",
    "no_files",
)

_swept: set[str] = set()


class SandboxProvisioner(KernelProvisionerBase):
    """Runs one kernel in one sandbox.

    Made by the kernel provisioner factory for each kernelspec whose metadata names
    ``interview-sandbox``. The pad server configures `pad_dir`; all else has defaults.
    """

    pad_dir = Unicode(
        config=True,
        help="""The directory of the pad's files: the only directory of this machine that a
        kernel can write to. It appears as /pad inside.""",
    )
    runtime_dir = Unicode(
        config=True,
        help="""Where each running kernel has its directory of sockets. The path must be short.
        Default: /run where the server is root, else $XDG_RUNTIME_DIR, else /tmp.""",
    )
    python = Unicode(
        config=True,
        help="""The Python interpreter that runs Python kernels; it needs ipykernel.
        Default: the one that runs the server.""",
    )
    uid = Integer(
        0,
        min=0,
        config=True,
        help="""The user id that kernels run as where the server is root.
        Default (0): one of its own for each pad.""",
    )
    memory = Integer(
        1024 * MiB,
        min=0,
        config=True,
        help="""Bytes of memory that one process of a kernel may allocate; 0: no limit.""",
    )
    address_space = Integer(
        4096 * MiB,
        min=0,
        config=True,
        help="""Bytes of address space of one process, files and shared memory included;
        0: no limit. A kernelspec may override it (metadata.interview.address_space).""",
    )
    processes = Integer(
        128, min=0, config=True, help="""Processes and threads of one sandbox; 0: no limit."""
    )
    open_files = Integer(1024, min=0, config=True, help="""Open files of one process.""")
    file_size = Integer(
        256 * MiB, min=0, config=True, help="""Bytes in one file that a kernel writes."""
    )
    tmp_size = Integer(256 * MiB, min=1, config=True, help="""Bytes of /tmp in a sandbox.""")
    home_size = Integer(
        64 * MiB, min=1, config=True, help="""Bytes of the home directory in a sandbox."""
    )
    shm_size = Integer(64 * MiB, min=1, config=True, help="""Bytes of /dev/shm in a sandbox.""")
    cpus = Float(
        1.0, min=0.1, config=True, help="""Processors that a kernel's libraries count on."""
    )
    launch_timeout = Float(
        20.0, min=0.1, config=True, help="""Seconds within which a sandbox has to be set up."""
    )

    process: subprocess.Popen[bytes] | None = None
    init_pid: int | None = None
    kernel_pid: int | None = None
    exit_status: int | None = None
    _runtime: RuntimeDirectory | None = None
    _has_run: bool = False
    _locking: asyncio.Task[None] | None = None
    _stderr: int = -1
    _last_words: bytes = b""

    @validate("pad_dir", "runtime_dir")
    def _absolute(self, proposal: Any) -> str:
        value: str = proposal["value"]
        if value and not os.path.isabs(value):
            raise TraitError(f"{proposal['trait'].name} must be an absolute path, not {value!r}")
        return os.path.normpath(value) if value else ""

    # What the kernel manager asks for

    @property
    def has_process(self) -> bool:
        """Whether there is a sandbox; called by the kernel manager."""
        return self.process is not None

    async def poll(self) -> int | None:
        """None while the sandbox lives, else its exit status; called by the restarter."""
        return 0 if self.process is None else self.process.poll()

    async def wait(self) -> int | None:
        """Wait until nothing of the sandbox is left; called by the kernel manager."""
        if self.process is None:
            return 0
        process = self.process
        if process.poll() is None:
            await _ended(process)
        self.exit_status = process.wait()
        self._forget()
        return self.exit_status

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started; called to interrupt.

        The signal goes to the kernel's process group, not to bubblewrap, which it would end.
        """
        if self.process is None or self.process.poll() is not None or self.kernel_pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            try:
                os.killpg(self.kernel_pid, signum)
            except ProcessLookupError:
                os.kill(self.kernel_pid, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the sandbox at once; called by the kernel manager.

        With its first process the whole process namespace ends, whatever runs in it.
        """
        if self.process is None or self.process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self.init_pid is not None:
                os.kill(self.init_pid, signal.SIGKILL)
            else:
                self.process.kill()

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end; called by the kernel manager ahead of `kill`."""
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare all but the process itself; called by the kernel manager.

        Raises:
            NoSandbox: the kernel cannot start as things are.
        """
        km = self.parent
        if km is None or km.transport != "ipc":
            raise NO_IPC.error()
        if not self.pad_dir or not os.path.isdir(self.pad_dir):
            raise NO_FILES.error()
        try:
            if self._runtime is None:
                self._runtime = self._make_runtime()
                km.connection_file = str(self._runtime.connection_file)
                km.ip = self._runtime.address
            km.write_connection_file()
            self._runtime.hand_over()
        except OSError as error:
            raise Problem(
                f"there is no place for the kernel's sockets ({error}).",
                "The administrator sets SandboxProvisioner.runtime_dir, or makes room.",
                "no_runtime_dir",
            ).error() from error
        self.connection_info = km.get_connection_info()
        command = km.format_kernel_cmd(extra_arguments=kwargs.pop("extra_arguments", []))
        if self.kernel_spec.argv[0] in PYTHON_NAMES:
            command[0] = self.python or this_python()
        kwargs["cmd"] = command
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the sandbox with the kernel in it; called by the kernel manager.

        Raises:
            NoSandbox: bubblewrap cannot build the sandbox on this machine.
        """
        try:
            await self._launch(cmd, kwargs.get("cwd"))
        except BaseException:
            await self.kill()
            await self.wait()
            if not self._has_run:
                await self.cleanup()
            raise
        self._has_run = True
        return self.connection_info

    async def _launch(self, cmd: list[str], cwd: str | None) -> None:
        assert self._runtime is not None
        # --die-with-parent follows the thread that launches, so this happens on the event
        # loop's own thread and not in an executor.
        reading, writing = os.pipe2(os.O_CLOEXEC)
        errors, stderr = os.pipe2(os.O_CLOEXEC)
        try:
            launch = await self._describe(cmd, cwd, writing)
            self._runtime.make_stage([point for _, point in launch.stage])
            self._last_words = b""
            self.process = subprocess.Popen(  # noqa: ASYNC220 - see above; returns at once
                launch.argv,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=(writing,),
                cwd="/",
                start_new_session=True,
            )
        except BaseException:
            os.close(reading)
            os.close(errors)
            raise
        finally:
            os.close(writing)
            os.close(stderr)
        self._listen(errors)
        try:
            async with asyncio.timeout(self.launch_timeout):
                said = await _read_all(reading)
                if said:
                    self.init_pid = int(json.loads(said)["child-pid"])
                    self.kernel_pid = await self._first_process()
        except TimeoutError:
            self.log.error("The sandbox was not set up within %s s", self.launch_timeout)
        finally:
            os.close(reading)
        if self.kernel_pid is None:
            await self._give_up()
        with contextlib.suppress(OSError):
            # Where memory runs out, it is a kernel that goes and not the server.
            Path(f"/proc/{self.kernel_pid}/oom_score_adj").write_text("500")
        self._locking = asyncio.create_task(self._lock_sockets())

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the kernel left behind; called by the kernel manager."""
        if self.process is not None and self.process.poll() is not None:
            await self.wait()
        if self._runtime is not None:
            if restart:
                self._runtime.empty()
            else:
                self._runtime.remove()
                self._runtime = None

    def resolve_path(self, path: str) -> str | None:
        """The path on this machine of a path as the kernel knows it."""
        return None

    async def ended(self) -> None:
        """Wait until the sandbox has ended by itself or was killed; called by the kernel manager.

        `wait` is to be called afterwards.
        """
        if self.process is not None and self.process.poll() is None:
            await _ended(self.process)

    @property
    def last_words(self) -> str:
        """The end of what the kernel wrote to its standard error, for the server's log."""
        return self._last_words.decode(errors="replace").strip()

    # What is behind it

    def limits(self) -> SandboxLimits:
        """The traits as the policy wants them, with what the kernelspec overrides."""
        wishes = self.kernel_spec.metadata.get("interview", {})
        address_space = int(wishes.get("address_space", self.address_space))
        return SandboxLimits(
            memory=_attainable(self.memory, resource.RLIMIT_DATA),
            address_space=_attainable(address_space, resource.RLIMIT_AS),
            processes=_attainable(self.processes, resource.RLIMIT_NPROC),
            open_files=_attainable(self.open_files, resource.RLIMIT_NOFILE),
            file_size=_attainable(self.file_size, resource.RLIMIT_FSIZE),
            tmp_size=self.tmp_size,
            home_size=self.home_size,
            shm_size=self.shm_size,
            cpus=self.cpus,
        )

    def _user(self) -> int | None:
        """The uid to run as; None where the server is not root and there is but one."""
        if os.geteuid() != 0:
            return None
        if self.uid:
            return self.uid
        uids = machine_facts.uids_for_pads(machine_facts.uid_map())
        if uids is None:
            raise machine_facts.NO_OTHER_USER.error()
        known = sharing.shared_with(self.pad_dir)
        # None is not looked for in a range: that would compare it with every number in it.
        if known is not None and known in uids:
            return known
        return machine_facts.uid_for(self.pad_dir, uids)

    def _make_runtime(self) -> RuntimeDirectory:
        base = self.runtime_dir or default_base()
        if base not in _swept:
            _swept.add(base)
            os.makedirs(base, mode=0o711, exist_ok=True)
            for path in remove_abandoned(base):
                self.log.info("Removed %s, left by a server that was killed", path)
        user = self._user()
        if user is not None and not can_enter(base):
            raise Problem(
                f"kernels cannot reach {base}, where their sockets would be.",
                "The administrator sets SandboxProvisioner.runtime_dir to a directory that all "
                "users can enter.",
                "no_runtime_dir",
            ).error()
        return RuntimeDirectory(base, user)

    async def _describe(self, cmd: list[str], cwd: str | None, info_fd: int) -> Launch:
        assert self._runtime is not None
        loop = asyncio.get_running_loop()
        user = self._runtime.owner
        facts = machine_facts.describe(user)
        python = await loop.run_in_executor(None, interpreter, self.python or this_python())
        command = list(cmd)
        if self.kernel_spec.argv[0] in PYTHON_NAMES:
            command[0] = python.executable
        wishes = self.kernel_spec.metadata.get("interview", {})
        read_only = [path for path in wishes.get("read_only", []) if os.path.exists(path)]
        if any("{resource_dir}" in word for word in self.kernel_spec.argv):
            read_only.append(self.kernel_spec.resource_dir)
        check_apart(self.pad_dir, ["/usr", *python.read_only, *read_only])
        hidden: frozenset[str] = frozenset()
        if user is not None:
            share = functools.partial(sharing.share, self.pad_dir, user)
            await loop.run_in_executor(None, share)
            hidden = hidden_from_others([self.pad_dir, *python.read_only, *read_only])
        confined = Confined(
            command=tuple(command),
            pad_dir=self.pad_dir,
            runtime_dir=str(self._runtime.path),
            connection_file=str(self._runtime.connection_file),
            interpreter=python,
            cwd=inside_path(os.fspath(cwd), self.pad_dir) if cwd else PAD,
            environment=dict(self.kernel_spec.env),
            read_only=tuple(read_only),
            hidden=hidden,
            info_fd=info_fd,
        )
        return sandbox(confined, facts, self.limits())

    async def _first_process(self) -> int | None:
        """The process id, on this machine, of the kernel; None if the sandbox ended before.

        The sandbox's first process is bubblewrap's, the kernel is its only child. That it exists
        says that the sandbox is complete.
        """
        assert self.process is not None
        assert self.init_pid is not None
        while self.process.poll() is None:
            children = children_of(self.init_pid)
            if children:
                return children[0]
            await asyncio.sleep(0.001)
        return None

    async def _give_up(self) -> None:
        assert self.process is not None
        await self.kill()
        if self.process.poll() is None:
            await _ended(self.process)
        status = self.process.wait()
        self._forget()
        said = self.last_words
        self.log.error("No sandbox (status %s): %s", status, said)
        raise why_no_sandbox(said).error()

    async def _lock_sockets(self) -> None:
        """Take the sockets' directory from the kernel as soon as it has what it needs."""
        runtime, process = self._runtime, self.process
        if runtime is None or runtime.owner is None or process is None:
            return
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            while process.poll() is None:
                if runtime.is_complete():
                    runtime.lock()
                    return
                await asyncio.sleep(0.02)

    def _forget(self) -> None:
        if self._locking is not None:
            self._locking.cancel()
            self._locking = None
        self.process = None
        self.init_pid = None
        self.kernel_pid = None
        self._deafen()

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


def _attainable(wanted: int, which: int) -> int:
    """A limit that can be set where the server itself has a lower one."""
    _, most = resource.getrlimit(which)
    return wanted if most == resource.RLIM_INFINITY else min(wanted or most, most)


def children_of(pid: int) -> list[int]:
    """The process ids of a process's children, oldest first."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


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
