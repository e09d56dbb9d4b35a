"""Moments of a recording as people read them. Pure."""

from __future__ import annotations

# Milliseconds; no interview goes on for a hundred years.
MAX_MOMENT = 100 * 366 * 24 * 3_600_000


def clock_time(moment: int) -> str:
    """Milliseconds since a recording's start as hours, minutes and seconds: 0:12:34."""
    minutes, seconds = divmod(moment // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
