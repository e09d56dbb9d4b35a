"""Whether a program waits for somebody to type.

A program that reads its standard input looks no different from outside than one that computes or
sleeps, except to the operating system: ``/proc/<pid>/task/<tid>/syscall`` says in which system
call each thread is. Those that wait for input are in a read of the file that is their standard
input, or in a poll, select or epoll that includes it.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

_X86 = {
    "read": (0, 19), "poll": (7, 271), "select": (23, 270), "epoll": (232, 281, 441),
}  # fmt: skip
_GENERIC = {
    "read": (63, 65), "poll": (73,), "select": (72,), "epoll": (22, 441),
}  # fmt: skip
_CALLS = {
    number: kind
    for kind, numbers in (_X86 if os.uname().machine == "x86_64" else _GENERIC).items()
    for number in numbers
}
"""System calls that wait for a file, by their number on this machine."""

POLLIN = 0x001
MOST = 1024
"""Files that one poll or select is looked at for."""


def children(pid: int) -> list[int]:
    """The processes that a process started and that have not been waited for."""
    found = []
    for task in _entries(f"/proc/{pid}/task"):
        found += [int(word) for word in _text(f"/proc/{pid}/task/{task}/children").split()]
    return found


def descendants(pid: int) -> list[int]:
    """All that a process started, and what that started."""
    found: list[int] = []
    look_at = [pid]
    while look_at:
        for child in children(look_at.pop()):
            found.append(child)
            look_at.append(child)
    return found


def waits_for(pids: Iterable[int], file: str) -> bool:
    """Whether a thread of one of the processes waits to read a file.

    Arguments:
        pids: the processes.
        file: as the links in ``/proc/<pid>/fd`` name it, such as ``/dev/pts/0``.
    """
    return any(
        _thread_waits(pid, _text(f"/proc/{pid}/task/{task}/syscall"), file)
        for pid in pids
        for task in _entries(f"/proc/{pid}/task")
    )


def _thread_waits(pid: int, syscall: str, file: str) -> bool:
    words = syscall.split()
    if len(words) < 7:
        return False  # it runs, or is gone
    kind = _CALLS.get(int(words[0]))
    first, second = int(words[1], 16), int(words[2], 16)
    if kind == "read":
        return _is(pid, first, file)
    if kind == "poll":
        entries = _memory(pid, first, min(second, MOST) * 8)
        return any(
            events & POLLIN and _is(pid, fd, file)
            for fd, events, _ in struct.iter_unpack("ihh", entries)
        )
    if kind == "select":
        bits = _memory(pid, second, (min(first, MOST) + 7) // 8) if second else b""
        wanted = (
            8 * at + bit for at, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1
        )
        return any(_is(pid, fd, file) for fd in wanted)
    if kind == "epoll":
        lines = (line.split() for line in _text(f"/proc/{pid}/fdinfo/{first}").splitlines())
        watched = [(int(p[1]), int(p[3], 16)) for p in lines if p[:1] == ["tfd:"]]
        return any(events & POLLIN and _is(pid, fd, file) for fd, events in watched)
    return False


def _is(pid: int, fd: int, file: str) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/fd/{fd}") == file
    except OSError:
        return False


def _memory(pid: int, address: int, size: int) -> bytes:
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            read = os.pread(memory.fileno(), size, address)
    except (OSError, OverflowError):
        return b""
    return read if len(read) == size else b""


def _entries(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []


def _text(path: str) -> str:
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""
