"""Waiting for the deadlines of take-homes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from ..clock import Clock

# When what failed is tried again.
AGAIN = timedelta(seconds=15)


class Deadlines:
    """Does what is due, and sleeps until the next time something is.

    The pad manager makes one, and says `changed` whenever there is, or may be, a nearer deadline.

    Arguments:
        clock: what time it is.
        work: does all that is due; returns when something is due next, or None for never.
    """

    def __init__(
        self,
        clock: Clock,
        work: Callable[[], Awaitable[datetime | None]],
        log: logging.Logger | logging.LoggerAdapter[logging.Logger],
    ) -> None:
        self._clock = clock
        self._work = work
        self._log = log
        self._news = asyncio.Event()

    def changed(self) -> None:
        """Look again when something is due next."""
        self._news.set()

    async def run(self) -> None:
        """Wait and work, until cancelled."""
        while True:
            self._news.clear()
            try:
                due = await self._work()
            except Exception:
                self._log.exception("Deadlines could not be looked at; it is tried again.")
                due = self._clock.now() + AGAIN
            await self._sleep(due)

    async def _sleep(self, due: datetime | None) -> None:
        waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._news.wait())]
        if due is not None:
            waiting.append(asyncio.ensure_future(self._clock.until(due)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
