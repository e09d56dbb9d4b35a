"""Who may do what with whose pads, over REST, by people with accounts of their own."""

from __future__ import annotations

import pytest

from interview_ext.pads.life import actions

from .test_take_homes import begin, go_in, inside

REQUESTS = {
    "end": ("POST", "/end", None),
    "submit": ("POST", "/submit", None),
    "extend": ("POST", "/extend", {"minutes": 5}),
    "review": ("POST", "/review", None),
    "reopen": ("POST", "/reopen", None),
    "edit": ("PATCH", "", {"candidate_name": "Ada"}),
    "delete": ("DELETE", "", None),
}


async def pads_in_all_states(host, owner):
    """Pads of the owner, by kind and state."""
    pads = {}
    for kind, states in (
        ("live", ("not_started", "in_progress", "ended")),
        ("take_home", ("not_started", "in_progress", "ready_for_review", "reviewed")),
        ("sandbox", ("in_progress", "ended")),
    ):
        for state in states:
            # Without a deadline there would be no time to extend.
            limit = {"time_limit": 60} if kind == "take_home" else {}
            pad = await host.new_pad(owner, kind=kind, **limit)
            if state != "not_started" and kind != "sandbox":
                await begin(host, owner, pad)
            if state in ("ended", "ready_for_review", "reviewed"):
                await owner.ok("POST", f"pads/{pad['id']}/end")
            if state == "reviewed":
                await owner.ok("POST", f"pads/{pad['id']}/review")
            pads[kind, state] = pad["id"]
    return pads


@pytest.mark.timeout(300)
async def test_a_row_offers_just_what_its_reader_may_do_and_the_server_refuses_the_rest(host):
    owner = await host.member()
    pads = await pads_in_all_states(host, owner)
    people = {
        role: await host.colleague(role, role.title())
        for role in ("reviewer", "interviewer")
    }  # fmt: skip
    for role, browser in people.items():
        for (kind, state), pad_id in pads.items():
            shown = (await browser.ok("GET", f"pads/{pad_id}"))["actions"]
            expected = [one for one in actions(kind, state, role, own=False) if one != "start"]
            if state == "ready_for_review":
                # The deadline did not hand it in.
                expected = [one for one in expected if one != "extend"]
            assert shown == expected, (role, kind, state)
            for action, (method, path, body) in REQUESTS.items():
                if action in shown or (action == "end" and "submit" in shown):
                    continue
                answer = await browser.api(method, f"pads/{pad_id}{path}", body)
                assert answer.status in (403, 409), (role, kind, state, action, answer.status)
                if role == "reviewer" and action != "review":
                    assert answer.status == 403, (kind, state, action)
    for (_, state), pad_id in pads.items():
        assert (await owner.ok("GET", f"pads/{pad_id}"))["state"] == state


async def test_a_reviewer_finishes_a_review_and_makes_no_interview(host):
    owner = await host.member()
    reviewer = await host.colleague("reviewer", "Bea")
    pad = await host.new_pad(owner, kind="take_home")
    candidate = await begin(host, owner, pad)
    assert (await candidate.fetch("POST", inside(pad, "submit"))).code == 204
    for kind in ("live", "take_home"):
        answer = await reviewer.api("POST", "pads", {"title": "Mine", "kind": kind})
        assert answer.status == 403
    done = await reviewer.ok("POST", f"pads/{pad['id']}/review")
    assert (done["state"], done["reviewed_by"], done["actions"]) == ("reviewed", "Bea", [])
    lines = (await owner.ok("GET", f"audit?pad={pad['id']}"))["lines"]
    noted = [line["action"] for line in lines]
    assert [one for one in noted if one.startswith("pad.")][:2] == ["pad.reviewed", "pad.submitted"]


async def test_a_reviewer_practises_in_a_pad_of_their_own(host):
    owner = await host.member()
    reviewer, colleague = [await host.colleague("reviewer", name) for name in ("Bea", "Cleo")]
    for more in (
        {"questions": ["x"]},
        {"template_id": "x"},
        {"interviewers": [(await owner.ok("GET", "me"))["id"]]},
    ):
        answer = await reviewer.api("POST", "pads", {"kind": "sandbox", **more})
        assert answer.status == 403, more
    assert (await reviewer.api("POST", "pads/bulk", {"kind": "sandbox", "count": 2})).status == 403
    pad = await reviewer.ok("POST", "pads", {"kind": "sandbox"})
    assert pad["actions"] == ["end"]
    assert (await host.enter(reviewer, pad["id"])).code == 303
    written = {"type": "file", "format": "text", "content": "print(1)"}
    there = f"/interview/pads/{pad['id']}/api/contents/mine.py"
    assert (await reviewer.fetch("PUT", there, written)).code == 201

    # What is practised in is nobody else's, if they review; and in all else they only look.
    assert (await colleague.ok("GET", f"pads/{pad['id']}"))["actions"] == []
    assert (await colleague.api("POST", f"pads/{pad['id']}/ticket")).status == 403
    for path in ("end", "reopen"):
        assert (await colleague.api("POST", f"pads/{pad['id']}/{path}")).status == 403
    assert (await colleague.api("DELETE", f"pads/{pad['id']}")).status == 403
    assert (await reviewer.api("PATCH", f"pads/{pad['id']}", {"title": "x"})).status == 403
    others = await host.new_pad(owner, kind="sandbox")
    assert (await reviewer.api("POST", f"pads/{others['id']}/ticket")).status == 403

    ended = await reviewer.ok("POST", f"pads/{pad['id']}/end")
    assert ended["actions"] == ["reopen", "delete"]
    assert (await owner.ok("GET", "quota"))["used"] == 0
    reopened = await reviewer.ok("POST", f"pads/{pad['id']}/reopen")
    assert reopened["state"] == "in_progress"
    assert (await host.enter(reviewer, pad["id"])).code == 303
    await reviewer.ok("POST", f"pads/{pad['id']}/end")
    assert (await reviewer.api("DELETE", f"pads/{pad['id']}")).status == 204


async def test_a_reviewer_gives_a_candidate_a_practice_pad(host):
    reviewer = await host.colleague("reviewer", "Bea")
    pad = await reviewer.ok("POST", "pads", {"kind": "sandbox", "door": "open"})
    assert pad["door"] == "open"
    candidate = await go_in(host, pad["id"])
    assert (await candidate.fetch("GET", inside(pad, "pad"))).code == 200


async def test_an_interviewer_deletes_what_is_theirs(host):
    owner = await host.member()
    ivan = await host.colleague("interviewer", "Ivan")
    me = (await ivan.ok("GET", "me"))["id"]
    mine = await host.new_pad(ivan)
    others, assigned = await host.new_pad(owner), await host.new_pad(owner, interviewers=[me])
    for pad, status in ((mine, 204), (others, 403), (assigned, 204)):
        actions = (await ivan.ok("GET", f"pads/{pad['id']}"))["actions"]
        assert ("delete" in actions) == (status == 204)
        answer = await ivan.api("DELETE", f"pads/{pad['id']}")
        assert answer.status == status
    assert (await owner.api("DELETE", f"pads/{others['id']}")).status == 204


async def test_only_those_who_hold_interviews_are_assigned(host):
    owner = await host.member()
    reviewer = await host.colleague("reviewer", "Bea")
    pad = await host.new_pad(owner)
    bea = (await reviewer.ok("GET", "me"))["id"]
    answer = await owner.api("PATCH", f"pads/{pad['id']}", {"interviewers": [bea]})
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")


async def test_a_pad_is_given_to_a_team_one_is_in(host):
    owner = await host.member()
    ivan, olga = [await host.colleague("interviewer", name) for name in ("Ivan", "Olga")]
    ids = {who: (await who.ok("GET", "me"))["id"] for who in (ivan, olga)}
    team = await owner.ok("POST", "teams", {"name": "Data"})
    await owner.ok("PUT", f"teams/{team['id']}/members/{ids[ivan]}")
    refused = await olga.api("POST", "pads", {"title": "A", "team_id": team["id"]})
    assert (refused.status, refused.body["reason"]) == (400, "invalid_input")
    pad = await host.new_pad(ivan, team_id=team["id"])
    assert pad["team"] == {"id": team["id"], "name": "Data"}
    assert (await olga.api("GET", f"pads/{pad['id']}")).status == 404
    assert (await olga.api("POST", f"pads/{pad['id']}/end")).status == 404

    events = await olga.socket("events")
    freed = await ivan.ok("PATCH", f"pads/{pad['id']}", {"team_id": None})
    assert freed["team"] is None
    await events.until(lambda message: message["type"] == "pads")
    assert (await olga.ok("GET", f"pads/{pad['id']}"))["id"] == pad["id"]
