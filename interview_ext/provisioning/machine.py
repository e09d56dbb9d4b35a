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
from collections.abc import Iterable
from pathlib import Path

from ..errors import Unavailable
from .sandbox import ETC_OF_THE_MACHINE, NO_ENVIRONMENT, Interpreter, Machine, is_inside

OLDEST_BWRAP = (0, 8, 0)
"""The first bubblewrap that can forbid further user namespaces inside a sandbox."""

PROGRAMS = ("sh", "unshare", "setpriv", "mount", "prlimit", "setsid")
"""Programs of util-linux and the shell, which every Debian and Ubuntu has."""

UIDS = range(0x70000000, 0x78000000)
"""User ids for pads where the server is root: no distribution hands these out."""

UIDS_IN_A_CONTAINER = range(32768, 60000)
"""The same for a container whose user ids end at 65535."""

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


def describe(drop_to: int | None) -> Machine:
    """The machine as the sandbox policy wants to know it.

    Arguments:
        drop_to: the uid that the kernel runs as where the server is root.

    Raises:
        Unavailable: a program is missing; says what to install.
    """
    bwrap = find_program("bwrap")
    if bwrap is None:
        raise Unavailable(
            "Code cannot run yet: bubblewrap, which keeps it away from this server, is not "
            "installed. Ask the administrator to run: sudo apt install bubblewrap",
            "no_sandbox",
        )
    version = bwrap_version(bwrap)
    if version < OLDEST_BWRAP:
        raise Unavailable(
            f"Code cannot run yet: bubblewrap {'.'.join(map(str, version)) or '(unknown)'} is too "
            f"old, {'.'.join(map(str, OLDEST_BWRAP))} or newer is needed. Ask the administrator "
            "to upgrade: sudo apt install bubblewrap",
            "no_sandbox",
        )
    found = {name: find_program(name) for name in PROGRAMS}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise Unavailable(
            f"Code cannot run yet: {', '.join(missing)} cannot be found. Ask the administrator "
            "to run: sudo apt install util-linux mount",
            "no_sandbox",
        )
    return Machine(
        bwrap=bwrap,
        sh=found["sh"] or "",
        unshare=found["unshare"] or "",
        setpriv=found["setpriv"] or "",
        prlimit=found["prlimit"] or "",
        setsid=found["setsid"] or "",
        top=_top(),
        etc=tuple(name for name in ETC_OF_THE_MACHINE if os.path.exists(f"/etc/{name}")),
        drop_to=drop_to,
    )


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
        Unavailable: it is not there, has no ipykernel, or its directories hold more than a Python.
    """
    command = [executable, "-c", ASK_PYTHON]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd="/", check=True
        )
        facts = json.loads(answer.stdout.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise Unavailable(
            f"Python code cannot run: {executable} does not run kernels "
            f"({said[-1] if said else error}). Ask the administrator to run: "
            f"{executable} -m pip install ipykernel",
            "no_interpreter",
        ) from error
    executable = facts["executable"] or executable
    directories = [os.path.normpath(path) for path in facts["prefixes"]]
    path: list[str] = []
    user_site = facts["user_site"]
    if user_site and is_inside(facts["ipykernel"], user_site):
        path.append(user_site)  # pip install --user
    real = [os.path.realpath(directory) for directory in directories]
    read_only = tuple(
        directory
        for directory in dict.fromkeys([*directories, *real, *path])
        if not is_inside(directory, "/usr")
    )
    home = os.path.realpath(os.path.expanduser("~"))
    for directory in read_only:
        if directory == "/" or is_inside(home, os.path.realpath(directory)):
            raise Unavailable(
                f"Python code cannot run: the Python at {executable} is spread over {directory}, "
                "which holds more than a Python and so cannot be shown to candidates. Ask the "
                "administrator to install in a virtual environment.",
                "no_interpreter",
            )
    return Interpreter(
        executable=executable,
        read_only=read_only,
        links=tuple(_links(executable, ("/usr", *read_only))),
        path=tuple(path),
    )


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
    real = Path(os.path.realpath(path))
    if not real.stat().st_mode & stat.S_IROTH:
        return False
    return all(p.stat().st_mode & stat.S_IXOTH for p in (real, *real.parents))
