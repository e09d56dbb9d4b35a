"""A pad's one address: what everybody sees there, in every state, with and without scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode, urljoin

import pytest
from tornado.httpclient import HTTPResponse

from interview_ext.pads.model import iso
from tests.hosts import TOKEN, Browser, Host

from .markup import Page, findings

LIGHT = 60_000
"""How many bytes the waiting room may weigh with everything it loads."""

UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAAAA"


def address(pad: dict[str, str], query: str = "") -> str:
    return f"/interview/pads/{pad['id']}{query}"


async def look(browser: Browser, path: str, **headers: str) -> Page:
    """Open a page that has to be there and to be sound."""
    response = await browser.fetch("GET", path, headers=headers)
    assert response.code == HTTPStatus.OK, response.code
    return sound(response)


def sound(response: HTTPResponse) -> Page:
    """The page of an answer, with the headers and markup that every page has."""
    headers = response.headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8" or headers[
        "Content-Type"
    ].startswith("text/html")
    page = Page(response.body)
    assert findings(page) == []
    return page


async def submit(browser: Browser, page: Page, form_id: str = "", **fields: str) -> HTTPResponse:
    """Send a form as a browser without scripts does: its fields, its hidden token, no header."""
    form = next(form for form in page.all("form") if not form_id or form.get("id") == form_id)
    values = {field["name"]: field.get("value") for field in form.walk() if field.tag == "input"}
    return await browser.fetch(
        form["method"].upper(),
        form["action"],
        raw=urlencode({**values, **fields}),
        headers={"Content-Type": "application/x-www-form-urlencoded", "X-XSRFToken": ""},
    )


async def knock(browser: Browser, pad: dict[str, str], name: str = "Ada Nguyen") -> Page:
    """From the link to the waiting room; returns that."""
    form = await look(browser, address(pad, "?as=candidate"))
    answer = await submit(browser, form, "knock", name=name)
    assert (answer.code, answer.headers["Location"]) == (303, address(pad))
    return await look(browser, address(pad))


async def test_who_comes_before_it_begins_reads_when_it_is(host: Host) -> None:
    begins = datetime.now(UTC) + timedelta(days=3)
    pad = await host.new_pad(starts_at=iso(begins), duration=45, time_zone="Europe/Berlin")
    browser = Browser(host)
    landing = await look(browser, address(pad))
    assert landing.one("time")["datetime"] == iso(begins)
    assert landing.one("p", id="appointment").text.startswith("It is scheduled for")
    waiting = await knock(browser, pad)
    assert waiting.one("time")["datetime"] == iso(begins)
    german = await look(browser, address(pad), **{"Accept-Language": "de"})
    assert german.one("p", id="appointment").text.startswith("Der Termin ist am")
    # Once it goes on nobody asks for that any more.
    await host.decide(await host.member(), pad["id"], "admit", "Ada Nguyen")
    assert not (await look(Browser(host), address(pad))).all("time")


async def test_who_comes_is_asked_who_they_are(host: Host) -> None:
    pad = await host.new_pad()
    browser = Browser(host)
    page = await look(browser, address(pad))
    assert page.headline == "Welcome. Who’s joining?"
    assert "Backend" in page.text
    assert "Please don’t join as the candidate" in page.text
    candidate, interviewer = (
        page.one("a", id="choose-candidate"),
        page.one("a", id="choose-interviewer"),
    )
    assert candidate.text.startswith("I’m the candidate")
    assert interviewer.text.startswith("I’m the interviewer")

    form = await look(browser, candidate["href"])
    assert form.headline == "Ask to join the interview"
    assert form.one("label", **{"for": "name"}).text == "Your name"
    assert form.one("input", id="name")["maxlength"] == "80"
    assert "Don’t join here: you would be recorded as the candidate." in form.text
    assert "What is recorded" in form.text

    # Looking at the page is not knocking.
    member = await host.member()
    assert (await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def test_an_interviewer_signs_in_and_goes_straight_in(host: Host) -> None:
    pad = await host.new_pad()
    browser = Browser(host)
    page = await look(browser, address(pad))
    response = await browser.fetch("GET", page.one("a", id="choose-interviewer")["href"])
    assert response.code == 200
    page = Page(response.body)
    assert findings(page) == []
    assert page.headline == "Sign in to interview"
    # Who came here by mistake finds back.
    assert page.one("a", id="choose-candidate")["href"] == address(pad, "?as=candidate")

    wrong = await submit(browser, page, "login", password="not it")
    assert wrong.code == 401
    assert Page(wrong.body).one("p", id="login-error").text.startswith("That didn’t match")
    right = await submit(browser, page, "login", password=TOKEN)
    assert (right.code, right.headers["Location"]) == (302, address(pad))

    page = await look(browser, address(pad))
    assert page.one("main")["data-role"] == "interviewer"
    assert page.one("button", id="continue").text == "Continue"
    entered = await submit(browser, page, "enter")
    assert (entered.code, entered.headers["Location"]) == (303, address(pad, "/lab"))
    assert (await browser.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def test_the_sign_in_page_leads_nowhere_else(host: Host) -> None:
    browser = Browser(host)
    for elsewhere in (
        "https://example.org/",
        "//example.org/interview/pads/x",
        "/interview/pads/x/../y",
    ):
        response = await browser.fetch("GET", "/login?" + urlencode({"next": elsewhere}))
        page = Page(response.body)
        assert page.all("a", id="choose-candidate") == []
        assert findings(page) == []


async def test_a_member_never_knocks(host: Host) -> None:
    pad = await host.new_pad()
    member = await host.member()
    assert (await look(member, address(pad, "?as=candidate"))).one("main")[
        "data-role"
    ] == "interviewer"
    answer = await member.fetch(
        "POST",
        address(pad),
        raw=urlencode({"action": "knock", "name": "Mia"}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.code == 303
    assert (await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def test_the_waiting_room_says_how_things_stand(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = Browser(host)
    page = await knock(candidate, pad)
    assert page.headline == "You’re in the waiting room"
    assert page.one("title").text == "Waiting room – Backend"
    assert page.one("p", id="status").text.startswith("Your interviewer isn’t here yet.")
    assert page.one("p", id="status")["aria-live"] == "polite"
    assert page.one("span", id="presence").text == "not here yet"
    assert "Ada Nguyen" in page.one("ul", aria_label="Who is here").text
    assert page.one("p", id="waited").text == "You’ve just arrived."
    assert "Everything typed and run in the interview" in page.text
    assert "What to expect" in page.text
    assert page.one("button", id="leave").text == "Leave"
    # Without scripts the page still moves on.
    assert page.one("meta", http_equiv="refresh")["content"] == "10"

    look_on = await member.socket("events")
    page = await look(candidate, address(pad))
    assert page.headline == "Your interviewer is here"
    assert page.one("span", id="presence").text == "here"
    look_on.close()


async def test_the_wait_is_told_in_calm_words(host: Host) -> None:
    pad = await host.new_pad()
    candidate = Browser(host)
    await knock(candidate, pad)
    admission = (await host.app.store.admissions(pad["id"]))[0]
    for before, said in (
        (timedelta(minutes=1), "Waiting for 1 minute."),
        (timedelta(minutes=3), "Waiting for 3 minutes."),
        (timedelta(hours=2), "Waiting for 2 hours."),
    ):
        earlier = replace(admission, knocked=admission.knocked - before)
        await host.app.store.change_admission(earlier, "knocking")
        assert (await look(candidate, address(pad))).one("p", id="waited").text == said


async def test_it_is_there_after_a_reload_and_goes_in_when_admitted(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = Browser(host)
    form = await look(candidate, address(pad, "?as=candidate"))
    await knock(candidate, pad)
    # The form was still open in another tab.
    assert (await submit(candidate, form, "knock", name="Somebody else")).code == 303
    assert (await look(candidate, address(pad))).headline == "You’re in the waiting room"
    admissions = (await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"]
    assert [each["name"] for each in admissions] == ["Ada Nguyen"]

    assert (await host.decide(member, pad["id"], "admit", "Ada Nguyen")).status == 200
    page = await look(candidate, address(pad))
    assert page.one("main")["data-role"] == "candidate"
    assert page.one("p", id="status").text == "You’ve been let in. One moment…"
    entered = await submit(candidate, page, "enter")
    assert (entered.code, entered.headers["Location"]) == (303, address(pad, "/lab"))

    # The way in works once: a second try says so and does not go round in circles.
    again = await candidate.fetch(
        "POST",
        address(pad, "/enter"),
        raw=urlencode({"ticket": page.one("input", name="ticket")["value"]}),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
    )
    assert again.code == 303
    page = await look(candidate, urljoin(address(pad), again.headers["Location"]))
    assert page.headline == "Going in didn’t work"
    assert page.one("form", id="enter")["data-auto"] == "no"


async def test_somebody_else_in_the_same_browser_is_told_so(host: Host) -> None:
    pad = await host.new_pad()
    page = await look(await host.member(), address(pad, "?entry=other_participant"))
    assert page.headline == "You’re already in as somebody else"
    assert page.one("a", id="go-on")["href"] == address(pad, "/lab")
    assert page.all("form") == []


async def test_declined_paused_left_and_ended_each_have_their_words(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = Browser(host)
    await knock(candidate, pad)
    await host.decide(member, pad["id"], "decline", "Ada Nguyen")
    page = await look(candidate, address(pad))
    assert page.headline == "You weren’t let in this time"
    assert "get in touch with the person who invited you" in page.one("p", id="status").text
    assert page.all("button", id="leave") == []

    await host.decide(member, pad["id"], "admit", "Ada Nguyen")
    await host.decide(member, pad["id"], "remove", "Ada Nguyen")
    page = await look(candidate, address(pad))
    assert page.headline == "The interviewer has paused your access"
    assert "Your work is safe." in page.one("p", id="status").text

    left = await submit(candidate, page)
    assert (left.code, left.headers["Location"]) == (303, address(pad, "?left=1"))
    page = await look(candidate, address(pad, "?left=1"))
    assert page.headline == "You’ve left the waiting room"
    assert page.one("a", id="ask-again")["href"] == address(pad, "?as=candidate")
    assert (await look(candidate, address(pad))).headline == "Welcome. Who’s joining?"

    await member.ok("POST", f"pads/{pad['id']}/end")
    for query in ("", "?as=candidate", "?left=1"):
        page = await look(candidate, address(pad, query))
        assert page.headline == "This interview has ended"
        assert page.all("meta", http_equiv="refresh") == []
    assert "Thank you for your time" in page.text
    assert "There is nothing more to do here." in (await look(Browser(host), address(pad))).text
    page = await look(member, address(pad))
    assert page.one("main")["data-role"] == "observer"
    assert "read-only" in page.one("p", id="status").text


async def test_knocking_at_an_ended_interview_changes_nothing(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = Browser(host)
    form = await look(candidate, address(pad, "?as=candidate"))
    await host.knock(pad["id"], "Grace")
    await host.decide(member, pad["id"], "admit", "Grace")
    await member.ok("POST", f"pads/{pad['id']}/end")
    answer = await submit(candidate, form, "knock", name="Ada")
    assert (answer.code, answer.headers["Location"]) == (303, address(pad))
    assert len((await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"]) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Please enter your name"),
        ("   ", "Please enter your name"),
        ("x" * 81, "at most 80 characters"),
        ("x" * 10_000, "at most 80 characters"),
        ("Ada\u202eada", "characters that can’t be shown"),
        ("\u200b", "characters that can’t be shown"),
    ],
)
async def test_a_name_that_cannot_be_used_is_asked_for_again(
    host: Host, name: str, said: str
) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    candidate = Browser(host)
    form = await look(candidate, address(pad, "?as=candidate"))
    answer = await submit(candidate, form, "knock", name=name)
    assert answer.code == 400
    page = sound(answer)
    assert said in page.one("p", id="name-error").text
    field = page.one("input", id="name")
    assert field["aria-invalid"] == "true"
    assert "name-error" in field["aria-describedby"].split()
    assert field["value"] == name[:80]
    assert page.one("title").text.startswith("Please check your name")
    assert (await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def test_a_hostile_name_is_only_text(host: Host) -> None:
    pad = await host.new_pad(title="<script>alert(1)</script>")
    name = "\"><script>alert(1)</script> & 'co'"
    page = await knock(Browser(host), pad, name)
    assert name in page.one("ul", aria_label="Who is here").text
    assert "<script>alert" not in page.source
    assert page.one("p", id="pad-title").text == "<script>alert(1)</script>"


async def test_a_flood_of_knocks_is_asked_to_wait(make_host) -> None:
    host = await make_host(knocks_per_address=2)
    member = await host.member()
    pad = await host.new_pad(member)
    for name in ("One", "Two"):
        await knock(Browser(host), pad, name)
    third = Browser(host)
    form = await look(third, address(pad, "?as=candidate"))
    answer = await submit(third, form, "knock", name="Three")
    assert answer.code == 429
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    page = sound(answer)
    error = page.one("p", id="name-error")
    assert error["data-retry-after"] == str(seconds)
    assert f"Please try again in {seconds} second" in error.text
    assert page.one("input", id="name")["value"] == "Three"
    assert len((await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"]) == 2


async def test_a_taken_place_is_said(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    await host.knock(pad["id"], "Grace")
    await host.decide(member, pad["id"], "admit", "Grace")
    candidate = Browser(host)
    form = await look(candidate, address(pad, "?as=candidate"))
    answer = await submit(candidate, form, "knock", name="Ada")
    assert answer.code == 409
    assert "Somebody is in this interview already." in sound(answer).one("p", id="name-error").text


async def test_unknown_and_deleted_interviews_are_a_friendly_page(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    await member.ok("DELETE", f"pads/{pad['id']}")
    stranger = Browser(host)
    for browser in (stranger, member):
        for path in (
            address(pad),
            f"/interview/pads/{UNKNOWN}",
            "/interview/pads/x",
            "/interview/pads/%00",
        ):
            response = await browser.fetch("GET", path)
            assert response.code == 404, path
            page = sound(response)
            assert page.headline == "We can’t find this interview"
            assert "ask the person who invited you" in page.text
    await stranger.fetch("GET", "/login")
    response = await stranger.fetch(
        "POST",
        f"/interview/pads/{UNKNOWN}",
        raw="action=knock&name=Ada",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.code == 404
    assert sound(response).headline == "We can’t find this interview"


async def test_a_forged_form_is_refused(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    browser = Browser(host)
    await look(browser, address(pad, "?as=candidate"))
    for raw, headers in (
        ("action=knock&name=Ada", {"X-XSRFToken": ""}),
        ("action=knock&name=Ada", {"Origin": "https://example.org"}),
    ):
        response = await browser.fetch(
            "POST",
            address(pad),
            raw=raw,
            headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
        )
        assert response.code in {403, 404}
        sound(response)
    response = await browser.fetch(
        "POST",
        address(pad),
        raw="action=dance",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.code == 400
    assert "This form is not known here." in sound(response).text
    assert (await member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"] == []


async def test_a_forged_host_writes_no_policy(host: Host) -> None:
    # What could end a directive is no host name to tornado; quotes are, and no policy names it.
    browser, path = Browser(host), f"/interview/pads/{UNKNOWN}"
    assert (await browser.fetch("GET", path, headers={"Host": "x;script-src *"})).code == 400
    host.server.web_app.settings["allow_remote_access"] = True
    response = await browser.fetch("GET", path, headers={"Host": "a'unsafe-inline'"})
    assert response.code == 404
    sound(response)
    assert "connect-src 'self';" in response.headers["Content-Security-Policy"]


async def test_checking_the_link_hands_out_no_way_in(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    response = await member.fetch("HEAD", address(pad))
    assert (response.code, response.body) == (200, b"")
    assert len(host.app.tickets) == 0
    assert (await member.fetch("HEAD", f"/interview/pads/{UNKNOWN}")).code == 404


async def test_home_leads_members_on_and_strangers_to_the_sign_in(host: Host) -> None:
    response = await (await host.member()).fetch("GET", "/interview")
    assert (response.code, response.headers["Location"]) == (302, "/lab")
    response = await Browser(host).fetch("GET", "/interview")
    assert (response.code, response.headers["Location"]) == (302, "/login?next=%2Finterview")


async def test_the_pages_speak_the_readers_language(host: Host) -> None:
    pad = await host.new_pad()
    browser = Browser(host)
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    page = await look(browser, address(pad), **german)
    assert page.one("html")["lang"] == "de"
    assert page.headline == "Willkommen. Wer kommt?"
    assert "I’m" not in page.text
    await knock(browser, pad)
    page = await look(browser, address(pad), **german)
    assert page.headline == "Sie sind im Warteraum"
    assert "Was aufgezeichnet wird" in page.text
    login = Page((await browser.fetch("GET", "/login", headers=german)).body)
    assert login.headline == "Anmelden zum Interview"
    missing = await browser.fetch("GET", f"/interview/pads/{UNKNOWN}", headers=german)
    assert Page(missing.body).headline == "Wir finden dieses Interview nicht"
    nothing = await browser.fetch("GET", "/nothing", headers=german)
    assert Page(nothing.body).headline == "Unter dieser Adresse ist nichts"
    # And the next reader theirs.
    assert (await look(Browser(host), address(pad))).headline == "Welcome. Who’s joining?"


async def test_the_owners_words_and_logo_are_shown_safely(make_host, tmp_path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    host = await make_host(
        waiting_room_title="Hiring at <Acme>",
        waiting_room_message="# Hello\n\nWe start **soon**. <script>alert(1)</script>",
        waiting_room_logo=str(logo),
    )
    pad = await host.new_pad()
    candidate = Browser(host)
    page = await knock(candidate, pad)
    assert page.one("span", class_="brand-name").text == "Hiring at <Acme>"
    message = page.one("section", aria_label="A message from the hiring team")
    assert message.text.startswith("Hello We start soon.")
    assert [each.tag for each in message.walk()] == ["h3", "p", "strong"]
    picture = page.one("img", class_="brand-logo")
    served = await candidate.fetch("GET", picture["src"])
    assert served.body == logo.read_bytes()
    assert served.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in served.headers["Cache-Control"]
    # Opened by itself it runs nothing.
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]


async def test_a_file_that_is_no_picture_is_not_served(make_host, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    host = await make_host(waiting_room_logo=str(secret))
    pad = await host.new_pad()
    page = await look(Browser(host), address(pad))
    assert page.all("img") == []
    assert (await Browser(host).fetch("GET", "/interview/static/logo")).code == 404


async def test_the_waiting_room_is_light(host: Host) -> None:
    pad = await host.new_pad()
    candidate = Browser(host)
    page = await knock(candidate, pad)
    weights = {address(pad): len(page.source.encode())}
    loaded = [
        each.get("src") or each.get("href")
        for each in page.root.walk()
        if each.tag in {"script", "link", "img"}
    ]
    icon = page.one("link", id="favicon")
    for url in {*loaded, icon["data-admitted"]}:
        assert url.startswith("/interview/static/"), url
        response = await candidate.fetch("GET", url)
        assert response.code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        weights[url] = len(response.body)
    assert len(weights) >= 4
    assert sum(weights.values()) < LIGHT, weights


async def test_static_files_are_public_and_nothing_else_is(host: Host) -> None:
    browser = Browser(host)
    response = await browser.fetch("GET", "/interview/static/pages.css")
    assert response.code == 200
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    stale = await browser.fetch("GET", "/interview/static/pages.css?v=0123456789abcdef")
    assert stale.headers["Cache-Control"] == "no-cache"
    assert b"http" not in response.body
    for name in (
        "nothing.css", "../app.py", "..%2fapp.py", "%2e%2e%2fapp.py", "pages.css%00", ".css",
        "%2fetc%2fpasswd", "logo", "..%2ftemplates%2flogin.html",
    ):  # fmt: skip
        response = await browser.fetch("GET", f"/interview/static/{name}")
        assert response.code == 404, name
        assert b"def " not in response.body


async def test_what_the_host_does_not_have_is_said_in_its_own_style(host: Host) -> None:
    for browser in (Browser(host), await host.member()):
        response = await browser.fetch("GET", "/nothing/here")
        assert response.code == 404
        page = Page(response.body)
        assert findings(page) == []
        assert page.headline == "There is nothing at this address"
        assert page.one("a", id="start")["href"] == "/interview"


async def test_a_pads_refusals_look_like_the_rest(host: Host) -> None:
    member = await host.member()
    pad = await host.new_pad(member)
    await host.enter(member, pad["id"])
    for path in ("/nothing", "/files/nothing.txt"):
        response = await member.fetch(
            "GET", address(pad, path), headers={"Accept": "text/html", "Accept-Language": "de"}
        )
        assert response.code == 404, path
        page = Page(response.body)
        assert findings(page) == []
        assert page.headline == "Unter dieser Adresse ist nichts"
        assert page.one("a", id="start")["href"] == address(pad)
