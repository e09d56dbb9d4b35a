"""Looks at, reads and changes files below a folder that a stranger's code may write to.

Every step of the way down is opened on its own and without following links, so that neither a
link nor the exchange of a folder for a link leads anywhere else. Only folders and regular files of
one name exist here: no links, pipes, sockets or devices.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass

# Names that would be shown as something else than they are, or not at all.
_ODD_NAME = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Folders within folders that are opened at once to delete them.
_DEPTH = 32


class NotAFile(OSError):
    """There is no regular file of that name below the folder."""


class TooLarge(OSError):
    """The file is larger than the caller wants to read, or would become so."""


class Exists(OSError):
    """There is something of that name already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder.

    Arguments:
        name: the last part of its path.
        is_folder: whether it is a folder.
        size: bytes.
        modified, created: seconds since the epoch.
    """

    name: str
    is_folder: bool
    size: int
    modified: float
    created: float


@contextmanager
def _parent(root: str, path: str) -> Iterator[tuple[int, str]]:
    """The opened folder a path lies in, and its last part."""
    parts = [part for part in path.split("/") if part]
    if not parts or any(part in (".", "..") or _ODD_NAME.search(part) for part in parts):
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


def _entry(name: str, status: os.stat_result) -> Entry | None:
    is_folder = stat.S_ISDIR(status.st_mode)
    if not is_folder and not _is_plain(status):
        return None
    return Entry(name, is_folder, status.st_size, status.st_mtime, status.st_ctime)


def _is_plain(status: os.stat_result) -> bool:
    # A second name may be one outside of the pad.
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def find(root: str, path: str) -> Entry | None:
    """The file or folder of that path, "" being the root; None where there is no such thing."""
    try:
        if not path:
            return _entry("", os.stat(root))
        with _parent(root, path) as (folder, name):
            return _entry(name, os.stat(name, dir_fd=folder, follow_symlinks=False))
    except (OSError, ValueError):
        return None


def listing(root: str, path: str, maximum: int) -> list[Entry]:
    """What is in a folder, except for links, names that are not to be shown, and hidden files.

    Arguments:
        maximum: how many entries are looked at; a folder may have millions.

    Raises:
        NotAFile: there is no such folder.
    """
    found = []
    with _folder(root, path) as folder, os.scandir(folder) as entries:
        for _, item in zip(range(maximum), entries, strict=False):
            if item.name.startswith(".") or _ODD_NAME.search(item.name):
                continue
            with suppress(OSError):
                entry = _entry(item.name, item.stat(follow_symlinks=False))
                if entry is not None:
                    found.append(entry)
    return found


@contextmanager
def _folder(root: str, path: str) -> Iterator[int]:
    if not path:
        fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    else:
        with _parent(root, path) as (parent, name):
            try:
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                fd = os.open(name, flags, dir_fd=parent)
            except OSError as error:
                raise NotAFile(path) from error
    try:
        yield fd
    finally:
        os.close(fd)


def open_file(root: str, path: str, flags: int = os.O_RDONLY) -> int:
    """Open a regular file; the caller closes the descriptor.

    Raises:
        NotAFile: no such file, or a link, folder, pipe or device.
    """
    with _parent(root, path) as (folder, name):
        try:
            # Without O_NONBLOCK a pipe would keep the server waiting.
            fd = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except (OSError, ValueError) as error:
            raise NotAFile(path) from error
        if not _is_plain(os.fstat(fd)):
            os.close(fd)
            raise NotAFile(path)
        return fd


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
    with os.fdopen(open_file(root, path), "rb") as file:
        data = file.read(maximum + 1)
    if len(data) > maximum:
        raise TooLarge(path)
    return data


def write(root: str, path: str, data: bytes) -> None:
    """Replace a file, or make it: whole or not at all.

    Raises:
        NotAFile: a part of the way there is no folder, or the name is that of something else.
        OSError: it could not be written; what was there before is untouched.
    """
    with _parent(root, path) as (folder, name):
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                raise NotAFile(path)
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


def open_new(root: str, path: str) -> int:
    """Make a file and open it to be written; the caller closes the descriptor.

    Raises:
        NotAFile: a part of the way there is no folder, or there is something of that name.
    """
    with _parent(root, path) as (folder, name):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            return os.open(name, flags, 0o660, dir_fd=folder)
        except (FileExistsError, ValueError) as error:
            raise NotAFile(path) from error


def append(root: str, path: str, data: bytes, maximum: int) -> None:
    """Add to the end of a file.

    Arguments:
        maximum: bytes that the file may have then.

    Raises:
        NotAFile: there is no such file.
        TooLarge: it would have more.
    """
    with os.fdopen(open_file(root, path, os.O_WRONLY | os.O_APPEND), "wb") as file:
        if os.fstat(file.fileno()).st_size + len(data) > maximum:
            raise TooLarge(path)
        file.write(data)


def make_folder(root: str, path: str) -> None:
    """Make a folder, unless it is there.

    Raises:
        NotAFile: a part of the way there is no folder.
        Exists: something else has this name.
    """
    with _parent(root, path) as (folder, name):
        try:
            os.mkdir(name, 0o770, dir_fd=folder)
        except FileExistsError as error:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                raise Exists(path) from error


def rename(root: str, old: str, new: str) -> None:
    """Move a file or folder.

    Raises:
        NotAFile: there is no such thing, or no folder to move it to.
        Exists: something has the new name already.
    """
    with _parent(root, old) as (source, name), _parent(root, new) as (target, new_name):
        with suppress(FileNotFoundError):
            os.stat(new_name, dir_fd=target, follow_symlinks=False)
            raise Exists(new)
        try:
            os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)
        except FileNotFoundError as error:
            raise NotAFile(old) from error


def place(root: str, name: str, contents: Mapping[str, bytes]) -> None:
    """Make a folder with files in it, in one step for everybody who looks.

    Arguments:
        name: of the folder, in the root.
        contents: bytes by path below it.

    Raises:
        Exists: something has that name already; nothing was made.
        OSError: it could not be made; nothing is left of it.
    """
    coming = f".{secrets.token_hex(8)}.coming"
    make_folder(root, coming)
    try:
        made = set()
        for path, data in contents.items():
            parts = path.split("/")[:-1]
            for depth in range(1, len(parts) + 1):
                if (folder := "/".join(parts[:depth])) not in made:
                    make_folder(root, f"{coming}/{folder}")
                    made.add(folder)
            write(root, f"{coming}/{path}", data)
        rename(root, coming, name)
    except BaseException:
        delete(root, coming)
        raise


def collect(
    root: str, path: str, left_out: Set[str], most_files: int, most_bytes: int
) -> dict[str, bytes]:
    """The files of a folder and of those in it, by their paths below it; hidden ones left out.

    Arguments:
        left_out: paths below the folder that are not read.
        most_files: how many there may be.
        most_bytes: how large they may be together.

    Raises:
        NotAFile: there is no such folder.
        TooLarge: there are more.
    """
    found: dict[str, bytes] = {}
    size = 0
    waiting = [""]
    while waiting:
        below = waiting.pop()
        for entry in listing(root, f"{path}/{below}".rstrip("/"), 4 * most_files):
            name = f"{below}/{entry.name}".lstrip("/")
            if name in left_out or entry.name == "__pycache__":
                continue
            if entry.is_folder:
                if name.count("/") < _DEPTH:
                    waiting.append(name)
                continue
            with suppress(NotAFile):  # it was deleted meanwhile
                found[name] = read(root, f"{path}/{name}", most_bytes - size)
                size += len(found[name])
            if len(found) > most_files:
                raise TooLarge(path)
    return found


def delete(root: str, path: str) -> None:
    """Remove a file, or a folder with all that is in it; a link, never what it leads to.

    Raises:
        NotAFile: there is no such thing.
    """
    with _parent(root, path) as (folder, name):
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            raise NotAFile(path) from error
        if not stat.S_ISDIR(status.st_mode):
            os.unlink(name, dir_fd=folder)
            return
        top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Folders that are too deep to hold all those above them open are moved up here first.
            waiting = [_away(name, folder, top)]
            while waiting:
                _empty(waiting[-1], top, top, waiting, _DEPTH)
        finally:
            os.close(top)


def _away(name: str, folder: int, top: int) -> str:
    away = f".{secrets.token_hex(8)}.deleted"
    os.rename(name, away, src_dir_fd=folder, dst_dir_fd=top)
    return away


def _empty(name: str, parent: int, top: int, waiting: list[str], depth: int) -> None:
    fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    try:
        with os.scandir(fd) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    with suppress(FileNotFoundError):
                        os.unlink(entry.name, dir_fd=fd)
                elif depth:
                    _empty(entry.name, fd, top, waiting, depth - 1)
                else:
                    waiting.insert(0, _away(entry.name, fd, top))
    finally:
        os.close(fd)
    os.rmdir(name, dir_fd=parent)
    if parent == top and name in waiting:
        waiting.remove(name)
