"""The Interviews page: making a pad, its link, its end and its return."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from .accessibility import violations
from .people import Candidate, Interviewer, Pad, Person
from .server import InterviewServer


def test_a_pad_is_made_and_its_link_copied(interviewer: Interviewer) -> None:
    page = interviewer.page
    interviewer.open_home()
    interviewer.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Title").fill("Data engineer, first round")
    form.get_by_label("Candidate’s name").fill("Grace Hopper")
    form.get_by_text("Both").click()
    form.get_by_label("Instructions").fill("# Welcome\n\nCount the **words**.")
    form.get_by_role("button", name="Create pad").click()

    ready = page.get_by_role("region", name="“Data engineer, first round” is ready")
    expect(ready).to_contain_text("Send this link to Grace Hopper")
    ready.get_by_role("button", name="Copy the link to Data engineer, first round").click()
    expect(ready.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(interviewer.server.url("interview/pads/"))
    assert ready.locator("code").inner_text() == copied

    row = page.get_by_role("row", name="Data engineer, first round")
    expect(row).to_contain_text("Grace Hopper")
    expect(row).to_contain_text("Not started")

    with interviewer.context.expect_page() as opened:
        row.get_by_role("link", name="Open Data engineer, first round").click()
    interviewer.page = opened.value
    interviewer.is_in_pad()
    expect(interviewer.page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert interviewer.exceptions == []


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(interviewer: Interviewer) -> None:
    page = interviewer.page
    interviewer.open_home()
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Candidate’s name").fill("Grace Hopper")
    form.get_by_role("button", name="Create pad").click()

    expect(form).to_be_visible()
    assert form.get_by_label("Title").evaluate("input => input.validity.valid") is False
    expect(form.get_by_label("Candidate’s name")).to_have_value("Grace Hopper")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()


def test_an_interview_is_ended_and_reopened_from_the_table(
    interviewer: Interviewer, candidate: Candidate
) -> None:
    pad = interviewer.make_pad("From the table")
    candidate.knock(pad)
    page = interviewer.page
    interviewer.open_home()
    row = page.get_by_role("row", name="From the table")
    row.get_by_role("button", name="Admit: Ada Lovelace").click()
    candidate.is_in_pad()
    expect(row).to_contain_text("In progress")

    row.get_by_role("button", name="End From the table").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("The documents are kept")
    question.get_by_role("button", name="End interview").click()
    expect(row).to_contain_text("Ended")
    expect(candidate.headline).to_have_text("This interview has ended")

    row.get_by_role("button", name="Reopen From the table").click()
    expect(row).to_contain_text("In progress")
    assert interviewer.exceptions == []


def test_two_members_see_each_others_pads_at_once(
    interviewer: Interviewer, people: Callable[..., Person], server: InterviewServer
) -> None:
    colleague = people(Interviewer, server, "colleague")
    assert isinstance(colleague, Interviewer)
    colleague.open_home()
    pad: Pad = interviewer.make_pad("Seen by both")
    expect(colleague.page.get_by_role("row", name=pad.title)).to_be_visible()


def test_the_page_can_be_used_by_everybody(interviewer: Interviewer) -> None:
    interviewer.open_home()
    interviewer.make_pad("For everybody")
    expect(interviewer.page.get_by_role("row", name="For everybody")).to_be_visible()
    assert violations(interviewer.page, within="#interview-home") == []
    interviewer.page.get_by_role("button", name="New pad").first.click()
    expect(interviewer.page.get_by_role("dialog", name="New pad")).to_be_visible()
    assert violations(interviewer.page, within=".interview-Dialog") == []
