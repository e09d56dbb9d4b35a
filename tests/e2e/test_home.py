"""The Pads page: making a pad, its link, its end and its return."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Response, expect

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
    address = ready.locator("code").inner_text()
    ready.get_by_role("button", name="Copy link to Data engineer, first round").click()
    # Nothing is left to be done with it, so it makes place for the list.
    expect(page.get_by_text("The link to “Data engineer, first round” is copied.")).to_be_visible()
    expect(ready).to_be_hidden()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(interviewer.server.url("interview/pads/"))
    assert address == copied

    row = interviewer.row("Data engineer, first round")
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
    row = interviewer.row("From the table")
    row.get_by_role("button", name="Admit: Ada Lovelace").click()
    candidate.is_in_pad()
    expect(row).to_contain_text("In progress")

    row.get_by_role("button", name="End From the table").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("The documents are kept")
    question.get_by_role("button", name="End interview").click()
    expect(row).to_contain_text("Ended")
    expect(candidate.headline).to_have_text("This interview has ended")

    interviewer.choose("From the table", "Reopen")
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


def test_pads_are_found_as_one_types_and_by_their_state(interviewer: Interviewer) -> None:
    for title, name in (
        ("Backend, first round", "Grace Hopper"),
        ("Backend, second round", "Alan Turing"),
        ("Frontend, first round", "Katherine Johnson"),
    ):
        interviewer.make_pad(title, candidate_name=name)
    interviewer.open_home()
    page = interviewer.page
    rows = page.locator("tr[data-pad]")
    expect(rows).to_have_count(3)

    page.keyboard.press("/")
    page.keyboard.type("back")
    expect(rows).to_have_count(2)
    page.keyboard.type(" turing")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Backend, second round")
    search = page.get_by_role("searchbox", name="Search the pads")
    search.fill("nobody is called that")
    expect(page.get_by_text("No pad matches “nobody is called that”.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(3)

    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    expect(rows.first).to_contain_text("Backend, first round")
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    expect(rows.first).to_contain_text("Frontend, first round")

    states = page.get_by_role("group", name="State")
    expect(states.get_by_role("button", name="Not started")).to_have_text("Not started3")
    states.get_by_role("button", name="Ended").click()
    expect(page.get_by_text("No pad is like that.")).to_be_visible()
    states.get_by_role("button", name="All").click()
    expect(rows).to_have_count(3)

    # The page's address says what is looked for, to be kept or sent to a colleague.
    search.fill("second")
    states.get_by_role("button", name="Not started").click()
    expect(rows).to_have_count(1)
    expect(page).to_have_url(
        re.compile(r"#interviews/mine\?q=second&status=not_started&sort=title")
    )
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(rows).to_have_count(1)
    expect(search).to_have_value("second")
    expect(states.get_by_role("button", name="Not started")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert interviewer.exceptions == []


def test_the_browser_holds_no_more_pads_than_were_scrolled_to(interviewer: Interviewer) -> None:
    interviewer.api(
        "POST", "pads/bulk", {"title": "One of many", "language": "python", "count": 70}
    )
    answers: list[Response] = []
    interviewer.page.on("response", lambda response: answers.append(response))
    interviewer.open_home()
    page = interviewer.page
    rows = page.locator("tr[data-pad]")
    expect(page.get_by_text("50 of 70")).to_be_attached()
    expect(rows).to_have_count(50)
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(70)
    lists = [one for one in answers if one.url.split("?")[0].endswith("/api/pads")]
    assert max(len(one.json()["pads"]) for one in lists) == 50
    assert interviewer.exceptions == []


def test_a_pad_for_each_of_a_pasted_list(interviewer: Interviewer) -> None:
    page = interviewer.page
    interviewer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    interviewer.open_home()
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Title").fill("Screening")
    form.get_by_text("Several").click()
    people = form.get_by_label("Names and e-mail addresses")
    people.fill("Grace Hopper\tgrace@example.com\nnobody@\n")
    form.get_by_role("button", name="Create 1 pad").click()
    expect(form.get_by_role("alert")).to_contain_text("Line 2")
    people.fill("Grace Hopper\tgrace@example.com\nAda Lovelace <ada@example.com>\n")
    form.get_by_role("button", name="Create 2 pads").click()

    ready = page.get_by_role("region", name="2 pads are ready")
    ready.get_by_role("button", name="Copy all links").click()
    expect(page.get_by_text("The links are copied, with names and addresses.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert sorted(line.split("\t")[1] for line in copied) == [
        "ada@example.com",
        "grace@example.com",
    ]
    rows = page.locator("tr[data-pad]")
    expect(rows).to_have_count(2)
    for name in ("Grace Hopper", "Ada Lovelace"):
        expect(rows.filter(has_text=name)).to_contain_text("Not started")
    assert interviewer.exceptions == []


def test_deleting_says_what_is_erased_and_erases_it(interviewer: Interviewer) -> None:
    pad = interviewer.make_pad("To be deleted")
    page = interviewer.page
    interviewer.open_home()
    interviewer.choose(pad.title, "Delete")
    warning = page.get_by_role("dialog", name="Delete “To be deleted”?")
    expect(warning).to_contain_text("erases for good")
    expect(warning).to_contain_text("the recording")
    assert violations(page, within=".interview-Dialog") == []
    # The safe answer is the first one.
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    expect(interviewer.row(pad.title)).to_be_visible()

    interviewer.choose(pad.title, "Delete")
    warning.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("“To be deleted” is deleted.")).to_be_visible()
    expect(interviewer.row(pad.title)).to_be_hidden()
    gone = interviewer.context.request.get(interviewer.server.url(f"interview/api/pads/{pad.id}"))
    assert gone.status == 404
    assert interviewer.exceptions == []


def test_a_quota_is_shown_and_says_when_it_is_used_up(
    people: Callable[..., Person], tmp_path: Path
) -> None:
    server = InterviewServer(tmp_path / "server", "--PadManager.quota=1")
    server.folder.mkdir()
    server.start()
    try:
        person = people(Interviewer, server, "interviewer")
        assert isinstance(person, Interviewer)
        page = person.page
        person.open_home()
        expect(page.get_by_text("0 of 1 pads used")).to_be_visible()
        person.make_pad("The only one")
        expect(page.get_by_text("1 of 1 pads used")).to_be_visible()

        page.get_by_role("button", name="New pad").first.click()
        form = page.get_by_role("dialog", name="New pad")
        expect(form.get_by_text("Your quota leaves room for 0 more pads.")).to_be_visible()
        form.get_by_label("Title").fill("One too many")
        form.get_by_role("button", name="Create pad").click()
        expect(form.get_by_role("alert")).to_contain_text("no more can be made")
        # A practice pad never counts.
        form.get_by_text("Practice pad").click()
        form.get_by_role("button", name="Create pad").click()
        expect(page.get_by_role("region", name="“One too many” is ready")).to_be_visible()
        expect(page.get_by_text("1 of 1 pads used")).to_be_visible()
        assert person.exceptions == []
    finally:
        server.stop()


def test_a_pad_is_seen_on_a_phone(people: Callable[..., Person], server: InterviewServer) -> None:
    person = people(Interviewer, server, "phone", viewport={"width": 390, "height": 844})
    assert isinstance(person, Interviewer)
    person.sign_in()
    person.clear_away()
    pad = person.make_pad("On a phone")
    person.open_home()
    row = person.page.locator(f"[data-pad='{pad.id}']")
    expect(row).to_contain_text("Not started")
    for control in (
        row.get_by_role("link", name="On a phone", exact=True),
        row.get_by_text("Open"),
    ):
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert person.exceptions == []


def test_the_page_can_be_used_by_everybody(interviewer: Interviewer) -> None:
    interviewer.open_home()
    interviewer.make_pad("For everybody")
    expect(interviewer.page.get_by_role("row", name="For everybody")).to_be_visible()
    assert violations(interviewer.page, within="#interview-home") == []
    interviewer.page.get_by_role("tab", name="Today").click()
    expect(interviewer.page.get_by_text("Nothing is scheduled for you today.")).to_be_visible()
    assert violations(interviewer.page, within="#interview-home") == []
    interviewer.page.get_by_role("button", name="New pad").first.click()
    expect(interviewer.page.get_by_role("dialog", name="New pad")).to_be_visible()
    assert violations(interviewer.page, within=".interview-Dialog") == []
