"""Pads over REST, as members use them; and what stays when the server starts again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.pads.pad import is_pad_id


def url(pad):
    return f"pads/{pad['id']}"


async def test_a_new_pad(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    assert me["role"] == "admin"
    pad = await host.new_pad(
        member, title="  Backend  ", candidate_name="Grace", start_with="both", instructions="# Hi"
    )
    assert is_pad_id(pad["id"])
    assert datetime.fromisoformat(pad["created"]).tzinfo is not None
    assert pad["url"] == host.url(f"/interview/pads/{pad['id']}")
    expected = {
        "title": "Backend", "kind": "live", "state": "not_started", "candidate_name": "Grace",
        "interviewers": [me["name"]], "started": None, "ended": None, "knocking": 0, "present": [],
    }  # fmt: skip
    assert {key: pad[key] for key in expected} == expected
    assert await member.ok("GET", url(pad)) == pad
    newer = await host.new_pad(member)
    assert (newer["candidate_name"], newer["state"]) == ("", "not_started")
    pads = (await member.ok("GET", "pads"))["pads"]
    assert [one["id"] for one in pads] == [newer["id"], pad["id"]]


async def test_a_pad_has_one_of_the_languages_that_the_server_offers(host):
    member = await host.member()
    languages = (await member.ok("GET", "languages"))["languages"]
    names = [one["name"] for one in languages]
    assert names == sorted(names, key=str.casefold)
    assert {"id": "python", "name": "Python", "file": "main.py"} in languages
    assert {"id": "bash", "name": "Bash", "file": "main.sh"} in languages
    assert (await host.new_pad(member))["language"] == "python"
    pad = await host.new_pad(member, language="bash", start_with="both")
    assert (await member.ok("GET", url(pad)))["language"] == "bash"
    await host.enter(member, pad["id"])
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    model = json.loads((await member.fetch("GET", inside)).body)
    assert [one["path"] for one in model["documents"]] == ["interview.ipynb", "main.sh"]
    assert {".sh", ".py"} <= set(model["runnable"])


async def test_a_server_may_offer_fewer_languages(make_host):
    only = {"SandboxedKernelSpecManager.allowed_kernelspecs": "python3"}
    host = await make_host(**only)
    member = await host.member()
    languages = (await member.ok("GET", "languages"))["languages"]
    assert [one["id"] for one in languages] == ["python"]
    answer = await member.api("POST", "pads", {"title": "Shell", "language": "bash"})
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")
    assert "choose another" in answer.body["message"]


async def test_links_lead_to_the_public_address(make_host):
    host = await make_host(public_url="https://interviews.example.org")
    pad = await host.new_pad()
    assert pad["url"] == f"https://interviews.example.org/interview/pads/{pad['id']}"


REFUSED_PADS = [
    {}, {"title": ""}, {"title": " \t"}, {"title": "x" * 10_000}, {"title": "x" * 201},
    {"title": "a\nb"}, {"title": "\x00"}, {"title": "\ud800"}, {"title": None}, {"title": 1},
    {"title": ["a"]}, {"title": "a", "candidate_name": "x" * 10_000},
    {"title": "a", "candidate_name": "a\x07"}, {"title": "a", "candidate_name": 7},
    {"title": "a", "start_with": "nothing"}, {"title": "a", "start_with": None},
    {"title": "a", "language": "cobol"}, {"title": "a", "language": "../python"},
    {"title": "a", "language": None},
    {"title": "a", "start_with": "x" * 10_000}, {"title": "a", "instructions": "x" * 20_001},
    {"title": "a", "instructions": "\x00"}, {"title": "a", "instructions": 1},
    {"title": "a", "id": "mine"}, {"title": "a", "state": "ended"}, {"title": "a", "x" * 9_000: 1},
    [], "title", 7, None,
]  # fmt: skip


async def test_pads_that_are_refused_change_nothing(host):
    member = await host.member()
    bodies = [json.dumps(body).encode() for body in REFUSED_PADS]
    for raw in [*bodies, b"", b"{", b"\xff", b"[" * 60_000, b'{"title": "a"} x', b"x" * 70_000]:
        answer = await member.api("POST", "pads", raw=raw)
        assert (answer.status, answer.body["reason"]) == (400, "invalid_input"), raw[:80]
        assert len(answer.body["message"]) < 200
    assert (await member.ok("GET", "pads"))["pads"] == []


async def test_what_does_not_fit_the_state_is_refused_and_changes_nothing(host):
    member = await host.member()
    pad = await host.new_pad(member)

    async def refused(method, path):
        before = await member.ok("GET", url(pad))
        answer = await member.api(method, path)
        assert (answer.status, answer.body["reason"]) == (409, "illegal_transition")
        assert "Nothing was changed" in answer.body["message"]
        assert await member.ok("GET", url(pad)) == before

    await refused("POST", f"{url(pad)}/end")
    await refused("POST", f"{url(pad)}/reopen")
    await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    await refused("POST", f"{url(pad)}/reopen")
    await refused("DELETE", url(pad))
    await member.ok("POST", f"{url(pad)}/end")
    await refused("POST", f"{url(pad)}/end")


async def test_the_end_and_going_on(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    started = (await host.decide(member, pad["id"], "admit")) and await member.ok("GET", url(pad))
    await host.enter(candidate, pad["id"])
    await host.enter(member, pad["id"])
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    events = await candidate.socket(f"/interview/pads/{pad['id']}/api/interview/events")

    ended = await member.ok("POST", f"{url(pad)}/end")
    assert (ended["state"], ended["started"]) == ("ended", started["started"])
    assert ended["ended"] is not None
    await events.until(lambda message: message["type"] == "closing")
    assert await events.next() is None
    assert (await candidate.fetch("GET", inside)).code == 403
    looking = json.loads((await member.fetch("GET", inside)).body)
    assert (looking["read_only"], looking["me"]["role"]) == (True, "observer")

    again = await member.ok("POST", f"{url(pad)}/reopen")
    assert (again["state"], again["ended"]) == ("in_progress", None)
    assert again["started"] == started["started"]
    assert again["interviewers"] == pad["interviewers"]
    working = json.loads((await member.fetch("GET", inside)).body)
    assert (working["read_only"], working["me"]["role"]) == (False, "interviewer")
    assert (await host.enter(candidate, pad["id"])).code == 303
    assert (await candidate.fetch("GET", inside)).code == 200


async def test_an_interviewer_ends_it_from_inside(host):
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    base = f"/interview/pads/{pad['id']}/api/interview"
    for browser in (candidate, member):
        await host.enter(browser, pad["id"])
        await browser.fetch("GET", f"{base}/pad")
    admissions = json.loads((await member.fetch("GET", f"{base}/admissions")).body)["admissions"]
    assert [one["name"] for one in admissions] == ["Grace"]
    for path, method in (("admissions", "GET"), ("end", "POST")):
        assert (await candidate.fetch(method, f"{base}/{path}")).code == 403
    assert (await member.ok("GET", url(pad)))["state"] == "in_progress"
    assert (await member.fetch("POST", f"{base}/end")).code == 204
    assert (await member.ok("GET", url(pad)))["state"] == "ended"


async def test_deleting_erases_everything_but_a_tombstone(host):
    member = await host.member()
    pad = await host.new_pad(member, title="Secret title", candidate_name="Grace Secret")
    candidate = await host.knock(pad["id"], "Grace Secret")
    await host.decide(member, pad["id"], "admit", "Grace Secret")
    await host.enter(candidate, pad["id"])
    await member.ok("POST", f"{url(pad)}/end")
    folder = host.directory / "interview" / "pads" / pad["id"]
    assert folder.is_dir()

    assert (await member.api("DELETE", url(pad))).status == 204
    assert not folder.exists()
    assert (await member.ok("GET", "pads"))["pads"] == []
    for method, path in [
        ("GET", ""), ("DELETE", ""), ("POST", "/end"), ("POST", "/reopen"), ("GET", "/knock"),
        ("POST", "/ticket"), ("GET", "/admissions"), ("DELETE", "/knock"),
    ]:  # fmt: skip
        assert (await member.api(method, url(pad) + path)).status == 404, path
    inside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert inside.code == 404
    (tombstone,) = await host.app.store.tombstones()
    assert (tombstone.id, tombstone.title, tombstone.candidate_name) == (pad["id"], "", "")
    assert tombstone.deleted_at is not None
    assert tombstone.created_by == (await member.ok("GET", "me"))["id"]
    database = sqlite3.connect(host.app.database.url.database)
    kept = "\n".join(database.iterdump())
    database.close()
    assert "Secret" not in kept


async def test_pads_that_do_not_exist(host):
    member = await host.member()
    for pad_id in ("nothing-of-this-name-here", "x", "%00", "%FF", "..%2F..", "y" * 5000):
        answer = await member.api("GET", f"pads/{pad_id}")
        assert answer.status in (400, 404), pad_id
        assert set(answer.body) == {"message", "reason"}
    for path in ("", "nothing", "pads/a/b/c", "me/x"):
        answer = await member.api("GET", path)
        assert (answer.status, answer.body["reason"]) == (404, "not_found"), path
    answer = await member.api("PUT", "pads", {})
    assert (answer.status, answer.body["reason"]) == (405, "bad_method")


@pytest.mark.parametrize("who", ["stranger", "candidate"])
async def test_what_is_for_members_is_for_members(host, who):
    member = await host.member()
    pad = await host.new_pad(member)
    browser = await host.knock(pad["id"])
    if who == "candidate":
        await host.decide(member, pad["id"], "admit")
        await host.enter(browser, pad["id"])
    (admission,) = await host.app.waiting_room.admissions(pad["id"])
    for method, path, body in [
        ("GET", "me", None),
        ("GET", "pads", None),
        ("POST", "pads", {"title": "Mine"}),
        ("GET", url(pad), None),
        ("DELETE", url(pad), None),
        ("POST", f"{url(pad)}/end", None),
        ("POST", f"{url(pad)}/reopen", None),
        ("GET", f"{url(pad)}/admissions", None),
        ("PATCH", f"{url(pad)}/admissions/{admission['id']}", {"action": "admit"}),
        ("GET", "events", None),
    ]:
        answer = await browser.api(method, path, body)
        assert (answer.status, answer.body["reason"]) == (403, "sign_in"), path
        assert set(answer.body) == {"message", "reason"}
    assert len((await member.ok("GET", "pads"))["pads"]) == 1


async def test_a_restart_keeps_everything(host):
    member = await host.member()
    pad = await host.new_pad(member, title="Backend", start_with="both")
    quiet = await host.new_pad(member)
    candidate = await host.knock(pad["id"])
    waiting = await host.knock(quiet["id"], "Alan")
    await host.decide(member, pad["id"], "admit")
    for browser in (candidate, member):
        await host.enter(browser, pad["id"])
    ticket = await candidate.ok("POST", f"{url(pad)}/ticket")
    before = {one["id"]: one for one in (await member.ok("GET", "pads"))["pads"]}

    await host.stop()
    await host.start()

    # A port is part of the address, and of the name of the sign-in cookie.
    member = await host.member()
    after = {one["id"]: one for one in (await member.ok("GET", "pads"))["pads"]}
    for one in (*before.values(), *after.values()):
        for moving in ("url", "last_activity"):
            one.pop(moving)
    assert after == before
    # The pad in progress is open again for those who were in it, without a word.
    assert host.app.pad_servers.get(pad["id"]) is not None
    assert host.app.pad_servers.get(quiet["id"]) is None
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    me = json.loads((await candidate.fetch("GET", inside)).body)["me"]
    assert (me["name"], me["role"]) == ("Grace", "candidate")
    # The waiting cookies hold; tickets do not, and another is had for the asking.
    assert (await waiting.ok("GET", f"{url(quiet)}/knock"))["state"] == "knocking"
    assert (await candidate.ok("GET", f"{url(pad)}/knock"))["state"] == "admitted"
    spent = await candidate.fetch("POST", ticket["enter_url"], raw=f"ticket={ticket['ticket']}")
    assert spent.code == 403
    assert (await host.enter(candidate, pad["id"])).code == 303


async def test_a_pad_that_cannot_be_opened_does_not_keep_the_others_shut(host):
    member = await host.member()
    broken, whole = await host.new_pad(member), await host.new_pad(member)
    for pad in (broken, whole):
        await host.knock(pad["id"])
        await host.decide(member, pad["id"], "admit")
    await host.stop()
    folder = host.directory / "interview" / "pads" / broken["id"]
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    await host.start()
    member = await host.member()
    assert host.app.pad_servers.get(whole["id"]) is not None
    assert host.app.pad_servers.get(broken["id"]) is None
    answer = await member.api("POST", f"{url(broken)}/ticket")
    assert (answer.status, answer.body["reason"]) == (503, "unavailable")


async def test_the_files_of_a_deleted_pad_are_erased_at_the_next_start(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await member.api("DELETE", url(pad))
    await host.stop()
    left = host.directory / "interview" / "pads" / pad["id"] / "files"
    left.mkdir(parents=True)
    await host.start()
    assert not left.parent.exists()


async def test_idle_pads_are_put_away_and_come_back(host):
    member = await host.member()
    pad, busy = await host.new_pad(member), await host.new_pad(member)
    await host.knock(busy["id"])
    await host.decide(member, busy["id"], "admit")
    for one in (pad, busy):
        await host.enter(member, one["id"])
    servers, pads = host.app.pad_servers, host.app.pads
    await pads.housekeeping.put_away_idle()
    assert servers.get(pad["id"]) is not None
    pads.idle_after = 0.0
    inside = await member.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    await inside.next()
    await pads.housekeeping.put_away_idle()
    assert servers.get(pad["id"]) is not None, "somebody has it open"
    events = await member.socket("events")
    inside.close()
    await events.until(lambda m: m["type"] == "pad" and not m["pad"]["present"])
    await pads.housekeeping.put_away_idle()
    assert servers.get(pad["id"]) is None
    assert servers.get(busy["id"]) is not None
    # A tab that was left open finds its pad again; a stranger does not wake it.
    where = f"/interview/pads/{pad['id']}/api/interview/pad"
    assert (await (await host.stranger()).fetch("GET", where)).code == 403
    assert servers.get(pad["id"]) is None
    again = await member.fetch("GET", where)
    assert (again.code, again.headers["Location"]) == (307, where)
    assert (await member.fetch("GET", where)).code == 200


async def test_old_recordings_are_deleted_and_the_pad_stays(host):
    member = await host.member()
    old, young, going_on = [await host.new_pad(member, title=f"Pad {n}") for n in range(3)]
    for pad in (old, young, going_on):
        await host.knock(pad["id"])
        await host.decide(member, pad["id"], "admit")
        await host.enter(member, pad["id"])
        await (await member.socket(f"/interview/pads/{pad['id']}/api/interview/events")).next()
    for pad in (old, young):
        await member.ok("POST", f"pads/{pad['id']}/end")
    store, pads = host.app.store, host.app.pads
    long_ago = datetime.now(UTC) - timedelta(days=30, minutes=1)
    kept = await store.pad(old["id"])
    await store.change_pad(replace(kept, ended=long_ago), kept.state)
    folders = {pad["id"]: host.directory / "interview/pads" / pad["id"] for pad in (old, young)}
    (folders[old["id"]] / "playback").mkdir(exist_ok=True)
    (folders[old["id"]] / "reproducibility.json").write_text("{}")

    await pads.housekeeping.delete_old_recordings()  # for ever, when nobody says otherwise
    assert (folders[old["id"]] / "recording.sqlite").exists()
    pads.recording_days = 30
    await pads.housekeeping.delete_old_recordings()
    left = {path.name for path in folders[old["id"]].iterdir()}
    assert "files" in left
    made = ("recording", "playback", "reproducibility")
    assert not {name for name in left if name.lstrip(".").startswith(made)}
    assert (folders[young["id"]] / "recording.sqlite").exists()
    assert host.app.pad_servers.get(going_on["id"]) is not None
    pad = await store.pad(old["id"])
    assert pad.title == "Pad 0"
    assert pad.recording_deleted is not None
    assert pad.sealed_head == kept.sealed_head

    # Where playback would be, words say so; looking makes no new recording.
    await host.enter(member, old["id"])
    where = f"/interview/pads/{old['id']}/api/interview/playback"
    answer = await member.fetch("GET", where)
    assert answer.code == 404
    today = datetime.now(UTC)
    assert f"was deleted on {today.day} {today:%B %Y}" in json.loads(answer.body)["message"]
    await host.app.pad_servers.close(old["id"])
    assert not (folders[old["id"]] / "recording.sqlite").exists()

    # The interview can go on, with a recording of its own.
    await member.ok("POST", f"pads/{old['id']}/reopen")
    assert (await store.pad(old["id"])).sealed_head is None
    await host.enter(member, old["id"])
    await (await member.socket(f"/interview/pads/{old['id']}/api/interview/events")).next()
    await member.ok("POST", f"pads/{old['id']}/end")
    again = await store.pad(old["id"])
    assert again.sealed
    assert again.sealed_head not in (None, kept.sealed_head)
    assert (folders[old["id"]] / "recording.sqlite").exists()


async def test_last_activity_is_kept(host):
    member = await host.member()
    pad = await host.new_pad(member)
    host.app.pads.active(pad["id"])
    shown = (await member.ok("GET", url(pad)))["last_activity"]
    assert shown > pad["last_activity"]
    await host.stop()
    await host.start()
    member = await host.member()
    assert (await member.ok("GET", url(pad)))["last_activity"] == shown


async def test_the_dashboard_hears_which_pads_are_worked_in(host, monkeypatch):
    monkeypatch.setattr("interview_ext.pads.housekeeping.HOUSEKEEPING", 0.05)
    await host.stop()
    await host.start()
    member = await host.member()
    busy, idle = await host.new_pad(member), await host.new_pad(member)
    events = await member.socket("events")
    host.app.pads.active(busy["id"])
    told = await events.until(lambda message: message["type"] == "pad")
    assert told["pad"]["last_activity"] > busy["last_activity"]
    shown = {pad["id"]: pad for pad in (await member.ok("GET", "pads"))["pads"]}
    assert told["pad"] == shown[busy["id"]]
    assert shown[idle["id"]]["last_activity"] == idle["last_activity"]
