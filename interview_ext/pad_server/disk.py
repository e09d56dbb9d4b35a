"""Watches how much of the disk a pad's files take, and stops code that takes too much."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..sizes import MiB, in_words

# Seconds between two looks at the file system's free space, and the longest between two counts.
LOOK = 0.5
COUNT = 5.0

# A count is made at once when so much of the file system went, or came back, since the last one.
NOTABLE = 16 * MiB
NOTABLE_FILES = 2000

# A count may take this share of the time at most.
SHARE = 0.1


@dataclass(frozen=True)
class Usage:
    """What the files of a pad take.

    Arguments:
        size: bytes on the disk.
        files: files and folders; counting stops a little after the limit.
    """

    size: int = 0
    files: int = 0


def count(root: str, size: int, number: int) -> Usage:
    """Count a folder's files, links not followed; what goes away meanwhile does not count.

    Arguments:
        root: the folder.
        size, number: counting may stop when there are more bytes or files than these.
    """
    used, files = 0, 0
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    try:
                        status = entry.stat(follow_symlinks=False)
                        is_folder = entry.is_dir(follow_symlinks=False)
                    except OSError:
                        continue
                    if status.st_nlink > 1 and not is_folder:
                        if status.st_ino in seen:
                            continue
                        seen.add(status.st_ino)
                    used += status.st_blocks * 512
                    files += 1
                    if is_folder:
                        waiting.append(entry.path)
                    if files > number or used > 4 * size:
                        return Usage(used, files)
        except OSError:
            continue
    return Usage(used, files)


class DiskWatch:
    """Looks after a pad's disk for as long as code may run in it.

    Made by the pad server. Looking costs one system call; files are counted on one of the pad's
    own threads, when the file system's free space changed or a few seconds went by.

    Arguments:
        root: the folder of the pad's files.
        size: bytes that the files may take.
        files: how many there may be.
        reserve: bytes of the file system that no pad may take.
        count: runs `count` on a thread.
        halt: stops what runs; takes words for the people and whether to kill at once.
        on_full: told why nothing may be added, None when there is room again.
    """

    def __init__(
        self,
        root: str,
        *,
        size: int,
        files: int,
        reserve: int,
        count: Callable[..., Awaitable[Usage]],
        halt: Callable[[str, bool], Awaitable[None]],
        on_full: Callable[[str | None], None],
        log: logging.Logger,
    ) -> None:
        self._root, self._size, self._files, self._reserve = root, size, files, reserve
        self._count, self._halt, self._on_full = count, halt, on_full
        self._log = log
        self._task: asyncio.Task[None] | None = None
        self._usage = Usage()
        self._cost = 0.0
        self._full: str | None = None

    @property
    def full(self) -> str | None:
        """Why nothing may be added to the pad's files; None while there is room."""
        return self._full

    def start(self) -> None:
        """Watch from now on; called when a kernel is started."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """Watch no longer; called when no code runs any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Count now, and act on it."""
        began = time.monotonic()
        used = await self._count(self._root, self._size, self._files)
        self._cost = time.monotonic() - began
        before, self._usage = self._usage, used
        grew = used.size > before.size or used.files > before.files
        words = self._words(used, grew)
        was, self._full = self._full, words
        if words != was:
            self._on_full(words)
        if words is not None and (was is None or grew):
            # Code that makes room is left alone.
            hard = was is not None or used.size > 2 * self._size
            self._log.warning("A pad's disk is full: %s, %s", used, words)
            await self._halt(words, hard)

    def _words(self, used: Usage, grew: bool) -> str | None:
        remedy = "Running code was stopped; delete files to go on. What you typed is safe."
        if used.size > self._size:
            return f"The pad’s files use more than {in_words(self._size)}. {remedy}"
        if used.files > self._files:
            return f"The pad has more than {self._files:,} files. {remedy}"
        if used.size > NOTABLE and (grew or self._full):
            status = os.statvfs(self._root)
            if status.f_bavail * status.f_frsize < self._reserve:
                return f"The server’s disk is almost full. {remedy}"
        return None

    async def _watch(self) -> None:
        last: Any = None
        counted = 0.0
        while True:
            status = os.statvfs(self._root)
            now = time.monotonic()
            changed = (
                last is None
                or abs(last.f_bavail - status.f_bavail) * status.f_frsize > NOTABLE
                or abs(last.f_ffree - status.f_ffree) > NOTABLE_FILES
            )
            if (changed or now - counted > COUNT) and now - counted > self._cost / SHARE:
                last = status
                try:
                    await self.look()
                except Exception:
                    self._log.exception("The files of a pad could not be counted")
                counted = time.monotonic()
            await asyncio.sleep(LOOK)
