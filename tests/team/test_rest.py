"""Members, invitations, sign-ins and teams, as browsers see them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from jupyter_server.auth.identity import IdentityProvider, User
from sqlalchemy import text
from tornado.httpclient import HTTPResponse

from tests.hosts import PASSWORD, TOKEN, Browser, Host

OTHER = "a different long secret"


async def signs_in(host: Host, name: str, password: str) -> Browser | None:
    """A new browser that signed in by name, or none if it was refused."""
    browser = Browser(host)
    await browser.fetch("GET", "/login")
    response = await browser.send("/login", username=name, password=password)
    return browser if response.code == 302 else None


async def one(admin: Browser, name: str) -> dict:
    members = (await admin.ok("GET", "members"))["members"]
    return next(member for member in members if member["name"] == name)


async def status(browser: Browser) -> int:
    return (await browser.api("GET", "me")).status


async def link(admin: Browser, **fields: str) -> str:
    """The path of a new invitation's page."""
    invitation = await admin.ok("POST", "team/invitations", {"role": "interviewer", **fields})
    return urlsplit(invitation["url"]).path


async def accept(host: Host, path: str, **fields: str) -> tuple[int, Browser]:
    browser = Browser(host)
    await browser.fetch("GET", path)
    form = {"name": "Bea", "username": "bea", "password": PASSWORD, "again": PASSWORD, **fields}
    return (await browser.send(path, **form)).code, browser


async def kept(host: Host, query: str) -> list:
    async with host.app.database.reading() as connection:
        return list(await connection.execute(text(query)))


# -- invitations


async def test_who_accepts_an_invitation_is_signed_in_and_can_sign_in_again(host):
    bea = await host.colleague("reviewer", "Bea Ode", "Bea@Example.org")
    me = await bea.ok("GET", "me")
    assert (me["name"], me["role"], me["username"]) == ("Bea Ode", "reviewer", "bea@example.org")
    for name in ("bea@example.org", " BEA@example.ORG "):
        again = await signs_in(host, name, PASSWORD)
        assert again is not None
        assert (await again.ok("GET", "me"))["id"] == me["id"]
    assert await signs_in(host, "bea@example.org", PASSWORD + "x") is None
    assert await signs_in(host, "nobody@example.org", PASSWORD) is None
    assert await signs_in(host, "", PASSWORD) is None


async def test_the_owner_signs_in_by_the_token_alone(host):
    owner = await signs_in(host, "", TOKEN)
    assert owner is not None
    assert (await owner.ok("GET", "me"))["role"] == "admin"
    assert await signs_in(host, "bea", TOKEN) is None


async def test_an_invitation_works_once(host):
    path = await link(await host.member())
    assert (await accept(host, path))[0] == 303
    assert (await Browser(host).fetch("GET", path)).code == 404
    code, browser = await accept(host, path, name="Eve", username="eve")
    assert code == 404
    assert await status(browser) == 403
    names = [
        member["name"] for member in (await (await host.member()).ok("GET", "members"))["members"]
    ]
    assert "Eve" not in names


async def test_of_many_who_race_for_an_invitation_one_gets_in(host):
    path = await link(await host.member())
    racers = [accept(host, path, name=f"R{n}", username=f"racer{n}") for n in range(6)]
    codes = Counter(code for code, _ in await asyncio.gather(*racers))
    assert codes == {303: 1, 404: 5}
    rows = await kept(host, "SELECT name FROM members WHERE username LIKE 'racer%'")
    assert len(rows) == 1


async def test_an_old_invitation_does_not_work(make_host):
    host = await make_host()
    admin = await host.member()
    path = await link(admin)
    async with host.app.database.writing() as connection:
        await connection.execute(
            text("UPDATE invitations SET expires = :then"),
            {"then": (datetime.now(UTC) - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
    assert (await accept(host, path))[0] == 404
    assert (await admin.ok("GET", "team/invitations"))["invitations"] == []


async def test_an_invitation_that_is_taken_back_does_not_work(host):
    admin = await host.member()
    path = await link(admin, email="bea@example.org")
    (invitation,) = (await admin.ok("GET", "team/invitations"))["invitations"]
    assert path.rsplit("/", 1)[1] not in str(invitation), "the link is shown once"
    await admin.ok("DELETE", f"team/invitations/{invitation['id']}")
    assert (await accept(host, path))[0] == 404
    assert (await admin.api("DELETE", f"team/invitations/{invitation['id']}")).status == 404


async def test_a_newer_invitation_takes_the_place_of_an_older_one(host):
    admin = await host.member()
    first, second = [await link(admin, email="bea@example.org") for _ in range(2)]
    assert len((await admin.ok("GET", "team/invitations"))["invitations"]) == 1
    assert (await accept(host, first))[0] == 404
    assert (await accept(host, second))[0] == 303


@pytest.mark.parametrize("secret", ["x", "A" * 43, "%00" * 20, "A" * 5000, "..%2f..%2flogin"])
async def test_a_forged_invitation_leads_nowhere(host, secret):
    await link(await host.member())
    path = f"/interview/join/{secret}"
    assert (await Browser(host).fetch("GET", path)).code == 404
    assert (await accept(host, path))[0] in (403, 404)


async def test_secrets_are_kept_as_hashes_alone_and_go_to_no_log(make_host, caplog):
    host = await make_host(costly=True)
    admin = await host.member()
    path = await link(admin)
    secret = path.rsplit("/", 1)[1]
    with caplog.at_level("DEBUG"):
        code, _ = await accept(host, path, password="short", again="short")
        assert code == 400
        code, browser = await accept(host, path)
        assert code == 303
    cookie = browser.cookie(f"member-127-0-0-1-{host.port}")
    assert cookie
    files = list((host.directory / "interview").glob("interview.db*"))
    content = b"".join(file.read_bytes() for file in files)
    # As much work as RFC 9106 recommends where memory is short.
    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in content
    for word in (secret, cookie, PASSWORD):
        assert word.encode() not in content
        assert word not in caplog.text


async def test_a_signed_in_browser_does_not_use_an_invitation_up(host):
    admin = await host.member()
    path = await link(admin)
    page = await admin.fetch("GET", path)
    assert (page.code, b"You are signed in already" in page.body) == (200, True)
    await admin.send(path, name="Me", username="me2", password=PASSWORD, again=PASSWORD)
    assert (await accept(host, path))[0] == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"again": OTHER}, "two passwords differ"),
        ({"password": "password1234!", "again": "password1234!"}, "guessed at once"),
        ({"password": "Bea-Bea-Bea", "username": "bea-bea-bea", "again": "Bea-Bea-Bea"}, "guessed"),
        ({"password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "guessed at once"),
        ({"password": "x1" * 200, "again": "x1" * 200}, "too long"),
        ({"name": " "}, "enter your name"),
        ({"name": "x" * 200}, "too long"),
        ({"username": "b a"}, "without spaces"),
        ({"username": ""}, "at least two characters"),
    ],
)
async def test_what_is_wrong_is_said_and_the_invitation_stays(host, fields, words):
    path = await link(await host.member())
    browser = Browser(host)
    await browser.fetch("GET", path)
    form = {"name": "Bea", "username": "bea", "password": PASSWORD, "again": PASSWORD, **fields}
    response = await browser.send(path, **form)
    assert response.code == 400
    assert words in response.body.decode()
    assert form["password"] not in response.body.decode()
    assert (await accept(host, path))[0] == 303


async def test_nobody_gets_somebody_elses_user_name(host):
    admin = await host.member()
    assert (await accept(host, await link(admin), username="Bea"))[0] == 303
    path = await link(admin)
    owner = (await admin.ok("GET", "me"))["username"]
    for taken in ("bea", "BEA", owner):
        assert (await accept(host, path, username=taken))[0] == 409
    assert (await accept(host, path, username="cleo"))[0] == 303


async def test_an_invitation_to_an_address_is_for_that_address(host):
    admin = await host.member()
    code, browser = await accept(host, await link(admin, email="bea@example.org"), username="root")
    assert code == 303
    assert (await browser.ok("GET", "me"))["username"] == "bea@example.org"
    answer = await admin.api(
        "POST", "team/invitations", {"role": "admin", "email": "BEA@example.org"}
    )
    assert (answer.status, answer.body["reason"]) == (409, "is_member")


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"}, {"role": "candidate"}, {}, {"role": 1},
        {"role": "admin", "email": "no address"}, {"role": "admin", "email": "a@b\n.org"},
        {"role": "admin", "name": "x" * 81}, {"role": "admin", "secret": "x"},
    ],
)  # fmt: skip
async def test_an_invitation_that_makes_no_sense_is_refused(host, body):
    answer = await (await host.member()).api("POST", "team/invitations", body)
    assert answer.status == 400
    assert answer.body["message"]


# -- signing in


async def test_signing_in_always_brings_a_new_cookie(host):
    """Whoever planted a cookie, or saw an old one, is not signed in with it."""
    await host.colleague("interviewer", "Bea")
    browser = Browser(host)
    await browser.fetch("GET", "/login")
    name = f"member-127-0-0-1-{host.port}"
    browser.cookies[(name, "/")] = planted = "p" * 43
    await browser.send("/login", username="bea@example.org", password=PASSWORD)
    first = browser.cookie(name)
    assert first not in (None, planted)
    await browser.fetch("GET", "/login")
    await browser.send("/login", username="bea@example.org", password=PASSWORD)
    second = browser.cookie(name)
    assert second not in (planted, first)
    old = Browser(host)
    old.cookies = {(name, "/"): str(first)}
    assert await status(old) == 403, "the browser's session before was ended"


async def test_the_cookie_is_kept_from_scripts_and_other_sites(host):
    host._http.xheaders = True  # as behind a proxy
    await host.colleague("interviewer", "Bea")
    for scheme in ("http", "https"):
        browser = Browser(host)
        await browser.fetch("GET", "/login")
        await browser.fetch(
            "POST",
            "/login",
            raw=f"username=bea%40example.org&password={PASSWORD.replace(' ', '+')}",
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-Proto": scheme,
            },
        )
        (header,) = [one for one in browser.set_cookie_headers if one.startswith("member-")]
        flags = {part.strip().lower() for part in header.split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert ("secure" in flags) == (scheme == "https")


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
        "///evil", "/\t/evil.example", "https:evil.example", "javascript:alert(1)", " //evil",
        "http:///evil.example", "/%0d%0aX: y\n", "/\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
async def test_signing_in_leads_to_no_other_site(host, where):
    for method in ("POST", "GET"):
        browser = Browser(host)
        await browser.fetch("GET", "/login")
        query = urlencode({"next": where})
        response = await browser.send(f"/login?{query}", username="", password=TOKEN)
        if method == "GET":
            response = await browser.fetch("GET", f"/login?{query}")
        assert response.code in (302, 303)
        assert response.headers["Location"] == "/"


async def test_signing_in_leads_back_to_the_pad(host):
    pad = await host.new_pad()
    browser = Browser(host)
    await browser.fetch("GET", "/login")
    where = f"/interview/pads/{pad['id']}"
    response = await browser.send(f"/login?next={where}", username="", password=TOKEN)
    assert response.headers["Location"] == where


async def test_another_site_can_neither_sign_in_nor_join_nor_change_anything(host):
    """A form of another site brings the cookies, but not the token against forgery."""
    admin = await host.member()
    bea = await host.colleague("interviewer", "Bea")
    bea_id = (await bea.ok("GET", "me"))["id"]
    path = await link(admin)
    forged = {"X-XSRFToken": "", "Content-Type": "application/x-www-form-urlencoded"}
    for browser, method, where in [
        (Browser(host), "POST", "/login"),
        (Browser(host), "POST", path),
        (admin, "POST", "/interview/api/team/invitations"),
        (admin, "DELETE", f"/interview/api/members/{bea_id}"),
        (admin, "PATCH", f"/interview/api/members/{bea_id}"),
        (admin, "POST", "/interview/api/me/password"),
        (admin, "POST", "/interview/api/teams"),
    ]:
        response = await browser.fetch(method, where, raw="password=x", headers=forged)
        assert response.code == 403, where
    assert await status(bea) == 200


async def test_trying_passwords_is_limited_whether_the_name_exists_or_not(make_host):
    host = await make_host(costly=True, **{"TeamManager.tries_per_name": 3})
    host.app.team.by_name.window = 3600  # however slow this machine is
    await host.colleague("interviewer", "Bea")
    for name in ("bea@example.org", "nobody@example.org"):
        codes = []
        for _ in range(5):
            browser = Browser(host)
            await browser.fetch("GET", "/login")
            codes.append((await browser.send("/login", username=name, password="wrong")).code)
        assert codes == [401, 401, 401, 429, 429]
        response = await browser.send("/login", username=name.upper(), password=PASSWORD)
        assert response.code == 429
        assert int(response.headers["Retry-After"]) > 0
    assert await signs_in(host, "", TOKEN) is not None, "the owner is not kept out"


async def test_trying_the_token_is_limited_by_address(make_host):
    host = await make_host(**{"TeamManager.tries_per_address": 2})
    host.app.team.by_address.window = 3600
    browser = Browser(host)
    await browser.fetch("GET", "/login")
    codes = [(await browser.send("/login", password=f"guess {n}")).code for n in range(4)]
    assert codes == [401, 401, 429, 429]


async def test_an_unknown_name_takes_the_same_work_as_a_known_one(make_host):
    """The hash of a password is computed in both cases, with the same parameters."""
    host = await make_host(costly=True)
    await host.colleague("interviewer", "Bea")
    passwords = host.app.team.passwords
    computed = []
    hasher = passwords._hasher

    class Counting:
        hash = staticmethod(hasher.hash)
        check_needs_rehash = staticmethod(hasher.check_needs_rehash)

        @staticmethod
        def verify(kept, password):
            computed.append(kept.rsplit("$", 2)[0])
            return hasher.verify(kept, password)

    passwords._hasher = Counting()
    for name in ("bea@example.org", "nobody@example.org"):
        assert await signs_in(host, name, "wrong password") is None
    assert len(computed) == 2
    assert len(set(computed)) == 1


async def test_signing_out_ends_the_session_for_good(host):
    bea = await host.colleague("interviewer", "Bea")
    before = dict(bea.cookies)
    assert b"signed out" in (await bea.fetch("GET", "/logout")).body
    assert await status(bea) == 403
    bea.cookies = before
    assert await status(bea) == 403, "also for a copy of the cookie"


async def test_who_is_signed_in_stays_so_when_the_server_starts_again(host):
    bea = await host.colleague("interviewer", "Bea")
    await host.stop()
    port = host.port
    await host.start()
    bea.cookies = {
        (name.replace(str(port), str(host.port)), path): value
        for (name, path), value in bea.cookies.items()
    }
    assert (await bea.ok("GET", "me"))["name"] == "Bea"


async def test_a_program_with_the_token_leaves_no_sessions_behind(host):
    program = Browser(host)
    for _ in range(3):
        answer = await program.api("GET", "me", headers={"Authorization": f"token {TOKEN}"})
        assert answer.status == 200
        assert (await program.api("GET", f"me?token={TOKEN}")).status == 200
    assert await kept(host, "SELECT id FROM sign_ins") == []
    assert (await program.api("GET", "me", headers={"Authorization": "token wrong"})).status == 403


# -- sessions


async def test_one_sees_and_ends_ones_own_sessions(host):
    bea = await host.colleague("interviewer", "Bea")
    phone = await signs_in(host, "bea@example.org", PASSWORD)
    sessions = (await bea.ok("GET", "me/sessions"))["sessions"]
    assert [session["current"] for session in sessions].count(True) == 1
    other = next(session for session in sessions if not session["current"])
    socket = await phone.socket("events")
    mine = await bea.socket("events")
    await bea.ok("DELETE", f"me/sessions/{other['id']}")
    assert await socket.next() is None, "its socket is closed"
    assert socket.connection.close_code == 4401
    assert await status(phone) == 403
    assert await status(bea) == 200
    await host.new_pad()
    assert (await mine.next())["type"], "one's own goes on"
    assert (await bea.api("DELETE", f"me/sessions/{other['id']}")).status == 404


async def test_nobody_ends_or_sees_sessions_of_others_but_admins(host):
    bea = await host.colleague("interviewer", "Bea")
    cleo = await host.colleague("interviewer", "Cleo")
    bea_id = (await bea.ok("GET", "me"))["id"]
    (session,) = (await bea.ok("GET", "me/sessions"))["sessions"]
    assert (await cleo.api("DELETE", f"me/sessions/{session['id']}")).status == 404
    assert (await cleo.api("GET", f"members/{bea_id}/sessions")).status == 403
    assert (await cleo.api("DELETE", f"members/{bea_id}/sessions")).status == 403
    assert await status(bea) == 200
    admin = await host.member()
    (seen,) = (await admin.ok("GET", f"members/{bea_id}/sessions"))["sessions"]
    assert (seen["id"], seen["current"]) == (session["id"], False)
    await admin.ok("DELETE", f"members/{bea_id}/sessions")
    assert await status(bea) == 403


async def test_signing_a_browser_out_voids_its_tickets_and_closes_the_pads_it_is_in(host):
    pad = await host.new_pad()
    bea = await host.colleague("interviewer", "Bea")
    phone = await signs_in(host, "bea@example.org", PASSWORD)
    await host.enter(phone, pad["id"])
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    assert (await phone.fetch("GET", inside)).code == 200
    socket = await phone.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    assert (await socket.next())["type"] == "pad"
    ticket = await phone.ok("POST", f"pads/{pad['id']}/ticket")
    sessions = (await bea.ok("GET", "me/sessions"))["sessions"]
    other = next(session for session in sessions if not session["current"])
    await bea.ok("DELETE", f"me/sessions/{other['id']}")
    closing = await socket.until(lambda message: message["type"] == "closing")
    assert closing["reason"] == "signed_out"
    assert await socket.next() is None
    assert (await phone.fetch("GET", inside)).code == 403
    late = await Browser(host).fetch(
        "POST",
        ticket["enter_url"],
        raw=f"ticket={ticket['ticket']}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert late.code == 403
    await host.enter(bea, pad["id"])
    assert (await bea.fetch("GET", inside)).code == 200


async def test_the_browser_not_used_for_longest_makes_room(host, monkeypatch):
    monkeypatch.setattr("interview_ext.team.store.MOST_SIGN_INS", 2)
    first = await host.colleague("interviewer", "Bea")
    second = await signs_in(host, "bea@example.org", PASSWORD)
    third = await signs_in(host, "bea@example.org", PASSWORD)
    assert [await status(one) for one in (first, second, third)] == [403, 200, 200]


# -- passwords


async def test_a_new_password_signs_out_all_other_browsers(host):
    bea = await host.colleague("interviewer", "Bea")
    phone = await signs_in(host, "bea@example.org", PASSWORD)
    for old, new, code in [
        ("wrong", OTHER, 403),
        (TOKEN, OTHER, 403),
        (PASSWORD, "short", 400),
        (PASSWORD, "bea@example.org", 400),
        (PASSWORD, OTHER, 204),
    ]:
        assert (await bea.api("POST", "me/password", {"old": old, "new": new})).status == code
    assert [await status(one) for one in (bea, phone)] == [200, 403]
    assert await signs_in(host, "bea@example.org", PASSWORD) is None
    assert await signs_in(host, "bea@example.org", OTHER) is not None


async def test_the_owner_may_choose_a_password_too(host):
    owner = await host.member()
    name = (await owner.ok("GET", "me"))["username"]
    assert (await owner.api("POST", "me/password", {"old": "x", "new": OTHER})).status == 403
    await owner.ok("POST", "me/password", {"old": TOKEN, "new": OTHER})
    assert await signs_in(host, name, OTHER) is not None
    assert await signs_in(host, "", TOKEN) is not None


# -- roles


async def test_an_admin_gives_roles_and_they_count_at_once(host):
    admin = await host.member()
    bea = await host.colleague("reviewer", "Bea")
    assert (await bea.api("POST", "pads", {"title": "X"})).status == 403
    member = await one(admin, "Bea")
    await admin.ok("PATCH", f"members/{member['id']}", {"role": "interviewer"})
    await bea.ok("POST", "pads", {"title": "X"})
    await admin.ok("PATCH", f"members/{member['id']}", {"role": "admin"})
    cleo = await host.colleague("interviewer", "Cleo")
    cleo_id = (await cleo.ok("GET", "me"))["id"]
    await bea.ok("PATCH", f"members/{cleo_id}", {"role": "reviewer"})
    assert (await cleo.ok("GET", "me"))["role"] == "reviewer"


async def test_who_becomes_a_reviewer_is_out_of_the_pads_that_go_on(host):
    admin = await host.member()
    bea = await host.colleague("interviewer", "Bea")
    pad = await host.new_pad(bea)
    await host.enter(bea, pad["id"])
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    socket = await bea.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    assert (await bea.fetch("GET", inside)).code == 200
    bea_id = (await bea.ok("GET", "me"))["id"]
    await admin.ok("PATCH", f"members/{bea_id}", {"role": "reviewer"})
    await socket.until(lambda message: message["type"] == "closing")
    assert (await bea.fetch("GET", inside)).code == 403
    assert (await bea.api("POST", f"pads/{pad['id']}/ticket")).status == 403
    page = await bea.fetch("GET", f"/interview/pads/{pad['id']}")
    assert b"This has not ended yet" in page.body


async def test_a_reviewer_looks_at_what_has_ended_and_at_nothing_else(host):
    admin = await host.member()
    pad = await host.new_pad(admin)
    candidate = await host.knock(pad["id"])
    await host.decide(admin, pad["id"], "admit")
    rita = await host.colleague("reviewer", "Rita")
    assert (await rita.api("POST", f"pads/{pad['id']}/ticket")).status == 403
    await admin.ok("POST", f"pads/{pad['id']}/end")
    await host.enter(rita, pad["id"])
    inside = f"/interview/pads/{pad['id']}/api/interview/pad"
    model = (await rita.fetch("GET", inside)).body
    assert b'"observer"' in model
    await admin.ok("POST", f"pads/{pad['id']}/reopen")
    assert (await rita.fetch("GET", inside)).code == 403, "it goes on, so they are out"
    assert candidate is not None


async def test_everybody_changes_their_own_name_and_nothing_else(host):
    bea = await host.colleague("interviewer", "Bea")
    cleo = await host.colleague("reviewer", "Cleo")
    bea_id, cleo_id = [(await who.ok("GET", "me"))["id"] for who in (bea, cleo)]
    await cleo.ok("PATCH", f"members/{cleo_id}", {"name": "Cleo King"})
    assert (await cleo.ok("GET", "me"))["name"] == "Cleo King"
    for who, member_id, body in [
        (cleo, cleo_id, {"role": "admin"}),
        (cleo, cleo_id, {"role": "admin", "name": "Cleo"}),
        (cleo, bea_id, {"name": "X"}),
        (bea, cleo_id, {"role": "admin"}),
        (bea, bea_id, {"role": "interviewer"}),
    ]:
        assert (await who.api("PATCH", f"members/{member_id}", body)).status == 403
    assert (await cleo.api("PATCH", f"members/{cleo_id}", {"name": " "})).status == 400


async def test_only_admins_see_more_of_people_than_their_names(host):
    bea = await host.colleague("interviewer", "Bea")
    for member in (await bea.ok("GET", "members"))["members"]:
        assert set(member) == {"id", "name", "active"}
    seen = await one(await host.member(), "Bea")
    assert (seen["email"], seen["role"], seen["fixed"]) == ("bea@example.org", "interviewer", False)


async def test_the_owner_is_an_admin_whatever_anybody_does(host):
    bea = await host.colleague("admin", "Bea")
    owner = next(one for one in (await bea.ok("GET", "members"))["members"] if one["fixed"])
    for method, body in (
        ("PATCH", {"role": "reviewer"}),
        ("DELETE", None),
        ("PATCH", {"name": "X"}),
    ):
        answer = await bea.api(method, f"members/{owner['id']}", body)
        assert (answer.status, answer.body["reason"]) == (409, "fixed")
    assert (await (await host.member()).ok("GET", "me"))["role"] == "admin"


# -- removal


async def test_who_is_removed_is_out_at_once_and_their_pads_stay(host):
    admin = await host.member()
    bea = await host.colleague("interviewer", "Bea")
    pad = await host.new_pad(bea)
    await host.enter(bea, pad["id"])
    inside = await bea.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    outside = await bea.socket("events")
    ticket = await bea.ok("POST", f"pads/{pad['id']}/ticket")
    await admin.ok("DELETE", f"members/{(await one(admin, 'Bea'))['id']}")
    closing = await inside.until(lambda message: message["type"] == "closing")
    assert closing["reason"] == "signed_out"
    while (message := await outside.next()) is not None:
        assert message["type"]
    assert outside.connection.close_code == 4401
    assert await status(bea) == 403
    assert (await bea.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")).code == 403
    late = await bea.fetch(
        "POST",
        ticket["enter_url"],
        raw=f"ticket={ticket['ticket']}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert late.code == 403
    assert await signs_in(host, "bea@example.org", PASSWORD) is None
    pads = (await admin.ok("GET", "pads"))["pads"]
    assert (pads[0]["id"], pads[0]["interviewers"]) == (pad["id"], ["Bea"])
    assert (await one(admin, "Bea"))["active"] is False


async def test_who_is_invited_again_is_who_they_were(host):
    admin = await host.member()
    bea = await host.colleague("interviewer", "Bea")
    before = (await bea.ok("GET", "me"))["id"]
    await admin.ok("DELETE", f"members/{before}")
    # Nobody else gets what was theirs by choosing their name.
    assert (await accept(host, await link(admin), username="bea@example.org"))[0] == 409
    again = await host.colleague("reviewer", "Bea B.", "bea@example.org", OTHER)
    me = await again.ok("GET", "me")
    assert (me["id"], me["role"], me["name"]) == (before, "reviewer", "Bea B.")
    assert await signs_in(host, "bea@example.org", PASSWORD) is None
    assert await status(bea) == 403


async def test_a_removal_and_an_entry_at_once_leave_nobody_inside(host):
    admin = await host.member()
    pad = await host.new_pad(admin)
    for n in range(5):
        bea = await host.colleague("interviewer", f"Bea{n}")
        bea_id = (await bea.ok("GET", "me"))["id"]
        await asyncio.gather(
            admin.ok("DELETE", f"members/{bea_id}"),
            asyncio.gather(host.enter(bea, pad["id"]), return_exceptions=True),
        )
        inside = await bea.fetch("GET", f"/interview/pads/{pad['id']}/api/interview/pad")
        assert inside.code == 403
    assert (
        await kept(
            host,
            "SELECT entries.pad_id FROM entries"
            " JOIN participants ON participants.id = participant_id"
            " JOIN members ON members.id = member_id WHERE members.removed IS NOT NULL",
        )
        == []
    )


# -- the last admin, where the configuration makes nobody one


class ByName(IdentityProvider):
    """Knows people by name, as JupyterHub does; here the name is in a header."""

    async def _get_user(self, handler):
        name = handler.request.headers.get("X-Name", "")
        return User(name, display_name=name.title()) if name else None


@pytest.fixture
def hub(make_host, jp_asyncio_loop):
    """A host whose people sign in elsewhere; ada is an admin by invitation."""

    async def start() -> Host:
        host = await make_host(
            admins="root",
            **{"ServerApp.identity_provider_class": f"{__name__}.ByName"},
        )
        root = await came(host, "root")
        for name in ("ada", "bob"):
            await root.ok("POST", "team/invitations", {"role": "admin", "email": name})
            assert (await (await came(host, name)).ok("GET", "me"))["role"] == "admin"
        return host

    return jp_asyncio_loop.run_until_complete(start())


class Named(Browser):
    name = ""

    def headers(self, path: str) -> dict[str, str]:
        return {**super().headers(path), "X-Name": self.name}


async def came(host: Host, name: str) -> Named:
    """The browser of somebody whom the identity provider knows by this name."""
    browser = Named(host)
    browser.name = name
    await browser.fetch("GET", "/interview/no-such-page", headers={"Accept": "text/html"})
    return browser


async def test_people_who_sign_in_elsewhere_get_the_role_of_their_invitation(hub):
    root = await came(hub, "root")
    for role in ("reviewer", "admin"):
        await root.ok("POST", "team/invitations", {"role": role, "email": f"Some.{role}"})
        browser = await came(hub, f"some.{role}")
        assert (await browser.ok("GET", "me"))["role"] == role
    assert (await root.ok("GET", "team/invitations")) == {
        "invitations": [], "signing_in": "elsewhere", "mail": False,
    }  # fmt: skip
    uninvited = await came(hub, "zoe")
    assert (await uninvited.ok("GET", "me"))["role"] == "interviewer"
    answer = await root.api("POST", "me/password", {"old": "x", "new": OTHER})
    assert (answer.status, answer.body["reason"]) == (409, "elsewhere")


async def test_who_was_removed_stays_out_though_they_sign_in_elsewhere(hub):
    ada, bob = await came(hub, "ada"), await came(hub, "bob")
    bob_id = (await bob.ok("GET", "me"))["id"]
    socket = await bob.socket("events")
    await ada.ok("DELETE", f"members/{bob_id}")
    while await socket.next() is not None:
        pass
    answer = await bob.api("GET", "pads")
    assert (answer.status, answer.body["reason"]) == (403, "removed")
    await ada.ok("POST", "team/invitations", {"role": "reviewer", "email": "bob"})
    assert (await bob.ok("GET", "me"))["id"] == bob_id


async def test_the_last_admin_stays_one(hub):
    root, ada, bob = [await came(hub, name) for name in ("root", "ada", "bob")]
    ids = {name: (await one(root, name.title()))["id"] for name in ("ada", "bob", "root")}
    # Out of the configuration's reach, there are just two.
    async with hub.app.database.writing() as connection:
        await connection.execute(
            text("UPDATE members SET role = 'interviewer' WHERE username = 'root'")
        )
    hub.app.members.forget()
    answers = await asyncio.gather(
        ada.api("PATCH", f"members/{ids['bob']}", {"role": "interviewer"}),
        bob.api("DELETE", f"members/{ids['ada']}"),
    )
    assert sorted(answer.status >= 400 for answer in answers) == [False, True]
    left = await kept(hub, "SELECT username FROM members WHERE role = 'admin' AND removed IS NULL")
    assert len(left) == 1
    last = ada if left[0][0] == "ada" else bob
    for method, body in (("PATCH", {"role": "reviewer"}), ("DELETE", None)):
        answer = await last.api(method, f"members/{ids[left[0][0]]}", body)
        assert (answer.status, answer.body["reason"]) == (409, "last_admin")


# -- teams


async def test_admins_make_teams_and_everybody_sees_them(host):
    admin = await host.member()
    bea = await host.colleague("interviewer", "Bea")
    bea_id = (await bea.ok("GET", "me"))["id"]
    team = await admin.ok("POST", "teams", {"name": "Data"})
    await admin.ok("PUT", f"teams/{team['id']}/members/{bea_id}")
    await admin.ok("PUT", f"teams/{team['id']}/members/{bea_id}")
    (seen,) = (await bea.ok("GET", "teams"))["teams"]
    assert seen == {"id": team["id"], "name": "Data", "members": [{"id": bea_id, "name": "Bea"}]}
    assert (await bea.ok("GET", "me"))["teams"] == [team["id"]]
    renamed = await admin.ok("PATCH", f"teams/{team['id']}", {"name": "Data science"})
    assert renamed["name"] == "Data science"
    answer = await admin.api("POST", "teams", {"name": " data SCIENCE "})
    assert (answer.status, answer.body["reason"]) == (409, "taken")
    await admin.ok("DELETE", f"teams/{team['id']}/members/{bea_id}")
    assert (await bea.ok("GET", "me"))["teams"] == []
    assert (await admin.api("DELETE", f"teams/{team['id']}/members/{bea_id}")).status == 404
    for method, path, body in [
        ("POST", "teams", {"name": "Mine"}),
        ("PATCH", f"teams/{team['id']}", {"name": "Mine"}),
        ("PUT", f"teams/{team['id']}/members/{bea_id}", None),
        ("DELETE", f"teams/{team['id']}", None),
    ]:
        assert (await bea.api(method, path, body)).status == 403
    await admin.ok("DELETE", f"teams/{team['id']}")
    assert (await admin.ok("GET", "teams"))["teams"] == []
    assert (await admin.api("PATCH", f"teams/{team['id']}", {"name": "X"})).status == 404


async def test_what_a_team_leaves_behind_is_given_to_somebody_on_purpose(host):
    admin = await host.member()
    team = await admin.ok("POST", "teams", {"name": "Data"})
    heir = await admin.ok("POST", "teams", {"name": "Research"})
    pad = await host.new_pad(admin)
    async with host.app.database.writing() as connection:
        await connection.execute(text("UPDATE pads SET team_id = :id"), {"id": team["id"]})
    answer = await admin.api("DELETE", f"teams/{team['id']}")
    assert (answer.status, answer.body["reason"]) == (409, "not_empty")
    assert "1 pad and 0 questions" in answer.body["message"]
    assert (await admin.api("DELETE", f"teams/{team['id']}?to=nobody")).status == 404
    assert (await admin.api("DELETE", f"teams/{team['id']}?to={team['id']}")).status == 400
    await admin.ok("DELETE", f"teams/{team['id']}?to={heir['id']}")
    assert await kept(host, "SELECT id, team_id FROM pads") == [(pad["id"], heir["id"])]
    await admin.ok("DELETE", f"teams/{heir['id']}?to=organization")
    assert await kept(host, "SELECT team_id FROM pads") == [(None,)]


async def test_who_looks_on_hears_that_the_team_changed(host):
    admin = await host.member()
    socket = await admin.socket("events")
    await admin.ok("POST", "team/invitations", {"role": "reviewer"})
    assert await socket.until(lambda message: message["type"] == "team") == {"type": "team"}


# -- a forgotten password


async def reset_link(admin: Browser, name: str = "Bea") -> str:
    """Make a link for another password; the path of its page."""
    made = await admin.ok("POST", f"members/{(await one(admin, name))['id']}/password")
    return str(urlsplit(made["url"]).path)


async def choose(
    host: Host, path: str, password: str = OTHER, again: str = ""
) -> tuple[HTTPResponse, Browser]:
    """Open the page of a link in a new browser and choose a password."""
    browser = Browser(host)
    await browser.fetch("GET", path)
    return await browser.send(path, password=password, again=again or password), browser


async def test_who_forgot_their_password_chooses_another_one_by_a_link(host, caplog):
    admin = await host.member()
    _, old = await accept(host, await link(admin))
    with caplog.at_level("DEBUG"):
        path = await reset_link(admin)
        answer, browser = await choose(host, path)
    assert answer.code == 303
    assert (await browser.ok("GET", "me"))["name"] == "Bea"
    # Wherever they were signed in before, they are not any more.
    assert (await old.api("GET", "me")).status == 403
    assert await signs_in(host, "bea", OTHER)
    assert not await signs_in(host, "bea", PASSWORD)
    # It works once, goes to no log, and everybody can see that it was made and used.
    assert (await choose(host, path))[0].code == 404
    assert path.rsplit("/", 1)[1] not in caplog.text
    lines = (await admin.ok("GET", "audit"))["lines"]
    assert [line["action"] for line in lines[:2]] == ["password.reset", "password.link"]


async def test_a_password_that_cannot_be_used_leaves_the_link_and_the_sign_ins(host):
    admin = await host.member()
    _, old = await accept(host, await link(admin))
    path = await reset_link(admin)
    for password, again, words in (
        ("short", "", b"at least 10 characters"),
        (OTHER, PASSWORD, b"two passwords differ"),
    ):
        answer, _ = await choose(host, path, password, again)
        assert answer.code == 400
        assert words in answer.body
    assert (await old.ok("GET", "me"))["name"] == "Bea"
    page = await admin.fetch("GET", path)
    assert b"You are signed in already" in page.body
    assert (await choose(host, path))[0].code == 303


async def test_a_newer_link_another_password_and_a_removal_end_a_link(host):
    admin = await host.member()
    _, bea = await accept(host, await link(admin))
    first, second = await reset_link(admin), await reset_link(admin)
    assert (await choose(host, first))[0].code == 404
    await bea.ok("POST", "me/password", {"old": PASSWORD, "new": OTHER})
    assert (await choose(host, second))[0].code == 404
    third = await reset_link(admin)
    await admin.ok("DELETE", f"members/{(await bea.ok('GET', 'me'))['id']}")
    assert (await choose(host, third))[0].code == 404


async def test_only_admins_make_such_links_and_none_for_the_owner(host):
    admin = await host.member()
    _, bea = await accept(host, await link(admin))
    me = (await bea.ok("GET", "me"))["id"]
    owner = (await admin.ok("GET", "me"))["id"]
    assert (await bea.api("POST", f"members/{me}/password")).status == 403
    assert (await admin.api("POST", f"members/{owner}/password")).body["reason"] == "fixed"
    assert (await admin.api("POST", "members/nobody/password")).status == 404


async def test_a_password_that_is_replaced_while_it_is_checked_lets_nobody_in(
    make_host, monkeypatch
):
    host = await make_host(costly=True)
    admin = await host.member()
    await accept(host, await link(admin))
    path = await reset_link(admin)
    passwords = host.app.team.passwords
    check = type(passwords).check

    async def slowly(self, kept, secret):
        right = await check(self, kept, secret)
        monkeypatch.undo()
        assert (await choose(host, path))[0].code == 303
        return right

    monkeypatch.setattr(type(passwords), "check", slowly)
    assert not await signs_in(host, "bea", PASSWORD)
    assert await signs_in(host, "bea", OTHER)


async def test_a_link_stays_out_of_the_log_when_its_form_is_refused(host, caplog):
    admin = await host.member()
    await accept(host, await link(admin))
    path = await reset_link(admin)
    with caplog.at_level("DEBUG"):
        answer = await Browser(host).send(path, password=OTHER, again=OTHER)
    assert answer.code == 403, "there was no page before it"
    assert "/password/…" in caplog.text
    assert path.rsplit("/", 1)[1] not in caplog.text
