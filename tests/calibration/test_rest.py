"""Figures over REST tell nobody of scorecards that they may not see."""

from __future__ import annotations

import json

from ..feedback.interviews import bring_question, hold, submit


async def test_only_scorecards_that_one_may_see_are_counted(host, tmp_path):
    await bring_question(host, tmp_path)
    owner = await host.member()
    ada = await host.colleague("interviewer", "Ada")
    ben = await host.colleague("interviewer", "Ben")
    grace = await host.colleague("interviewer", "Grace", "grace@example.org")
    pad = (await hold(host))["id"]

    async def seen(browser):
        found = await browser.ok("GET", "calibration")
        (question,) = found["questions"] or [None]
        return found["scorecards"], question and question["ratings"]

    await submit(ada, pad, recommendation="yes", care=3)
    # It is not over.
    assert (await ada.ok("GET", "calibration"))["questions"] == []
    await owner.ok("POST", f"pads/{pad}/end")
    assert await seen(ada) == (1, {"1": 0, "2": 0, "3": 1, "4": 0})
    for browser in (ben, owner):
        assert await seen(browser) == (0, {"1": 0, "2": 0, "3": 0, "4": 0})
        assert "Ada" not in json.dumps(await browser.ok("GET", "calibration"))
    await submit(ben, pad, recommendation="no", care=1)
    for browser in (ada, ben):
        assert await seen(browser) == (2, {"1": 1, "2": 0, "3": 1, "4": 0})
        assert (await browser.ok("GET", "calibration"))["interviewers"] is None
    assert await seen(owner) == (0, {"1": 0, "2": 0, "3": 0, "4": 0})
    await submit(owner, pad, recommendation="yes", care=2)
    people = (await owner.ok("GET", "calibration"))["interviewers"]
    assert [(one["name"], one["mean"]) for one in people][:2] == [("Ada", 3.0), ("Ben", 1.0)]
    assert len(people) == 3

    # A candidate who became a member learns nothing of their own interview.
    await owner.ok("PATCH", f"pads/{pad}", {"candidate_email": "grace@example.org"})
    assert await seen(grace) == (0, None)
