"""A pad of a team is not there for whoever is in another one: no route, list, count or event."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, update

from interview_ext.db.tables import PadInterviewerRow, PadRow

from .routes import METHODS, paths_of

NOT_THERE = "There is no such interview. Please check its address."

# The candidate's own, for whoever has the address.
PUBLIC = ("knock", "knock/events")


async def set_team(host, pad, team_id):
    async with host.app.database.writing() as connection:
        await connection.execute(
            update(PadRow).where(PadRow.id == pad["id"]).values(team_id=team_id)
        )


async def teams_of(host):
    """An admin, one of the team Blue with a pad of it, and one of the team Green."""
    admin = await host.member()
    blue = await admin.ok("POST", "teams", {"name": "Blue"})
    green = await admin.ok("POST", "teams", {"name": "Green"})
    ada = await host.colleague("interviewer", "Ada", "ada@example.org")
    ben = await host.colleague("interviewer", "Ben", "ben@example.org")
    for browser, team in ((ada, blue), (ben, green)):
        me = await browser.ok("GET", "me")
        await admin.ok("PUT", f"teams/{team['id']}/members/{me['id']}")
    # Not Ada's own: that she sees it is for her team's sake.
    pad = await host.new_pad(admin, title="Secret role", candidate_name="Grace", language="bash")
    await set_team(host, pad, blue["id"])
    return admin, ada, ben, blue, pad


@pytest.mark.timeout(300)
async def test_every_route_of_a_pad_answers_another_team_as_if_it_were_not_there(host):
    _, ada, ben, _, pad = await teams_of(host)
    paths = paths_of(host.server.web_app, host.server.base_url)
    inside = sorted(path for path in paths if f"{path}/".startswith("interview/api/pads/x/"))
    asked, wrong = [], []
    for path in inside:
        if path.removeprefix("interview/api/pads/x/") in PUBLIC:
            continue
        where = "/" + path.replace("pads/x", f"pads/{pad['id']}")
        for method in METHODS[:6]:
            body = "{}" if method in ("POST", "PUT", "PATCH") else None
            response = await ben.fetch(method, where, raw=body)
            if response.code == 405:
                continue
            asked.append((method, path))
            message = json.loads(response.body)["message"] if response.body else NOT_THERE
            if (response.code, message) != (404, NOT_THERE):
                wrong.append((method, path, response.code, message))
    assert not wrong, "\n".join(map(str, wrong))
    for one in (
        ("GET", "interview/api/pads/x"), ("DELETE", "interview/api/pads/x"),
        ("POST", "interview/api/pads/x/end"), ("POST", "interview/api/pads/x/ticket"),
        ("GET", "interview/api/pads/x/admissions"), ("PATCH", "interview/api/pads/x/admissions/x"),
        ("GET", "interview/api/pads/x/tasks"), ("GET", "interview/api/pads/x/tasks/x/private"),
        ("POST", "interview/api/pads/x/tasks/x/tests"), ("GET", "interview/api/pads/x/comments"),
        ("GET", "interview/api/pads/x/notes"), ("POST", "interview/api/pads/x/drafts/x"),
        ("GET", "interview/api/pads/x/earlier"), ("GET", "interview/api/pads/x/earlier/x"),
        ("POST", "interview/api/pads/x/earlier/x/confirm"),
    ):  # fmt: skip
        assert one in asked, one
    assert (await ada.ok("GET", f"pads/{pad['id']}"))["title"] == "Secret role"
    assert (await ada.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def everything_listed(browser):
    """All that lists say, as text; and how many pads they count."""
    listed = await browser.ok("GET", "pads?q=secret")
    filters = await browser.ok("GET", "pads/filters")
    today = await browser.ok("GET", "pads/today")
    table = (await browser.fetch("GET", "/interview/api/pads/export.csv")).body.decode()
    count = sum(one["count"] for one in filters["statuses"])
    return json.dumps([listed, filters, today]) + table, listed["total"], count


async def test_no_list_and_no_count_has_it(host):
    admin, ada, ben, blue, pad = await teams_of(host)
    await host.knock(pad["id"])
    await host.decide(admin, pad["id"], "admit")
    own = await host.new_pad(ben, title="Open role", language="python")
    said, found, count = await everything_listed(ada)
    assert (found, count) == (1, 2)
    for word in (pad["id"], "Secret role", "Grace", "Bash", "Blue"):
        assert word in said, word
    said, found, count = await everything_listed(ben)
    assert (found, count) == (0, 1)
    for word in (pad["id"], "Secret role", "Grace", "Bash", "Blue"):
        assert word not in said, word
    assert own["id"] in (await everything_listed(admin))[0]
    for query in (f"team={blue['id']}", "knocking=true", "status=in_progress", "interviewer=me"):
        found = (await ben.ok("GET", f"pads?{query}"))["pads"]
        assert pad["id"] not in [one["id"] for one in found], query


async def test_no_event_is_about_it(host):
    admin, ada, ben, _, pad = await teams_of(host)
    sockets = [await browser.socket("events") for browser in (ada, ben)]
    await host.knock(pad["id"])
    await host.decide(admin, pad["id"], "admit")
    await admin.ok("POST", f"pads/{pad['id']}/tasks", {"quickstart": "file"})
    await admin.ok("POST", f"pads/{pad['id']}/end")
    await admin.ok("DELETE", f"pads/{pad['id']}")
    own = await host.new_pad(ben, title="Open role")
    await host.knock(own["id"])
    heard = []
    for socket in sockets:
        messages = []
        await socket.until(
            lambda message, kept=messages: (
                kept.append(message) or message.get("pad_id") == own["id"]
            )
        )
        heard.append(messages)
        socket.close()
    kinds = {message["type"] for message in heard[0] if pad["id"] in json.dumps(message)}
    assert {"pad", "admission", "tasks"} <= kinds
    about_it = [message for message in heard[1] if pad["id"] in json.dumps(message)]
    assert about_it == []


async def test_its_address_says_whom_to_ask_and_nothing_more(host):
    _, ada, ben, _, pad = await teams_of(host)
    response = await ben.fetch("GET", f"/interview/pads/{pad['id']}")
    page = response.body.decode()
    assert response.code == 403
    assert "Blue" in page
    for word in ("Secret role", "Grace", "ticket"):
        assert word not in page, word
    assert (await ben.api("POST", f"pads/{pad['id']}/ticket")).status == 404
    assert (await ada.fetch("GET", f"/interview/pads/{pad['id']}")).code == 200


async def test_a_ticket_does_not_outlive_the_team(host):
    admin, ada, _, blue, pad = await teams_of(host)
    ticket = await ada.ok("POST", f"pads/{pad['id']}/ticket")
    me = await ada.ok("GET", "me")
    await admin.ok("DELETE", f"teams/{blue['id']}/members/{me['id']}")
    response = await ada.send(ticket["enter_url"], ticket=ticket["ticket"])
    assert ada.cookie("interview-pad", f"/interview/pads/{pad['id']}/") is None
    assert response.code != 303 or "entry=" in response.headers["Location"]


async def test_it_is_there_as_soon_as_somebody_is_of_the_team_or_assigned(host):
    admin, _, ben, blue, pad = await teams_of(host)
    me = await ben.ok("GET", "me")

    async def sees():
        found = await ben.ok("GET", "pads?q=secret")
        status = (await ben.api("GET", f"pads/{pad['id']}")).status
        assert status == (200 if found["total"] else 404)
        return status == 200

    assert not await sees()
    await admin.ok("PUT", f"teams/{blue['id']}/members/{me['id']}")
    assert await sees()
    await admin.ok("DELETE", f"teams/{blue['id']}/members/{me['id']}")
    assert not await sees()
    async with host.app.database.writing() as connection:
        row = {"pad_id": pad["id"], "member_id": me["id"]}
        await connection.execute(insert(PadInterviewerRow).values(row))
    assert await sees()
    await set_team(host, pad, None)
    assert await sees()


async def test_who_joins_a_team_hears_of_its_pads_from_then_on(host):
    admin, _, ben, blue, pad = await teams_of(host)
    socket = await ben.socket("events")
    me = await ben.ok("GET", "me")
    await admin.ok("PUT", f"teams/{blue['id']}/members/{me['id']}")
    await socket.until(lambda message: message["type"] == "team")
    await host.knock(pad["id"])
    await socket.until(lambda message: message.get("pad_id") == pad["id"])
    socket.close()


async def test_a_teams_public_link_is_the_teams(host):
    _, ada, ben, blue, _ = await teams_of(host)
    fields = {"title": "Secret take-home", "team_id": blue["id"]}
    link = await ada.ok("POST", "take-home-links", fields)
    where = f"take-home-links/{link['id']}"
    assert [one["id"] for one in (await ada.ok("GET", "take-home-links"))["links"]] == [link["id"]]
    assert (await ben.ok("GET", "take-home-links"))["links"] == []
    assert (await ben.api("PATCH", where, {"closed": True})).status == 404
    assert (await ben.api("DELETE", where)).status == 404
    # Made in Ada's name, who is of the team, whoever comes.
    pad_id, new = await host.app.take_home_links.visit(
        link["id"], "Grace", "grace@example.org", "192.0.2.1"
    )
    assert new
    assert (await ada.ok("GET", f"pads/{pad_id}"))["team"]["id"] == blue["id"]
    assert (await ben.api("GET", f"pads/{pad_id}")).status == 404
    assert (await ada.ok("PATCH", where, {"closed": True}))["closed"] is True
