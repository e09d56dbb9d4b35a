"""The short-lived directory of one kernel: its sockets, its connection file, a few files of /etc.

Unix sockets have addresses of at most 107 bytes, so the directory has a short path. A lock that
the server holds says that the directory is in use; what a killed server left is found by that.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from pathlib import Path

from ..trees import remove_tree
from .sandbox import ETC

PREFIX = "interview-"
SOCKETS = 5
"""Shell, stdin, control, iopub and heartbeat."""

YOUNG = 60.0
"""Seconds within which a directory without a lock may be about to get one."""

LONGEST_BASE = 70
"""Bytes in the path of the directory that holds a runtime directory: a unix socket's address has
at most 107, and ``/interview-12345678/io/s-12345`` comes after it."""


def default_base() -> str:
    """The directory in which runtime directories are made when none is configured."""
    own = "/run" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR", "")
    for base in (own, tempfile.gettempdir()):
        short = 0 < len(os.fsencode(base)) <= LONGEST_BASE
        if short and os.path.isdir(base) and os.access(base, os.W_OK | os.X_OK):
            return base
    return "/tmp"  # noqa: S108 - a directory with a random name and mode 0700 is made in it


class RuntimeDirectory:
    """One kernel's directory.

    Arguments:
        base: where to make it.
        owner: the uid that the kernel runs as if that is another than the server's.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, base: str, owner: int | None) -> None:
        self.owner = owner
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        self._lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in ("io", "etc", "stage"):
            (self.path / name).mkdir(mode=0o700)
        for name, text in ETC.items():
            (self.path / "etc" / name).write_text(text)
        if owner is not None:
            # The kernel's user passes through, and owns nothing but the sockets' directory.
            for directory in (self.path, self.path / "etc", self.path / "stage"):
                directory.chmod(0o711)
            os.chown(self.io, owner, owner)

    @property
    def io(self) -> Path:
        """Where the kernel makes its sockets."""
        return self.path / "io"

    @property
    def address(self) -> str:
        """The beginning of the sockets' paths; the kernel manager adds ``-<number>``."""
        return str(self.io / "s")

    @property
    def connection_file(self) -> Path:
        """Where the connection file is written, out of the kernel's reach."""
        return self.path / "kernel.json"

    def hand_over(self) -> None:
        """Let the kernel's user read the connection file."""
        if self.owner is not None:
            os.chown(self.connection_file, self.owner, self.owner)

    def make_stage(self, points: list[str]) -> None:
        """Make mount points."""
        for point in points:
            os.makedirs(point, mode=0o711, exist_ok=True)

    def sockets(self) -> list[str]:
        """The sockets that the kernel has made, whatever else it may have put beside them."""
        found = []
        for number in range(1, SOCKETS + 1):
            path = f"{self.address}-{number}"
            try:
                if stat.S_ISSOCK(os.lstat(path).st_mode):
                    found.append(path)
            except OSError:
                continue
        return found

    def is_complete(self) -> bool:
        """Whether the kernel has made all its sockets."""
        return len(self.sockets()) >= SOCKETS

    def lock(self) -> None:
        """Take the directory of sockets from the kernel's user, once the sockets are there.

        A kernel could fill the file system that holds the directory otherwise, or put something
        else in a socket's place.
        """
        if self.owner is not None:
            os.chown(self.io, os.geteuid(), os.getegid())
            self.io.chmod(0o711)

    def empty(self) -> None:
        """Throw away the kernel's sockets and what else it left; called between two launches."""
        if self.owner is not None:
            os.chown(self.io, self.owner, self.owner)
            self.io.chmod(0o700)
        with os.scandir(self.io) as entries:
            left = list(entries)
        for entry in left:
            if entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    remove_tree(entry.path)
            else:
                os.unlink(entry.path)

    def take_sockets(self, other: RuntimeDirectory) -> None:
        """Have the kernel of another directory listen where the kernel of this one did.

        Whoever is connected to the kernel before connects to the one after by itself: a socket
        is found by its path, and keeps working under another.
        """
        other.lock()
        for path in other.sockets():
            os.replace(path, self.io / os.path.basename(path))
        self.lock()

    def remove(self) -> None:
        """Remove all of it."""
        with contextlib.suppress(OSError):
            remove_tree(self.path)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def remove_abandoned(base: str) -> list[str]:
    """Remove what servers that were killed left in `base`; returns the paths.

    Called once in a process, ahead of its first launch.
    """
    removed = []
    with os.scandir(base) as entries:
        found = list(entries)
    for entry in found:
        if not entry.name.startswith(PREFIX) or not entry.is_dir(follow_symlinks=False):
            continue
        try:
            status = entry.stat(follow_symlinks=False)
            if status.st_uid != os.geteuid() or time.time() - status.st_ctime < YOUNG:
                continue
            lock = os.open(os.path.join(entry.path, "lock"), os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            if stat.S_ISREG(os.fstat(lock).st_mode):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with contextlib.suppress(OSError):
                    remove_tree(entry.path)
                removed.append(entry.path)
        except OSError:
            pass  # its server lives
        finally:
            os.close(lock)
    return removed
