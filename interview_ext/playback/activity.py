"""When people were active, and when nothing happened. Pure: no tornado, traitlets or clock."""

from __future__ import annotations

from collections import Counter

MAX_BUCKETS = 400

# The finest step of the histogram, in milliseconds.
FINEST = 1000

# A pause is idle time when it is longer, in milliseconds.
IDLE = 5000


class Activity:
    """Counts what happens, without knowing beforehand how long it goes on.

    The builder of the playback index calls it with times that never go back.
    """

    def __init__(self) -> None:
        self.step = FINEST
        self.idle: list[tuple[int, int]] = []
        self._counts: Counter[tuple[int, int]] = Counter()
        self._last = 0

    def note(self, who: int, t: int) -> None:
        """Something happened.

        Arguments:
            who: the participant; -1 for the server, which is in no histogram.
            t: milliseconds since the start.
        """
        self.pause_until(t)
        while t // self.step >= MAX_BUCKETS:
            self._coarsen()
        if who >= 0:
            self._counts[who, t // self.step] += 1

    def pause_until(self, t: int) -> None:
        """Nothing happened since the last note, and does so again, or ends, at `t`."""
        if t - self._last > IDLE:
            self.idle.append((self._last, t))
        self._last = max(self._last, t)

    def _coarsen(self) -> None:
        self.step *= 2
        counts: Counter[tuple[int, int]] = Counter()
        for (who, bucket), count in self._counts.items():
            counts[who, bucket // 2] += count
        self._counts = counts

    def histogram(self, people: int, duration: int) -> list[list[int]]:
        """What each participant did in each step from the start to the end.

        Arguments:
            people: how many participants there are.
            duration: milliseconds.
        """
        while duration // self.step >= MAX_BUCKETS:
            self._coarsen()
        steps = range(duration // self.step + 1)
        return [[self._counts[who, step] for step in steps] for who in range(people)]
