import time
from collections.abc import Callable, Hashable
from typing import Any


class Cache:
    """Keeps the values that were used most recently, each for a limited time.

    Arguments:
        capacity: how many entries there may be; at least 1.
        clock: returns the time in seconds.
    """

    def __init__(self, capacity: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = capacity
        self.clock = clock

    def put(self, key: Hashable, value: Any, ttl: float | None = None) -> None:
        """Keep a value for `ttl` seconds, or until it is thrown out if `ttl` is None."""
        raise NotImplementedError

    def put_all(self, values: dict[Hashable, Any], ttl: float | None = None) -> None:
        """Put several values, one after the other."""
        for key, value in values.items():
            self.put(key, value, ttl)

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The value of a key, or `default` if there is none that is alive."""
        raise NotImplementedError

    def __len__(self) -> int:
        """How many entries are alive."""
        raise NotImplementedError

    def keys(self) -> list[Hashable]:
        """The live keys, from the least to the most recently used."""
        raise NotImplementedError

    def purge(self) -> int:
        """Throw out what has expired; how many entries have expired since the last time."""
        raise NotImplementedError
