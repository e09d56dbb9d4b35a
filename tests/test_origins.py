"""Pads on a host name of their own: each of the two serves its own and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect
from traitlets import TraitError
from traitlets.config import Config

from interview_ext.app import InterviewApp
from interview_ext.origins import Origins, origin_of

from .hosts import Browser, Host
from .routes import METHODS, paths_of

PUBLIC = "http://interviews.example.org"
PADS = "http://pads.example.org:8443"
OPTIONS = {
    "public_url": PUBLIC + "/",
    "pad_origin": PADS + "/",
    "ServerApp.allow_remote_access": True,
}

# What the pages of both are made of; everybody may have it anywhere.
SHARED = ("static/", "logos/", "lab/extensions/", "interview/static/", "favicon.ico", "robots.txt")

PAGE = {"Accept": "text/html"}


def at(origin: str, **headers: str) -> dict[str, str]:
    """Headers of a request to one of the two names."""
    return {"Host": origin.partition("://")[2], **headers}


async def enter(browser: Browser, pad_id: str, origin: str = PUBLIC) -> Any:
    """Ask for a ticket at the public name, and post it where the answer says."""
    response = await browser.fetch(
        "POST", f"/interview/api/pads/{pad_id}/ticket", {}, headers=at(PUBLIC)
    )
    ticket = json.loads(response.body)
    assert ticket["enter_url"] == f"{PADS}/interview/pads/{pad_id}/enter"
    return await browser.fetch(
        "POST",
        f"/interview/pads/{pad_id}/enter",
        raw=f"ticket={ticket['ticket']}",
        headers=at(
            PADS, Origin=origin, **{"Content-Type": "application/x-www-form-urlencoded"}, **PAGE
        ),
    )


async def member_of(host: Host) -> tuple[Browser, str]:
    """The owner, signed in at the public name; and a pad."""
    member = Browser(host)
    sign_in = await member.fetch("GET", "/interview?token=a-token-for-tests", headers=at(PUBLIC))
    await member.fetch("GET", sign_in.headers["Location"], headers=at(PUBLIC))
    made = await member.fetch("POST", "/interview/api/pads", {"title": "Split"}, headers=at(PUBLIC))
    pad = json.loads(made.body)
    assert pad["url"] == f"{PUBLIC}/interview/pads/{pad['id']}"
    return member, pad["id"]


@pytest.fixture
def split(make_host, jp_asyncio_loop) -> Host:
    """A host with two names."""
    host: Host = jp_asyncio_loop.run_until_complete(make_host(**OPTIONS))
    return host


async def misplaced(browser: Browser, path: str, elsewhere: str, here: str) -> list[Any]:
    """What answers at a name where this path must not be served."""
    wrong = []
    for method in METHODS:
        body = "{}" if method in ("POST", "PUT", "PATCH") else None
        answer = await browser.fetch(method, path, raw=body, headers=at(here))
        said = answer.code == 403 and (method == "HEAD" or b"wrong_host" in answer.body)
        if not said:
            wrong.append((here, method, path, answer.code))
        page = await browser.fetch(method, path, raw=body, headers=at(here, **PAGE))
        if method == "GET":
            fine = (page.code, page.headers.get("Location")) == (302, elsewhere + path)
        else:
            fine = page.code == 403
        if not fine:
            wrong.append((here, method, path, page.code, page.headers.get("Location")))
    return wrong


@pytest.mark.timeout(300)
async def test_every_route_is_refused_at_the_wrong_name(split):
    member, pad_id = await member_of(split)
    assert (await enter(member, pad_id)).code == 303
    pad = split.app.pad_servers.get(pad_id)
    of_host = paths_of(split.server.web_app, "/")
    of_pad = paths_of(pad.web_app, pad.base_url)
    assert len(of_host) > 40
    assert len(of_pad) > 50
    wrong: list[Any] = []
    for path in sorted(of_host):
        if path.startswith(SHARED) or path.startswith("interview/pads/x/"):
            continue
        wrong += await misplaced(
            member, "/" + path.replace("pads/x", f"pads/{pad_id}"), PUBLIC, PADS
        )
    for path in [*sorted(of_pad), "enter", "nothing"]:
        wrong += await misplaced(member, pad.base_url + path, PADS, PUBLIC)
    # A name that is neither.
    other = "http://127.0.0.1"
    wrong += await misplaced(member, "/interview/api/me", PUBLIC, other)
    wrong += await misplaced(member, pad.base_url + "api/me", PADS, other)
    assert not wrong, "\n".join(map(str, wrong))
    assert (
        await member.fetch("GET", "/static/favicons/favicon.ico", headers=at(other))
    ).code == 403


async def test_each_name_serves_its_own(split):
    member, pad_id = await member_of(split)
    entered = await enter(member, pad_id)
    assert (entered.code, entered.headers["Location"]) == (303, f"/interview/pads/{pad_id}/lab")
    assert all("Domain" not in cookie for cookie in member.set_cookie_headers)
    inside = f"/interview/pads/{pad_id}/"
    for origin, path in (
        (PUBLIC, "/lab"),
        (PUBLIC, "/interview/api/me"),
        (PUBLIC, f"/interview/pads/{pad_id}"),
        (PADS, f"{inside}lab"),
        (PADS, f"{inside}api/me"),
        *((origin, "/interview/static/output.html") for origin in (PUBLIC, PADS)),
        *((origin, "/static/favicons/favicon.ico") for origin in (PUBLIC, PADS)),
    ):
        answer = await member.fetch("GET", path, headers=at(origin))
        assert answer.code == 200, (origin, path, answer.code)


async def test_a_pads_page_takes_everything_from_its_own_name(split):
    member, pad_id = await member_of(split)
    await enter(member, pad_id)
    page = await member.fetch("GET", f"/interview/pads/{pad_id}/lab", headers=at(PADS))
    policy = page.headers["Content-Security-Policy"]
    assert "interviews.example.org" not in policy
    assert "script-src pads.example.org:8443/static/ " in policy
    assert "connect-src 'self' ws://pads.example.org:8443 wss://pads.example.org:8443;" in policy
    assert "frame-ancestors 'self'" in policy
    body = page.body.decode()
    assert f'"interviewAddress": "{PUBLIC}/interview/pads/{pad_id}"' in body
    assert '"fullStaticUrl": "/static/lab"' in body
    assert '"fullLabextensionsUrl": "/lab/extensions"' in body
    assert f'"interviewHostUrl": "{PUBLIC}/"' in body
    assert body.count("interviews.example.org") == 2, "the ways back, and nothing else"


async def test_the_page_that_leads_in_may_post_there_and_says_where_from(split):
    member, pad_id = await member_of(split)
    page = await member.fetch("GET", f"/interview/pads/{pad_id}", headers=at(PUBLIC))
    assert f'action="{PADS}/interview/pads/{pad_id}/enter"' in page.body.decode()
    assert f"form-action 'self' {PADS};" in page.headers["Content-Security-Policy"]
    # Else browsers would send "null" for where the form comes from.
    assert page.headers["Referrer-Policy"] == "strict-origin"


async def test_a_ticket_is_taken_from_the_public_name_and_from_no_other_site(split):
    member, pad_id = await member_of(split)
    for origin in ("null", "https://evil.example", "http://interviews.example.org:81"):
        assert (await enter(member, pad_id, origin)).code == 403, origin
    refused = await member.fetch(
        "POST",
        f"/interview/pads/{pad_id}/enter",
        raw="ticket=" + "x" * 40,
        headers=at(PADS, Origin=PUBLIC, **PAGE),
    )
    assert refused.code == 303
    assert refused.headers["Location"].startswith(f"{PUBLIC}/interview/pads/{pad_id}?entry=")
    assert (await enter(member, pad_id)).code == 303


async def test_sockets_are_opened_by_pages_of_their_own_name(split):
    member, pad_id = await member_of(split)
    await enter(member, pad_id)

    async def socket(path: str, host: str, origin: str) -> Any:
        url = split.url(path).replace("http", "ws", 1)
        headers = {**member.headers(path), **at(host), "Origin": origin}
        connection = await websocket_connect(HTTPRequest(url, headers=headers))
        connection.close()
        return connection

    inside, outside = f"/interview/pads/{pad_id}/api/interview/events", "/interview/api/events"
    await socket(inside, PADS, PADS)
    await socket(outside, PUBLIC, PUBLIC)
    for path, host, origin in (
        (inside, PADS, PUBLIC),
        (inside, PUBLIC, PUBLIC),
        (outside, PUBLIC, PADS),
        (outside, PADS, PADS),
    ):
        with pytest.raises(Exception, match="403"):
            await socket(path, host, origin)


async def test_whoever_has_not_entered_is_led_to_the_address(split):
    _, pad_id = await member_of(split)
    stranger = Browser(split)
    for state in ("open", "put away"):
        answer = await stranger.fetch(
            "GET", f"/interview/pads/{pad_id}/lab", headers=at(PADS, **PAGE)
        )
        where = (answer.code, answer.headers.get("Location"))
        assert where == (302, f"{PUBLIC}/interview/pads/{pad_id}"), state
        await split.app.pad_servers.close(pad_id)


@pytest.mark.parametrize(
    ("pad_origin", "public_url", "words"),
    [
        ("pads.example.org", "https://one.example/", "must begin with http"),
        ("https://", "https://one.example/", "no plain host name"),
        ("https://x y/", "https://one.example/", "no plain host name"),
        ("https://pads.example.org;script-src", "https://one.example/", "no plain host name"),
        ("https://pads.example.org:port/", "https://one.example/", "Port"),
        ("https://pads.example.org/path/", "https://one.example/", "host name alone"),
        ("https://me@pads.example.org/", "https://one.example/", "host name alone"),
        ("https://pads.example.org/", "", "public_url too"),
        ("https://one.example:81/", "https://One.example/", "same host name"),
        ("http://pads.example.org/", "https://one.example/", "https://"),
        ("https://pads.example.org/", "https://[::1]/", "public_url, it has no plain host"),
    ],
)
def test_a_bad_name_is_refused_in_words(pad_origin: str, public_url: str, words: str) -> None:
    config = Config({"InterviewApp": {"pad_origin": pad_origin, "public_url": public_url}})
    with pytest.raises(TraitError, match=words) as refused:
        InterviewApp(config=config)
    assert "InterviewApp.pad_origin" in str(refused.value)


def test_an_origin_is_written_as_browsers_do() -> None:
    assert origin_of("https://Pads.Example.org:443/") == "https://pads.example.org"
    assert origin_of("http://localhost:8888/") == "http://localhost:8888"
    app = InterviewApp(
        pad_origin="https://Pads.example.org:443/", public_url="https://a.example/x/"
    )
    assert app.origins == Origins("https://a.example", "https://pads.example.org")


def test_without_a_second_name_everything_is_everywhere() -> None:
    for path in ("lab", "interview/pads/x/lab", "static/x"):
        assert Origins().place("any.example", path) == "here"
