"""Looking at what was handed in: the tests that ran by themselves, comments, finishing a review."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from .accessibility import violations
from .people import Candidate, Interview, Interviewer, Pad, Person
from .server import until
from .test_playback import FILE, Player, text_of
from .test_take_home import is_kept, new_take_home, question_ids, start
from .test_tasks import HIDDEN, PRIVATE, SLUG, SOLUTION, TITLE, Ear

OURS = ("#interview-review", "#interview-comments", "#interview-playback", "#interview-top-bar")


class Reviewer(Player):
    """A member who looks at what was handed in."""

    @property
    def results(self) -> Locator:
        return self.page.get_by_role("region", name="Review", exact=True)

    @property
    def comments(self) -> Locator:
        return self.page.get_by_role("region", name="Comments", exact=True)

    @property
    def writing(self) -> Locator:
        """Where a new comment is written."""
        return self.comments.get_by_role("textbox", name=re.compile("^Comment at")).first

    @property
    def listed(self) -> Locator:
        """The comments in their order."""
        return self.comments.get_by_role("listitem").filter(
            has=self.page.get_by_role("button", name=re.compile("^Go to"))
        )

    def editor(self) -> Locator:
        return self.page.locator(".interview-Document:visible .cm-content").first

    def write_comment(self, text: str) -> None:
        """Write one at the present moment, with the keyboard alone."""
        self.page.keyboard.press("c")
        expect(self.writing).to_be_focused()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.writing).to_have_value("")

    def shows_nothing_of_a_script(self) -> None:
        assert self.exceptions == []
        assert self.refusals == []

    def state(self, words: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def reviewer_of(people: Callable[..., Person], like: Person, name: str = "reviewer") -> Reviewer:
    person = people(Reviewer, like.server, name)
    assert isinstance(person, Reviewer)
    person.sign_in()
    return person


@pytest.fixture
def handed_in(interviewer: Interviewer, candidate: Candidate) -> tuple[Pad, Ear]:
    """A take-home that a candidate solved and that was handed in; and what they were sent."""
    ear = Ear(candidate.page)
    pad = new_take_home(interviewer, questions=question_ids(interviewer, TITLE))
    start(candidate, pad)
    candidate.show("main.py")
    candidate.write(candidate.editor(), SOLUTION)
    is_kept(candidate, f"{SLUG}/{FILE}", SOLUTION)
    # Their page leaves with the end, and takes along what it was sent.
    assert SLUG.encode() in ear.all(), "it was listened to"
    interviewer.api("POST", f"pads/{pad.id}/submit")
    return pad, ear


def test_what_was_handed_in_is_reviewed(
    handed_in: tuple[Pad, Ear],
    interviewer: Interviewer,
    candidate: Candidate,
    people: Callable[..., Person],
) -> None:
    pad, ear = handed_in
    reviewer = reviewer_of(people, interviewer)
    page = reviewer.page

    # The pad's own address leads to the work as it was, and to what the tests say.
    page.goto(pad.url)
    expect(reviewer.controls).to_be_visible()
    expect(reviewer.results).to_be_visible()
    last = reviewer.position.get_attribute("aria-valuemax") or ""
    expect(reviewer.position).to_have_attribute("aria-valuenow", last)
    reviewer.settled()
    expect(reviewer.editor()).to_contain_text(SOLUTION.splitlines()[-1].strip())
    assert text_of(reviewer.editor()).strip() == SOLUTION.strip()
    expect(reviewer.results.get_by_text(re.compile(r"^\d+ of \d+ tests passed$"))).to_be_visible()
    hidden = reviewer.results.get_by_role("region", name=f"Hidden tests of {TITLE}")
    expect(hidden.locator(".interview-Test")).to_have_count(len(HIDDEN))
    visible = reviewer.results.get_by_role("region", name=f"Visible tests of {TITLE}")
    expect(visible.get_by_text(re.compile("tests? passed"))).to_be_visible()
    reviewer.state("Ready for review")
    for within in ("#interview-review", "#interview-playback", "#interview-top-bar"):
        assert violations(page, within=within) == []

    # It can be tested once more.
    (task,) = reviewer.api("GET", f"pads/{pad.id}/tasks")["tasks"]

    def done() -> set[str]:
        runs = reviewer.api("GET", f"pads/{pad.id}/tasks/{task['id']}/tests")["runs"]
        return {run["id"] for run in runs if run["state"] == "done"}

    before = done()
    reviewer.results.get_by_role("button", name=f"Run again: {TITLE}").click()
    until(lambda: len(done() - before) == 2, "visible and hidden tests ran once more")
    expect(reviewer.results.get_by_text(re.compile(r"^\d+ of \d+ tests passed$"))).to_be_visible()

    # Finishing asks nothing, and everybody who looks sees it at once.
    other = reviewer_of(people, interviewer, "colleague")
    other.page.goto(pad.url)
    other.state("Ready for review")
    finish = page.get_by_role("button", name="Finish review")
    finish.focus()
    page.keyboard.press("Enter")
    reviewer.state(f"Reviewed by {reviewer.member_name}")
    expect(finish).to_have_count(0)
    other.state(f"Reviewed by {reviewer.member_name}")
    expect(other.page.get_by_role("button", name="Finish review")).to_have_count(0)
    assert interviewer.api("GET", f"pads/{pad.id}")["state"] == "reviewed"
    for person in (reviewer, other):
        person.shows_nothing_of_a_script()

    # The candidate is out, and nothing hidden ever came to them.
    expect(candidate.headline).to_have_text("This take-home has ended")
    candidate.page.goto(pad.url)
    expect(candidate.headline).to_have_text("This take-home has ended")
    expect(candidate.page.get_by_role("button", name="Start")).to_have_count(0)
    heard = ear.all().lower()
    assert [words for words in PRIVATE if words.lower().encode() in heard] == []


def test_moments_are_commented_on(interview: Interview, people: Callable[..., Person]) -> None:
    candidate = interview.candidate
    ear = Ear(candidate.page)
    candidate.show(FILE)
    candidate.write(candidate.editor(), "first = 1\n")
    candidate.page.keyboard.type("second = 2 + 2 + 2\n", delay=30)
    is_kept(candidate, FILE, "second = 2 + 2 + 2")
    interview.interviewer.api("POST", f"pads/{interview.pad.id}/end")
    reviewer = reviewer_of(people, interview.interviewer)
    colleague = reviewer_of(people, interview.interviewer, "colleague")
    page = reviewer.page
    for person in (reviewer, colleague):
        person.open_playback(interview.pad)

    # Written about a later moment, then about the beginning: they stand in the order of these.
    page.keyboard.press("End")
    last = reviewer.position.get_attribute("aria-valuemax") or ""
    expect(reviewer.position).to_have_attribute("aria-valuenow", last)
    expect(reviewer.editor()).to_contain_text("second = 2 + 2 + 2")
    for _ in range(4):
        page.keyboard.press(",")
    reviewer.settled()
    late = str(reviewer.seconds())
    reviewer.write_comment("The **end** of it")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    expect(reviewer.position).to_have_attribute("aria-valuenow", "0")
    reviewer.write_comment(
        "<b onmouseover=\"document.title='broken in'\">bold</b> [link](javascript:alert(1))\n\n"
        "A *start*"
    )
    page.keyboard.press("Escape")
    expect(reviewer.listed).to_have_count(2)
    expect(reviewer.listed.first).to_contain_text("A start")
    expect(reviewer.listed.last).to_contain_text("The end of it")
    expect(reviewer.listed.last.locator("strong").filter(has_text="end")).to_be_visible()
    expect(reviewer.listed.first.locator("a[href^='javascript']")).to_have_count(0)
    reviewer.listed.first.locator("b").hover()
    expect(reviewer.listed.first.locator("[onmouseover]")).to_have_count(0)
    expect(page).not_to_have_title("broken in")
    # Who else looks on sees them too, in the panel and on the timeline.
    colleague.page.get_by_role("tab", name="Comments").or_(
        colleague.page.locator('[data-id="interview-comments"]')
    ).first.click()
    expect(colleague.listed).to_have_count(2)
    expect(colleague.page.locator("[data-comment]")).to_have_count(2)

    # A mark tells what was said there, and a comment leads to its moment.
    mark = page.locator("[data-comment] svg").last
    where = mark.bounding_box()
    assert where is not None
    page.mouse.move(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
    expect(page.locator(".interview-Hint")).to_contain_text("The end of it")
    reviewer.listed.last.get_by_role("button", name=re.compile("^Go to")).click()
    expect(reviewer.position).to_have_attribute("aria-valuenow", late)
    expect(reviewer.listed.last).to_have_attribute("aria-current", "true")
    expect(reviewer.editor()).to_contain_text("second")

    # The link leads there too.
    reviewer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reviewer.listed.last.get_by_role("button", name=re.compile("^Copy link")).click()

    def copied() -> str:
        return str(page.evaluate("() => navigator.clipboard.readText()"))

    until(lambda: copied().startswith(interview.pad.url + "#t="), "the link is copied")
    link = copied()
    colleague.page.goto("about:blank")
    colleague.page.goto(link)
    expect(colleague.position).to_have_attribute("aria-valuenow", late)

    # One's own words are changed and taken back.
    for within in OURS[1:]:
        assert violations(page, within=within) == []
    reviewer.listed.last.get_by_role("button", name=re.compile("^Edit the comment")).click()
    box = reviewer.listed.last.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("The very end")
    page.keyboard.press("Control+Enter")
    expect(reviewer.listed.last).to_contain_text("The very end")
    expect(reviewer.listed.last).to_contain_text("edited")
    reviewer.listed.first.get_by_role("button", name=re.compile("^Delete the comment")).click()
    expect(page.get_by_role("button", name="Delete for good")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reviewer.listed).to_have_count(1)
    expect(page.locator("[data-comment]")).to_have_count(1)
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    for within in OURS[1:]:
        assert violations(page, within=within) == []
    reviewer.shows_nothing_of_a_script()

    # The candidate hears nothing of it.
    expect(candidate.headline).to_have_text("This interview has ended")
    candidate.page.goto(interview.pad.url)
    expect(candidate.headline).to_have_text("This interview has ended")
    assert b"The very end" not in ear.all()
    assert b"The end of it" not in ear.all()
