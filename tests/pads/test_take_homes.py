"""Take-homes over REST and at their deadlines, on a clock that the test sets."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import datetime, timedelta

import pytest

from interview_ext.errors import Conflict
from interview_ext.pads.deadlines import AGAIN

from ..clocks import SetClock
from ..hosts import Browser

GRACE = timedelta(seconds=60)


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def host(make_host, jp_asyncio_loop, clock):
    return jp_asyncio_loop.run_until_complete(make_host(clock=clock))


def iso(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def take_home(host, member, **fields):
    return await host.new_pad(member, kind="take_home", **fields)


async def go_in(host, pad_id, name="Grace"):
    """The browser of somebody who starts at an open door, inside the pad."""
    candidate = Browser(host)
    address = f"/interview/pads/{pad_id}"
    assert (await candidate.fetch("GET", address)).code == 200
    assert (await candidate.send(address, action="start", name=name)).code == 303
    assert (await host.enter(candidate, pad_id)).code == 303
    return candidate


async def begin(host, member, pad, name="Grace"):
    """The candidate's browser, inside the pad, which begins by that if it had not."""
    if pad["door"] == "open":
        return await go_in(host, pad["id"], name)
    candidate = await host.knock(pad["id"], name)
    assert (await host.decide(member, pad["id"], "admit", name)).status == 200
    assert (await host.enter(candidate, pad["id"])).code == 303
    return candidate


def inside(pad, what):
    return f"/interview/pads/{pad['id']}/api/interview/{what}"


async def model_of(member, pad):
    return await member.ok("GET", f"pads/{pad['id']}")


async def test_from_the_start_to_reviewed(host, clock):
    member = await host.member()
    me = await member.ok("GET", "me")
    due = clock.now() + timedelta(days=2)
    pad = await take_home(
        host, member, time_limit=90, due=iso(due), candidate_email="grace@example.org"
    )
    expected = {
        "kind": "take_home", "state": "not_started", "door": "open", "time_limit": 90,
        "due": iso(due), "deadline": None, "submitted": None, "submitted_by": "",
        "candidate_email": "grace@example.org", "actions": ["edit", "delete"],
        "assigned": [{"id": me["id"], "name": me["name"]}], "team": None,
        "created_by": {"id": me["id"], "name": me["name"]}, "tests": None, "mailed": None,
    }  # fmt: skip
    assert {key: pad[key] for key in expected} == expected

    clock.advance(hours=1)
    started = clock.now()
    candidate = await begin(host, member, pad)
    pad = await model_of(member, pad)
    assert (pad["state"], pad["started"]) == ("in_progress", iso(started))
    assert pad["deadline"] == iso(started + timedelta(minutes=90))
    assert pad["actions"] == ["submit", "extend", "edit"]
    shown = json.loads((await candidate.fetch("GET", inside(pad, "pad"))).body)
    assert (shown["kind"], shown["state"]) == ("take_home", "in_progress")
    assert datetime.fromisoformat(shown["deadline"]) == started + timedelta(minutes=90)

    clock.advance(minutes=30)
    events = await candidate.socket(inside(pad, "events"))
    assert (await candidate.fetch("POST", inside(pad, "submit"))).code == 204
    told = await events.until(lambda message: message["type"] == "closing")
    assert told["reason"] == "submitted"
    assert await events.next() is None
    for what, method in (("pad", "GET"), ("submit", "POST"), ("events", "GET")):
        assert (await candidate.fetch(method, inside(pad, what))).code == 403
    assert (await candidate.api("POST", f"pads/{pad['id']}/ticket")).status == 409
    pad = await model_of(member, pad)
    assert (pad["state"], pad["submitted"], pad["submitted_by"], pad["ended"]) == (
        "ready_for_review",
        iso(clock.now()),
        "candidate",
        iso(clock.now()),
    )
    assert pad["actions"] == ["review", "reopen", "edit", "delete"]

    clock.advance(days=1)
    pad = await member.ok("POST", f"pads/{pad['id']}/review")
    assert (pad["state"], pad["reviewed"], pad["reviewed_by"]) == (
        "reviewed",
        iso(clock.now()),
        me["name"],
    )
    assert pad["ended"] == pad["submitted"] == iso(started + timedelta(minutes=30))
    assert pad["actions"] == ["reopen", "edit", "delete"]


async def test_the_deadline_hands_it_in(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    other = await take_home(host, member, time_limit=60)
    candidate = await begin(host, member, pad)
    await begin(host, member, other)
    told = await member.socket("events")
    events = await candidate.socket(inside(pad, "events"))
    deadline = clock.now() + timedelta(minutes=30)
    await clock.awaited(deadline + GRACE)

    clock.set(deadline + GRACE - timedelta(seconds=1))
    assert (await candidate.fetch("GET", inside(pad, "pad"))).code == 200
    clock.set(deadline + GRACE)
    handed_in = await told.until(
        lambda message: message["type"] == "pad" and message["pad"]["state"] == "ready_for_review"
    )
    assert handed_in["pad"]["id"] == pad["id"]
    assert (await events.until(lambda m: m["type"] == "closing"))["reason"] == "submitted"
    pad = await model_of(member, pad)
    assert (pad["submitted"], pad["submitted_by"]) == (iso(deadline + GRACE), "deadline")
    assert (await model_of(member, other))["state"] == "in_progress"
    # The next one is waited for.
    await clock.awaited(deadline + timedelta(minutes=30) + GRACE)


async def test_the_due_date_comes_before_the_time_limit(host, clock):
    member = await host.member()
    due = clock.now() + timedelta(minutes=10)
    pad = await take_home(host, member, time_limit=60, due=iso(due))
    await begin(host, member, pad)
    assert (await model_of(member, pad))["deadline"] == iso(due)
    await clock.awaited(due + GRACE)


async def test_a_server_that_was_down_at_the_deadline_hands_it_in_when_it_starts(host, clock):
    member = await host.member()
    over, going_on, unlimited = [
        await take_home(host, member, time_limit=limit) for limit in (30, 120, None)
    ]
    candidates = [await begin(host, member, pad) for pad in (over, going_on, unlimited)]
    deadline = clock.now() + timedelta(minutes=30)
    await host.stop()
    clock.advance(minutes=45)
    await host.start()

    # Nobody could enter before that: it is done when the server begins to answer.
    assert (await candidates[0].fetch("GET", inside(over, "pad"))).code == 403
    member = await host.member()
    pad = await model_of(member, over)
    assert (pad["state"], pad["submitted_by"]) == ("ready_for_review", "deadline")
    assert pad["submitted"] == pad["ended"] == iso(deadline + GRACE)
    kept = await host.app.store.pad(over["id"])
    assert kept.sealed, "its recording is whole"
    for candidate, one in zip(candidates[1:], (going_on, unlimited), strict=True):
        # Nobody was in it for so long that it is opened anew, and the request is sent once more.
        assert (await candidate.fetch("GET", inside(one, "pad"))).code == 307
        assert (await candidate.fetch("GET", inside(one, "pad"))).code == 200
        assert (await model_of(member, one))["state"] == "in_progress"
    await clock.awaited(deadline + timedelta(minutes=90) + GRACE)


async def test_handing_in_within_the_grace_period_counts_as_the_candidates(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    candidate = await begin(host, member, pad)
    clock.advance(minutes=30, seconds=30)
    assert (await candidate.fetch("POST", inside(pad, "submit"))).code == 204
    pad = await model_of(member, pad)
    assert (pad["submitted"], pad["submitted_by"]) == (iso(clock.now()), "candidate")


async def test_the_grace_period_can_be_set(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    await begin(host, member, pad)
    deadline = clock.now() + timedelta(minutes=30)
    await clock.awaited(deadline + GRACE)
    host.app.pads.take_home_grace = 0
    await clock.awaited(deadline)


async def test_the_grace_period_is_configured(make_host, clock):
    host = await make_host(clock=clock, **{"PadManager.take_home_grace": 5})
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    await begin(host, member, pad)
    await clock.awaited(clock.now() + timedelta(minutes=30, seconds=5))


async def test_more_time(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    candidate = await begin(host, member, pad)
    extend = f"pads/{pad['id']}/extend"
    for minutes in (0, -5, 1441, True, 1.5, "10", None):
        answer = await member.api("POST", extend, {"minutes": minutes})
        assert (answer.status, answer.body["reason"]) == (400, "invalid_input"), minutes
    start = clock.now()
    events = await candidate.socket(inside(pad, "events"))
    await events.next()
    pad = await member.ok("POST", extend, {"minutes": 15})
    assert pad["deadline"] == iso(start + timedelta(minutes=45))
    told = await events.until(lambda message: message["type"] == "pad")
    assert datetime.fromisoformat(told["deadline"]) == start + timedelta(minutes=45)
    await clock.awaited(start + timedelta(minutes=45) + GRACE)

    # What the deadline took away, it gives back, with the place and the people there were.
    clock.set(start + timedelta(hours=3))
    assert (await events.until(lambda m: m["type"] == "closing"))["reason"] == "submitted"
    pad = await model_of(member, pad)
    assert (pad["state"], "extend" in pad["actions"]) == ("ready_for_review", True)
    pad = await member.ok("POST", extend, {"minutes": 20})
    assert (pad["state"], pad["submitted"], pad["submitted_by"]) == ("in_progress", None, "")
    assert pad["deadline"] == iso(clock.now() + timedelta(minutes=20))
    assert (await host.enter(candidate, pad["id"])).code == 303

    events = await member.socket("events")
    clock.advance(minutes=30)
    await events.until(lambda m: m["type"] == "pad" and m["pad"]["state"] == "ready_for_review")
    clock.advance(days=1)
    pad = await model_of(member, pad)
    assert "extend" not in pad["actions"]
    answer = await member.api("POST", extend, {"minutes": 20})
    assert (answer.status, answer.body["reason"]) == (409, "illegal_transition")
    assert "Reopen" in answer.body["message"]


async def test_without_a_deadline_there_is_no_more_time_to_give(host, clock):
    member = await host.member()
    pad = await take_home(host, member)
    await begin(host, member, pad)
    pad = await model_of(member, pad)
    assert (pad["deadline"], pad["actions"]) == (None, ["submit", "edit"])
    answer = await member.api("POST", f"pads/{pad['id']}/extend", {"minutes": 20})
    assert (answer.status, "no deadline" in answer.body["message"]) == (409, True)


@pytest.mark.parametrize("from_inside", [False, True])
async def test_a_member_who_ends_it_hands_it_in(host, clock, from_inside):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    candidate = await begin(host, member, pad)
    if from_inside:
        await host.enter(member, pad["id"])
        await member.fetch("GET", inside(pad, "pad"))
        assert (await member.fetch("POST", inside(pad, "submit"))).code == 403
        assert (await member.fetch("POST", inside(pad, "end"))).code == 204
    else:
        assert (await candidate.fetch("POST", inside(pad, "end"))).code == 403
        await member.ok("POST", f"pads/{pad['id']}/end")
    pad = await model_of(member, pad)
    assert (pad["state"], pad["submitted_by"]) == ("ready_for_review", "member")
    assert (await candidate.fetch("GET", inside(pad, "pad"))).code == 403


async def test_what_was_handed_in_can_go_on(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    candidate = await begin(host, member, pad)
    deadline = clock.now() + timedelta(minutes=30)
    await candidate.fetch("POST", inside(pad, "submit"))
    pad = await member.ok("POST", f"pads/{pad['id']}/reopen")
    assert (pad["state"], pad["deadline"], pad["submitted"]) == ("in_progress", iso(deadline), None)
    assert (await host.enter(candidate, pad["id"])).code == 303
    await member.ok("POST", f"pads/{pad['id']}/submit")
    clock.advance(hours=2)
    # After its deadline it goes on until somebody ends it, and is not taken away again at once.
    pad = await member.ok("POST", f"pads/{pad['id']}/reopen")
    assert (pad["state"], pad["deadline"]) == ("in_progress", None)
    await host.app.pads.submit_overdue()
    assert (await model_of(member, pad))["state"] == "in_progress"


async def test_only_a_take_home_is_handed_in_or_reviewed(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await begin(host, member, pad)
    assert (await candidate.fetch("POST", inside(pad, "submit"))).code == 409
    for path, body in (("submit", None), ("review", None), ("extend", {"minutes": 5})):
        answer = await member.api("POST", f"pads/{pad['id']}/{path}", body)
        assert (answer.status, answer.body["reason"]) == (409, "illegal_transition"), path
    assert (await model_of(member, pad))["state"] == "in_progress"


async def test_it_is_not_started_after_its_due_date(host, clock):
    member = await host.member()
    pad = await take_home(host, member, due=iso(clock.now() + timedelta(hours=1)))
    clock.advance(hours=1)
    kept = await host.app.store.pad(pad["id"])
    with pytest.raises(Conflict, match="over") as refused:
        await host.app.pads.starting(kept)
    assert refused.value.reason == "overdue"
    # It stays where it is, and can be given another date.
    await host.app.pads.submit_overdue()
    assert (await model_of(member, pad))["state"] == "not_started"
    later = iso(clock.now() + timedelta(days=1))
    await member.ok("PATCH", f"pads/{pad['id']}", {"due": later})
    started = await host.app.pads.starting(await host.app.store.pad(pad["id"]))
    assert iso(started.deadline) == later


async def test_what_cannot_be_kept_at_the_deadline_is_tried_again(host, clock, monkeypatch):
    monkeypatch.setattr("interview_ext.db.engine.BUSY_TIMEOUT", 10)
    await host.stop()
    await host.start()
    member = await host.member()
    pad = await take_home(host, member, time_limit=30)
    await begin(host, member, pad)
    told = await member.socket("events")
    over = clock.now() + timedelta(minutes=30) + GRACE
    await clock.awaited(over)
    path = host.app.database.url.database
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    try:
        clock.set(over)
        await clock.awaited(over + AGAIN)
        assert (await model_of(member, pad))["state"] == "in_progress"
    finally:
        other.execute("ROLLBACK")
        other.close()
    clock.set(over + AGAIN)
    handed_in = await told.until(
        lambda message: message["type"] == "pad" and message["pad"]["state"] == "ready_for_review"
    )
    assert handed_in["pad"]["submitted"] == iso(over)


async def test_one_that_nobody_is_in_is_put_away_and_comes_back_for_its_candidate(host):
    member = await host.member()
    pad = await take_home(host, member)
    candidate = await begin(host, member, pad)
    servers, pads = host.app.pad_servers, host.app.pads
    pads.idle_after = 0.0
    await pads.housekeeping.put_away_idle()
    assert servers.get(pad["id"]) is not None, "it may be a pause"
    pads.take_home_idle_after = 0.0
    await pads.housekeeping.put_away_idle()
    assert servers.get(pad["id"]) is None
    answer = await candidate.fetch("GET", inside(pad, "pad"))
    assert answer.code == 307
    assert json.loads((await candidate.fetch("GET", inside(pad, "pad"))).body)["id"] == pad["id"]


async def test_one_that_was_put_away_is_handed_in_and_sealed_all_the_same(host, clock):
    member = await host.member()
    pad = await take_home(host, member, time_limit=120)
    await begin(host, member, pad)
    host.app.pads.idle_after = host.app.pads.take_home_idle_after = 0.0
    await host.app.pads.housekeeping.put_away_idle()
    assert host.app.pad_servers.get(pad["id"]) is None
    # After a restart it is not there either, until somebody comes.
    clock.advance(minutes=31)
    await host.stop()
    await host.start()
    assert host.app.pad_servers.get(pad["id"]) is None
    clock.advance(minutes=90)
    await host.app.pads.submit_overdue()
    after = await host.app.pads.pad(pad["id"])
    assert (after.state, after.submitted_by, after.sealed) == ("ready_for_review", "deadline", True)


async def test_one_in_which_code_runs_is_not_put_away(host):
    member = await host.member()
    pad = await take_home(host, member, start_with="file")
    candidate = await begin(host, member, pad)
    pads, path = host.app.pads, f"/interview/pads/{pad['id']}/api/contents/main.py"
    code = {"type": "file", "format": "text", "content": "import time\ntime.sleep(600)\n"}
    assert (await candidate.fetch("PUT", path, code)).code in (200, 201)
    answer = await candidate.fetch("POST", inside(pad, "runs"), {"path": "main.py"})
    assert answer.code in (200, 201, 202), answer.body
    server = host.app.pad_servers.get(pad["id"])
    async with asyncio.timeout(60):
        while not server.runs.anything_runs:
            await asyncio.sleep(0.02)
    pads.idle_after = pads.take_home_idle_after = 0.0
    await pads.housekeeping.put_away_idle()
    assert host.app.pad_servers.get(pad["id"]) is server
    assert server.runs.anything_runs


async def test_one_whose_recording_is_damaged_is_handed_in_all_the_same(host):
    member = await host.member()
    pad = await take_home(host, member)
    await begin(host, member, pad)
    host.app.pads.idle_after = host.app.pads.take_home_idle_after = 0.0
    await host.app.pads.housekeeping.put_away_idle()
    folder = host.app.pad_servers.pads_dir / pad["id"]
    recording = folder / "recording.sqlite"
    recording.write_bytes(b"no database at all" * 500)
    await member.ok("POST", f"pads/{pad['id']}/submit")
    assert (await model_of(member, pad))["state"] == "ready_for_review"
