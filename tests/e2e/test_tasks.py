"""A question from its first draft through an interview to another installation."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Locator, Page, Response, expect

from .accessibility import violations
from .people import Candidate, Interview, Interviewer, Person
from .server import InterviewServer
from .test_questions import (
    delete_own,
    editor,
    import_archive,
    open_question,
    open_questions,
    rows,
    show_file,
    write_file,
)

BANK = Path(__file__).parents[2] / "question_bank"
SLUG = "expiring-cache"
TITLE = "A cache that forgets"
OWN = "Our own cache that forgets"
# A check runs the solution's tests in the sandbox, as often as there are kinds of them.
CHECKED = 120_000
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
    if favourite:
        listed = dialog.get_by_role("list", name="Questions", exact=True).get_by_role("listitem")
        expect(dialog.get_by_role("heading", name="My favourites")).to_be_visible()
        expect(listed.nth(1)).to_be_visible()
        dialog.get_by_role("button", name="My favourites").click()
        expect(listed).to_have_count(1)
    else:
        dialog.get_by_role("searchbox", name="Search the questions").fill(title)
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


def contents(path: Path) -> dict[str, bytes]:
    """The files in an archive."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}


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


def test_a_question_from_its_draft_through_an_interview_to_another_installation(
    interviewer: Interviewer,
    candidate: Candidate,
    own_server: InterviewServer,
    people: Callable[..., Person],
    tmp_path: Path,
) -> None:
    page = interviewer.page
    delete_own(interviewer)
    open_questions(interviewer)
    # Who has written nothing begins with the examples.
    expect(page.get_by_role("tab", name="Examples")).to_have_attribute("aria-selected", "true")
    open_question(page, TITLE).get_by_role("button", name="Duplicate and edit").click()
    heading = page.locator(".interview-QuestionEditor h1")
    expect(heading).to_have_text(TITLE)
    expect(page.locator(".interview-QuestionEditor-header")).to_contain_text("Draft")
    expect(editor(page)).to_contain_text("title:")
    written = (BANK / SLUG / "question.md").read_text().replace(TITLE, OWN, 1)
    write_file(page, written)
    expect(heading).to_have_text(OWN)

    # A broken solution is not published, and why is said; a right one is.
    show_file(page, "Solution", "main.py")
    expect(editor(page)).to_contain_text(SOLUTION.splitlines()[0])
    write_file(page, "class Cache:\n    pass\n")
    page.get_by_role("button", name="Publish").click()
    drawer = page.get_by_role("region", name="Problems and checks")
    expect(drawer.get_by_role("alert")).to_contain_text("Not published", timeout=CHECKED)
    expect(drawer).to_contain_text("Step 2 entries expire")
    expect(drawer).to_contain_text("Cache() takes no arguments")
    expect(drawer).to_contain_text("0 of")
    write_file(page, SOLUTION)
    page.get_by_role("button", name="Publish").click()
    expect(drawer).to_contain_text("Published.", timeout=CHECKED)
    expect(page.locator(".interview-QuestionEditor-header")).not_to_contain_text("Draft")

    # It is in the team's list now, and found by its type, language and a word of its text.
    page.get_by_role("button", name="Questions", exact=True).click()
    page.get_by_role("tab", name="Organization").click()
    expect(rows(page, OWN)).to_have_count(1)
    rows(page, OWN).get_by_role("button", name=f"Favourite: {OWN}").click()
    only = page.get_by_role("button", name="My favourites")
    page.get_by_role("tab", name="Examples").click()
    expect(rows(page).nth(1)).to_be_visible()
    only.click()
    expect(page.get_by_text("No question here matches these filters.")).to_be_visible()
    page.get_by_role("tab", name="Organization").click()
    expect(rows(page, OWN)).to_have_count(1)
    only.click()
    expect(only).to_have_attribute("aria-pressed", "false")
    page.get_by_role("tab", name="Favourites").click()
    expect(only).to_be_hidden()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Type", exact=True).click()
    page.get_by_role("checkbox", name=re.compile("Code")).check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Type: Code")).to_be_focused()
    expect(rows(page, OWN)).to_have_count(1)
    page.get_by_role("searchbox", name="Search the questions").fill("nowhere to be found")
    expect(page.get_by_text("No question here matches “nowhere to be found”.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(rows(page, OWN)).to_have_count(1)

    # It leaves as it is in the bank.
    rows(page, OWN).get_by_role("checkbox").check()
    chosen = page.get_by_role("region", name="Chosen questions")
    with page.expect_download() as downloaded:
        chosen.get_by_role("button", name="Export").click()
    first = tmp_path / "first.zip"
    downloaded.value.save_as(first)
    (question,) = interviewer.api("GET", "questions?tab=mine")["questions"]
    slug = question["slug"]
    expected = {
        f"{slug}/{path.relative_to(BANK / SLUG).as_posix()}": path.read_bytes()
        for path in (BANK / SLUG).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert contents(first) == expected | {f"{slug}/question.md": written.encode()}

    # Backstage in a pad: nobody is there, and nobody sees it.
    ear = Ear(candidate.page)
    pad = interviewer.make_pad(instructions="")
    interviewer.open_pad(pad)
    select(interviewer, OWN, favourite=True)
    interviewer.api("DELETE", f"questions/{question['id']}/favourite")
    select(interviewer, "Timesheet totals", "Python")
    panel = tasks_of(interviewer)
    assert violations(page, within="#interview-tasks") == []
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    expect(candidate.page.get_by_role("tab", name="main.py")).to_have_count(1)
    expect(candidate.page.get_by_role("tab", name="Tasks", exact=True)).to_have_count(0)
    assert OWN.encode() not in ear.all()

    # Opening it opens its document in front of both.
    cache = task(panel, OWN)
    cache.get_by_role("button", name=f"Open: {OWN}").click()
    for person in (interviewer, candidate):
        expect(front_tab(person)).to_have_attribute("title", re.compile(f"{slug}/main.py"))
    shown = instructions(candidate)
    expect(shown.get_by_role("heading", name=OWN)).to_be_visible()
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
    elsewhere = "Timesheet totals"
    task(panel, elsewhere).get_by_role("button", name=f"Open: {elsewhere}").click()
    expect(front_tab(candidate)).to_have_attribute("title", re.compile("timesheet-totals/main.py"))
    expect(shown.get_by_role("heading", name=elsewhere)).to_be_visible()
    cache.get_by_role("button", name=f"Open: {OWN}").click()
    expect(front_tab(candidate)).to_have_attribute("title", re.compile(f"{slug}/main.py"))
    expect(candidate.editor()).to_contain_text(SOLUTION.splitlines()[0])
    expect(shown.get_by_text("Step 1 of")).to_be_visible()
    expect(shown.get_by_text(re.compile(r"All \d+ tests passed"))).to_be_visible()

    heard = ear.all().lower()
    assert slug.encode() in heard, "it was listened to"
    for words in PRIVATE:
        assert words.encode() not in heard, words

    # Brought into an installation that has none of this, it leaves that byte for byte the same.
    other = people(Interviewer, own_server, "other")
    assert isinstance(other, Interviewer)
    other.sign_in()
    open_questions(other)
    import_archive(other.page, first.read_bytes())
    open_question(other.page, OWN).get_by_role("button", name="More").click()
    with other.page.expect_download() as downloaded:
        other.page.get_by_role("menuitem", name="Export").click()
    second = tmp_path / "second.zip"
    downloaded.value.save_as(second)
    assert contents(second) == contents(first)
    for person in (interviewer, candidate, other):
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
