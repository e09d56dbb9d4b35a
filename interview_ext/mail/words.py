"""What invitations say, in the language of who invites."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time

from ..pages.language import SOURCE_LANGUAGE, languages

WIDTH = 72

Occasion = Literal["invitation", "change", "cancellation"]


@dataclass(frozen=True)
class Invited:
    """What somebody who is invited is told of an interview.

    Arguments:
        interviewer: whether they hold it; otherwise they are its candidate.
        title: of the pad.
        candidate: the candidate's name; may be empty.
        interviewers: the names of those who hold it.
        address: the pad's.
        take_home: whether the candidate works alone.
        starts_at: when it takes place, or from when a take-home can be begun; aware.
        duration: minutes.
        time_zone: IANA name; empty for UTC.
        time_limit: minutes from a take-home's start.
        due: when a take-home has to be handed in; aware.
        remark: what the one who invites wrote to go along.
    """

    interviewer: bool
    title: str
    candidate: str
    interviewers: tuple[str, ...]
    address: str
    take_home: bool = False
    starts_at: datetime | None = None
    duration: int | None = None
    time_zone: str = ""
    time_limit: int | None = None
    due: datetime | None = None
    remark: str = ""


def title(invited: Invited, language: str) -> str:
    """What it is, as calendars show it."""
    gettext = _gettext(language)
    kind = gettext("Take-home: {what}") if invited.take_home else gettext("Interview: {what}")
    return kind.replace("{what}", _what(invited))


def subject(invited: Invited, occasion: Occasion, language: str) -> str:
    """One line that says what it is and when."""
    gettext = _gettext(language)
    line = title(invited, language)
    if occasion == "change":
        line = gettext("New time: {what}").replace("{what}", _what(invited))
    elif occasion == "cancellation":
        line = gettext("Cancelled: {what}").replace("{what}", _what(invited))
    if invited.starts_at is None or invited.take_home:
        return line
    return f"{line}, {_moment(invited.starts_at, invited.time_zone, language)}"


def text(invited: Invited, occasion: Occasion, language: str) -> str:
    """The whole message, as plain text in lines that fit everywhere."""
    gettext = _gettext(language)
    if occasion == "cancellation":
        what = gettext("this interview will not take place as planned: {title}.")
        how = gettext("There is nothing you have to do. The entry in your calendar can go.")
    elif occasion == "change":
        what = gettext("this interview has a new time: {title}.")
        how = gettext("Its address stays the same.")
    else:
        what, how = _what_it_is(invited, language), how_to(invited, language)
    greeting = gettext("Hello,")
    if invited.candidate and not invited.interviewer:
        greeting = gettext("Hello {name},").replace("{name}", invited.candidate)
    parts = [
        greeting,
        _wrapped(what.replace("{title}", invited.title)),
        _facts(invited, occasion, language),
        invited.remark if occasion == "invitation" else "",
        _wrapped(how),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def how_to(invited: Invited, language: str) -> str:
    """What to do when it is time."""
    gettext = _gettext(language)
    if invited.interviewer and invited.take_home:
        return gettext("The address is the same for everybody. Sign in there as the interviewer.")
    if invited.interviewer:
        return gettext(
            "The address is the same for everybody. Sign in there as the interviewer; you can go "
            "in before the time to prepare, and the candidate waits until you let them in."
        )
    if invited.take_home:
        return gettext(
            "Open the address in a browser on a computer when it suits you. It first shows you the "
            "rules, and lets you practise. Your time begins when you press Start, and not before. "
            "There is nothing to install."
        )
    return gettext(
        "Open the address in a browser on a computer when it is time, and enter your name. Your "
        "interviewer then lets you in. There is nothing to install, and you need no account."
    )


def _moment(when: datetime, zone: str, language: str) -> str:
    """A time where there is little room, such as "24.11.2026, 14:00 CET"."""
    tzinfo = _zone(zone)
    locale = language.replace("-", "_")
    day = format_date(when.astimezone(tzinfo), "medium", locale=locale)
    time = format_time(when, "HH:mm", tzinfo=tzinfo, locale=locale)
    return f"{day}, {time} {when.astimezone(tzinfo).tzname()}"


def _what_it_is(invited: Invited, language: str) -> str:
    gettext = _gettext(language)
    if invited.interviewer and invited.take_home:
        return gettext("here is a take-home whose results you can look at: {title}.")
    if invited.interviewer:
        return gettext("you hold an interview: {title}.")
    if invited.take_home:
        return gettext("you are invited to work on a take-home: {title}.")
    return gettext("you are invited to an interview: {title}.")


def _facts(invited: Invited, occasion: Occasion, language: str) -> str:
    """The facts one under the other, what they are called in a column of its own."""
    gettext = _gettext(language)
    facts: list[tuple[str, str]] = []
    if invited.starts_at is not None:
        name = gettext("From") if invited.take_home else gettext("When")
        facts.append((name, _span(invited, language)))
    if invited.due is not None:
        facts.append(
            (gettext("Hand in by"), _with_offset(invited.due, invited.time_zone, language))
        )
    if invited.time_limit is not None:
        minutes = gettext("{minutes} minutes").replace("{minutes}", str(invited.time_limit))
        facts.append((gettext("Time limit"), minutes))
    if occasion != "cancellation":
        facts.append((gettext("Where"), invited.address))
    if invited.interviewer and invited.candidate:
        facts.append((gettext("Candidate"), invited.candidate))
    if invited.interviewers and not invited.take_home:
        facts.append((gettext("With"), ", ".join(invited.interviewers)))
    width = max(len(name) for name, _ in facts) + 2 if facts else 0
    return "\n".join(f"  {name + ':':<{width}}{value}" for name, value in facts)


def _span(invited: Invited, language: str) -> str:
    assert invited.starts_at is not None
    begin = invited.starts_at
    if invited.duration is None or invited.take_home:
        return _with_offset(begin, invited.time_zone, language)
    zone, locale = _zone(invited.time_zone), language.replace("-", "_")
    end = begin + timedelta(minutes=invited.duration)
    day = format_date(begin.astimezone(zone), "full", locale=locale)
    times = [format_time(one, "HH:mm", tzinfo=zone, locale=locale) for one in (begin, end)]
    return f"{day}, {times[0]}–{times[1]} ({_place(begin, invited.time_zone)})"


def _with_offset(when: datetime, zone: str, language: str) -> str:
    tzinfo, locale = _zone(zone), language.replace("-", "_")
    day = format_date(when.astimezone(tzinfo), "full", locale=locale)
    time = format_time(when, "HH:mm", tzinfo=tzinfo, locale=locale)
    return f"{day}, {time} ({_place(when, zone)})"


def _place(when: datetime, zone: str) -> str:
    """A zone so that people elsewhere can reckon, such as "Europe/Berlin, UTC+01:00"."""
    local = when.astimezone(_zone(zone))
    offset = local.strftime("%z")
    if not zone or zone.endswith("UTC"):
        return "UTC"
    return f"{zone}, UTC{offset[:3]}:{offset[3:5]}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def _what(invited: Invited) -> str:
    if invited.interviewer and invited.candidate:
        return f"{invited.title} – {invited.candidate}"
    return invited.title


def _gettext(language: str) -> Callable[[str], str]:
    known = languages()
    return known.get(language.lower(), known[SOURCE_LANGUAGE]).translations.gettext
