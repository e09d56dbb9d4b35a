"""An interview as an entry for calendars (iCalendar, RFC 5545 and 5546). Pure."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress
from icalendar.prop import vRecur

Method = Literal["", "REQUEST", "CANCEL"]

PRODUCT = "-//interview_ext//Interviews in JupyterLab//EN"

# The year that yearly rules are told from.
BEGINNING = 1970

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Appointment:
    """What a calendar is told of an interview.

    Arguments:
        uid: names the interview for good; every later message about it has the same.
        sequence: grows with each change that the people invited have to hear of.
        title: one line.
        text: more about it, in lines.
        address: where it takes place, as a whole URL.
        starts_at: aware; none where there is no time any more, in what is cancelled.
        duration: minutes.
        time_zone: IANA name that it was planned in, such as ``"Europe/Berlin"``; empty for UTC.
        said: when this is said; aware.
        organizer: the mail address of who invites; needed with a method.
        attendee: the mail address of who is invited; needed with a method.
    """

    uid: str
    sequence: int
    title: str
    text: str
    address: str
    starts_at: datetime | None
    duration: int
    time_zone: str
    said: datetime
    organizer: str = ""
    attendee: str = ""


def uid_of(pad_id: str) -> str:
    """The name of a pad's entry in calendars, the same wherever the server is reached."""
    return f"{pad_id}@interview"


def calendar_file(appointment: Appointment, method: Method = "") -> bytes:
    """The entry as a file.

    Arguments:
        method: ``"REQUEST"`` invites, or says what changed; ``"CANCEL"`` takes the entry back.
            Empty for a file that somebody keeps or sends on by themselves.
    """
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    if method:
        file.add("method", method)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", appointment.said.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("summary", appointment.title)
    event.add("description", appointment.text)
    event.add("location", appointment.address)
    event.add("url", appointment.address)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if appointment.starts_at is not None:
        begin = appointment.starts_at.astimezone(UTC)
        end = begin + timedelta(minutes=appointment.duration)
        zone = _zone(appointment.time_zone)
        local = [moment.astimezone(zone) for moment in (begin, end)]
        # When clocks are set back an hour comes twice, and local time does not say which is meant.
        if zone is not None and not any(map(_comes_twice, local)):
            file.add_component(time_zone(zone, begin))
            begin, end = local
        event.add("dtstart", begin)
        event.add("dtend", end)
    if method:
        event.add("organizer", vCalAddress(f"mailto:{appointment.organizer}"))
        attendee = vCalAddress(f"mailto:{appointment.attendee}")
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        # Answers would reach the sender's mailbox, which nobody may read.
        attendee.params["RSVP"] = "FALSE"
        event.add("attendee", attendee)
    file.add_component(event)
    return bytes(file.to_ical())


def time_zone(zone: ZoneInfo, moment: datetime) -> Timezone:
    """What a calendar has to know of a zone to understand local times around a moment.

    Yearly rules where the zone changes its clocks by such: some calendars understand nothing
    else. Otherwise each change of the year, and of the years beside it.
    """
    years = [_changes(zone, moment.year + step) for step in (-1, 0, 1)]
    component = Timezone()
    component.add("tzid", zone.key)
    rules = [[_rule(change) for change in year] for year in years]
    if len(years[0]) == 2 and rules[0] and (common := _common(rules)):
        for change, (month, week, weekday) in zip(years[0], common, strict=True):
            rule = {"freq": "yearly", "bymonth": month, "byday": f"{week}{_WEEKDAYS[weekday]}"}
            # From the same year in all files: some programs keep the first they see of a zone.
            since = _nth(BEGINNING, month, week, weekday)
            part = _observance(change, datetime.combine(since, change.shown.time()))
            part.add("rrule", vRecur(rule))
            component.add_component(part)
        return component
    first = datetime(moment.year - 1, 1, 1, tzinfo=UTC)
    before = first.astimezone(zone).utcoffset() or timedelta()
    component.add_component(_observance(_Change(first, before, before, first.astimezone(zone))))
    for change in (change for year in years for change in year):
        component.add_component(_observance(change))
    return component


@dataclass(frozen=True)
class _Change:
    """A moment at which a zone's clocks are set."""

    when: datetime
    before: timedelta
    after: timedelta
    local: datetime

    @property
    def shown(self) -> datetime:
        """What clocks would have shown, had they not been set; without a zone."""
        return self.when.replace(tzinfo=None) + self.before


def _zone(name: str) -> ZoneInfo | None:
    if name in ("", "UTC", "Etc/UTC"):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _comes_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _changes(zone: ZoneInfo, year: int) -> list[_Change]:
    """When clocks are set in a year, counted in UTC."""

    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        after = day + timedelta(days=1)
        if offset(day) != offset(after):
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                if offset(day + timedelta(minutes=middle)) == offset(day):
                    low = middle
                else:
                    high = middle
            when = day + timedelta(minutes=high)
            found.append(_Change(when, offset(day), offset(after), when.astimezone(zone)))
        day = after
    return found


# Month, weeks counted from its beginning and its end, weekday; then what else must be the same.
_Rule = tuple[tuple[int, tuple[int, int], int], timedelta, timedelta, str]


def _rule(change: _Change) -> _Rule:
    """A change as "the nth weekday of a month", counted from its beginning and its end."""
    shown = change.shown
    days = months.monthrange(shown.year, shown.month)[1]
    weeks = ((shown.day - 1) // 7 + 1, -((days - shown.day) // 7 + 1))
    rule = (shown.month, weeks, shown.weekday())
    return rule, change.before, change.after, shown.time().isoformat()


def _common(years: list[list[_Rule]]) -> list[tuple[int, int, int]]:
    """The rules that hold in all the years; empty where there is none for one of the changes."""
    if any(len(year) != len(years[0]) for year in years):
        return []
    common = []
    for same in zip(*years, strict=True):
        (month, _, weekday), *rest = (one[0] for one in same)
        if len({one[1:] for one in same}) > 1:
            return []
        if any((other[0], other[2]) != (month, weekday) for other in rest):
            return []
        counts = [set(week) for week in zip(*(one[0][1] for one in same), strict=True)]
        # Of "the fourth" and "the last" the last is what people mean.
        week = next((min(count) for count in reversed(counts) if len(count) == 1), None)
        if week is None:
            return []
        common.append((month, week, weekday))
    return common


def _nth(year: int, month: int, week: int, weekday: int) -> date:
    """The first, second, …, or for -1 the last such weekday of a month."""
    days = range(1, months.monthrange(year, month)[1] + 1)
    fitting = [day for day in days if date(year, month, day).weekday() == weekday]
    return date(year, month, fitting[week - 1 if week > 0 else week])


def _observance(
    change: _Change, since: datetime | None = None
) -> TimezoneDaylight | TimezoneStandard:
    """A part of a zone's rules.

    Arguments:
        since: local time from which it holds; by default that of the change.
    """
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", since or change.shown)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.local.tzname() or "")
    return part
