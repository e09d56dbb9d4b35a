"""The waiting room over REST, as candidates and members use it."""

from __future__ import annotations


async def test_from_knock_to_the_pad_and_out_again(host):
    member = await host.member()
    pad = await host.new_pad(member, title="Backend")
    url = f"pads/{pad['id']}"
    candidate = await host.stranger(pad["id"])
    visit = await candidate.ok("GET", f"{url}/knock")
    assert (visit["state"], visit["title"], visit["interviewers"]) == (
        "none", "Backend", [(await member.ok("GET", "me"))["name"]],
    )  # fmt: skip

    visit = await candidate.ok("POST", f"{url}/knock", {"name": "  Grace Hopper "})
    assert (visit["state"], visit["name"]) == ("knocking", "Grace Hopper")
    refusal = await candidate.api("POST", f"{url}/ticket")
    assert (refusal.status, refusal.body["reason"]) == (403, "not_admitted")
    assert (await member.ok("GET", url))["knocking"] == 1

    admitted = await host.decide(member, pad["id"], "admit", "Grace Hopper")
    assert admitted.body["state"] == "admitted"
    started = await member.ok("GET", url)
    assert started["state"] == "in_progress"
    assert started["started"] is not None
    entered = await host.enter(candidate, pad["id"])
    assert entered.code == 303
    inside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert inside.code == 200

    removed = await host.decide(member, pad["id"], "remove", "Grace Hopper")
    assert removed.body["state"] == "knocking"
    assert (await candidate.ok("GET", f"{url}/knock"))["state"] == "removed"
    outside = await candidate.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
    assert outside.code == 403
