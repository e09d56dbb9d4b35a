"""Limits on how often something may be tried, per key. Pure but for the clock it is given."""

from __future__ import annotations

import ipaddress
import time
from collections import deque
from collections.abc import Callable, Hashable
from math import ceil

from ..errors import TooMany


class Flood:
    """At most `limit` attempts a key within any `window` seconds.

    Arguments:
        limit: attempts; 0 for no limit.
        window: seconds.
        clock: seconds that only go forward.
    """

    def __init__(
        self, limit: int, window: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self.window = window
        self._clock = clock
        self._attempts: dict[Hashable, deque[float]] = {}
        self._swept = clock()

    def check(self, key: Hashable) -> None:
        """Refuse if the key has used up its attempts; counts nothing.

        Raises:
            TooMany: says after how many seconds the next attempt is free.
        """
        now = self._clock()
        attempts = self._attempts.get(key)
        if not self.limit or attempts is None:
            return
        while attempts and attempts[0] <= now - self.window:
            attempts.popleft()
        if len(attempts) >= self.limit:
            wait = max(1, ceil(attempts[0] + self.window - now))
            raise TooMany(
                f"Too many people knocked in a short time. Please try again in {wait} seconds.",
                wait,
            )

    def count(self, key: Hashable) -> None:
        """Count an attempt."""
        now = self._clock()
        self._sweep(now)
        self._attempts.setdefault(key, deque(maxlen=self.limit or 1)).append(now)

    def _sweep(self, now: float) -> None:
        if now - self._swept < self.window:
            return
        self._swept = now
        self._attempts = {
            key: attempts
            for key, attempts in self._attempts.items()
            if attempts and attempts[-1] > now - self.window
        }


def address_key(address: str) -> str:
    """What counts as one address: with IPv6 the network, since a host has many addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 6:
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
