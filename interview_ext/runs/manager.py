"""The runs of one pad."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from ..auth.participant import Participant
from ..errors import Conflict, InvalidInput, NotFound, TooMany
from ..recording.recording import Recording
from ..rooms.manager import RoomManager
from .kernel import DocumentKernel, find_cell_source
from .languages import DocumentLanguages
from .limits import RunLimits
from .run import Run

# Seconds that a run waits for the last keystrokes of the one who asked for it.
CATCH_UP = 3.0

MAX_QUEUE = 500
MAX_INPUT = 64 * 1024


class RunManager:
    """Runs cells and files on the server, one kernel a document.

    Called by the run handlers and by the pad server.

    Arguments:
        rooms: the pad's rooms.
        recording: the pad's recording.
        start: starts a sandboxed kernel for (path, type) and returns its manager.
        languages: which language a document is in.
        shut_down: ends a kernel that `start` returned.
        limits: what a run may do.
        max_kernels: how many documents of one pad may have a kernel at once.
    """

    def __init__(
        self,
        rooms: RoomManager,
        recording: Recording,
        start: Callable[[str, str], Any],
        languages: DocumentLanguages,
        shut_down: Callable[[Any], Awaitable[None]],
        *,
        limits: RunLimits,
        max_kernels: int,
        log: logging.Logger,
    ) -> None:
        self.log = log
        self._rooms = rooms
        self._recording = recording
        self._start = start
        self._languages = languages
        self._shut_down = shut_down
        self._limits = limits
        self._max_kernels = max_kernels
        self._kernels: dict[str, DocumentKernel] = {}
        self._parting: set[asyncio.Future[None]] = set()

    async def run(
        self,
        path: str,
        cell_id: str | None,
        by: Participant,
        client: int | None = None,
        clock: int | None = None,
    ) -> str:
        """Queue a cell or a file.

        Arguments:
            path: the document.
            cell_id: the cell to run; None runs the file.
            by: who asked.
            client, clock: the Yjs client id of the one who asked and how far its own changes go,
                so that what runs is what they see.

        Returns:
            The run's id.

        Raises:
            NotFound, Conflict, TooMany: nothing was queued.
        """
        type = "notebook" if path.endswith(".ipynb") else "file"
        if (cell_id is None) == (type == "notebook"):
            raise InvalidInput("A notebook is run cell by cell, a file as a whole.")
        if type == "file":
            self._languages.of_file(path)
        room = await self._rooms.open_path(path, type)
        if client is not None and clock is not None:
            deadline = asyncio.get_running_loop().time() + CATCH_UP
            while not room.has(client, clock):
                if asyncio.get_running_loop().time() > deadline:
                    raise Conflict(
                        "Your last changes have not arrived yet, so nothing was run. "
                        "They are kept; try again in a moment.",
                        "not_caught_up",
                    )
                await asyncio.sleep(0.01)
        room.flush()
        source = find_cell_source(room, cell_id) if cell_id else str(room.document.source)
        kernel = self._kernel(path, type)
        if kernel.queued >= MAX_QUEUE:
            raise TooMany("Too many cells are waiting to be run already.", 5)
        run = Run(secrets.token_hex(8), path, cell_id, source, by, self._recording.now)
        kernel.enqueue(run)
        return run.id

    async def answer(self, run_id: str, value: str) -> None:
        """Give the run that waits for input its line."""
        if len(value) > MAX_INPUT:
            raise InvalidInput("That is too long for one line of input.")
        for kernel in self._kernels.values():
            if kernel.current is not None and kernel.current.id == run_id:
                await kernel.answer(run_id, value)
                return
        raise Conflict("Nothing waits for input here any more.", "no_prompt")

    async def interrupt(self, path: str, by: Participant) -> None:
        """Stop what runs in a document."""
        await self._existing(path).interrupt(by)

    async def restart(self, path: str, by: Participant) -> None:
        """Give a document a fresh interpreter."""
        await self._existing(path).restart(by)

    async def warm(self, path: str, type: str) -> None:
        """Have a document's kernel ready before anybody asks; failures show in the pad."""
        try:
            await self._kernel(path, type).ensure()
        except Exception as error:
            self.log.warning("Kernel of %s is not ready: %s", path, error)

    async def cull(self) -> bool:
        """Shut down the kernels in which nothing runs; called when nobody is in the pad.

        Returns:
            Whether there are others, which start or in which something still runs.
        """
        for kernel in list(self._kernels.values()):
            if (manager := await kernel.cull()) is not None:
                await self._shut_down(manager)
        return any(kernel.alive for kernel in self._kernels.values())

    async def halt(self, words: str, hard: bool) -> None:
        """Stop all code of the pad because of what it does to the server.

        Called by the disk watch.

        Arguments:
            words: for the people in the pad.
            hard: whether to start the kernels anew instead of interrupting what runs.
        """
        for kernel in list(self._kernels.values()):
            await kernel.halt(words, hard)

    async def stop(self) -> None:
        """Forget all runs; the kernels themselves are killed by the pad's kernel manager."""
        kernels, self._kernels = self._kernels, {}
        for kernel in kernels.values():
            await kernel.stop()
        await asyncio.gather(*self._parting, return_exceptions=True)

    def busy(self, path: str) -> bool:
        """Whether something runs or waits in a document; asked by the rooms."""
        kernel = self._kernels.get(path)
        return kernel is not None and kernel.busy

    @property
    def anything_runs(self) -> bool:
        """Whether something runs or waits anywhere in the pad."""
        return any(kernel.busy for kernel in self._kernels.values())

    def renamed(self, old: str, new: str) -> None:
        """A document moved; its kernel moves with it."""
        if kernel := self._kernels.pop(old, None):
            self._kernels[new] = kernel
            self._rooms.pad.renamed(old, new)
            kernel.path = new

    def _kernel(self, path: str, type: str) -> DocumentKernel:
        kernel = self._kernels.get(path)
        if kernel is None:
            if len(self._kernels) >= self._max_kernels and not self._make_room():
                raise TooMany(
                    f"This pad already runs code in {self._max_kernels} documents. "
                    "Use one of those, or ask the interviewer.",
                    60,
                    "too_many_kernels",
                )
            kernel = DocumentKernel(
                path,
                type,
                self._rooms,
                self._recording,
                self._start,
                self._languages,
                self._shut_down,
                self._limits,
                self.log,
            )
            self._kernels[path] = kernel
        return kernel

    def limit(self, seconds: float) -> None:
        """Let runs that begin from now on take this long, in seconds; see `RunLimits`."""
        self._limits = replace(self._limits, seconds=seconds)
        for kernel in self._kernels.values():
            kernel.limits = self._limits

    def _make_room(self) -> bool:
        """Part with a kernel that holds nothing anybody would miss."""
        for path, kernel in self._kernels.items():
            if kernel.dispensable:
                del self._kernels[path]
                parting = asyncio.ensure_future(kernel.part())
                self._parting.add(parting)
                parting.add_done_callback(self._parting.discard)
                return True
        return False

    def _existing(self, path: str) -> DocumentKernel:
        kernel = self._kernels.get(path)
        if kernel is None:
            raise NotFound("Nothing has been run in this document yet.", "no_kernel")
        return kernel
