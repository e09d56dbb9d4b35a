"""What a kernel may see and use, as the arguments of the programs that confine it.

Pure: everything that is known about the machine, the pad and the kernel comes in as data, and a
command line goes out. `provisioner.py` carries it out.

The confinement is bubblewrap's: namespaces of its own for users, processes, network, ipc and host
name, a file system that is built from nothing (read-only system programs, the kernel's own
Python, small tmpfs, the pad's files) and an environment that is built from nothing too.

When the server is root, two steps come before bubblewrap. Directories which an unprivileged user
cannot reach (a Python below ``/root``, a pad in a private data directory) are bind-mounted to a
place that can be reached, in a mount namespace that only this kernel has. Then the uid is dropped
for good: root that is merely mapped into a user namespace could still write some of the
machine-wide settings below ``/proc/sys``.
"""

from __future__ import annotations

import os.path
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..sizes import MiB

PAD = "/pad"
"""Where a kernel sees the files of its pad."""

HOME = "/home/candidate"
"""The home directory inside the sandbox: a small tmpfs that ends with the kernel."""

UID = 1000
"""The user and group that a kernel sees itself as."""

ETC = {
    "passwd": (
        f"candidate:x:{UID}:{UID}:Candidate:{HOME}:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    ),
    "group": f"candidate:x:{UID}:\nnogroup:x:65534:\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "hosts": "127.0.0.1 localhost pad\n::1 localhost\n",
    "hostname": "pad\n",
}
"""The files below ``/etc`` that are written for the sandbox; the rest comes from the machine."""

ETC_OF_THE_MACHINE = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "alternatives",
    "localtime",
    "timezone",
    "fonts",
    "mime.types",
    "os-release",
    "debian_version",
)
"""The names below ``/etc`` that a kernel may read: how to find libraries, time zone and fonts."""

STAGE = """\
while [ "$1" != -- ]; do
    mount --bind -- "$1" "$2" || exit 125
    shift 2
done
shift
exec "$@"
"""
# Run by root in a mount namespace of its own: pairs of source and mount point, then the command.

NO_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
"""What bubblewrap itself runs with: nothing of the server's environment."""


@dataclass(frozen=True)
class SandboxLimits:
    """How much of the machine one kernel may use; sizes in bytes, 0 for no limit.

    Where there are control groups, `memory`, `processes` and `cpus` bound the sandbox as a whole.
    Without them, and in addition, `memory` bounds what one process may allocate for itself, so
    that a program which asks for too much hears of it before it is ended; `address_space` is
    what one process may map in all, and is not needed where there are control groups. `reserved`
    comes on top of `memory` for programs that set memory aside which they never use, as V8 does.
    """

    memory: int = 1024 * MiB
    reserved: int = 0
    address_space: int = 4096 * MiB
    processes: int = 128
    open_files: int = 1024
    file_size: int = 256 * MiB
    tmp_size: int = 256 * MiB
    home_size: int = 64 * MiB
    shm_size: int = 64 * MiB
    cpus: float = 1.0


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs kernels.

    Arguments:
        executable: the path it is started by.
        read_only: the directories it consists of.
        private: directories below those that stay empty for a kernel.
        links: (link, target) pairs outside of those directories that lead to the executable.
        path: directories to import from that it would not look into by itself.
    """

    executable: str
    read_only: tuple[str, ...]
    private: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """What the sandbox needs to know of the machine.

    Arguments:
        bwrap, sh, unshare, setpriv, prlimit, setsid: paths of programs.
        top: ``(name, target)`` for each of ``/bin``, ``/lib``… that exists: a target where it is
            a symbolic link, None where it is a directory.
        etc: which of `ETC_OF_THE_MACHINE` exist.
        private: directories below ``/usr`` that stay empty for a kernel.
        drop_to: the uid that kernels run as where the server is root, else None.
    """

    bwrap: str
    sh: str = "/bin/sh"
    unshare: str = "/usr/bin/unshare"
    setpriv: str = "/usr/bin/setpriv"
    prlimit: str = "/usr/bin/prlimit"
    setsid: str = "/usr/bin/setsid"
    top: tuple[tuple[str, str | None], ...] = ()
    etc: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    drop_to: int | None = None


@dataclass(frozen=True)
class Confined:
    """One kernel to be confined.

    Arguments:
        command: what runs inside, with paths as seen inside.
        pad_dir: the pad's files on this machine.
        runtime_dir: a directory of this kernel alone; holds ``etc/`` (the files of `ETC`),
            ``io/`` (the kernel's sockets), ``stage/`` (mount points) and the connection file.
        connection_file: below `runtime_dir`.
        cwd: the working directory, as seen inside.
        environment: variables of the kernelspec.
        read_only: further directories of the machine that the kernel reads, at the same place.
        hidden: those of the paths above that the user who runs the kernel cannot reach.
        seccomp_fds: file descriptors of compiled filters of system calls.
        info_fd: file descriptor that bubblewrap reports the process id on, or None.
        block_fd: file descriptor on which bubblewrap waits before the kernel starts, or None.
    """

    command: tuple[str, ...]
    pad_dir: str
    runtime_dir: str
    connection_file: str
    interpreter: Interpreter
    cwd: str = PAD
    environment: Mapping[str, str] = field(default_factory=dict)
    read_only: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    seccomp_fds: tuple[int, ...] = ()
    info_fd: int | None = None
    block_fd: int | None = None


@dataclass(frozen=True)
class Launch:
    """What to execute.

    Arguments:
        argv: the command line.
        environment: its whole environment (of bubblewrap, not of the kernel).
        stage: (source, mount point) of the directories that are made reachable first.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    stage: tuple[tuple[str, str], ...]


def is_inside(path: str, directory: str) -> bool:
    """Whether `path` is `directory` or below it; both absolute and normalized."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def inside_path(path: str, pad_dir: str) -> str:
    """Where a kernel sees `path`; the pad's own directory for everything outside of the pad."""
    path, pad_dir = os.path.normpath(path), os.path.normpath(pad_dir)
    if not is_inside(path, pad_dir):
        return PAD
    return os.path.normpath(os.path.join(PAD, os.path.relpath(path, pad_dir)))


def kernel_environment(confined: Confined, limits: SandboxLimits) -> dict[str, str]:
    """The whole environment of the kernel."""
    bin_dir = os.path.dirname(confined.interpreter.executable)
    threads = str(max(1, round(limits.cpus)))
    environment = {
        "PATH": ":".join(dict.fromkeys([bin_dir, "/usr/local/bin", "/usr/bin", "/bin"])),
        "HOME": HOME,
        "USER": "candidate",
        "LOGNAME": "candidate",
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": "/tmp",  # noqa: S108 - the sandbox's own
        "IPYTHONDIR": f"{HOME}/.ipython",
        "MPLCONFIGDIR": f"{HOME}/.config/matplotlib",
        # The pad holds the candidate's files, not the interpreter's caches.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        # Numerical libraries start a thread for each of the machine's processors otherwise.
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
    }
    if confined.interpreter.path:
        environment["PYTHONPATH"] = ":".join(confined.interpreter.path)
    environment.update(confined.environment)
    return environment


def resource_limits(machine: Machine, limits: SandboxLimits) -> list[str]:
    """The command that sets the limits; it runs *inside*, where the user namespace's own
    processes are counted and not those of the server's user."""
    wanted = {
        "core": 0,
        "nproc": limits.processes or None,
        "nofile": limits.open_files or None,
        "fsize": limits.file_size or None,
        "data": limits.memory + limits.reserved if limits.memory else None,
        "as": limits.address_space or None,
    }
    options = [f"--{name}={value}" for name, value in wanted.items() if value is not None]
    return [machine.prlimit, *options]


def sandbox(confined: Confined, machine: Machine, limits: SandboxLimits) -> Launch:
    """The command line that runs a kernel in its sandbox.

    Called by the provisioner at each launch.

    Raises:
        ValueError: something is hidden and the server is not root.
    """
    stage: list[tuple[str, str]] = []

    def reachable(path: str) -> str:
        if path not in confined.hidden:
            return path
        if machine.drop_to is None:
            raise ValueError(f"{path} cannot be reached")
        point = os.path.join(confined.runtime_dir, "stage", str(len(stage)))
        stage.append((path, point))
        return point

    argv = [machine.bwrap]
    for namespace in ("user", "ipc", "pid", "net", "uts", "cgroup"):
        argv.append(f"--unshare-{namespace}")
    argv += ["--uid", str(UID), "--gid", str(UID), "--disable-userns", "--hostname", "pad"]
    argv += ["--cap-drop", "ALL", "--new-session", "--die-with-parent"]
    if confined.info_fd is not None:
        argv += ["--info-fd", str(confined.info_fd)]
    if confined.block_fd is not None:
        argv += ["--block-fd", str(confined.block_fd)]
    for fd in confined.seccomp_fds:
        argv += ["--add-seccomp-fd", str(fd)]

    argv += ["--ro-bind", "/usr", "/usr"]
    for name, target in machine.top:
        argv += ["--ro-bind", name, name] if target is None else ["--symlink", target, name]
    argv += ["--proc", "/proc", "--dev", "/dev"]
    for path, mode, size in (
        ("/dev/shm", "1777", limits.shm_size),  # noqa: S108
        ("/tmp", "1777", limits.tmp_size),  # noqa: S108
        (HOME, "0700", limits.home_size),
    ):
        argv += ["--perms", mode, *(["--size", str(size)] if size else []), "--tmpfs", path]
    for name in machine.etc:
        argv += ["--ro-bind", f"/etc/{name}", f"/etc/{name}"]
    for name in ETC:
        argv += ["--ro-bind", os.path.join(confined.runtime_dir, "etc", name), f"/etc/{name}"]

    interpreter = confined.interpreter
    private = {*machine.private, *interpreter.private}
    read_only = {*interpreter.read_only, *confined.read_only}
    for path in sorted(private | read_only):  # a directory before those below it
        if path in private:
            argv += ["--tmpfs", path]
        elif not is_inside(path, "/usr") or any(is_inside(path, p) for p in private):
            argv += ["--ro-bind", reachable(path), path]
    for path in sorted(private):  # once what is shown below it has its place
        argv += ["--remount-ro", path]
    for link, target in interpreter.links:
        argv += ["--symlink", target, link]

    io = os.path.join(confined.runtime_dir, "io")
    argv += ["--bind", io, io]
    argv += ["--ro-bind", confined.connection_file, confined.connection_file]
    argv += ["--bind", reachable(confined.pad_dir), PAD]
    argv += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", confined.cwd]

    argv.append("--clearenv")
    for name, value in kernel_environment(confined, limits).items():
        argv += ["--setenv", name, value]
    # A session of its own makes the kernel the leader of a process group, so that an interrupt
    # reaches what it started too.
    argv += ["--", *resource_limits(machine, limits), machine.setsid, *confined.command]

    return Launch(tuple([*before(machine, stage), *argv]), NO_ENVIRONMENT, tuple(stage))


def before(machine: Machine, stage: Sequence[tuple[str, str]]) -> list[str]:
    """What root executes ahead of bubblewrap; nothing where the server is not root."""
    if machine.drop_to is None:
        return []
    argv = []
    if stage:
        argv += [machine.unshare, "--mount", "--propagation", "private", "--"]
        argv += [machine.sh, "-c", STAGE, "sh"]
        for source, point in stage:
            argv += [source, point]
        argv.append("--")
    uid = str(machine.drop_to)
    argv += [machine.setpriv, "--reuid", uid, "--regid", uid, "--clear-groups"]
    argv += ["--inh-caps=-all", "--bounding-set=-all", "--"]
    return argv
