"""The candidate's way from the link to the door, and what they see there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from .accessibility import violations
from .people import Candidate, Interviewer, Pad, Person
from .server import InterviewServer

LIGHT = 60_000
"""How many bytes the waiting room may weigh with everything it loads."""


@pytest.fixture
def pad(interviewer: Interviewer) -> Pad:
    return interviewer.make_pad()


def state(interviewer: Interviewer, pad: Pad) -> list[tuple[str, str]]:
    return [(each["name"], each["state"]) for each in interviewer.admissions(pad)]


def test_a_candidate_is_admitted_from_the_notification(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    interviewer.open_home()
    candidate.knock(pad)
    note = interviewer.knock_note(pad)
    note.get_by_role("button", name="Admit").click()
    expect(note).to_be_hidden()
    candidate.is_in_pad()
    assert state(interviewer, pad) == [("Ada Lovelace", "admitted")]


def test_the_interviewer_admits_from_inside_the_pad(
    interviewer: Interviewer, candidate: Candidate
) -> None:
    pad = interviewer.make_pad()
    interviewer.open_pad(pad)
    expect(interviewer.page.get_by_text("Not started", exact=True).first).to_be_visible()
    candidate.knock(pad)
    note = interviewer.page.get_by_role("alert").filter(
        has_text="Ada Lovelace is waiting to come in."
    )
    note.get_by_role("button", name="Admit").click()
    candidate.is_in_pad()
    for person in (interviewer, candidate):
        present = person.page.get_by_role("list", name="Who is here")
        expect(present.get_by_role("listitem")).to_have_count(2)
        expect(present).to_contain_text("Ada Lovelace")
        expect(present).to_contain_text(interviewer.member_name)
        expect(person.page.get_by_label("Time since the start")).to_be_visible()


def test_the_room_says_when_the_interviewer_is_there(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    candidate.knock(pad)
    expect(candidate.headline).to_have_text("You’re in the waiting room")
    seats = candidate.page.get_by_role("list", name="Who is here")
    expect(seats).to_contain_text("not here yet")
    interviewer.open_pad(pad)
    expect(candidate.headline).to_have_text("Your interviewer is here")
    expect(seats).not_to_contain_text("not here yet")
    interviewer.page.goto("about:blank")
    expect(candidate.headline).to_have_text("You’re in the waiting room")


def test_a_reload_and_a_second_tab_keep_the_one_place(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    candidate.knock(pad)
    candidate.page.reload()
    candidate.waits()
    second = candidate.new_tab()
    second.goto(pad.url)
    expect(second.get_by_role("heading", level=1)).to_have_text("You’re in the waiting room")
    assert state(interviewer, pad) == [("Ada Lovelace", "knocking")]

    interviewer.admit_by_api(pad)
    # The tab in front goes in; the other says so.
    candidate.page, other = second, candidate.page
    candidate.is_in_pad()
    expect(other.get_by_role("heading", level=1)).to_have_text("You’re in")


def test_a_lost_connection_is_said_and_mends_itself(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    candidate.knock(pad)
    candidate.context.set_offline(True)
    banner = candidate.page.get_by_text("Reconnecting… Your place is kept.")
    expect(banner).to_be_visible()
    candidate.context.set_offline(False)
    expect(banner).to_be_hidden()
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()


def test_a_declined_candidate_can_be_let_in_after_all(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    interviewer.open_home()
    candidate.knock(pad)
    note = interviewer.knock_note(pad)
    note.get_by_role("button", name="Decline").click()
    expect(candidate.headline).to_have_text("You weren’t let in this time")
    expect(note).to_be_hidden()
    candidate.page.reload()
    expect(candidate.headline).to_have_text("You weren’t let in this time")
    interviewer.open_waiting_room()
    interviewer.page.get_by_role("button", name="Admit: Ada Lovelace").click()
    candidate.is_in_pad()


def test_leaving_takes_the_knock_back(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    interviewer.open_home()
    candidate.knock(pad)
    note = interviewer.knock_note(pad)
    expect(note).to_be_visible()
    candidate.page.get_by_role("button", name="Leave").click()
    expect(candidate.headline).to_have_text("You’ve left the waiting room")
    expect(note).to_be_hidden()


def test_an_empty_name_is_asked_for_again(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    candidate.page.goto(pad.url)
    candidate.page.get_by_role("link", name="I’m the candidate").click()
    candidate.page.get_by_role("button", name="Ask to join").click()
    expect(candidate.page.get_by_role("alert")).to_contain_text("Please enter your name")
    expect(candidate.page.get_by_label("Your name")).to_be_focused()
    assert state(interviewer, pad) == []


def test_everything_works_with_the_keyboard(candidate: Candidate, pad: Pad) -> None:
    page = candidate.page
    page.goto(pad.url)
    focus(page, "I’m the candidate")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Enter")
    candidate.waits()
    focus(page, "Leave")
    page.keyboard.press("Enter")
    expect(candidate.headline).to_have_text("You’ve left the waiting room")


def focus(page: Page, name: str) -> None:
    """Walk with Tab until the control whose text starts with `name` has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").startswith(name):
            return
    raise AssertionError(f"Tab does not reach “{name}”")


def test_a_member_goes_straight_in(
    interviewer: Interviewer, people: Callable[..., Person], server: InterviewServer, pad: Pad
) -> None:
    interviewer.open_pad(pad)
    assert state(interviewer, pad) == []

    # Somebody who is not signed in yet is asked to, and then goes straight in as well.
    stranger = people(Candidate, server, "not signed in yet")
    stranger.page.goto(pad.url)
    stranger.page.get_by_role("link", name="I’m the interviewer").click()
    token = server.sign_in_address.partition("token=")[2]
    stranger.page.get_by_label("Password or token").fill(token)
    stranger.page.get_by_role("button", name="Sign in").click()
    stranger.is_in_pad()
    assert state(interviewer, pad) == []


def test_an_unknown_pad_is_a_friendly_page(candidate: Candidate, server: InterviewServer) -> None:
    answer = candidate.page.goto(server.url("interview/pads/AAAAAAAAAAAAAAAAAAAAAA"))
    assert answer is not None
    assert answer.status == 404
    expect(candidate.headline).to_have_text("We can’t find this interview")


def test_an_ended_pad_cannot_be_knocked_at(
    interviewer: Interviewer, candidate: Candidate, pad: Pad
) -> None:
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    interviewer.api("POST", f"pads/{pad.id}/end")
    late = candidate.new_tab()
    late.goto(pad.url)
    expect(late.get_by_role("heading", level=1)).to_have_text("This interview has ended")
    expect(late.get_by_role("button", name="Ask to join")).to_be_hidden()


def test_the_room_is_light(candidate: Candidate, pad: Pad) -> None:
    candidate.knock(pad)
    loaded: list[Response] = []
    page = candidate.new_tab()
    page.on("response", lambda response: loaded.append(response))
    page.goto(pad.url, wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("You’re in the waiting room")
    weights = {response.url: len(response.body()) for response in loaded}
    assert sum(weights.values()) < LIGHT, weights
    assert all(url.startswith(candidate.server.base) for url in weights)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_used_by_everybody(
    scheme: str,
    people: Callable[..., Person],
    server: InterviewServer,
    interviewer: Interviewer,
    pad: Pad,
) -> None:
    candidate = people(Candidate, server, "Ada Lovelace", color_scheme=scheme)
    assert isinstance(candidate, Candidate)
    page = candidate.page
    page.goto(server.url("interview/pads/AAAAAAAAAAAAAAAAAAAAAA"))
    assert violations(page) == []
    page.goto(pad.url)
    assert violations(page) == []
    page.get_by_role("link", name="I’m the interviewer").click()
    assert violations(page) == []
    candidate.knock(pad)
    assert violations(page) == []
    assert page.locator("html").get_attribute("lang") == "en"


def test_it_fits_a_phone(people: Callable[..., Person], server: InterviewServer, pad: Pad) -> None:
    candidate = people(
        Candidate, server, "Ada Lovelace", viewport={"width": 390, "height": 844}, has_touch=True
    )
    assert isinstance(candidate, Candidate)
    candidate.knock(pad)
    width = candidate.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    leave = candidate.page.get_by_role("button", name="Leave").bounding_box()
    assert leave is not None
    assert leave["height"] >= 40
