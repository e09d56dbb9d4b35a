"""What this machine offers for sandboxes: programs, users, and where a Python is."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import Unavailable
from .sandbox import (
    ETC_OF_THE_MACHINE,
    HOME,
    NO_ENVIRONMENT,
    Interpreter,
    Machine,
    is_inside,
)

OLDEST_BWRAP = (0, 8, 0)
"""The first bubblewrap that can forbid further user namespaces inside a sandbox."""

PROGRAMS = ("sh", "unshare", "setpriv", "mount", "prlimit", "setsid")
"""Programs of util-linux and the shell, which every Debian and Ubuntu has."""

UIDS = range(0x70000000, 0x78000000)
"""User ids for pads where the server is root: no distribution hands these out."""

UIDS_IN_A_CONTAINER = range(32768, 60000)
"""The same for a container whose user ids end at 65535."""

PRIVATE = ("etc/jupyter", "share/jupyter")
"""Below a Python's prefix: what the server is configured with and shares with its members."""

HOME_OF_KERNELS = "share/interview/home"
"""Below the prefix of a Python made for kernels: what each finds in its home directory."""


@dataclass(frozen=True)
class Problem:
    """Something that this machine lacks.

    Arguments:
        what: what is missing or wrong, as a sentence.
        remedy: what the administrator does about it, as a sentence.
        reason: a short stable word for programs.
    """

    what: str
    remedy: str
    reason: str = "no_sandbox"

    def error(self) -> NoSandbox:
        """The same as an exception, for the people in a pad."""
        return NoSandbox(self)


class NoSandbox(Unavailable):
    """Code cannot run on this machine as it is.

    Arguments:
        problem: what it lacks.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"Code cannot run here: {problem.what} {problem.remedy}", problem.reason)
        self.problem = problem


NO_SECCOMP = Problem(
    "libseccomp, which keeps code away from dangerous parts of this machine's Linux, is missing.",
    "The administrator installs it with: sudo apt install libseccomp2",
    "no_seccomp",
)

NO_OTHER_USER = Problem(
    "the server is root in a container that has no other users.",
    "The administrator runs it as an ordinary user instead.",
)


ASK_PYTHON = """\
import importlib.metadata, json, site, sys
print(json.dumps({
    "executable": sys.executable,
    "prefixes": [sys.prefix, sys.base_prefix],
    "user_site": site.getusersitepackages() if site.ENABLE_USER_SITE else None,
    "ipykernel": str(importlib.metadata.distribution("ipykernel").locate_file("ipykernel")),
}))
"""


def find_program(name: str) -> str | None:
    """The path of a program, also where the server's PATH lacks the administrator's directories."""
    return shutil.which(name, path=os.environ.get("PATH", "")) or shutil.which(
        name, path="/usr/sbin:/sbin" if name != "bwrap" else ""
    )


def bwrap_version(path: str) -> tuple[int, ...]:
    """The version of a bubblewrap; ``()`` if it does not say one."""
    try:
        return _bwrap_version(path, os.stat(path).st_mtime_ns)
    except OSError:
        return ()


@functools.lru_cache(maxsize=4)
def _bwrap_version(path: str, _mtime: int) -> tuple[int, ...]:
    answer = subprocess.run(
        [path, "--version"],
        capture_output=True,
        text=True,
        timeout=10,
        env=NO_ENVIRONMENT,
        check=False,
    )
    found = re.search(r"(\d+(?:\.\d+)+)", answer.stdout)
    return tuple(int(part) for part in found.group(1).split(".")) if found else ()


def uid_map() -> list[range]:
    """The user ids that exist for this process."""
    ranges = []
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = (int(word) for word in line.split())
        ranges.append(range(first, first + count))
    return ranges


def uids_for_pads(mapped: Iterable[range]) -> range | None:
    """The user ids that pads may run as, given those that exist; None if there are none."""
    for wanted in (UIDS, UIDS_IN_A_CONTAINER):
        if any(wanted[0] in r and wanted[-1] in r for r in mapped):
            return wanted
    return None


def uid_for(pad_dir: str, uids: range) -> int:
    """A user id for a pad that is seen for the first time."""
    digest = hashlib.sha256(os.fsencode(os.path.realpath(pad_dir))).digest()
    return uids[int.from_bytes(digest[:8], "big") % len(uids)]


def missing_programs() -> list[Problem]:
    """What must be installed before a sandbox can be built."""
    problems = []
    bwrap = find_program("bwrap")
    if bwrap is None:
        problems.append(
            Problem(
                "bubblewrap, which keeps the code of an interview apart from this server, is not "
                "installed.",
                "The administrator installs it with: sudo apt install bubblewrap",
            )
        )
    elif bwrap_version(bwrap) < OLDEST_BWRAP:
        version = ".".join(map(str, bwrap_version(bwrap))) or "of an unknown version"
        wanted = ".".join(map(str, OLDEST_BWRAP))
        problems.append(
            Problem(
                f"the bubblewrap at {bwrap} ({version}) is too old, {wanted} is needed.",
                "The administrator upgrades it with: sudo apt install bubblewrap",
            )
        )
    missing = [name for name in PROGRAMS if find_program(name) is None]
    if missing:
        problems.append(
            Problem(
                f"{', '.join(missing)} cannot be found.",
                "The administrator installs what is missing with: "
                "sudo apt install util-linux mount",
            )
        )
    return problems


def describe(drop_to: int | None) -> Machine:
    """The machine as the sandbox policy wants to know it.

    Arguments:
        drop_to: the uid that the kernel runs as where the server is root.

    Raises:
        NoSandbox: a program is missing; says what to install.
    """
    for problem in missing_programs():
        raise problem.error()
    found = {name: find_program(name) or "" for name in ("bwrap", *PROGRAMS)}
    return Machine(
        bwrap=found["bwrap"],
        sh=found["sh"],
        unshare=found["unshare"],
        setpriv=found["setpriv"],
        prlimit=found["prlimit"],
        setsid=found["setsid"],
        top=_top(),
        etc=tuple(name for name in ETC_OF_THE_MACHINE if os.path.exists(f"/etc/{name}")),
        private=_private(("/usr", "/usr/local")),
        drop_to=drop_to,
    )


def _private(prefixes: Iterable[str]) -> tuple[str, ...]:
    paths = (os.path.join(prefix, below) for prefix in prefixes for below in PRIVATE)
    return tuple(path for path in paths if os.path.isdir(path) and not os.path.islink(path))


def _top() -> tuple[tuple[str, str | None], ...]:
    top: list[tuple[str, str | None]] = []
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"):
        if os.path.islink(name):
            top.append((name, os.readlink(name)))
        elif os.path.isdir(name):
            top.append((name, None))
    return tuple(top)


@functools.lru_cache(maxsize=16)
def interpreter(executable: str) -> Interpreter:
    """What must be visible for the Python at `executable` to run kernels.

    Raises:
        NoSandbox: it is not there, has no ipykernel, or its directories hold more than a Python.
    """
    command = [executable, "-c", ASK_PYTHON]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd="/", check=True
        )
        facts = json.loads(answer.stdout.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise Problem(
            f"{executable} does not run Python kernels ({said[-1] if said else error}).",
            f"The administrator installs what is missing with: {executable} -m pip install "
            "ipykernel",
            "no_interpreter",
        ).error() from error
    executable = facts["executable"] or executable
    prefixes = [os.path.normpath(path) for path in facts["prefixes"]]
    user_site = facts["user_site"]
    path = [user_site] if user_site and is_inside(facts["ipykernel"], user_site) else []
    directories = dict.fromkeys([*prefixes, *map(os.path.realpath, prefixes), *path])
    read_only = tuple(sorted(d for d in directories if not is_inside(d, "/usr")))
    home = os.path.realpath(os.path.expanduser("~"))
    for directory in read_only:
        if is_inside(home, os.path.realpath(directory)):
            raise Problem(
                f"the Python at {executable} is spread over {directory}, which holds more than a "
                "Python and so cannot be shown to candidates.",
                "The administrator installs in a virtual environment instead.",
                "no_interpreter",
            ).error()
    return Interpreter(
        executable=executable,
        read_only=read_only,
        private=(*_private(read_only), *_packages_of_the_server(prefixes, read_only)),
        links=(
            *_links(executable, ("/usr", *read_only)),
            *_files_of_home(os.path.join(prefixes[0], HOME_OF_KERNELS)),
        ),
        path=tuple(path),
    )


def _packages_of_the_server(prefixes: list[str], visible: tuple[str, ...]) -> list[str]:
    """Where the server's own packages are, if a Python that is not the server's shows them."""
    if os.path.normpath(sys.prefix) in prefixes[:1]:
        return []
    packages = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    shown = ("/usr", *visible)
    return [p for p in packages if os.path.isdir(p) and any(is_inside(p, d) for d in shown)]


def _files_of_home(directory: str) -> Iterable[tuple[str, str]]:
    """Links in the home directory of a kernel to what its Python keeps for it."""
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            yield os.path.join(HOME, os.path.relpath(path, directory)), path


def check_apart(pad_dir: str, visible: Iterable[str]) -> None:
    """See that what kernels may read does not hold the pads.

    Raises:
        NoSandbox: the pads' directory is within a directory that candidates can read.
    """
    real = os.path.realpath(pad_dir)
    for directory in visible:
        if is_inside(real, os.path.realpath(directory)):
            raise Problem(
                f"the files of interviews are kept below {directory}, which is shown to "
                "candidates.",
                "The administrator moves the data directory elsewhere.",
                "exposed",
            ).error()


def _links(executable: str, visible: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """The symbolic links on the way to `executable` that are outside of what is visible."""
    seen = set()
    path = executable
    while path not in seen and os.path.islink(path):
        seen.add(path)
        if not any(is_inside(path, directory) for directory in visible):
            yield path, os.path.realpath(path)
            return
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))


def this_python() -> str:
    """The interpreter that the server itself runs on."""
    return sys.executable


def hidden_from_others(paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths` that an unprivileged user cannot get to."""
    return frozenset(path for path in paths if not _open_to_all(path))


def _open_to_all(path: str) -> bool:
    return bool(os.stat(path).st_mode & stat.S_IROTH) and can_enter(path)


def can_enter(path: str) -> bool:
    """Whether an unprivileged user can get into a directory, knowing its name."""
    real = Path(os.path.realpath(path))
    on_the_way = {real, *real.parents, *Path(path).parents}
    return all(p.stat().st_mode & stat.S_IXOTH for p in on_the_way)
