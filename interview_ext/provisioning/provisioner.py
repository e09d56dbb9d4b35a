"""The provisioner that starts kernels inside a sandbox, and never outside of one."""

from __future__ import annotations

import asyncio
import functools
import os
import resource
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, Float, Integer, TraitError, Unicode, validate

from ..sizes import MiB, in_words
from . import cgroups, seccomp, sharing
from . import machine as machine_facts
from .doctor import why_no_sandbox
from .machine import Problem, can_enter, check_apart, hidden_from_others, interpreter
from .process import Descriptors, SandboxFailed, SandboxProcess
from .python_environment import PythonEnvironment
from .runtime import RuntimeDirectory, default_base, remove_abandoned
from .sandbox import (
    PAD,
    Confined,
    Launch,
    SandboxLimits,
    inside_path,
    sandbox,
)

if TYPE_CHECKING:
    from .pool import KernelPool

NAME = "interview-sandbox"
"""The provisioner's entry point, by which a kernelspec names it."""

PYTHON_NAMES = ("python", "python3")
"""First words of a kernelspec's command that stand for the configured interpreter."""

NO_IPC = Problem(
    "a sandboxed kernel has no network and needs a kernel manager that speaks ipc.",
    "The administrator sets the kernel manager back to the one of this application.",
)
NO_FILES = Problem(
    "the directory of this interview's files is missing.",
    "The administrator looks after the server's disk.",
    "no_files",
)

NO_CGROUPS = Problem(
    "this machine does not let the server bound what a whole sandbox uses.",
    "The administrator runs: jupyter interview doctor",
    "no_cgroups",
)

_swept: set[str] = set()


@functools.cache
def cgroup_place() -> cgroups.Place | cgroups.NoPlace:
    """Where this process makes control groups; found once, for it may have to move there."""
    place = cgroups.find_place()
    if isinstance(place, cgroups.Place):
        cgroups.sweep(place)
    return place


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
        help="""The Python interpreter that runs kernels; it needs ipykernel. Default: an
        environment of the kernels' own, see PythonEnvironment.""",
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
        help="""Bytes of memory that a sandbox may use; on a machine without control groups, that
        one process of it may allocate. 0: no limit.""",
    )
    address_space = Integer(
        4096 * MiB,
        min=0,
        config=True,
        help="""Bytes of address space of one process, files and shared memory included, on a
        machine without control groups; 0: no limit. A kernelspec may override it
        (metadata.interview.address_space).""",
    )
    processes = Integer(
        128, min=0, config=True, help="""Processes and threads of one sandbox; 0: no limit."""
    )
    open_files = Integer(1024, min=0, config=True, help="""Open files of one process.""")
    terminals = Integer(64, min=1, config=True, help="""Pseudo-terminals of one sandbox.""")
    file_size = Integer(
        256 * MiB, min=0, config=True, help="""Bytes in one file that a kernel writes."""
    )
    tmp_size = Integer(256 * MiB, min=1, config=True, help="""Bytes of /tmp in a sandbox.""")
    home_size = Integer(
        64 * MiB, min=1, config=True, help="""Bytes of the home directory in a sandbox."""
    )
    shm_size = Integer(64 * MiB, min=1, config=True, help="""Bytes of /dev/shm in a sandbox.""")
    cpus = Float(
        1.0,
        min=0.1,
        config=True,
        help="""Processors that a sandbox may use, and that its libraries count on.""",
    )
    niceness = Integer(
        0,
        min=0,
        max=19,
        config=True,
        help="""How far kernels stand back behind the machine's other work.""",
    )
    require_cgroups = Bool(
        False,
        config=True,
        help="""Whether to refuse to run code on a machine without control groups, where memory
        and processor time can be bounded for each process only, not for a sandbox as a whole.""",
    )
    launch_timeout = Float(
        20.0, min=0.1, config=True, help="""Seconds within which a sandbox has to be set up."""
    )

    process: SandboxProcess | None = None
    is_warm: bool = False
    """Whether the kernel had answered somebody before it became this document's."""
    exit_status: int | None = None
    death_reason: str | None = None
    cwd: str | None = None
    cwd_inside: str = PAD
    _runtime: RuntimeDirectory | None = None
    _lent: RuntimeDirectory | None = None
    _has_run: bool = False
    _last_words: str = ""

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
        process = self.process
        if process is None:
            return 0
        await self.ended()
        self._last_words = process.last_words
        self.exit_status = await process.wait()
        if self.process is process:
            self.process = None
        return self.exit_status

    def _why(self, process: SandboxProcess) -> str | None:
        killed = process.poll() in (128 + signal.SIGKILL, -signal.SIGKILL)
        if killed and process.ran_out_of_memory:
            return f"used more than {in_words(process.memory)} of memory"
        if process.poll() == 128 + signal.SIGSEGV:
            return "crashed (segmentation fault)"
        return None

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started; called to interrupt."""
        if self.process is not None:
            self.process.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the sandbox at once; called by the kernel manager."""
        if self.process is not None:
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
        self.cwd = os.fspath(kwargs["cwd"]) if kwargs.get("cwd") else None
        self.cwd_inside = inside_path(self.cwd, self.pad_dir) if self.cwd else PAD
        try:
            self._use_warm_kernel(km)
            self.is_warm = self.process is not None
            if self._runtime is None:
                self._runtime = self._make_runtime()
                km.connection_file = str(self._runtime.connection_file)
                km.ip = self._runtime.address
            if self.process is None:
                km.write_connection_file()
                self._runtime.hand_over()
        except OSError as error:
            raise Problem(
                f"there is no place for the kernel's sockets ({error}).",
                "The administrator sets SandboxProvisioner.runtime_dir, or makes room.",
                "no_runtime_dir",
            ).error() from error
        self.connection_info = km.get_connection_info()
        kwargs["cmd"] = km.format_kernel_cmd(extra_arguments=kwargs.pop("extra_arguments", []))
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the sandbox with the kernel in it; called by the kernel manager.

        Raises:
            NoSandbox: bubblewrap cannot build the sandbox on this machine.
        """
        try:
            if self.process is None:
                await self._launch(cmd)
        except BaseException:
            if not self._has_run:
                await self.cleanup()
            raise
        self._has_run = True
        if self.pool is not None:
            self.pool.want_spare(self)
        return self.connection_info

    async def _launch(self, cmd: list[str]) -> None:
        assert self._runtime is not None
        loop = asyncio.get_running_loop()
        python = self.python or str(await PythonEnvironment(parent=self).ready())
        try:
            filters = await loop.run_in_executor(None, seccomp.filters)
        except seccomp.NoSeccomp as error:
            self.log.error("No filter of system calls: %s", error)
            raise machine_facts.NO_SECCOMP.error() from error
        place = await loop.run_in_executor(None, cgroup_place)
        limits = self.limits()
        make_cgroup = None
        if isinstance(place, cgroups.Place):
            make_cgroup = functools.partial(cgroups.Cgroup, place, limits)
            limits = replace(limits, address_space=0)
        elif self.require_cgroups:
            raise NO_CGROUPS.error()
        process = SandboxProcess(
            self._runtime, make_cgroup, filters, self.terminals, self.log, self.niceness
        )
        process.memory = limits.memory
        try:
            await process.launch(
                functools.partial(self._describe, cmd, python, limits), self.launch_timeout
            )
        except SandboxFailed as error:
            self.log.error("%s", error)
            raise why_no_sandbox(error.said).error() from error
        self.process = process

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the kernel left behind; called by the kernel manager."""
        if self.process is not None and self.process.poll() is not None:
            await self.wait()
        if self._lent is not None:
            self._lent.remove()
            self._lent = None
        if self._runtime is not None:
            if restart:
                self._runtime.empty()
            else:
                self._runtime.remove()
                self._runtime = None
        if self.pool is not None and not restart:
            self.pool.forget(self)

    # Kernels that are warm already

    @property
    def pool(self) -> KernelPool | None:
        """Where warm kernels come from, if the pad has such a place."""
        pad_kernels = getattr(self.parent, "parent", None)
        pool: KernelPool | None = getattr(pad_kernels, "pool", None)
        return pool

    def _use_warm_kernel(self, km: Any) -> None:
        """Take a kernel that waits for this pad instead of starting one, if there is one."""
        if self.pool is None:
            return
        if self._runtime is None:
            donor = self.pool.take(self)
            if donor is None:
                return
            self.process, donor.process = donor.process, None
            self._runtime, donor._runtime = donor._runtime, None
            assert self._runtime is not None
            km.load_connection_info(donor.connection_info)
            km.connection_file = str(self._runtime.connection_file)
            return
        donor = self.pool.take_spare(self)
        if donor is None or donor._runtime is None:
            return
        self.process, donor.process = donor.process, None
        self._lent, donor._runtime = donor._runtime, None
        self._runtime.take_sockets(self._lent)

    def resolve_path(self, path: str) -> str | None:
        """The path on this machine of a path as the kernel knows it."""
        return None

    async def ended(self) -> None:
        """Wait until the sandbox has ended by itself or was killed; called by the kernel manager.

        `wait` is to be called afterwards.
        """
        process = self.process
        if process is not None:
            await process.ended()
            self.death_reason = self._why(process)

    @property
    def kernel_pid(self) -> int | None:
        """The kernel's process id on this machine."""
        return self.process.kernel_pid if self.process is not None else None

    @property
    def init_pid(self) -> int | None:
        """The process id of the sandbox's first process on this machine."""
        return self.process.init_pid if self.process is not None else None

    @property
    def is_over(self) -> bool:
        """Whether the kernel has ended for good, and not only until it is started again."""
        return self._runtime is None

    @property
    def owner(self) -> int | None:
        """The uid that the kernel runs as, if that is another than the server's."""
        return self._runtime.owner if self._runtime is not None else None

    @property
    def last_words(self) -> str:
        """The end of what the kernel wrote to its standard error, for the server's log."""
        return self.process.last_words if self.process is not None else self._last_words

    # What is behind it

    def limits(self) -> SandboxLimits:
        """The traits as the policy wants them, with what the kernelspec overrides."""
        wishes = self.kernel_spec.metadata.get("interview", {})
        address_space = int(wishes.get("address_space", self.address_space))
        return SandboxLimits(
            memory=_attainable(self.memory, resource.RLIMIT_DATA),
            reserved=int(wishes.get("reserved", 0)),
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

    async def _describe(
        self, cmd: list[str], executable: str, limits: SandboxLimits, inherited: Descriptors
    ) -> Launch:
        assert self._runtime is not None
        loop = asyncio.get_running_loop()
        user = self._runtime.owner
        facts = machine_facts.describe(user)
        python = await loop.run_in_executor(None, interpreter, executable)
        command = list(cmd)
        if self.kernel_spec.argv[0] in PYTHON_NAMES:
            command[0] = python.executable
        wishes = self.kernel_spec.metadata.get("interview", {})
        read_only = [
            os.path.normpath(path.replace("{resource_dir}", self.kernel_spec.resource_dir))
            for path in wishes.get("read_only", [])
        ]
        read_only = [path for path in read_only if os.path.exists(path)]
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
            cwd=self.cwd_inside,
            environment=dict(self.kernel_spec.env),
            read_only=tuple(read_only),
            hidden=hidden,
            info_fd=inherited.info,
            block_fd=inherited.block,
            seccomp_fds=inherited.seccomp,
        )
        return sandbox(confined, facts, limits)


def _attainable(wanted: int, which: int) -> int:
    """A limit that can be set where the server itself has a lower one."""
    _, most = resource.getrlimit(which)
    return wanted if most == resource.RLIM_INFINITY else min(wanted or most, most)
