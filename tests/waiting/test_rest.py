"""The waiting room over REST, as candidates and members use it."""

from __future__ import annotations

import asyncio
import json

import pytest
from tornado.httpclient import HTTPClientError

from interview_ext.recording.reader import read_frames


def url(pad):
    return f"pads/{pad['id']}"


async def test_from_knock_to_the_pad_and_out_again(host):
    member = await host.member()
    pad = await host.new_pad(member, title="Backend")
    candidate = await host.stranger(pad["id"])
    visit = await candidate.ok("GET", f"{url(pad)}/knock")
    owner = (await member.ok("GET", "me"))["name"]
    assert (visit["state"], visit["title"], visit["interviewers"]) == ("none", "Backend", [owner])

    visit = await candidate.ok("POST", f"{url(pad)}/knock", {"name": "  Grace Hopper "})
    assert (visit["state"], visit["name"]) == ("knocking", "Grace Hopper")
    refusal = await candidate.api("POST", f"{url(pad)}/ticket")
    assert (refusal.status, refusal.body["reason"]) == (403, "not_admitted")
    assert (await member.ok("GET", url(pad)))["knocking"] == 1

    admitted = await host.decide(member, pad["id"], "admit", "Grace Hopper")
    assert admitted.body["state"] == "admitted"
    started = await member.ok("GET", url(pad))
    assert started["state"] == "in_progress"
    assert started["started"] is not None
    entered = await host.enter(candidate, pad["id"])
    assert entered.code == 303
    inside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert inside.code == 200

    removed = await host.decide(member, pad["id"], "remove", "Grace Hopper")
    assert removed.body["state"] == "knocking"
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "removed"
    outside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert outside.code == 403
    assert (await candidate.api("POST", f"{url(pad)}/ticket")).status == 403

    await host.decide(member, pad["id"], "admit", "Grace Hopper")
    assert (await host.enter(candidate, pad["id"])).code == 303
    await candidate.ok("DELETE", f"{url(pad)}/knock")
    outside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert outside.code == 403
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "none"


async def test_who_knocked_before_the_pad_was_open_is_in_its_recording(host):
    owner = await host.member()
    pad = (await host.new_pad(owner))["id"]
    grace = await host.knock(pad)
    await host.decide(owner, pad, "admit")
    await host.enter(grace, pad)
    await owner.ok("POST", f"pads/{pad}/end")
    recording = host.directory / "interview" / "pads" / pad / "recording.sqlite"
    told = [json.loads(frame.data) for frame in read_frames(recording) if frame.kind == "admission"]
    (first,) = told[0]["admissions"]
    assert (first["name"], first["state"]) == ("Grace", "admitted")


async def test_the_waiting_cookie(host):
    pad, other = await host.new_pad(), await host.new_pad()
    candidate = await host.knock(pad["id"])
    (header,) = [h for h in candidate.set_cookie_headers if h.startswith("interview-waiting-")]
    parts = {part.strip().lower() for part in header.split(";")}
    assert {"httponly", "samesite=lax", "path=/interview"} <= parts
    assert "secure" not in parts
    assert pad["id"] not in header
    await candidate.ok("POST", f"{url(other)}/knock", {"name": "Grace"})
    names = {name for name, _ in candidate.cookies if name.startswith("interview-waiting-")}
    assert len(names) == 2
    rows = [await host.app.store.admissions_by_cookie(p["id"]) for p in (pad, other)]
    secrets = {value for (name, _), value in candidate.cookies.items() if name in names}
    assert not secrets & {key for row in rows for key in row}


async def test_reload_second_tab_and_knocking_again_change_nothing(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    again = await candidate.ok("POST", f"{url(pad)}/knock", {"name": "Somebody else"})
    assert (again["state"], again["name"]) == ("knocking", "Grace")
    assert not [h for h in candidate.set_cookie_headers if "waiting" in h]
    admissions = (await member.ok("GET", f"{url(pad)}/admissions"))["admissions"]
    assert [one["name"] for one in admissions] == ["Grace"]
    await host.decide(member, pad["id"], "admit")
    assert (await candidate.ok("POST", f"{url(pad)}/knock", {"name": "G"}))["state"] == "admitted"


async def test_declined_stays_declined_until_the_interviewer_thinks_better_of_it(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    assert (await host.decide(member, pad["id"], "decline")).body["state"] == "declined"
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "declined"
    again = await candidate.ok("POST", f"{url(pad)}/knock", {"name": "Please"})
    assert (again["state"], again["name"]) == ("declined", "Grace")
    assert (await candidate.api("DELETE", f"{url(pad)}/knock")).status == 409
    assert (await host.decide(member, pad["id"], "admit")).body["state"] == "admitted"
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "admitted"


async def test_who_left_may_knock_again_under_the_right_name(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"], "Gracd")
    await candidate.ok("DELETE", f"{url(pad)}/knock")
    assert (await candidate.api("DELETE", f"{url(pad)}/knock")).status == 404
    assert (await host.decide(member, pad["id"], "admit", "Gracd")).status == 409
    visit = await candidate.ok("POST", f"{url(pad)}/knock", {"name": "Grace"})
    assert (visit["state"], visit["name"]) == ("knocking", "Grace")
    admissions = (await member.ok("GET", f"{url(pad)}/admissions"))["admissions"]
    assert [(one["name"], one["state"]) for one in admissions] == [("Grace", "knocking")]


REFUSED_KNOCKS = [
    {}, {"name": ""}, {"name": "   "}, {"name": "x" * 10_000}, {"name": "a\x00b"},
    {"name": "\ud800"}, {"name": None}, {"name": 7}, {"name": ["Grace"]}, {"name": {"a": 1}},
    {"name": "Grace", "role": "interviewer"}, {"name": "x" * 70_000}, [], "Grace", 7, None,
]  # fmt: skip


async def test_knocks_that_are_refused_change_nothing(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.stranger(pad["id"])
    bodies = [json.dumps(body).encode() for body in REFUSED_KNOCKS]
    for raw in [*bodies, b"", b"{", b"\xff\xfe", b"[" * 60_000, b'{"name": NaN}']:
        answer = await candidate.api("POST", f"{url(pad)}/knock", raw=raw)
        assert (answer.status, answer.body["reason"]) == (400, "invalid_input"), raw[:80]
        assert set(answer.body) == {"message", "reason"}
        assert len(answer.body["message"]) < 200
        assert not [h for h in candidate.set_cookie_headers if "waiting" in h]
    assert (await member.ok("GET", f"{url(pad)}/admissions"))["admissions"] == []


async def test_nobody_knocks_from_another_site(host):
    pad = await host.new_pad()
    candidate = await host.stranger(pad["id"])
    candidate.cookies = {
        key: value for key, value in candidate.cookies.items() if key[0] != "_xsrf"
    }
    answer = await candidate.api("POST", f"{url(pad)}/knock", {"name": "Grace"})
    assert (answer.status, answer.body["reason"]) == (403, "xsrf")


async def test_a_second_candidate_is_told_that_the_place_is_taken(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await host.knock(pad["id"], "Grace")
    await host.knock(pad["id"], "Alan")
    await host.decide(member, pad["id"], "admit", "Grace")
    refusal = await host.decide(member, pad["id"], "admit", "Alan")
    assert (refusal.status, refusal.body["reason"]) == (409, "occupied")
    assert "Grace" in refusal.body["message"]
    third = await host.stranger(pad["id"])
    refusal = await third.api("POST", f"{url(pad)}/knock", {"name": "Edsger"})
    assert (refusal.status, refusal.body["reason"]) == (409, "occupied")
    states = {a["name"]: a["state"] for a in await host.app.waiting_room.admissions(pad["id"])}
    assert states == {"Grace": "admitted", "Alan": "knocking"}
    await host.decide(member, pad["id"], "remove", "Grace")
    assert (await host.decide(member, pad["id"], "admit", "Alan")).status == 200


async def test_two_admissions_at_the_same_moment_fill_one_place(host):
    member = await host.member()
    pad = await host.new_pad(member)
    for name in ("Grace", "Alan"):
        await host.knock(pad["id"], name)
    answers = await asyncio.gather(
        *(host.decide(member, pad["id"], "admit", name) for name in ("Grace", "Alan"))
    )
    assert sorted(answer.status for answer in answers) == [200, 409]


async def test_more_candidates_where_more_are_wanted(make_host):
    host = await make_host(max_candidates=2)
    member = await host.member()
    pad = await host.new_pad(member)
    for name in ("Grace", "Alan"):
        await host.knock(pad["id"], name)
        assert (await host.decide(member, pad["id"], "admit", name)).status == 200


async def test_a_flood_from_one_address_is_stopped(make_host):
    host = await make_host(knocks_per_address=3)
    pads = [await host.new_pad() for _ in range(4)]
    for pad in pads[:3]:
        await host.knock(pad["id"])
    stranger = await host.stranger(pads[3]["id"])
    refusal = await stranger.api("POST", f"{url(pads[3])}/knock", {"name": "Grace"})
    assert refusal.status == 429
    assert 1 <= int(refusal.headers["Retry-After"]) <= 60
    assert refusal.headers["Retry-After"] in refusal.body["message"]
    assert await host.app.waiting_room.admissions(pads[3]["id"]) == []


async def test_a_flood_at_one_pad_is_stopped(make_host):
    host = await make_host(knocks_per_pad=2)
    pad, other = await host.new_pad(), await host.new_pad()
    await host.knock(pad["id"])
    waiting = await host.knock(pad["id"])
    stranger = await host.stranger(pad["id"])
    refusal = await stranger.api("POST", f"{url(pad)}/knock", {"name": "Grace"})
    assert refusal.status == 429
    # Those who wait already, and those at other pads, do not notice.
    assert (await waiting.api("POST", f"{url(pad)}/knock", {"name": "G"})).status == 201
    await host.knock(other["id"])


async def test_a_waiting_room_can_be_full(make_host):
    host = await make_host(max_waiting=1)
    pad = await host.new_pad()
    await host.knock(pad["id"])
    stranger = await host.stranger(pad["id"])
    refusal = await stranger.api("POST", f"{url(pad)}/knock", {"name": "Alan"})
    assert (refusal.status, refusal.body["reason"]) == (429, "full")


async def test_an_ended_pad_lets_nobody_in(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    ticket = await candidate.ok("POST", f"{url(pad)}/ticket")
    await member.ok("POST", f"{url(pad)}/end")
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "ended"
    late = await host.stranger(pad["id"])
    refusal = await late.api("POST", f"{url(pad)}/knock", {"name": "Alan"})
    assert (refusal.status, refusal.body["reason"]) == (409, "ended")
    refusal = await candidate.api("POST", f"{url(pad)}/ticket")
    assert (refusal.status, refusal.body["reason"]) == (409, "ended")
    spent = await candidate.fetch("POST", ticket["enter_url"], raw=f"ticket={ticket['ticket']}")
    assert spent.code == 403
    assert (await host.decide(member, pad["id"], "remove")).status == 409


async def test_a_decision_that_does_not_fit_changes_nothing(host):
    member = await host.member()
    pad = await host.new_pad(member)
    for name, first, second in [
        ("Grace", "decline", "decline"),
        ("Alan", "decline", "remove"),
        ("Edsger", "admit", "admit"),
    ]:
        await host.knock(pad["id"], name)
        assert (await host.decide(member, pad["id"], first, name)).status == 200
        before = await host.app.waiting_room.admissions(pad["id"])
        refusal = await host.decide(member, pad["id"], second, name)
        assert (refusal.status, refusal.body["reason"]) == (409, "illegal_transition")
        assert await host.app.waiting_room.admissions(pad["id"]) == before


async def test_decisions_that_do_not_exist_are_refused(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await host.knock(pad["id"])
    for action in ["", "ADMIT", "knock", "leave", "x" * 10_000, None, 1, []]:
        assert (await host.decide(member, pad["id"], action)).status == 400


async def test_nobody_of_that_id_knocked(host):
    member = await host.member()
    pad, other = await host.new_pad(member), await host.new_pad(member)
    await host.knock(other["id"])
    (elsewhere,) = await host.app.waiting_room.admissions(other["id"])
    for admission_id in (elsewhere["id"], "nobody", "x" * 5000):
        answer = await member.api(
            "PATCH", f"{url(pad)}/admissions/{admission_id}", {"action": "admit"}
        )
        assert (answer.status, answer.body["reason"]) == (404, "not_found")


async def test_a_waiting_browser_hears_of_everything(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    first, second = [await candidate.socket(f"{url(pad)}/knock/events") for _ in range(2)]
    for tab in (first, second):
        visit = await tab.next()
        assert (visit["state"], visit["interviewer_present"]) == ("knocking", False)

    dashboard = await member.socket("events")
    assert (await first.until(lambda v: v["interviewer_present"]))["state"] == "knocking"
    dashboard.close()
    await first.until(lambda v: not v["interviewer_present"])

    await host.decide(member, pad["id"], "admit")
    for tab in (first, second):
        await tab.until(lambda v: v["state"] == "admitted")
    await host.decide(member, pad["id"], "remove")
    await first.until(lambda v: v["state"] == "removed")
    await member.ok("POST", f"{url(pad)}/end")
    await first.until(lambda v: v["state"] == "ended")
    await member.ok("POST", f"{url(pad)}/reopen")
    await first.until(lambda v: v["state"] == "removed")


async def test_an_interviewer_inside_the_pad_is_there(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    waiting = await candidate.socket(f"{url(pad)}/knock/events")
    await host.enter(member, pad["id"])
    inside = await member.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    await waiting.until(lambda visit: visit["interviewer_present"])
    assert (await member.ok("GET", url(pad)))["present"] == [(await member.ok("GET", "me"))["name"]]
    inside.close()
    await waiting.until(lambda visit: not visit["interviewer_present"])
    assert (await member.ok("GET", url(pad)))["present"] == []


async def test_members_hear_of_everything(host):
    member = await host.member()
    events = await member.socket("events")
    pad = await host.new_pad(member)
    assert await events.next() == {"type": "pads"}
    await host.knock(pad["id"])
    knock = await events.until(lambda message: message["type"] == "admission")
    assert (knock["pad_id"], knock["admission"]["state"]) == (pad["id"], "knocking")
    changed = await events.until(lambda message: message["type"] == "pad")
    assert changed["pad"]["knocking"] == 1
    assert changed["pad"]["url"] == pad["url"]
    await host.decide(member, pad["id"], "admit")
    await events.until(
        lambda message: message["type"] == "pad" and message["pad"]["state"] == "in_progress"
    )


@pytest.mark.parametrize("path", ["events", "pads/{}/knock/events"])
async def test_sockets_from_another_site_are_refused(host, path):
    member = await host.member()
    pad = await host.new_pad(member)
    with pytest.raises(HTTPClientError) as refusal:
        await member.socket(path.format(pad["id"]), Origin="http://evil.example")
    assert refusal.value.code == 403


async def test_sockets_are_refused_before_they_open(make_host):
    host = await make_host()
    host.app.waiting_room.max_sockets = 1
    pad = await host.new_pad()
    candidate = await host.knock(pad["id"])
    with pytest.raises(HTTPClientError) as refusal:
        await candidate.socket("events")
    assert refusal.value.code == 403
    with pytest.raises(HTTPClientError) as refusal:
        await candidate.socket("pads/nothing-of-this-name-here/knock/events")
    assert refusal.value.code == 404
    first = await candidate.socket(f"{url(pad)}/knock/events")
    assert (await first.next())["state"] == "knocking"
    second = await candidate.socket(f"{url(pad)}/knock/events")
    assert await second.next() is None
    assert second.connection.close_code == 1013
