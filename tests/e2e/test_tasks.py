"""Tasks in a pad: prepared unseen, opened for both, steps revealed, visible and hidden tests."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Locator, Page, Response, expect

from interview_ext.questions.examples import example_id

from .accessibility import violations
from .people import Candidate, Interview, Interviewer, Person

BANK = Path(__file__).parents[2] / "question_bank"
SLUG = "expiring-cache"
TITLE = "A cache that forgets"
SOLUTION = (BANK / SLUG / "solution" / "main.py").read_text()
# What nobody but members may ever get: names of hidden tests, words of the notes.
HIDDEN = re.findall(r"def (test_\w+)", (BANK / SLUG / "hidden_tests" / "test_cache.py").read_text())
# In words, as results have them; three of them are anybody's.
_IN_WORDS = [name.removeprefix("test_").replace("_", " ") for name in HIDDEN]
PRIVATE = [*HIDDEN, "ordered dict", *(words for words in _IN_WORDS if words.count(" ") > 2)]


def tasks_of(interviewer: Interviewer) -> Locator:
    """The interviewer's panel of tasks, in front."""
    panel = interviewer.page.get_by_role("region", name="Tasks")
    if not panel.is_visible():
        interviewer.page.get_by_role("tab", name="Tasks", exact=True).click()
    expect(panel).to_be_visible()
    return panel


def select(
    interviewer: Interviewer, title: str, language: str | None = None, *, favourite: bool = False
) -> None:
    """Choose a question of the bank: by its title, or as their one favourite."""
    panel = tasks_of(interviewer)
    panel.get_by_role("button", name="Select task").click()
    dialog = interviewer.page.get_by_role("dialog", name="Select task")
    search = dialog.get_by_role("searchbox", name="Search the questions")
    search.fill(title)
    if favourite:
        with interviewer.page.expect_response(lambda answer: answer.url.endswith("/favourite")):
            dialog.get_by_role("button", name=f"Favourite: {title}").click()
        search.fill("")
        listed = dialog.get_by_role("list", name="Questions", exact=True).get_by_role("listitem")
        expect(listed.nth(1)).to_be_visible()
        dialog.get_by_role("button", name="My favourites").click()
        expect(listed).to_have_count(1)
    dialog.get_by_role("button", name=title, exact=True).click()
    if language is not None:
        dialog.get_by_label("Language", exact=True).last.select_option(label=language)
    dialog.get_by_role("button", name="Add to the pad").click()
    expect(dialog).to_be_hidden()
    expect(task(panel, title)).to_be_visible()


def task(panel: Locator, title: str) -> Locator:
    """One task of the panel."""
    return panel.locator(".interview-Task").filter(
        has=panel.page.get_by_role("heading", name=title, exact=True)
    )


def instructions(person: Person) -> Locator:
    """What the candidate is asked to do, in front."""
    panel = person.page.get_by_role("region", name="Instructions")
    if not panel.is_visible():
        person.page.get_by_role("tab", name="Instructions", exact=True).click()
    return panel


def front_tab(person: Person) -> Locator:
    """The tab of the document in front."""
    return person.page.locator("#jp-main-dock-panel").get_by_role("tab", selected=True)


class Ear:
    """Everything that a page is sent: bodies of answers, and what websockets bring."""

    def __init__(self, page: Page) -> None:
        self.heard: list[bytes] = []
        self._responses: list[Response] = []
        page.on("response", lambda response: self._responses.append(response))
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: self._take(data)),
        )

    def _take(self, data: Any) -> None:
        self.heard.append(data.encode() if isinstance(data, str) else data)

    def all(self) -> bytes:
        """What was heard until now."""
        for response in self._responses:
            # A page that was left takes its answers along.
            with contextlib.suppress(Error):
                if response.ok and "/static/" not in response.url:
                    self.heard.append(response.body())
        self._responses.clear()
        return b"\n".join(self.heard)


def test_a_task_from_backstage_to_hidden_tests(
    interviewer: Interviewer, candidate: Candidate
) -> None:
    ear = Ear(candidate.page)
    pad = interviewer.make_pad(instructions="")
    interviewer.open_pad(pad)

    # Backstage: nobody is there, and nobody sees it.
    interviewer.api("DELETE", f"questions/{example_id(SLUG)}/favourite")
    select(interviewer, TITLE, favourite=True)
    interviewer.api("DELETE", f"questions/{example_id(SLUG)}/favourite")
    select(interviewer, "Timesheet totals", "Python")
    panel = tasks_of(interviewer)
    assert violations(interviewer.page, within="#interview-tasks") == []
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    expect(candidate.page.get_by_role("tab", name="main.py")).to_have_count(1)
    expect(candidate.page.get_by_role("tab", name="Tasks", exact=True)).to_have_count(0)
    assert TITLE.encode() not in ear.all()

    # Opening it opens its document in front of both.
    cache = task(panel, TITLE)
    cache.get_by_role("button", name=f"Open: {TITLE}").click()
    for person in (interviewer, candidate):
        expect(front_tab(person)).to_have_attribute("title", re.compile(f"{SLUG}/main.py"))
    shown = instructions(candidate)
    expect(shown.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(shown.get_by_text("Step 1 of")).to_have_count(0)
    cache.get_by_role("button", name="Reveal next step").click()
    expect(shown.get_by_text("Step 1 of")).to_be_visible()
    expect(shown.get_by_text("Step 2 of")).to_have_count(0)

    # The candidate solves it and runs the tests that they see; so does the other.
    shown.get_by_role("button", name="Run tests").click()
    expect(shown.get_by_text(re.compile(r"\d of \d+ tests passed"))).to_be_visible()
    expect(shown.get_by_text("Failed").or_(shown.get_by_text("Error")).first).to_be_visible()
    candidate.write(candidate.editor(), SOLUTION)
    expect(interviewer.editor()).to_contain_text(SOLUTION.splitlines()[0])
    shown.get_by_role("button", name="Run tests").click()
    expect(shown.get_by_text("tests passed")).to_have_text(re.compile(r"All \d+ tests passed"))
    expect(
        instructions(interviewer).get_by_text(re.compile(r"All \d+ tests passed"))
    ).to_be_visible()

    # The hidden ones are the interviewer's alone.
    panel = tasks_of(interviewer)
    cache.get_by_role("button", name="Run hidden tests").click()
    hidden = cache.get_by_role("region", name="Hidden tests")
    expect(hidden.get_by_text(re.compile("tests? passed"))).to_be_visible()
    expect(hidden.locator(".interview-Test")).to_have_count(len(HIDDEN))
    cache.get_by_text("For interviewers only").click()
    expect(cache.get_by_role("heading", name="Notes")).to_be_visible()
    assert violations(interviewer.page, within="#interview-tasks") == []
    assert violations(candidate.page, within="#interview-instructions") == []

    # To another task and back: all is as it was.
    other = "Timesheet totals"
    task(panel, other).get_by_role("button", name=f"Open: {other}").click()
    expect(front_tab(candidate)).to_have_attribute("title", re.compile("timesheet-totals/main.py"))
    expect(shown.get_by_role("heading", name=other)).to_be_visible()
    cache.get_by_role("button", name=f"Open: {TITLE}").click()
    expect(front_tab(candidate)).to_have_attribute("title", re.compile(f"{SLUG}/main.py"))
    expect(candidate.editor()).to_contain_text(SOLUTION.splitlines()[0])
    expect(shown.get_by_text("Step 1 of")).to_be_visible()
    expect(shown.get_by_text(re.compile(r"All \d+ tests passed"))).to_be_visible()

    heard = ear.all().lower()
    assert SLUG.encode() in heard, "it was listened to"
    for words in PRIVATE:
        assert words.encode() not in heard, words
    for person in (interviewer, candidate):
        assert person.exceptions == []


def test_a_quickstart_opens_for_everybody(interview: Interview) -> None:
    interviewer, candidate = interview.interviewer, interview.candidate
    panel = tasks_of(interviewer)
    panel.get_by_role("button", name="Quickstart").click()
    dialog = interviewer.page.get_by_role("dialog", name="Quickstart")
    dialog.get_by_label("A file").check()
    dialog.get_by_label("Language").select_option(label="Bash")
    dialog.get_by_role("button", name="Open").click()
    for person in interview.both:
        expect(front_tab(person)).to_have_attribute("title", re.compile("bash-file/main.sh"))
    candidate.write(candidate.editor(), "pwd; echo done")
    candidate.page.get_by_role("button", name="Run", exact=True).click()
    expect(candidate.page.get_by_text("bash-file").last).to_be_visible()
