"""How many pads may be made in a period. Pure: no tornado, database or clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Literal, get_args

from .pad import Pad

Period = Literal["month", "year", "ever"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)

# A pad that is deleted within so many days of its creation does not count.
FORGIVEN_DAYS = 28


def bounds(period: Period, now: datetime) -> tuple[datetime, datetime] | None:
    """The period that a moment is in, in UTC: its beginning, and that of the next one.

    Arguments:
        now: aware.

    Returns:
        None for one that never begins anew.
    """
    if period == "ever":
        return None
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if period == "year":
        first = first.replace(month=1)
        return first, first.replace(year=first.year + 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def still_counts(pad: Pad, deleted: datetime) -> bool:
    """Whether a pad counts after it was deleted at that time."""
    return pad.counted and deleted >= pad.created + timedelta(days=FORGIVEN_DAYS)


def refusal(limit: int, used: int, wanted: int, period: Period) -> str:
    """Why no pad is made, and what to do.

    Arguments:
        used: how many count already.
        wanted: how many were to be made.
    """
    when = {
        "month": " this month",
        "year": " this year",
        "ever": "",
    }[period]
    again = {
        "month": "until the next month begins",
        "year": "until the next year begins",
        "ever": "until the limit is raised",
    }[period]
    left = max(0, limit - used)
    asked = "no more can be made" if not left else f"only {left} more can be made, and not {wanted}"
    return (
        f"{used} of {limit} pads{when} are used, so {asked} {again}. Nothing was made. Deleting a "
        f"pad within {FORGIVEN_DAYS} days of its creation gives it back; sandboxes never count. "
        "An administrator can raise the limit."
    )
