"""Every route of a mounted pad, for everybody there is, against a list written down here."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest

from interview_ext.auth.identity import COOKIE_NAME

from ..routes import METHODS, paths_of

EVERYBODY = {
    "anonymous",
    "other_pad",
    "removed",
    "ended",
    "observer",
    "candidate",
    "interviewer",
    "reviewer",
}
# A reviewer looks at a pad that has ended; they were its interviewer, or come as an observer.
INSIDE = {"observer", "candidate", "interviewer", "reviewer"}
REVIEWING = {"reviewer"}
WORKING = {"candidate", "interviewer"}
HOSTING = {"interviewer"}
HANDING_IN = {"candidate"}

HASH = "0" * 64

# What may be asked for, and by whom. All that is not here must be refused to everybody.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "enter": {"POST": EVERYBODY},
    "": {"GET": INSIDE, "HEAD": INSIDE},
    "lab": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/tree/x": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/workspaces/x": {"GET": INSIDE, "HEAD": INSIDE},
    "static/x": {"GET": EVERYBODY, "HEAD": EVERYBODY},
    "lab/extensions/x": {"GET": EVERYBODY, "HEAD": EVERYBODY},
    "lab/api/themes/x": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/settings": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/settings/x": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/translations": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/translations/x": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/workspaces": {"GET": INSIDE, "HEAD": INSIDE},
    "lab/api/workspaces/x": {"GET": INSIDE, "HEAD": INSIDE},
    "logos/x": {"GET": EVERYBODY, "HEAD": EVERYBODY},
    "api": {"GET": INSIDE, "HEAD": INSIDE},
    "api/me": {"GET": INSIDE, "HEAD": INSIDE},
    "api/status": {"GET": INSIDE, "HEAD": INSIDE},
    "api/events/subscribe": {"GET": INSIDE, "HEAD": INSIDE},
    "api/kernelspecs": {"GET": INSIDE, "HEAD": INSIDE},
    "api/kernelspecs/x": {"GET": INSIDE, "HEAD": INSIDE},
    "kernelspecs/x/x": {"GET": INSIDE, "HEAD": INSIDE},
    "api/kernels": {"GET": INSIDE, "HEAD": INSIDE},
    "api/kernels/x": {"GET": INSIDE, "HEAD": INSIDE},
    "api/kernels/x/channels": {"GET": WORKING},
    "api/sessions": {"GET": INSIDE, "HEAD": INSIDE},
    "api/sessions/x": {"GET": INSIDE, "HEAD": INSIDE},
    "api/contents": {
        "GET": INSIDE,
        "HEAD": INSIDE,
        **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), WORKING),
    },
    "api/contents/x": {
        "GET": INSIDE,
        "HEAD": INSIDE,
        **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), WORKING),
    },
    "files/x": {"GET": INSIDE, "HEAD": INSIDE},
    "api/collaboration/session/x": {"PUT": INSIDE},
    "api/collaboration/room/x": {"GET": INSIDE},
    "api/interview/pad": {"GET": INSIDE, "HEAD": INSIDE},
    "api/interview/events": {"GET": INSIDE},
    "api/interview/admissions": {"GET": HOSTING, "HEAD": HOSTING},
    "api/interview/admissions/x": {"PATCH": HOSTING},
    "api/interview/end": {"POST": HOSTING},
    "api/interview/submit": {"POST": HANDING_IN},
    "api/interview/signals": {"POST": WORKING},
    "api/interview/focus": {"POST": WORKING, "DELETE": WORKING},
    "api/interview/runs": {"POST": WORKING},
    "api/interview/runs/x/input": {"POST": WORKING},
    "api/interview/interrupt": {"POST": WORKING},
    "api/interview/restart": {"POST": WORKING},
    "api/interview/playback": {"GET": REVIEWING, "POST": REVIEWING},
    f"api/interview/playback/segments/{HASH}": {"GET": REVIEWING},
    f"api/interview/playback/blobs/{HASH}": {"GET": REVIEWING},
    "api/interview/branch": {"POST": REVIEWING},
    "api/interview/reproducibility": {"GET": REVIEWING, "POST": REVIEWING},
}


async def people_of(new_pad, browser, pads) -> dict[str, tuple[str, Any]]:
    """Everybody, each with the pad they are asked about and their browser."""
    open_pad, ended_pad, elsewhere = [await new_pad() for _ in range(3)]
    people: dict[str, tuple[str, Any]] = {"anonymous": (open_pad, browser(open_pad))}
    for role in ("candidate", "interviewer", "observer"):
        people[role] = (open_pad, await browser(open_pad).enter(role, role.title()))

    other = await browser(elsewhere).enter("interviewer", "Of another pad")
    intruder = browser(open_pad)
    intruder.cookies = dict(other.cookies)
    people["other_pad"] = (open_pad, intruder)

    removed = await browser(open_pad).enter("candidate", "Removed")
    await pads.get(open_pad).remove(removed.participant.id)
    people["removed"] = (open_pad, removed)

    late = await browser(ended_pad).enter("candidate", "Late")
    ended = pads.get(ended_pad)
    await ended.end(replace(ended.spec, state="ended", read_only=True))
    people["ended"] = (ended_pad, late)
    people["reviewer"] = (ended_pad, await browser(ended_pad).enter("observer", "Reviewer"))
    return people


@pytest.mark.timeout(300)
async def test_every_route_refuses_whoever_is_not_listed(new_pad, browser, pads):
    people = await people_of(new_pad, browser, pads)
    pad = pads.get(people["anonymous"][0])
    paths = paths_of(pad.web_app, pad.base_url) | set(ALLOWED)
    assert len(paths) > 60, "the walk must find Jupyter's own routes too"
    wrong = []
    for path in sorted(paths):
        for method in METHODS:
            expected = ALLOWED.get(path.rstrip("/"), {}).get(method, set())
            for who, (_, person) in people.items():
                if who in expected:
                    continue
                response = await person.request(method, path)
                if response.code not in (403, 404, 405):
                    wrong.append((who, method, path, response.code))
                if path.startswith("api/") and method != "HEAD":
                    assert b"message" in response.body, (who, method, path, response.body)
    assert not wrong, wrong


@pytest.mark.timeout(300)
async def test_every_listed_route_answers_those_who_are_listed(new_pad, browser, pads):
    people = await people_of(new_pad, browser, pads)
    refused = b"does not include that"
    wrong = []
    for path, methods in ALLOWED.items():
        for method, expected in methods.items():
            if method == "DELETE" or path == "enter":
                continue
            for who in expected & {
                "candidate",
                "interviewer",
                "observer",
                "reviewer",
                "anonymous",
            }:
                _, person = people[who]
                response = await person.request(method, path)
                gate = response.code in (403, 405) and (
                    refused in response.body or b"address" in response.body
                )
                if gate:
                    wrong.append((who, method, path, response.code, response.body[:80]))
    assert not wrong, wrong


async def test_a_refused_socket_leaves_no_room_behind(new_pad, browser, pads):
    pad_id = await new_pad()
    inside = await browser(pad_id).enter()
    row = await inside.json(
        "PUT", "api/collaboration/session/main.py", {"type": "file", "format": "text"}
    )
    room_id = f"{row['format']}:{row['type']}:{row['fileId']}"
    pad = pads.get(pad_id)
    stranger = browser(pad_id)
    stranger.cookies = {COOKIE_NAME: secrets.token_urlsafe(32)}
    for person, origin in ((stranger, None), (inside, "http://evil.example")):
        with pytest.raises(Exception, match="403"):
            await person.websocket(f"api/collaboration/room/{room_id}", origin)
        with pytest.raises(Exception, match="403"):
            await person.websocket("api/interview/events", origin)
    with pytest.raises(Exception, match="404"):
        await inside.websocket("api/collaboration/room/json:notebook:nothere")
    assert pad.rooms.at("main.py") is None
    assert not pad.room_connections
    assert not pad.present()


async def test_an_odd_path_is_refused(new_pad, browser):
    pad_id = await new_pad()
    inside = await browser(pad_id).enter()
    for path in (
        "static/../api/kernels",
        "api/contents/%2e%2e/secret",
        "files//etc/passwd",
        "api/contents/a%5cb",
        "files/%00",
        "static/%2e%2e%2f%2e%2e%2fetc/passwd",
    ):
        assert (await inside.request("GET", path)).code == 404, path


async def test_the_pad_never_sees_a_members_session(new_pad, browser, pads):
    pad_id = await new_pad()
    inside = await browser(pad_id).enter()
    seen = []
    application = pads.get(pad_id).web_app
    find = application.find_handler
    application.find_handler = lambda request: (
        seen.append(request.headers["Cookie"]),
        find(request),
    )[1]
    inside.cookies["username-127-0-0-1"] = "a member's session"
    own = inside.cookies["_xsrf"]
    response = await inside.request(
        "GET", "api/me", headers={"Cookie": inside.headers()["Cookie"] + "; _xsrf=the-hosts"}
    )
    assert response.code == 200
    assert "session" not in seen[0]
    assert own in seen[0]
    assert "the-hosts" not in seen[0]
