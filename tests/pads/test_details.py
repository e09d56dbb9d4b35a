"""What members write about pads, and change: over REST, on a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ..clocks import SetClock
from .test_take_homes import begin, inside, iso


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def host(make_host, jp_asyncio_loop, clock):
    return jp_asyncio_loop.run_until_complete(make_host(clock=clock))


async def change(member, pad, **changes):
    return await member.ok("PATCH", f"pads/{pad['id']}", changes)


async def test_an_appointment_is_made_moved_and_cancelled(host, clock):
    member = await host.member()
    when = clock.now() + timedelta(days=1)
    pad = await host.new_pad(
        member, starts_at=when.isoformat(), duration=45, time_zone="Europe/Berlin"
    )
    shown = {"starts_at": iso(when), "duration": 45, "time_zone": "Europe/Berlin"}
    assert {key: pad[key] for key in shown} == shown
    store = host.app.store
    assert (await store.pad(pad["id"])).schedule_sequence == 0

    # In whatever zone it is said.
    pad = await change(member, pad, starts_at=(when + timedelta(hours=1)).isoformat(), duration=60)
    assert (pad["starts_at"], pad["duration"]) == (iso(when + timedelta(hours=1)), 60)
    assert (await store.pad(pad["id"])).schedule_sequence == 1
    await change(member, pad, title="Another title", starts_at=pad["starts_at"])
    assert (await store.pad(pad["id"])).schedule_sequence == 1
    pad = await change(member, pad, starts_at=None)
    assert (pad["starts_at"], pad["duration"], pad["time_zone"]) == (None, None, "")
    assert (await store.pad(pad["id"])).schedule_sequence == 2


async def test_an_appointment_that_says_no_more_takes_an_hour_in_utc(host, clock):
    pad = await host.new_pad(starts_at=iso(clock.now()))
    assert (pad["duration"], pad["time_zone"]) == (60, "UTC")


async def test_what_is_changed_is_told_to_those_who_are_in_the_pad(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await begin(host, member, pad)
    events = await candidate.socket(inside(pad, "events"))
    await events.next()
    changed = await change(
        member, pad, title="  Data  ", candidate_name="Ada", candidate_email="ada@example.org",
        instructions="# New",
    )  # fmt: skip
    assert (changed["title"], changed["candidate_name"], changed["candidate_email"]) == (
        "Data",
        "Ada",
        "ada@example.org",
    )
    told = await events.until(lambda message: message["type"] == "pad")
    assert (told["title"], told["instructions"]) == ("Data", "# New")
    cleared = await change(member, pad, candidate_name=None, candidate_email=None)
    assert (cleared["candidate_name"], cleared["candidate_email"]) == ("", "")


REFUSED = [
    {"title": ""}, {"title": None}, {"title": "x" * 201}, {"candidate_name": "x" * 81},
    {"candidate_email": "grace"}, {"candidate_email": "grace@example.org, eve@example.org"},
    {"candidate_email": "a\nBcc: eve@example.org"}, {"candidate_email": "x" * 250 + "@ab.de"},
    {"starts_at": "tomorrow"}, {"starts_at": "2026-03-02T10:00:00"}, {"starts_at": 5},
    {"starts_at": "0001-01-01T00:00:00+14:00"}, {"starts_at": "9999-01-01T00:00:00Z"},
    {"starts_at": "2020-01-01T00:00:00Z"}, {"duration": 0}, {"duration": 1441},
    {"duration": True}, {"time_zone": "Middle/Earth"}, {"time_zone": "../../etc/passwd"},
    {"time_zone": "x" * 300}, {"time_zone": "Europe"}, {"interviewers": ["nobody"]},
    {"interviewers": [1]}, {"interviewers": "me"}, {"interviewers": ["x"] * 51},
    {"team_id": "nobodys"}, {"time_limit": 30}, {"due": "2026-03-03T10:00:00Z"},
    {"state": "ended"}, {"kind": "sandbox"}, {"id": "mine"}, {"counted": False},
]  # fmt: skip


async def test_what_is_refused_changes_nothing(host):
    member = await host.member()
    pad = await host.new_pad(member)
    for changes in REFUSED:
        answer = await member.api("PATCH", f"pads/{pad['id']}", changes)
        assert (answer.status, answer.body["reason"]) == (400, "invalid_input"), changes
    assert await member.ok("GET", f"pads/{pad['id']}") == pad


@pytest.mark.parametrize(
    "changes",
    [
        {"time_limit": 0}, {"time_limit": 10_081}, {"due": "2026-03-02T09:30:00Z"},
        {"starts_at": "2026-03-03T10:00:00Z"}, {"due": "soon"},
    ],
)  # fmt: skip
async def test_what_does_not_fit_a_take_home_is_refused(host, changes):
    member = await host.member()
    answer = await member.api("POST", "pads", {"title": "A", "kind": "take_home", **changes})
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "party"}, {"kind": "live", "door": "open"}, {"door": "ajar"}, {},
        {"kind": "sandbox", "title": "", "time_limit": 5}, {"kind": "take_home"},
    ],
)  # fmt: skip
async def test_pads_that_cannot_be_are_refused(host, fields):
    member = await host.member()
    answer = await member.api("POST", "pads", fields)
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")
    assert (await member.ok("GET", "pads"))["pads"] == []


async def test_what_has_begun_keeps_its_time(host, clock):
    member = await host.member()
    live = await host.new_pad(member, starts_at=iso(clock.now()))
    home = await host.new_pad(member, kind="take_home", time_limit=30)
    for pad, changes in (
        (live, {"starts_at": iso(clock.now() + timedelta(hours=1))}),
        (home, {"time_limit": 60}),
    ):
        await begin(host, member, pad)
        answer = await member.api("PATCH", f"pads/{pad['id']}", changes)
        assert (answer.status, answer.body["reason"]) == (409, "begun")
    assert (await change(member, live, title="Renamed"))["title"] == "Renamed"


async def test_another_due_date_moves_the_deadline_of_a_take_home_in_progress(host, clock):
    member = await host.member()
    grace = timedelta(seconds=60)
    pad = await host.new_pad(member, kind="take_home", time_limit=60)
    start = clock.now()
    await begin(host, member, pad)
    for due, deadline in (
        (start + timedelta(minutes=20), start + timedelta(minutes=20)),
        (start + timedelta(minutes=40), start + timedelta(minutes=40)),
        (start + timedelta(days=1), start + timedelta(minutes=60)),
        (None, start + timedelta(minutes=60)),
    ):
        changed = await change(member, pad, due=due and iso(due))
        assert changed["deadline"] == iso(deadline), due
        await clock.awaited(deadline + grace)
    await member.ok("POST", f"pads/{pad['id']}/extend", {"minutes": 30})
    later = await change(member, pad, due=iso(start + timedelta(days=1)))
    assert later["deadline"] == iso(start + timedelta(minutes=90)), "what was given stays"


async def test_who_is_assigned(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    pad = await host.new_pad(member, interviewers=[])
    assert pad["assigned"] == []
    pad = await change(member, pad, interviewers=[me["id"], me["id"]])
    assert pad["assigned"] == [{"id": me["id"], "name": me["name"]}]
    assert (await change(member, pad, title="Else"))["assigned"] == pad["assigned"]
    assert (await change(member, pad, interviewers=None))["assigned"] == []


async def test_a_sandbox_is_open_at_once_and_may_be_given_to_a_candidate(host):
    member = await host.member()
    own = await host.new_pad(member, kind="sandbox", title="")
    given = await host.new_pad(member, kind="sandbox", title="Try it", door="open")
    assert (own["state"], own["door"], own["title"]) == ("in_progress", "ask", "Sandbox")
    assert (given["door"], given["title"], given["actions"]) == ("open", "Try it", ["end", "edit"])
    await host.enter(member, own["id"])
    ended = await member.ok("POST", f"pads/{own['id']}/end")
    assert (ended["state"], ended["actions"]) == ("ended", ["reopen", "edit", "delete"])
