"""Control groups: what bounds a whole sandbox, where rlimits bound each process alone.

Linux has two kinds. Version 2 is one tree; a process may divide its own part of it if the part
was delegated to it (systemd's ``Delegate=yes``). Version 1 is a tree for each controller, which
in practice only root may divide. See ``Documentation/admin-guide/cgroup-v2.rst`` and
``cgroup-v1/`` of the Linux kernel for the files that are read and written here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import signal
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .sandbox import SandboxLimits

PREFIX = "interview-"
"""How the names of our groups begin; the server's process id and a random part come after it."""

PERIOD = 100_000
"""Microseconds over which a share of a processor is counted."""

NETWORK = 64 * 1024 * 1024
"""Bytes of socket buffers, which version 1 counts apart from other memory."""

CONTROLLERS: tuple[str, ...] = ("memory", "pids", "cpu")

NEEDED = CONTROLLERS[:2]
"""Without these a group would not be worth having; ``cpu`` is used where it is there."""

Kind = Literal["v2", "v1"]


@dataclass(frozen=True)
class Place:
    """Where this server may make groups.

    Arguments:
        kind: the version.
        directories: by controller, the directory in which groups are made; the same for all in
            version 2.
    """

    kind: Kind
    directories: Mapping[str, Path]

    @property
    def has_cpu(self) -> bool:
        """Whether processor time can be bounded."""
        return "cpu" in self.directories


@dataclass(frozen=True)
class NoPlace:
    """Why there is no `Place`, as the end of a sentence about this machine."""

    why: str


def settings(kind: Kind, limits: SandboxLimits) -> list[tuple[str, str, str, bool]]:
    """What is written into a new group: (controller, file, value, must it be possible).

    Pure; 0 in `limits` means no limit.
    """
    wanted: list[tuple[str, str, str, bool]] = []
    memory, period = str(limits.memory), str(PERIOD)
    quota = str(max(1000, round(limits.cpus * PERIOD)))
    if limits.memory and kind == "v2":
        wanted += [
            ("memory", "memory.max", memory, True),
            ("memory", "memory.swap.max", "0", False),
            ("memory", "memory.oom.group", "0", False),
        ]
    elif limits.memory:
        wanted += [
            ("memory", "memory.limit_in_bytes", memory, True),
            ("memory", "memory.memsw.limit_in_bytes", memory, False),
            ("memory", "memory.swappiness", "0", False),
            ("memory", "memory.kmem.tcp.limit_in_bytes", str(NETWORK), False),
        ]
    if limits.processes:
        wanted.append(("pids", "pids.max", str(limits.processes), True))
    if limits.cpus and kind == "v2":
        wanted.append(("cpu", "cpu.max", f"{quota} {period}", False))
    elif limits.cpus:
        wanted += [
            ("cpu", "cpu.cfs_period_us", period, False),
            ("cpu", "cpu.cfs_quota_us", quota, False),
        ]
    return wanted


class Cgroup:
    """The group of one sandbox.

    Made by the provisioner's process for each launch. All methods touch files of the kernel
    that may take some milliseconds: they are called off the event loop.

    Arguments:
        place: where to make it.
        limits: what it bounds.

    Raises:
        OSError: it could not be made.
    """

    def __init__(self, place: Place, limits: SandboxLimits) -> None:
        self.kind = place.kind
        name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(6)}"
        self._directories = {c: d / name for c, d in place.directories.items()}
        try:
            for directory in self._all():
                directory.mkdir()
            for controller, file, value, needed in settings(place.kind, limits):
                if controller not in self._directories:
                    continue
                try:
                    (self._directories[controller] / file).write_text(value)
                except OSError:
                    if needed:
                        raise
        except OSError:
            self.remove()
            raise

    def _all(self) -> Iterable[Path]:
        return dict.fromkeys(self._directories.values())

    def add(self, pid: int) -> None:
        """Put a process into it, and so all that the process will start."""
        for directory in self._all():
            (directory / "cgroup.procs").write_text(str(pid))

    def add_missing(self, pid: int) -> None:
        """Put a process into it where it is not in it yet."""
        for directory in self._all():
            if str(pid) not in (directory / "cgroup.procs").read_text().split():
                (directory / "cgroup.procs").write_text(str(pid))

    def memory_kills(self) -> int:
        """How many of its processes the Linux kernel ended because memory had run out."""
        file = "memory.events" if self.kind == "v2" else "memory.oom_control"
        try:
            words = (self._directories["memory"] / file).read_text()
        except OSError:
            return 0
        found = re.search(r"^oom_kill (\d+)$", words, re.MULTILINE)
        return int(found.group(1)) if found else 0

    def remove(self) -> None:
        """Remove it, and end whatever is still in it."""
        for directory in self._all():
            _remove(directory)


def find_place() -> Place | NoPlace:
    """Where this process may make groups, version 2 first.

    May move this process into a group of its own beside those it makes: version 2 does not
    allow processes in a group that is divided.
    """
    mounts = _mounts()
    own = _own_groups()
    second = _place_v2(mounts, own)
    if isinstance(second, Place):
        return second
    first = _place_v1(mounts, own)
    return first if isinstance(first, Place) else second


def sweep(place: Place) -> None:
    """Remove groups of servers that were killed, and end what still runs in them."""
    for directory in dict.fromkeys(place.directories.values()):
        with contextlib.suppress(OSError), os.scandir(directory) as entries:
            for entry in entries:
                found = re.fullmatch(rf"{PREFIX}(\d+)-[0-9a-f]+", entry.name)
                if found and not os.path.exists(f"/proc/{found.group(1)}"):
                    _remove(Path(entry.path))


def _remove(directory: Path) -> None:
    for _ in range(100):
        try:
            directory.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno != errno.EBUSY:
                return
        with contextlib.suppress(OSError, ValueError):
            for pid in (directory / "cgroup.procs").read_text().split():
                os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.01)


def _mounts() -> list[tuple[str, Path, str, set[str]]]:
    """(type, mount point, root, options of the file system) of what is mounted of cgroups."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        fields, (type, _, options) = before.split(), after.split()[:3]
        if type in ("cgroup", "cgroup2"):
            found.append((type, Path(fields[4]), fields[3], set(options.split(","))))
    return found


def _own_groups() -> dict[str, str]:
    """By controller ("" for version 2) the path of this process's group."""
    found = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            found[controller] = path
    return found


def _below(mount: Path, root: str, path: str) -> Path:
    """The directory of a group, given what part of the tree is mounted."""
    if root != "/" and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return mount / path.lstrip("/")


def _place_v2(
    mounts: list[tuple[str, Path, str, set[str]]], own: dict[str, str]
) -> Place | NoPlace:
    for type, mount, root, _ in mounts:
        if type != "cgroup2" or "" not in own:
            continue
        base = _below(mount, root, own[""])
        if base.name == f"{PREFIX}server":
            base = base.parent
        try:
            offered = (base / "cgroup.controllers").read_text().split()
        except OSError:
            continue
        if any(controller not in offered for controller in NEEDED):
            return NoPlace(
                "the server's control group was not given the controllers memory and pids."
            )
        wanted = [controller for controller in CONTROLLERS if controller in offered]
        try:
            _divide(base, wanted)
        except OSError as error:
            return NoPlace(
                f"the server may not divide its control group {base} ({error.strerror})."
            )
        return Place("v2", dict.fromkeys(wanted, base))
    return NoPlace("control groups of version 2 are not mounted.")


def _divide(base: Path, controllers: Sequence[str]) -> None:
    control = base / "cgroup.subtree_control"
    missing = [c for c in controllers if c not in control.read_text().split()]
    if missing:
        order = " ".join(f"+{c}" for c in missing)
        try:
            control.write_text(order)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            # This process is in the way: it moves one down.
            server = base / f"{PREFIX}server"
            server.mkdir(exist_ok=True)
            (server / "cgroup.procs").write_text(str(os.getpid()))
            control.write_text(order)
    _try(base)


def _place_v1(
    mounts: list[tuple[str, Path, str, set[str]]], own: dict[str, str]
) -> Place | NoPlace:
    directories: dict[str, Path] = {}
    for controller in CONTROLLERS:
        for type, mount, root, options in mounts:
            if type == "cgroup" and controller in options and controller in own:
                base = _below(mount, root, own[controller])
                with contextlib.suppress(OSError):
                    _try(base)
                    directories[controller] = base
                break
    if any(controller not in directories for controller in NEEDED):
        return NoPlace("the server may not make control groups of version 1.")
    return Place("v1", directories)


def _try(base: Path) -> None:
    """Make a group and remove it again.

    Raises:
        OSError: this server may not.
    """
    trial = base / f"{PREFIX}{os.getpid()}-{secrets.token_hex(6)}"
    trial.mkdir()
    trial.rmdir()
