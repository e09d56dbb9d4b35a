"""Public links: members make them, visitors get one take-home each, and no more than may be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interview_ext.pads.model import iso

from ..hosts import Browser, Host
from ..pages.markup import Page
from ..pages.test_address import look, submit


async def new_link(host: Host, **fields: Any) -> dict[str, Any]:
    member = await host.member()
    body = {"title": "Count the words", "time_limit": 60, **fields}
    link: dict[str, Any] = await member.ok("POST", "take-home-links", body)
    return link


def path(link: dict[str, Any]) -> str:
    return f"/interview/take-homes/{link['id']}"


async def visit(
    browser: Browser, link: dict[str, Any], email: str = "ada@example.org", name: str = "Ada"
) -> Any:
    """Fill in the form of a link; the answer."""
    page = await look(browser, path(link))
    return await submit(browser, page, "visit", name=name, email=email)


async def pads(host: Host) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await (await host.member()).ok("GET", "pads"))["pads"]
    return found


async def test_a_visitor_gets_a_take_home_of_their_own(host: Host) -> None:
    due = iso(datetime.now(UTC) + timedelta(days=2))
    link = await new_link(host, due=due, instructions="Be *brief*.")
    assert link["url"] == host.url(path(link))
    assert (link["open"], link["made"], link["most"]) == (True, 0, 100)

    browser = Browser(host)
    page = await look(browser, path(link))
    assert page.headline == "Count the words"
    assert page.one("time")["datetime"] == due
    answer = await submit(browser, page, "visit", name="Ada Nguyen", email="Ada@Example.org")
    assert answer.code == 303
    assert await pads(host) != []
    (pad,) = await pads(host)
    assert answer.headers["Location"] == f"/interview/pads/{pad['id']}"
    assert (pad["kind"], pad["state"], pad["time_limit"], pad["due"]) == (
        "take_home",
        "not_started",
        60,
        due,
    )
    assert (pad["candidate_name"], pad["candidate_email"]) == ("Ada Nguyen", "ada@example.org")
    assert pad["link_id"] == link["id"]

    # The page of their own says so, to be kept, and knows their name already.
    rules = await look(browser, answer.headers["Location"])
    assert rules.one("p", id="own-address").text == host.url(answer.headers["Location"])
    assert rules.one("input", id="name")["value"] == "Ada Nguyen"
    # Back at the link, this browser finds its way.
    back = await look(browser, path(link))
    assert back.headline == "Welcome back"
    assert back.one("a", id="back")["href"] == answer.headers["Location"]


async def test_an_address_alone_opens_nobody_elses_take_home(host: Host) -> None:
    link = await new_link(host)
    ada, somebody = Browser(host), Browser(host)
    first = await visit(ada, link)
    answer = await visit(somebody, link, email=" ADA@example.org ")
    page = Page(answer.body)
    assert page.headline == "You have a take-home already"
    pad_id = first.headers["Location"].rpartition("/")[2]
    assert pad_id not in page.source
    assert all(pad_id not in header for header in somebody.set_cookie_headers)
    assert len(await pads(host)) == 1


async def test_two_who_come_at_once_with_one_address_make_one(host: Host) -> None:
    link = await new_link(host)
    browsers = [Browser(host) for _ in range(4)]
    answers = await asyncio.gather(*(visit(browser, link) for browser in browsers))
    assert sorted(answer.code for answer in answers) == [200, 200, 200, 303]
    assert len(await pads(host)) == 1


@pytest.mark.parametrize(
    ("name", "email", "field", "words"),
    [
        ("Ada", "ada", "email", "This is no e-mail address."),
        ("Ada", "", "email", "This is no e-mail address."),
        ("", "ada@example.org", "name", "Please enter your name"),
    ],
)
async def test_what_cannot_be_used_is_asked_for_again(
    host: Host, name: str, email: str, field: str, words: str
) -> None:
    link = await new_link(host)
    answer = await visit(Browser(host), link, email, name)
    assert answer.code == 400
    page = Page(answer.body)
    assert page.one("p", id="form-error").text.startswith(words)
    assert page.one("input", id=field)["aria-invalid"] == "true"
    assert (page.one("input", id="name")["value"], page.one("input", id="email")["value"]) == (
        name,
        email,
    )
    assert await pads(host) == []


async def test_it_makes_no_more_than_it_may(host: Host) -> None:
    link = await new_link(host, most=2)
    for name in ("ada", "grace"):
        assert (await visit(Browser(host), link, f"{name}@example.org")).code == 303
    assert (await look(Browser(host), path(link))).headline == "This take-home isn’t open any more"
    assert (await (await host.member()).ok("GET", "take-home-links"))["links"][0]["open"] is False
    member = await host.member()
    changed = await member.ok("PATCH", f"take-home-links/{link['id']}", {"most": 3})
    assert (changed["open"], changed["made"]) == (True, 2)
    assert (await visit(Browser(host), link, "joan@example.org")).code == 303
    # One that was deleted leaves its place to somebody else.
    assert (await look(Browser(host), path(link))).headline == "This take-home isn’t open any more"
    await member.ok("DELETE", f"pads/{(await pads(host))[0]['id']}")
    assert (await visit(Browser(host), link, "rosa@example.org")).code == 303


async def test_a_closed_link_makes_none_and_its_take_homes_go_on(host: Host) -> None:
    link = await new_link(host)
    member = await host.member()
    early, late = Browser(host), Browser(host)
    location = (await visit(early, link)).headers["Location"]
    form = await look(late, path(link))
    await member.ok("PATCH", f"take-home-links/{link['id']}", {"closed": True})
    assert (await look(Browser(host), path(link))).headline == "This take-home isn’t open any more"
    # A form that was open before is of no use.
    answer = await submit(late, form, "visit", name="Late", email="late@example.org")
    assert Page(answer.body).headline == "This take-home isn’t open any more"
    assert len(await pads(host)) == 1
    assert (await look(early, location)).headline == "Count the words"
    opened = await member.ok("PATCH", f"take-home-links/{link['id']}", {"closed": False})
    assert opened["open"] is True
    await member.ok("DELETE", f"take-home-links/{link['id']}")
    assert (await Browser(host).fetch("GET", path(link))).code == 404
    assert (await look(early, location)).headline == "Count the words"


async def test_over_the_quota_the_visitor_reads_a_calm_page(make_host: Any) -> None:
    host = await make_host(**{"PadManager.quota": 1})
    link = await new_link(host)
    assert (await visit(Browser(host), link)).code == 303
    page = Page((await visit(Browser(host), link, "grace@example.org")).body)
    assert page.headline == "This take-home can’t be started just now"
    assert "quota" not in page.text


async def test_too_many_from_one_address_wait(make_host: Any) -> None:
    host = await make_host(**{"TakeHomeLinks.visits_per_address": 2})
    link = await new_link(host)
    codes = [(await visit(Browser(host), link, f"a{n}@example.org")).code for n in range(3)]
    assert codes == [303, 303, 429]
    assert len(await pads(host)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"most": 0},
        {"most": True},
        {"time_limit": -1},
        {"due": "soon"},
        {"questions": ["nothing-like-it-here"]},
        {"language": "klingon"},
        {"interviewers": ["nobody"]},
        {"surprise": 1},
    ],
)
async def test_a_link_that_could_make_no_pad_is_refused(host: Host, fields: dict[str, Any]) -> None:
    member = await host.member()
    answer = await member.api("POST", "take-home-links", {"title": "Words", **fields})
    assert answer.status in (400, 404), answer.body
    assert (await member.ok("GET", "take-home-links")) == {"links": []}


async def test_only_members_manage_links(host: Host) -> None:
    link = await new_link(host)
    stranger = await host.stranger()
    for method, where in (
        ("GET", "take-home-links"),
        ("POST", "take-home-links"),
        ("PATCH", f"take-home-links/{link['id']}"),
        ("DELETE", f"take-home-links/{link['id']}"),
    ):
        body = {"title": "Mine"} if method in ("POST", "PATCH") else None
        assert (await stranger.api(method, where, body)).status == 403
    unknown = await (await host.member()).api("PATCH", f"take-home-links/{'x' * 24}", {"most": 2})
    assert unknown.status == 404


async def test_links_are_there_after_a_restart(host: Host) -> None:
    link = await new_link(host)
    browser = Browser(host)
    location = (await visit(browser, link)).headers["Location"]
    await host.stop()
    await host.start()
    assert (await look(browser, path(link))).one("a", id="back")["href"] == location
    assert (await visit(Browser(host), link)).code == 200, "the address is known still"
    assert len(await pads(host)) == 1
