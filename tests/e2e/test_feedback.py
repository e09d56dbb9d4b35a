"""Scorecards: each judges for themselves, then they compare and decide."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import looks_accessible, tab_to, violations
from .people import NUMBERS, Candidate, Pad, Person
from .server import InterviewServer
from .test_playback import Player
from .test_take_home import question_ids
from .test_tasks import TITLE, Ear

PASSWORD = "correct horse battery"
FIRST, SECOND, THIRD = "Choice of data structures", "Exact behaviour", "Testing"
# Part of an anchor text of the question's rubric.
ANCHOR = "One place decides whether an entry is alive"


class Judge(Player):
    """An interviewer who writes a scorecard."""

    email = ""

    @property
    def feedback(self) -> Locator:
        return panel(self.page)

    @property
    def notes(self) -> Locator:
        return self.page.get_by_role("region", name="Notes", exact=True)

    @property
    def note(self) -> Locator:
        """The line of notes that is written."""
        return self.notes.get_by_role("list", name="My notes").get_by_role("textbox")

    @property
    def side_by_side(self) -> Locator:
        return self.page.get_by_role("tabpanel", name="Scorecards", exact=True)

    def open_feedback(self) -> None:
        open_panel(self.page)

    def rate(self, competency: str, level: int) -> None:
        group(self.feedback, competency).get_by_role("radio", name=re.compile(f"^{level}")).check()

    def recommend(self, words: str) -> None:
        choice = group(self.feedback, "Would you take this candidate?")
        choice.get_by_role("radio", name=words, exact=True).check()

    def saved(self) -> None:
        expect(self.feedback.get_by_text("Saved", exact=True)).to_be_visible()

    def press(self, name: str) -> None:
        self.feedback.get_by_role("button", name=name, exact=True).click()


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Feedback", exact=True)


def open_panel(page: Page) -> None:
    if not panel(page).is_visible():
        page.locator('[data-id="interview-feedback"]').click()
    expect(panel(page)).to_be_visible()


def group(within: Locator, name: str) -> Locator:
    return within.get_by_role("radiogroup", name=re.compile(f"^{re.escape(name)}"))


@pytest.fixture
def judge(people: Callable[..., Person], server: InterviewServer) -> Judge:
    """The owner, who makes the pad."""
    person = people(Judge, server, "judge")
    assert isinstance(person, Judge)
    person.sign_in()
    person.clear_away()
    return person


@pytest.fixture
def colleague(judge: Judge, people: Callable[..., Person], server: InterviewServer) -> Judge:
    """Another interviewer, who has joined the team by an invitation."""
    email = f"grace{next(NUMBERS)}@example.org"
    link = judge.api("POST", "team/invitations", {"role": "interviewer", "email": email})["url"]
    person = people(Judge, server, "colleague")
    assert isinstance(person, Judge)
    requests = person.context.request
    assert requests.get(link).ok
    (xsrf,) = (each["value"] for each in person.context.cookies(link) if each["name"] == "_xsrf")
    form = {"name": "Grace Hopper", "username": email, "password": PASSWORD, "again": PASSWORD}
    joined = requests.post(link, form={**form, "_xsrf": xsrf}, max_redirects=0)
    assert joined.status == 303, joined.text()
    assert person.member_name == "Grace Hopper"
    person.email = email
    return person


@pytest.fixture
def rule(judge: Judge) -> Iterator[Callable[[str | None], None]]:
    """Says when others' scorecards are seen; afterwards it is the default again."""
    yield lambda rule: judge.api("PATCH", "settings", {"see_others": rule})
    judge.api("PATCH", "settings", {"see_others": None})


@pytest.fixture
def pad(judge: Judge) -> Iterator[Pad]:
    """One with a question, and so with its rubric, from a template that asks for one thing more."""
    number = next(NUMBERS)
    (question,) = question_ids(judge, TITLE)
    field = {"label": "Seniority", "type": "select", "options": ["junior", "senior"]}
    template = judge.api(
        "POST",
        "templates",
        {
            "title": f"Backend {number}",
            "questions": [{"question_id": question}],
            "fields": [field],
        },
    )
    body = {"title": f"Interview {number}", "template_id": template["id"]}
    yield Pad(judge.server, judge.api("POST", "pads", body))
    judge.api("PATCH", f"templates/{template['id']}", {"archived": True})


def test_scorecards_from_the_first_rating_to_the_decision(
    judge: Judge,
    colleague: Judge,
    candidate: Candidate,
    pad: Pad,
    rule: Callable[[str | None], None],
) -> None:
    heard_by_candidate = Ear(candidate.page)
    heard_by_colleague = Ear(colleague.page)
    judge.open_pad(pad)
    candidate.knock(pad)
    judge.admit_by_api(pad)
    candidate.is_in_pad()
    candidate.write(candidate.editor(), "entries = {}\n")
    expect(candidate.page.locator('[data-id="interview-feedback"]')).to_have_count(0)

    # In the live pad, with the keyboard alone. What the levels mean is in sight.
    keyboard = judge.page.keyboard
    judge.editor().click()
    keyboard.press("Alt+Shift+F")
    expect(judge.feedback).to_be_focused()
    second = group(judge.feedback, SECOND)
    expect(second.get_by_text(ANCHOR)).to_be_visible()
    tab_to(second.get_by_role("radio", name=re.compile("^1")))
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(second.get_by_role("radio", name=re.compile(f"^3 ?{ANCHOR}"))).to_be_checked()
    keyboard.press("Tab")
    keyboard.type("Asked what happens at equal times. 😀")
    keyboard.press("Tab")
    keyboard.press("Enter")
    keyboard.type("Said that the clock is an argument")
    keyboard.press("Control+Enter")
    expect(judge.feedback.get_by_role("status").filter(has_text="Evidence added")).to_have_count(1)
    expect(
        judge.feedback.get_by_role("button", name=f"Add evidence: {SECOND}", exact=True)
    ).to_be_focused()
    # A note on the way, and back.
    keyboard.press("Alt+Shift+N")
    # Nothing is lost of what is typed before the panel is there.
    keyboard.type("Calm when it **failed**")
    expect(judge.note).to_be_focused()
    expect(judge.note).to_have_value("Calm when it **failed**")
    judge.notes.get_by_label("Who may read my notes").select_option(
        label="Everybody in the organization"
    )
    expect(judge.notes.get_by_text("Saved", exact=True)).to_be_visible()
    judge.open_feedback()
    # What is selected in the live pad becomes evidence, with its moment.
    line = judge.editor().locator(".cm-line").filter(has_text="entries = {}")
    line.click(click_count=3)
    judge.feedback.get_by_role("button", name=f"Add evidence: {SECOND}", exact=True).click()
    quoted = judge.feedback.get_by_role("listitem").filter(has_text="entries = {}")
    expect(quoted).to_contain_text(re.compile(r"\d+:\d\d · .*main\.py"))
    quoted.get_by_role("button", name="Remove this evidence: entries = {}").click()
    expect(quoted).to_have_count(0)
    # What is only begun is not lost either.
    line.click()
    judge.feedback.get_by_role("button", name=f"Add evidence: {FIRST}", exact=True).click()
    keyboard.type("Began to draw")
    judge.saved()
    looks_accessible(judge.page, "#interview-feedback")
    # An administrator has everybody see everything, and takes it back: it is told at once.
    words = "changed when others’ scorecards are seen"
    changes = judge.feedback.get_by_role("listitem").filter(has_text=words)
    expect(changes).to_have_count(0)
    rule("always")
    expect(changes).to_contain_text("from “after submitting one’s own” to “always”")
    expect(changes).to_contain_text(judge.member_name)
    expect(judge.feedback.get_by_text("Your judgment first")).to_have_count(0)
    rule(None)
    expect(changes).to_have_count(2)
    expect(changes.first).to_contain_text("from “always” to “after submitting one’s own”")
    expect(judge.feedback.get_by_text("Your judgment first")).to_be_visible()
    assert violations(judge.page, within="#interview-feedback") == []

    # The candidate's page leaves with the end, and takes along what it was sent.
    assert pad.id.encode() in heard_by_candidate.all(), "it was listened to"

    # After the end the draft is there, and what is selected of a document becomes evidence.
    judge.api("POST", f"pads/{pad.id}/end")
    # The page goes there by itself.
    expect(judge.controls).to_be_visible()
    judge.settled()
    judge.open_feedback()
    expect(second.get_by_role("radio", name=re.compile("^3"))).to_be_checked()
    expect(judge.feedback.get_by_role("textbox", name=f"What did you see? {SECOND}")).to_have_value(
        "Asked what happens at equal times. 😀"
    )
    begun = judge.feedback.get_by_role("textbox", name="What did you see or hear at")
    expect(begun).to_have_value("Began to draw")
    begun.press("Control+Enter")
    expect(begun).to_have_count(0)
    expect(judge.feedback.get_by_role("button").filter(has_text="Began to draw")).to_be_visible()
    editor = judge.page.locator(".interview-Document:visible .cm-content").first
    judge.page.keyboard.press("End")
    last = judge.position.get_attribute("aria-valuemax") or ""
    expect(judge.position).to_have_attribute("aria-valuenow", last)
    expect(editor).to_contain_text("entries")
    editor.locator(".cm-line").first.click(click_count=3)
    judge.feedback.get_by_role("button", name=f"Add evidence: {THIRD}", exact=True).click()
    quote = judge.feedback.get_by_role("button").filter(has_text="entries = {}")
    expect(quote).to_contain_text("main.py")
    judge.page.evaluate("() => { location.hash = '#t=00:00:00' }")
    expect(judge.position).to_have_attribute("aria-valuenow", "0")
    quote.click()
    expect(judge.position).to_have_attribute("aria-valuenow", last)

    # What is missing is said beside its part, and one is led there.
    judge.press("Submit")
    first = group(judge.feedback, FIRST)
    expect(first).to_have_accessible_description("Choose the level that you saw.")
    expect(first.get_by_role("radio").first).to_be_focused()
    expect(judge.feedback.get_by_text("3 parts are still to do.")).to_be_visible()
    assert violations(judge.page, within="#interview-feedback") == []
    judge.rate(FIRST, 4)
    judge.rate(THIRD, 4)
    judge.feedback.get_by_label("Seniority", exact=True).select_option("senior")
    judge.recommend("Strong yes")
    judge.feedback.get_by_role("textbox", name="Why", exact=True).fill("Thinks before typing")
    judge.press("Submit")
    mine = judge.feedback.get_by_role("region", name="Your scorecard")
    expect(mine.get_by_text("Thinks before typing")).to_be_visible()
    expect(mine.get_by_text("senior", exact=True)).to_be_visible()
    expect(judge.feedback.get_by_text("Nobody else has submitted a scorecard yet.")).to_be_visible()

    # The colleague knows nothing of it while they write, in two tabs at once.
    colleague.open_playback(pad)
    colleague.page.locator('[data-id="interview-notes"]').click()
    expect(colleague.notes.locator("strong").filter(has_text="failed")).to_be_visible()
    colleague.open_feedback()
    expect(colleague.feedback.get_by_text("Your judgment first")).to_be_visible()
    colleague.rate(FIRST, 1)
    tab = colleague.new_tab()
    tab.goto(pad.url)
    open_panel(tab)
    expect(group(panel(tab), FIRST).get_by_role("radio", name=re.compile("^1"))).to_be_checked()
    why = panel(tab).get_by_role("textbox", name="Why", exact=True)
    why.press_sequentially("in the second tab")
    colleague.rate(SECOND, 3)
    text = colleague.feedback.get_by_role("textbox", name="Why", exact=True)
    expect(text).to_have_value("in the second tab")
    text.press("Control+Home")
    text.press_sequentially("Written in the first and ")
    expect(why).to_have_value("Written in the first and in the second tab")
    group(panel(tab), THIRD).get_by_role("radio", name=re.compile("^4")).check()
    colleague.recommend("No")
    colleague.saved()
    assert b"Thinks before typing" not in heard_by_colleague.all()
    expect(
        group(colleague.feedback, THIRD).get_by_role("radio", name=re.compile("^4"))
    ).to_be_checked()
    colleague.press("Submit")
    # The other tab hears of it.
    expect(panel(tab).get_by_role("region", name="Your scorecard")).to_be_visible()
    tab.close()

    # Side by side, with the keyboard alone: where they differ is said, not only coloured.
    keys = colleague.page.keyboard
    expect(colleague.feedback.get_by_role("heading", name="Feedback")).to_be_focused()
    colleagues = colleague.feedback.get_by_role("region", name="Colleagues")
    expect(colleagues.locator("summary")).to_contain_text("Strong yes")
    tab_to(colleagues.locator("summary"))
    keys.press("Enter")
    expect(colleagues.get_by_text("Thinks before typing")).to_be_visible()
    compare = colleagues.get_by_role("button", name="Compare side by side")
    tab_to(compare)
    keys.press("Enter")
    expect(colleague.side_by_side).to_be_focused()
    table = colleague.side_by_side.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    expect(table.get_by_text("Thinks before typing")).to_be_visible()
    assert b"Thinks before typing" in heard_by_colleague.all(), "it was listened to"
    apart = table.get_by_role("row").filter(has_text="You differ")
    expect(apart).to_have_count(2)
    expect(apart.first.get_by_role("rowheader")).to_contain_text("Recommendation")
    expect(apart.last.get_by_role("rowheader")).to_contain_text(FIRST)
    tab_to(colleague.side_by_side.get_by_role("checkbox", name="Only where you differ"))
    keys.press("Space")
    expect(table.get_by_role("rowheader")).to_have_count(2)
    looks_accessible(colleague.page, "#interview-comparison")
    assert violations(colleague.page, within="#interview-feedback") == []

    # Revised: the old version stays to be seen.
    judge.press("Revise")
    judge.rate(FIRST, 2)
    judge.press("Submit again")
    expect(mine).to_contain_text("Version 2")
    keys.press("Alt+Shift+F")
    expect(colleague.feedback).to_be_focused()
    versions = colleagues.get_by_role("button", name="Earlier versions")
    expect(versions).to_be_visible()
    tab_to(versions)
    keys.press("Enter")
    dialog = colleague.page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("^Version"))).to_have_count(2)
    assert violations(colleague.page, within="dialog") == []
    tab_to(dialog.locator("summary").last)
    keys.press("Enter")
    expect(dialog.get_by_text("Thinks before typing")).to_have_count(2)
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(versions).to_be_focused()

    # The decision, with its reason, reaches the others. It is written with the keyboard alone.
    tab_to(compare)
    keys.press("Enter")
    expect(colleague.side_by_side).to_be_focused()
    decision = colleague.side_by_side.get_by_role("region", name="Decision")
    tab_to(decision.get_by_role("button", name="Decide about this candidate"))
    keys.press("Enter")
    expect(decision.get_by_role("radio").first).to_be_focused()
    keys.press("ArrowDown")
    expect(decision.get_by_role("radio", name="Do not hire", exact=True)).to_be_checked()
    keys.press("ArrowUp")
    expect(decision.get_by_role("radio", name="Hire", exact=True)).to_be_checked()
    record = decision.get_by_role("button", name="Record the decision")
    tab_to(record)
    keys.press("Enter")
    reason = decision.get_by_role("textbox", name="Reason")
    expect(reason).to_have_accessible_description("Say why, for those who read it later.")
    expect(reason).to_be_focused()
    keys.type("Careful and quick")
    # It is one draft, wherever one looks at it.
    go_on = colleague.feedback.get_by_role("button", name="Go on with your decision")
    expect(go_on).to_be_visible()
    # Somebody else was quicker: theirs is read before one's own takes its place.
    first_one = {"decision": "further", "reason": "Ask about tests", "seen": 0}
    judge.api("POST", f"pads/{pad.id}/feedback/decision", first_one)
    tab_to(record)
    keys.press("Enter")
    expect(decision.get_by_role("alert")).to_contain_text("decided “Talk once more” meanwhile")
    expect(decision.get_by_role("status")).to_contain_text("Ask about tests")
    expect(reason).to_have_value("Careful and quick")
    expect(record).to_be_focused()
    keys.press("Enter")
    expect(decision.get_by_role("button", name="Change the decision")).to_be_focused()
    told = judge.feedback.get_by_role("region", name="Decision")
    expect(told).to_contain_text("Hire")
    expect(told).to_contain_text("Grace Hopper")
    expect(told).to_contain_text("Careful and quick")

    # What leaves the house.
    judge.press("Export the scorecards")
    with judge.page.expect_download() as download:
        judge.page.get_by_role("menuitem", name="JSON").click()
    kept = json.loads(download.value.path().read_text())
    assert "Written in the first and in the second tab" in json.dumps(kept)
    judge.press("Export the scorecards")
    with judge.page.expect_download() as download:
        judge.page.get_by_role("menuitem", name="Table (CSV)").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert ("Seniority", "senior") in [(row["name"], row["value"]) for row in rows]
    assert "Began to draw" in [row["text"] for row in rows]
    judge.press("Export the scorecards")
    with judge.context.expect_page() as opened:
        judge.page.get_by_role("menuitem", name="Page to print").click()
    expect(opened.value.get_by_text("Written in the first and").first).to_be_visible()
    # No script runs on that page, not even one that checks it.
    copy = judge.new_tab()
    copy.set_content(judge.context.request.get(opened.value.url).text())
    assert violations(copy) == []

    # Who turns out to be the candidate sees nothing of it any more, wherever it stood.
    judge.api("PATCH", f"pads/{pad.id}", {"candidate_email": colleague.email})
    for place in (colleague.feedback, colleague.side_by_side):
        expect(place).to_contain_text("You are the candidate of this interview by its e-mail")
        expect(place.get_by_text("Careful and quick")).to_have_count(0)
        expect(place.get_by_text("Thinks before typing")).to_have_count(0)
        expect(place.get_by_role("button")).to_have_count(0)

    heard = heard_by_candidate.all()
    secrets = (b"Thinks before typing", b"Asked what happens", b"Careful and quick", b"Calm when")
    for secret in secrets:
        assert secret not in heard
    assert judge.exceptions == []
    assert colleague.exceptions == []
