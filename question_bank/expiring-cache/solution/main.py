import heapq
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any


@dataclass
class Entry:
    value: Any
    number: int
    """Tells this entry from earlier ones of the same key."""


class Cache:
    """Keeps the values that were used most recently, each for a limited time.

    Arguments:
        capacity: how many entries there may be; at least 1.
        clock: returns the time in seconds.
    """

    def __init__(self, capacity: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = capacity
        self.clock = clock
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        # When entries expire, the first in front. Those of entries that are gone are skipped.
        self._expiries: list[tuple[float, int, Hashable]] = []
        self._numbers = itertools.count()
        self._expired = 0

    def put(self, key: Hashable, value: Any, ttl: float | None = None) -> None:
        """Keep a value for `ttl` seconds, or until it is thrown out if `ttl` is None."""
        now = self._tidy()
        self._entries.pop(key, None)
        if len(self._entries) >= self.capacity:
            self._entries.popitem(last=False)
        entry = self._entries[key] = Entry(value, next(self._numbers))
        if ttl is not None:
            heapq.heappush(self._expiries, (now + ttl, entry.number, key))

    def put_all(self, values: dict[Hashable, Any], ttl: float | None = None) -> None:
        """Put several values, one after the other."""
        for key, value in values.items():
            self.put(key, value, ttl)

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The value of a key, or `default` if there is none that is alive."""
        self._tidy()
        if key not in self._entries:
            return default
        self._entries.move_to_end(key)
        return self._entries[key].value

    def __len__(self) -> int:
        """How many entries are alive."""
        self._tidy()
        return len(self._entries)

    def keys(self) -> list[Hashable]:
        """The live keys, from the least to the most recently used."""
        self._tidy()
        return list(self._entries)

    def purge(self) -> int:
        """Throw out what has expired; how many entries have expired since the last time."""
        self._tidy()
        expired, self._expired = self._expired, 0
        return expired

    def _tidy(self) -> float:
        """Throw out what has expired; the time.

        Each expiry is taken from the heap once, so this costs little, seen over all calls.
        """
        now = self.clock()
        while self._expiries and self._expiries[0][0] <= now:
            _, number, key = heapq.heappop(self._expiries)
            entry = self._entries.get(key)
            if entry is not None and entry.number == number:
                del self._entries[key]
                self._expired += 1
        # Keys that are put again and again must not fill the heap.
        if len(self._expiries) > 2 * self.capacity + 16:
            live = {entry.number for entry in self._entries.values()}
            self._expiries = [expiry for expiry in self._expiries if expiry[1] in live]
            heapq.heapify(self._expiries)
        return now
