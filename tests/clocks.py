"""A clock that stands still until a test sets it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from interview_ext.clock import Clock

SECONDS = 20


class SetClock(Clock):
    """Shows the time it was set to, and wakes whoever waits for a moment that comes by that."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) -> None:
        self._now = now
        self._waiting: dict[asyncio.Future[None], datetime] = {}
        self._news = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def set(self, when: datetime) -> None:
        """It is that time now."""
        self._now = when
        for future, moment in list(self._waiting.items()):
            if moment <= when and not future.done():
                future.set_result(None)

    def advance(self, **span: float) -> datetime:
        """Let time go by; takes what `timedelta` takes, returns the time it is then."""
        self.set(self._now + timedelta(**span))
        return self._now

    async def until(self, when: datetime) -> None:
        if when <= self._now:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting[future] = when
        self._news.set()
        try:
            await future
        finally:
            del self._waiting[future]

    async def awaited(self, when: datetime) -> None:
        """Return once somebody waits for just that moment."""
        async with asyncio.timeout(SECONDS):
            while when not in self._waiting.values():
                self._news.clear()
                await self._news.wait()
