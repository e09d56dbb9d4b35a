"""How a server that is root shares the files of a pad with the user that runs its kernels.

Each pad's kernels run as a user id of their own. The pad's directory belongs to the server; an
access control list lets the kernels' user in, and a default one lets it in to all that is made
there later, whoever makes it and with whatever umask.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
from collections.abc import Iterator

ACCESS = "system.posix_acl_access"
DEFAULT = "system.posix_acl_default"

_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY = 0xFFFFFFFF
_ENTRY = struct.Struct("<HHI")
_VERSION = struct.pack("<I", 2)

MOST_FILES = 10_000
"""How many files are looked at; a pad that holds more was not filled by the server."""

MOST_DIRECTORIES = 200
"""How many directories are looked into; each is an open file descriptor for a moment."""


def acl(uid: int, owner: int) -> bytes:
    """The access control list that lets `uid` do all and its owner `owner` (as in a mode)."""
    allowed = owner | 0o6
    entries = (
        (_USER_OBJ, owner, _NOBODY),
        (_USER, allowed, uid),
        (_GROUP_OBJ, 0, _NOBODY),
        (_MASK, allowed, _NOBODY),
        (_OTHER, 0, _NOBODY),
    )
    return _VERSION + b"".join(_ENTRY.pack(*entry) for entry in entries)


def shared_with(directory: str) -> int | None:
    """The uid that `directory` is shared with, if it is shared."""
    try:
        data = os.getxattr(directory, DEFAULT)
    except OSError:
        return None
    for tag, _, uid in _ENTRY.iter_unpack(data[len(_VERSION) :]):
        if tag == _USER:
            return int(uid)
    return None


def share(directory: str, uid: int) -> None:
    """Let `uid` read and write `directory` and what the server has put below it.

    Called ahead of each launch, since files may have been copied in with a mode of their own.
    What the kernels' user has made is left alone: it is theirs already. Symbolic links are not
    followed. On a file system without access control lists the directory changes its owner.
    """
    try:
        os.setxattr(directory, ACCESS, acl(uid, 7))
        os.setxattr(directory, DEFAULT, acl(uid, 7))
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise
        _give(directory, uid)
        return
    for fd, status in _below(directory):
        owner = (status.st_mode >> 6) & 7
        if stat.S_ISDIR(status.st_mode):
            _set(fd, ACCESS, acl(uid, 7))
            _set(fd, DEFAULT, acl(uid, 7))
        elif stat.S_ISREG(status.st_mode):
            _set(fd, ACCESS, acl(uid, owner))


def _set(fd: int, name: str, value: bytes) -> None:
    try:
        if os.getxattr(fd, name) == value:
            return
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
    os.setxattr(fd, name, value)


def _give(directory: str, uid: int) -> None:
    os.chown(directory, uid, uid)
    for fd, _status in _below(directory):
        os.fchown(fd, uid, uid)


def _below(directory: str) -> Iterator[tuple[int, os.stat_result]]:
    """Open descriptors of what the server made below `directory`, each closed after its turn.

    A directory that somebody else made is not entered: the server made nothing there that would
    not have inherited the list. Everything is opened relative to its open parent, so that code
    that is running in the pad cannot put a symbolic link in the way.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    looked_at = 0
    with contextlib.ExitStack() as opened:
        waiting = [os.open(directory, flags)]
        opened.callback(os.close, waiting[0])
        directories = 1
        while waiting:
            parent = waiting.pop()
            for name in os.listdir(parent):
                looked_at += 1
                if looked_at > MOST_FILES:
                    return
                try:
                    fd = os.open(name, flags, dir_fd=parent)
                except OSError:
                    continue  # gone, a symbolic link, or a socket
                status = os.fstat(fd)
                ours = status.st_uid == os.geteuid()
                if ours and stat.S_ISDIR(status.st_mode) and directories < MOST_DIRECTORIES:
                    directories += 1
                    waiting.append(fd)
                    opened.callback(os.close, fd)
                    yield fd, status
                    continue
                try:
                    if ours and stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
                        yield fd, status
                finally:
                    os.close(fd)
