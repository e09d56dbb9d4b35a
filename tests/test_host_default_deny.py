"""Every route of the host, for everybody who is no member, against a list written down here."""

from __future__ import annotations

from typing import Any

import pytest

from .hosts import Browser, Host
from .routes import METHODS, paths_of

LOOK = {"GET", "HEAD"}

# What somebody who is not signed in may ask for. `x` stands for any one part of a path, PAD for a
# pad that exists. All else must be refused, or lead to where one signs in.
PUBLIC: dict[str, set[str]] = {
    "": LOOK,  # leads to the home page, and from there to where one signs in
    "api": LOOK,  # the version of Jupyter Server
    "login": LOOK | {"POST"},
    "logout": LOOK | {"POST"},
    "static/x": LOOK,
    "logos/x": LOOK,
    "favicon.ico": LOOK,
    "robots.txt": LOOK,
    "lab/extensions/x": LOOK,
    "interview/static/x": LOOK,
    "interview/join/x": LOOK | {"POST"},  # an invitation nobody made is not found (404)
    "interview/password/x": LOOK | {"POST"},  # a link nobody made is not found (404)
    "interview/pads/PAD": LOOK | {"POST"},
    "interview/take-homes/x": LOOK | {"POST"},
    "interview/survey/x": LOOK | {"POST"},
    "interview/api/openapi.yaml": LOOK,
    "interview/api/pads/PAD/knock": LOOK | {"POST", "DELETE"},
    "interview/api/pads/PAD/knock/events": LOOK,
}

# Whoever was admitted comes in by tickets; after the end they are told so in words (409).
OF_THEIR_OWN = {
    ("admitted", "POST", "interview/api/pads/PAD/ticket"),
    ("ended", "POST", "interview/api/pads/PAD/ticket"),
}

# What the routing itself does not show, because it only appears with a pad's id in it.
MORE = (
    "api/terminals",
    "api/shutdown",
    "lab/api/build",
    "lab/api/extensions",
    "metrics",
    "interview/api/pads/PAD",
    "interview/api/pads/PAD/end",
    "interview/api/pads/PAD/submit",
    "interview/api/pads/PAD/extend",
    "interview/api/pads/PAD/review",
    "interview/api/pads/PAD/reopen",
    "interview/api/quota",
    "interview/api/pads/PAD/ticket",
    "interview/api/pads/PAD/admissions",
    "interview/api/pads/PAD/admissions/x",
    "interview/api/pads/PAD/notes",
    "interview/api/pads/PAD/feedback",
    "interview/api/pads/PAD/feedback/submit",
    "interview/api/pads/PAD/feedback/decision",
    "interview/api/pads/PAD/feedback/export",
    "interview/api/pads/PAD/drafts/notes",
    "interview/api/pads/PAD/drafts/scorecard",
    "interview/api/audit",
    "interview/api/audit/filters",
    "interview/api/audit/export",
    "interview/api/settings",
    "interview/api/settings/logo",
    "interview/api/settings/waiting-room-image",
    "interview/api/settings/preview",
    "interview/api/me/sessions",
    "interview/api/me/sessions/x",
    "interview/api/me/password",
    "interview/api/members",
    "interview/api/members/x",
    "interview/api/members/x/password",
    "interview/api/members/x/sessions",
    "interview/api/team/invitations",
    "interview/api/team/invitations/x",
    "interview/api/teams",
    "interview/api/teams/x",
    "interview/api/teams/x/members/x",
    "interview/api/take-home-links",
    "interview/api/take-home-links/x",
    "interview/api/mail",
    "interview/api/pads/PAD/invitation.ics",
    "interview/api/pads/PAD/invite",
    "interview/api/calibration",
    "interview/api/templates",
    "interview/api/templates/x",
    "interview/api/templates/x/duplicate",
    "interview/api/templates/x/revisions",
    "interview/api/templates/x/revisions/1",
    "interview/api/pads/PAD/plan",
    "interview/api/pads/PAD/earlier",
    "interview/api/pads/PAD/earlier/x",
    "interview/api/pads/PAD/earlier/x/documents/x",
    "interview/api/pads/PAD/earlier/x/confirm",
    "interview/api/questions",
    "interview/api/questions/filters",
    "interview/api/questions/export",
    "interview/api/questions/import",
    "interview/api/questions/x",
    "interview/api/questions/x/files/question.md",
    "interview/api/questions/x/publish",
    "interview/api/questions/x/check",
)


async def people_of(host: Host) -> tuple[dict[str, tuple[str, Browser]], list[str]]:
    """Everybody who is no member, each with the pad they stand at; and the pads."""
    member = await host.member()
    pads = [(await host.new_pad(member))["id"] for _ in range(6)]
    people = {"anonymous": (pads[0], await host.stranger(pads[0]))}
    people["knocking"] = (pads[0], await host.knock(pads[0]))

    people["declined"] = (pads[1], await host.knock(pads[1]))
    await host.decide(member, pads[1], "decline")

    people["admitted"] = (pads[2], await host.knock(pads[2]))
    await host.decide(member, pads[2], "admit")
    assert (await host.enter(people["admitted"][1], pads[2])).code == 303

    people["removed"] = (pads[3], await host.knock(pads[3]))
    await host.decide(member, pads[3], "admit")
    await host.enter(people["removed"][1], pads[3])
    await host.decide(member, pads[3], "remove")

    people["ended"] = (pads[4], await host.knock(pads[4]))
    await host.decide(member, pads[4], "admit")
    await host.enter(people["ended"][1], pads[4])
    await member.ok("POST", f"pads/{pads[4]}/end")

    # A member's browser that holds only the cookie of a pad, as interviewer and as observer.
    for name, pad_id in (("interviewer of a pad", pads[2]), ("observer of a pad", pads[4])):
        await host.enter(member, pad_id)
        without_session = Browser(host)
        without_session.cookies = {
            (key, path): value
            for (key, path), value in member.cookies.items()
            if pad_id in path or key == "_xsrf"
        }
        people[name] = (pads[5], without_session)
    return people, pads


def refused(code: int, location: str) -> bool:
    return code in (403, 404, 405) or (code in (301, 302) and "/login" in location)


@pytest.mark.timeout(300)
async def test_every_route_of_the_host_refuses_who_is_no_member(host):
    people, pads = await people_of(host)
    paths = paths_of(host.server.web_app, host.server.base_url) | set(PUBLIC) | set(MORE)
    assert len(paths) > 40, "the walk must find Jupyter's own routes too"
    paths = {path.rstrip("/").replace("pads/x", "pads/PAD") for path in paths}
    wrong: list[Any] = []
    for path in sorted(paths):
        if path.startswith("interview/pads/PAD/"):
            continue  # inside a pad, which walks its own routes
        for method in METHODS:
            if method in PUBLIC.get(path, set()):
                continue
            for who, (pad_id, browser) in people.items():
                if (who, method, path) in OF_THEIR_OWN:
                    continue
                where = "/" + path.replace("PAD", pad_id)
                body = "{}" if method in ("POST", "PUT", "PATCH") else None
                response = await browser.fetch(method, where, raw=body)
                location = response.headers.get("Location", "")
                if not refused(response.code, location):
                    wrong.append((who, method, path, response.code, location))
    assert not wrong, "\n".join(map(str, wrong))
    member = await host.member()
    states = {pad["id"]: pad["state"] for pad in (await member.ok("GET", "pads"))["pads"]}
    assert set(states) == set(pads), "no pad was made or deleted by those who may not"
    assert sorted(states.values()) == sorted(
        ["not_started", "not_started", "in_progress", "in_progress", "ended", "not_started"]
    )


async def test_a_members_routes_answer_a_member(host):
    member = await host.member()
    pad = await host.new_pad(member)
    for path in (
        "lab", "api/me", "lab/api/settings", "interview/api/me", "interview/api/languages",
        "interview/api/quota",
        "interview/api/pads", "interview/api/questions", "interview/api/questions/filters",
        "interview/api/audit", "interview/api/audit/filters", "interview/api/audit/export",
        "interview/api/settings", "interview/api/survey",
        f"interview/api/pads/{pad['id']}", f"interview/api/pads/{pad['id']}/admissions",
        f"interview/api/pads/{pad['id']}/earlier",
    ):  # fmt: skip
        assert (await member.fetch("GET", f"/{path}")).code == 200, path
