"""When a server of many pads looks for garbage: not while people type."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from time import monotonic

# Seconds between two full collections, how long nobody must have typed for one, and how long one
# is put off at most.
EVERY = 60.0
QUIET = 2.0
AT_LATEST = 600.0

# How many collections of the second generation would bring a full one by itself.
_NEVER = 1_000_000


class GarbageCollector:
    """Does the full collections itself, in quiet moments.

    A full collection stops everything for as long as it takes to visit every object, which with two
    hundred pads is a third of a second. Small collections go on as they always do. For the host's
    process only, which is ours alone.

    Arguments:
        last_active: returns when somebody last did something, in seconds of the monotonic clock.
    """

    def __init__(self, last_active: Callable[[], float]) -> None:
        self._last_active = last_active
        self._collected = monotonic()

    def start(self) -> None:
        """Take over; what was made until now stays for good and is not visited again."""
        gc.collect()
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)

    def due(self, now: float) -> bool:
        """Whether a full collection fits in at this moment of the monotonic clock."""
        since = now - self._collected
        quiet = now - self._last_active() >= QUIET
        return since >= AT_LATEST or (since >= EVERY and quiet)

    def collect(self, now: float) -> None:
        """Do a full collection."""
        gc.collect()
        self._collected = now

    async def run(self) -> None:
        """Collect when it fits, until cancelled."""
        while True:
            await asyncio.sleep(1)
            if self.due(now := monotonic()):
                self.collect(now)
