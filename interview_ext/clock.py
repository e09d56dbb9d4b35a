"""What time it is, for everything that waits for a moment; tests bring one that they set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

# Seconds after which the wall clock is looked at again: it may be set while somebody waits.
_LOOK = 30.0


class Clock:
    """The machine's clock. The application makes one and hands it to the managers."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        return datetime.now(UTC)

    async def until(self, when: datetime) -> None:
        """Return at that moment, or at once when it is over."""
        while (seconds := (when - self.now()).total_seconds()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(seconds, _LOOK))
