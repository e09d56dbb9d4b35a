"""What members write about a pad, checked. Pure: no tornado, database or clock."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ..errors import Conflict, InvalidInput
from ..mail.address import mail_address
from ..text import many_lines, one_line
from .pad import Pad

TITLE_MAXIMUM = 200
CANDIDATE_NAME_MAXIMUM = 80
INSTRUCTIONS_MAXIMUM = 20_000
# In minutes: a day, and a week.
DURATION_MAXIMUM = 24 * 60
TIME_LIMIT_MAXIMUM = 7 * 24 * 60
DURATION = 60
# Nobody makes an appointment for later than this.
HORIZON = timedelta(days=5 * 366)

# What is an appointment, and what is the time of a take-home.
APPOINTMENT: Final = ("starts_at", "duration", "time_zone")
TIME: Final = ("time_limit", "due")

_ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


def checked(details: Mapping[str, object], now: datetime) -> dict[str, Any]:
    """Details as a pad keeps them.

    Arguments:
        details: any of a pad's title, candidate_name, candidate_email, instructions, starts_at,
            duration, time_zone, time_limit and due; None clears one that may be empty.
        now: what lies before it is refused.

    Raises:
        InvalidInput: with what to mend.
    """
    return {name: _CHECKS[name](value, now) for name, value in details.items()}


def with_details(pad: Pad, details: Mapping[str, Any]) -> Pad:
    """A pad with other details, which were checked.

    Called for a new pad too, with all that its maker wrote.

    Raises:
        InvalidInput: they do not fit this kind of pad.
        Conflict: they cannot be changed any more.
    """
    for name, value in details.items():
        if value == getattr(pad, name):
            continue
        if name in APPOINTMENT and value and pad.kind != "live":
            raise InvalidInput(
                "Only an interview has an appointment. A take-home has a due date instead, and a "
                "sandbox is open at once."
            )
        if name in TIME and value and pad.kind != "take_home":
            raise InvalidInput("Only a take-home has a time limit and a due date.")
        if name == "due" and pad.state == "in_progress":
            pad = replace(pad, deadline=_with_due(pad, value))
        elif name in (*APPOINTMENT, *TIME) and pad.state != "not_started":
            raise Conflict(
                "This has begun already, so its time cannot be changed this way. "
                "Nothing was changed.",
                "begun",
            )
    changed = replace(pad, **details)
    if changed.starts_at is None:
        changed = replace(changed, duration=None, time_zone="")
    else:
        changed = replace(
            changed,
            duration=changed.duration or DURATION,
            time_zone=changed.time_zone or "UTC",
        )
    if pad.starts_at is not None and any(
        getattr(pad, name) != getattr(changed, name) for name in APPOINTMENT
    ):
        changed = replace(changed, schedule_sequence=pad.schedule_sequence + 1)
    return changed


def _with_due(pad: Pad, due: datetime | None) -> datetime | None:
    """The deadline of a take-home in progress whose due date is another now.

    What it was given beyond its time limit stays.
    """
    if pad.deadline is None or pad.time_limit is None or pad.started is None:
        return due
    limit = max(pad.deadline, pad.started + timedelta(minutes=pad.time_limit))
    return limit if due is None else min(limit, due)


def _title(value: object, now: datetime) -> str:
    return one_line(value, "The title", maximum=TITLE_MAXIMUM)


def _candidate_name(value: object, now: datetime) -> str:
    return one_line(
        "" if value is None else value,
        "The candidate's name",
        maximum=CANDIDATE_NAME_MAXIMUM,
        minimum=0,
    )


def _candidate_email(value: object, now: datetime) -> str:
    return "" if value is None or value == "" else mail_address(value)


def _instructions(value: object, now: datetime) -> str:
    return many_lines(
        "" if value is None else value, "The instructions", maximum=INSTRUCTIONS_MAXIMUM
    )


def _moment(value: object, what: str, now: datetime) -> datetime | None:
    if value is None:
        return None
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
        when = when.astimezone(UTC) if when is not None and when.tzinfo is not None else None
    except (ValueError, OverflowError):
        when = None
    if when is None:
        raise InvalidInput(f"{what} must be a time with its zone, such as 2026-03-02T09:30:00Z.")
    if when > now + HORIZON:
        raise InvalidInput(f"{what} is too far away: at most five years.")
    return when


def _starts_at(value: object, now: datetime) -> datetime | None:
    when = _moment(value, "The appointment", now)
    # Somebody may have met already, and it is to be in the list where it belongs.
    if when is not None and when < now - timedelta(days=366):
        raise InvalidInput("The appointment is more than a year ago.")
    return when


def _due(value: object, now: datetime) -> datetime | None:
    when = _moment(value, "The due date", now)
    if when is not None and when <= now:
        raise InvalidInput("The due date is over already. Please choose a later one.")
    return when


def _minutes(what: str, maximum: int) -> Callable[[object, datetime], int | None]:
    def check(value: object, now: datetime) -> int | None:
        return None if value is None else minutes(value, what, maximum)

    return check


def minutes(value: object, what: str, maximum: int) -> int:
    """A number of minutes.

    Raises:
        InvalidInput: it is none, or too many.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= maximum:
        raise InvalidInput(f"{what} must be a number of minutes from 1 to {maximum}.")
    return value


def _time_zone(value: object, now: datetime) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str) and len(value) <= 64 and _ZONE.fullmatch(value):
        try:
            return zoneinfo.ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            pass
    raise InvalidInput("That is no time zone, such as Europe/Berlin.")


_CHECKS: Final[dict[str, Callable[[object, datetime], Any]]] = {
    "title": _title,
    "candidate_name": _candidate_name,
    "candidate_email": _candidate_email,
    "instructions": _instructions,
    "starts_at": _starts_at,
    "duration": _minutes("The duration", DURATION_MAXIMUM),
    "time_zone": _time_zone,
    "time_limit": _minutes("The time limit", TIME_LIMIT_MAXIMUM),
    "due": _due,
}
