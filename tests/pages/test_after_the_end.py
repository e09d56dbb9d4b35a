"""A pad's one address once it has ended: review or playback by role, with nothing to copy."""

from __future__ import annotations

import json
import re

import pytest

from ..pads.test_take_homes import begin


async def ended(host, member, kind):
    """A pad of that kind that somebody was in and that is over, and their browser."""
    pad = await host.new_pad(member, kind=kind)
    candidate = await begin(host, member, pad)
    await member.ok("POST", f"pads/{pad['id']}/end")
    return pad["id"], candidate


async def page_of(host, browser, pad_id):
    """What the page says of itself that the address leads to."""
    assert (await browser.fetch("GET", f"/interview/pads/{pad_id}")).code == 200
    entered = await host.enter(browser, pad_id)
    assert entered.code == 303, entered.body
    page = await browser.fetch("GET", f"/interview/pads/{pad_id}/lab")
    assert page.code == 200
    (config,) = re.findall(rb"jupyter-config-data[^>]*>(.*?)</script>", page.body, re.DOTALL)
    return json.loads(config)


@pytest.mark.parametrize("kind", ["live", "take_home"])
async def test_members_look_back_whatever_their_role(host, kind):
    owner = await host.member()
    pad_id, candidate = await ended(host, owner, kind)
    members = [owner]
    for name, role in (("Bea", "reviewer"), ("Cem", "interviewer"), ("Dana", "admin")):
        members.append(await host.colleague(role, name))
    for member in members:
        page = await page_of(host, member, pad_id)
        assert (page["interviewMode"], page["interviewRole"]) == ("playback", "observer")
        assert page["interviewReadOnly"] == "true"
        assert page["interviewHostUrl"] == "/", "the results of tests are the host's to tell"
        assert page["interviewHandedIn"] == ("true" if kind == "take_home" else "false")
        assert (await member.ok("GET", f"pads/{pad_id}/tasks"))["tasks"] == []
        assert (await member.ok("GET", f"pads/{pad_id}/comments"))["comments"] == []
        actions = (await member.ok("GET", f"pads/{pad_id}"))["actions"]
        assert ("review" in actions) == (kind == "take_home")
    # Who was interviewed reads that it is over, and gets no page of it.
    answer = await candidate.fetch("GET", f"/interview/pads/{pad_id}")
    assert answer.code == 200
    assert b"jupyter-config-data" not in answer.body
    assert (await candidate.fetch("GET", f"/interview/pads/{pad_id}/lab")).code in (302, 403)


async def test_a_reviewer_finishes_a_review_and_comments(host):
    owner = await host.member()
    pad_id, _ = await ended(host, owner, "take_home")
    reviewer = await host.colleague("reviewer")
    comment = await reviewer.ok(
        "POST", f"pads/{pad_id}/comments", {"moment": 10, "text": "Well done"}
    )
    model = await reviewer.ok("POST", f"pads/{pad_id}/review")
    assert (model["state"], model["reviewed_by"]) == ("reviewed", "Bea")
    assert "review" not in model["actions"]
    # It is still to be looked at, and undone by those who may.
    assert (await page_of(host, reviewer, pad_id))["interviewHandedIn"] == "true"
    assert (await reviewer.api("POST", f"pads/{pad_id}/reopen")).status == 403
    (seen,) = (await owner.ok("GET", f"pads/{pad_id}/comments"))["comments"]
    assert (seen["author"], seen["actions"]) == ("Bea", ["delete"])
    path = f"pads/{pad_id}/comments/{comment['id']}"
    assert (await owner.api("PATCH", path, {"text": "No"})).status == 403
    interviewer = await host.colleague("interviewer", "Cem")
    assert (await interviewer.api("DELETE", path)).status == 403
    await owner.ok("POST", f"pads/{pad_id}/reopen")
    assert (await owner.ok("GET", f"pads/{pad_id}"))["state"] == "in_progress"


async def test_a_reviewer_does_not_see_a_pad_before_its_end(host):
    owner = await host.member()
    pad = await host.new_pad(owner)
    reviewer = await host.colleague("reviewer")
    answer = await reviewer.fetch("GET", f"/interview/pads/{pad['id']}")
    assert b"ticket" not in answer.body
    assert (await reviewer.api("POST", f"pads/{pad['id']}/ticket")).status in (403, 409)
