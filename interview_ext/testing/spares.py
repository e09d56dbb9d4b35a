"""Sandboxes that wait for the next run of tests, with all that it imports."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from jupyter_client.kernelspec import KernelSpec

from ..provisioning.pool import available_memory
from .preparation import Role
from .sandboxes import TestSandbox


@dataclass(frozen=True)
class Kind:
    """What a sandbox is good for.

    Arguments:
        language: whose programs are there.
        modules: what it has imported.
        limits: what it keeps to, as the server was configured when it began.
    """

    role: Role
    language: str
    modules: tuple[str, ...]
    limits: str


@dataclass
class _Spare:
    """A sandbox that waits, or is about to be started.

    Arguments:
        timer: until it is begun; after that, until it is let go.
    """

    kind: Kind
    spec: KernelSpec
    timer: asyncio.TimerHandle | None = None
    sandbox: TestSandbox | None = None

    def after(self, seconds: float, do: Callable[[_Spare], None]) -> None:
        """Have something done with it, instead of what was to be done."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(seconds, do, self)


class Spares:
    """Keeps a few sandboxes that nobody's code has run in, each of which is used once.

    Made by the tester. Everything happens on the event loop.

    Arguments:
        make: makes a sandbox that is not started yet.
        most: how many there are at most; who was wanted least recently goes.
        keep: seconds after which one that nobody has used ends.
        memory_left: bytes of memory that must be available for another one.
    """

    def __init__(
        self,
        make: Callable[[Kind, KernelSpec], TestSandbox],
        *,
        most: int,
        keep: float,
        memory_left: int,
        log: logging.Logger,
    ) -> None:
        self._make = make
        self._most = most
        self._keep = keep
        self._memory_left = memory_left
        self._log = log
        self._spares: OrderedDict[Kind, _Spare] = OrderedDict()
        self._ending: set[asyncio.Task[None]] = set()

    def want(self, kind: Kind, spec: KernelSpec, after: float) -> None:
        """Have one of a kind ready, unless one waits or is about to be started already.

        Arguments:
            after: seconds before it is started; 0 if somebody is about to use it.
        """
        if not self._most:
            return
        spare = self._spares.get(kind)
        if spare is not None and spare.sandbox is not None and not spare.sandbox.lives:
            self._let_go(spare)
            spare = None
        if spare is None:
            spare = self._spares[kind] = _Spare(kind, spec)
            spare.after(after, self._begin)
        self._spares.move_to_end(kind)
        if spare.sandbox is not None:
            spare.after(self._keep, self._let_go)
        elif not after:
            self._begin(spare)
        while len(self._spares) > self._most:
            self._let_go(next(iter(self._spares.values())))

    def take(self, kind: Kind) -> TestSandbox | None:
        """The sandbox of a kind that waits or is being started, if there is one.

        It is the caller's from now on.
        """
        spare = self._spares.pop(kind, None)
        if spare is None:
            return None
        if spare.sandbox is None or not spare.sandbox.lives:
            self._let_go(spare)
            return None
        if spare.timer is not None:
            spare.timer.cancel()
        return spare.sandbox

    async def stop(self) -> None:
        """End all of them."""
        for spare in list(self._spares.values()):
            self._let_go(spare)
        while self._ending:
            await asyncio.gather(*self._ending, return_exceptions=True)

    def _begin(self, spare: _Spare) -> None:
        if available_memory() < self._memory_left:
            self._let_go(spare)
            return
        spare.sandbox = self._make(spare.kind, spare.spec)
        spare.sandbox.begin()
        spare.after(self._keep, self._let_go)

    def _let_go(self, spare: _Spare) -> None:
        if spare.timer is not None:
            spare.timer.cancel()
        if self._spares.get(spare.kind) is spare:
            del self._spares[spare.kind]
        if spare.sandbox is not None:
            self._end(spare.sandbox)

    def _end(self, sandbox: TestSandbox) -> None:
        async def end() -> None:
            try:
                await sandbox.stop()
            except OSError as error:
                self._log.warning("The folder of a sandbox for tests is left: %s", error)

        task = asyncio.ensure_future(end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
