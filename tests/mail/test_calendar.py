"""Other programs understand the calendar's entry as it was meant."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.tz import tzical

from interview_ext.mail.calendar import Appointment, calendar_file, time_zone, uid_of

ADDRESS = "https://interviews.example.org/interview/pads/" + "a" * 24
SAID = datetime(2026, 11, 1, 12, tzinfo=UTC)


def appointment(**fields) -> Appointment:
    return Appointment(
        **{
            "uid": uid_of("a" * 24),
            "sequence": 0,
            "title": "Backend",
            "text": "Hello",
            "address": ADDRESS,
            "starts_at": datetime(2026, 11, 24, 13, tzinfo=UTC),
            "duration": 60,
            "time_zone": "Europe/Berlin",
            "said": SAID,
            "organizer": "interviews@example.org",
            "attendee": "grace@example.com",
            **fields,
        }
    )


def parsed(file: bytes):
    """As a parser sees it that is not the library that wrote it."""
    return vobject.readOne(io.StringIO(file.decode("utf-8")))


def test_it_says_what_when_and_where():
    file = calendar_file(appointment(), "REQUEST")
    calendar = parsed(file)
    calendar.validate(raiseException=True)
    assert calendar.method.value == "REQUEST"
    event = calendar.vevent
    assert event.summary.value == "Backend"
    assert event.location.value == event.url.value == ADDRESS
    assert event.uid.value == "a" * 24 + "@interview"
    assert event.sequence.value == "0"
    assert event.status.value == "CONFIRMED"
    assert event.dtstart.value == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=60)
    assert event.organizer.value == "mailto:interviews@example.org"
    assert event.attendee.value == "mailto:grace@example.com"


def test_a_new_time_and_a_cancellation_are_about_the_same_entry():
    first = parsed(calendar_file(appointment(), "REQUEST")).vevent
    later = appointment(sequence=1, starts_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    second = parsed(calendar_file(later, "REQUEST")).vevent
    cancelled = parsed(calendar_file(appointment(sequence=2), "CANCEL"))
    assert first.uid.value == second.uid.value == cancelled.vevent.uid.value
    assert [one.sequence.value for one in (first, second, cancelled.vevent)] == ["0", "1", "2"]
    assert cancelled.method.value == "CANCEL"
    assert cancelled.vevent.status.value == "CANCELLED"


def test_a_file_to_keep_asks_nothing_of_anybody():
    calendar = parsed(calendar_file(appointment(organizer="", attendee="")))
    assert "method" not in calendar.contents
    assert "attendee" not in calendar.vevent.contents
    assert "organizer" not in calendar.vevent.contents


HOSTILE = [
    "a;b,c\\d:e",
    "quotes \" and ' and <b>",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "\\nATTENDEE:mailto:everybody@example.com",
    "DTSTART;TZID=Nowhere:20000101T000000",
    "ü" * 200,
    "👩🏽‍💻" * 28,
    "漢字かな交じり文" * 20,
    "x" * 200,
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_only_a_title(title):
    text = f"{title}\nsecond line; with, everything\\n"
    file = calendar_file(appointment(title=title, text=text), "REQUEST")
    event = parsed(file).vevent
    assert event.summary.value == title
    assert event.description.value == text
    assert set(event.contents) == {
        "uid", "dtstamp", "sequence", "summary", "description", "location", "url", "status",
        "dtstart", "dtend", "organizer", "attendee",
    }  # fmt: skip
    assert len(event.contents["attendee"]) == 1
    assert file.count(b"BEGIN:VEVENT\r\n") == 1 or title == "BEGIN:VEVENT"


@pytest.mark.parametrize("title", HOSTILE)
def test_lines_are_folded_and_end_as_they_must(title):
    file = calendar_file(appointment(title=title), "REQUEST")
    assert file.endswith(b"\r\n")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")  # no character is cut


@pytest.mark.parametrize("time_zone", ["", "UTC", "Etc/UTC"])
def test_without_a_zone_times_are_in_utc(time_zone):
    file = calendar_file(appointment(time_zone=time_zone))
    assert b"DTSTART:20261124T130000Z" in file
    assert b"VTIMEZONE" not in file


def test_a_zone_that_is_not_known_here_does_no_harm():
    assert b"DTSTART:20261124T130000Z" in calendar_file(appointment(time_zone="Middle/Earth"))


# Both hemispheres, changes by rule and without, half hours, none at all, and a zone that counts
# summer as the time that is ordinary.
ZONES = [
    "Europe/Berlin", "Europe/Dublin", "Europe/London", "America/New_York", "America/St_Johns",
    "America/Sao_Paulo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Chatham", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Jerusalem",
    "Africa/Casablanca", "Africa/Cairo", "America/Santiago", "America/Havana", "Asia/Beirut",
    "Pacific/Apia", "Europe/Istanbul", "America/Mexico_City", "Etc/GMT+5",
]  # fmt: skip


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Days on which the clocks of a zone are set."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [day for day, *two in zip(days, offsets, offsets[1:], strict=False) if two[0] != two[1]]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2016, 2026])
def test_a_zones_rules_are_understood_elsewhere(name, year):
    """The hours around each change, and the first of January and July, mean the same there."""
    zone = ZoneInfo(name)
    moments = [datetime(year, month, 1, 12, tzinfo=UTC) for month in (1, 7)]
    moments += [
        day + timedelta(minutes=90 * step) for day in changes(zone, year) for step in range(-1, 18)
    ]
    for moment in moments:
        if moment.astimezone(zone).fold:
            continue
        calendar = icalendar.Calendar()
        calendar.add_component(time_zone(zone, moment))
        theirs = tzical(io.StringIO(calendar.to_ical().decode())).get(name)
        local = moment.astimezone(zone).replace(tzinfo=None)
        assert local.replace(tzinfo=theirs).utcoffset() == moment.astimezone(zone).utcoffset(), (
            moment
        )


def test_where_clocks_follow_a_rule_the_rule_is_told():
    """Some calendars understand nothing else, and some keep the first that they see of a zone."""
    zone = ZoneInfo("Europe/Berlin")
    assert time_zone(zone, datetime(2026, 1, 1, tzinfo=UTC)) == time_zone(
        zone, datetime(2031, 7, 1, tzinfo=UTC)
    )
    text = time_zone(ZoneInfo("Europe/Berlin"), datetime(2026, 7, 1, tzinfo=UTC)).to_ical()
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    text = time_zone(ZoneInfo("America/New_York"), datetime(2026, 7, 1, tzinfo=UTC)).to_ical()
    assert b"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in text
    assert b"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in text


@pytest.mark.parametrize(
    ("starts_at", "shown"),
    [
        # The night of 29 March 2026: two o'clock becomes three o'clock.
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), b"DTSTART;TZID=Europe/Berlin:20260329T013000"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), b"DTSTART;TZID=Europe/Berlin:20260329T033000"),
        # That of 25 October: half past two comes twice.
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), b"DTSTART;TZID=Europe/Berlin:20261025T000000"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), b"DTSTART:20261025T013000Z"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), b"DTSTART:20261025T003000Z"),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), b"DTSTART:20261024T233000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), b"DTSTART;TZID=Europe/Berlin:20261025T033000"),
    ],
)
def test_a_night_in_which_clocks_are_set(starts_at, shown):
    file = calendar_file(appointment(starts_at=starts_at), "REQUEST")
    assert shown in file
    event = parsed(file).vevent
    assert event.dtstart.value == starts_at
    assert event.dtend.value == starts_at + timedelta(hours=1)
