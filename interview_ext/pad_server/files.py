"""Reads and writes a file below a folder that a stranger's code may write to.

Every step of the way down is opened on its own and without following links, so that neither a
link nor the exchange of a folder for a link leads anywhere else.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager


class NotAFile(OSError):
    """There is no regular file of that name below the folder."""


class TooLarge(OSError):
    """The file is larger than the caller wants to read."""


@contextmanager
def _parent(root: str, path: str) -> Iterator[tuple[int, str]]:
    """The opened folder a path lies in, and its last part."""
    parts = [part for part in path.split("/") if part]
    if not parts or any(part in (".", "..") or "\x00" in part for part in parts):
        raise NotAFile(path)
    fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            try:
                below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=fd)
            except OSError as error:
                raise NotAFile(path) from error
            os.close(fd)
            fd = below
        yield fd, parts[-1]
    finally:
        os.close(fd)


def read(root: str, path: str, maximum: int) -> bytes:
    """The bytes of a regular file.

    Arguments:
        root: the folder.
        path: below it, with forward slashes.
        maximum: bytes.

    Raises:
        NotAFile: no such file, or a link, folder, pipe or device.
        TooLarge: it has more than `maximum` bytes.
    """
    with _parent(root, path) as (folder, name):
        try:
            # Without O_NONBLOCK a pipe would keep the server waiting.
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except OSError as error:
            raise NotAFile(path) from error
        with os.fdopen(fd, "rb") as file:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise NotAFile(path)
            if status.st_size > maximum:
                raise TooLarge(path)
            return file.read(maximum)


def write(root: str, path: str, data: bytes) -> None:
    """Replace a file, or make it: whole or not at all.

    Raises:
        NotAFile: a part of the way there is no folder.
        OSError: it could not be written; what was there before is untouched.
    """
    with _parent(root, path) as (folder, name):
        temporary = f".{secrets.token_hex(8)}.saving"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        # The group's bits are the mask of an access control list, by which kernels get in.
        fd = os.open(temporary, flags, 0o660, dir_fd=folder)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise
