"""The Questions page: finding, reading, writing, checking and sharing questions."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .people import NUMBERS, Interviewer
from .server import until

EXAMPLE = "A cache that forgets"

QUESTION = """\
---
title: Sum of two
type: code
languages: [python]
difficulty: easy
minutes: 10
labels: [numbers, warm-up]
notes: |
  Ask what happens with **very large** numbers.
rubric:
  - competency: Clarity
    levels:
      1: Says nothing.
      2: Says something.
      3: Says enough.
      4: Says what matters, and no more.
---
Add two numbers.

# Small numbers

Write `add(a, b)`.

# Large ones

Does it still work?
"""

FILES = {
    "question.md": QUESTION,
    "starter/main.py": "def add(a, b):\n    raise NotImplementedError\n",
    "tests/test_add.py": "from main import add\n\n\ndef test_small():\n    assert add(1, 2) == 3\n",
    "hidden_tests/test_large.py": (
        "from main import add\n\n\ndef test_large():\n    assert add(10**30, 1) == 10**30 + 1\n"
    ),
    "solution/main.py": "def add(a, b):\n    return a + b\n",
    "data/numbers.csv": "a,b\r\n1,2\r\n",
}


def numbered() -> dict[str, str]:
    """The files of a question that is not in the bank yet."""
    return FILES | {"question.md": QUESTION.replace("warm-up", f"number {next(NUMBERS)}")}


def archive(files: dict[str, str], slug: str = "sum-of-two") -> bytes:
    """A zip with the folder of one question."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for path, text in files.items():
            zipped.writestr(f"{slug}/{path}", text)
    return buffer.getvalue()


def open_questions(interviewer: Interviewer) -> None:
    """Go to the Questions page, whose list has arrived."""
    interviewer.page.goto(interviewer.server.url("lab#questions"))
    expect(interviewer.page.get_by_role("heading", name="Questions", level=1)).to_be_visible()
    expect(interviewer.page.locator("[data-question]").first).to_be_visible()


def rows(page: Page, title: str = "") -> Locator:
    """The rows of the list, or those of one title."""
    every = page.locator("#interview-questions-list [data-question]")
    return every.filter(has=page.get_by_text(title, exact=True)) if title else every


def import_archive(page: Page, content: bytes) -> None:
    """Choose an archive for Import."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Import").click()
    chosen.value.set_files(
        {"name": "questions.zip", "mimeType": "application/zip", "buffer": content}
    )


def open_question(page: Page, title: str) -> Locator:
    """Show a question beside the list."""
    rows(page, title).first.get_by_role("link", name=title).click()
    shown = page.get_by_role("article", name=title)
    expect(shown.get_by_role("region", name="What the candidate sees")).to_be_visible()
    return shown


def editor(page: Page) -> Locator:
    """The text of the file in front."""
    return page.locator(".interview-QuestionEditor .cm-content").first


def show_file(page: Page, folder: str, name: str) -> None:
    """Bring a file of the question to the front."""
    section = page.get_by_role("region", name=folder, exact=True)
    section.get_by_role("button", name=name, exact=True).click()


def write_file(page: Page, text: str) -> None:
    """Replace what is in the file in front."""
    editor(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def file_text(author: Interviewer, path: str) -> str:
    """What the server has of a file of their one question."""
    (question,) = author.api("GET", "questions?tab=mine")["questions"]
    address = f"interview/api/questions/{question['id']}/files/{path}"
    return author.context.request.get(author.server.url(address)).text()


def saved(page: Page) -> Locator:
    """What the editor says about saving."""
    return page.locator(".interview-QuestionEditor-saved:visible")


def delete_own(interviewer: Interviewer) -> None:
    """Put away what an earlier test wrote."""
    for question in interviewer.api("GET", "questions?tab=mine&limit=200")["questions"]:
        interviewer.api("POST", f"questions/{question['id']}/archive")


@pytest.fixture
def author(interviewer: Interviewer) -> Interviewer:
    """An interviewer who has no questions of their own yet."""
    delete_own(interviewer)
    open_questions(interviewer)
    return interviewer


def test_an_archive_with_a_mistake_is_refused_whole(author: Interviewer) -> None:
    page = author.page
    import_archive(page, archive(FILES | {"question.md": QUESTION.replace("easy", "simple")}))
    dialog = page.get_by_role("dialog", name="Nothing was imported")
    expect(dialog).to_contain_text("question.md, line 5")
    expect(dialog).to_contain_text("easy")
    dialog.get_by_role("button", name="Close").click()
    assert author.api("GET", "questions?tab=mine")["total"] == 0


def test_a_question_is_read_as_the_candidate_will_and_below_what_they_will_not(
    author: Interviewer,
) -> None:
    page = author.page
    import_archive(page, archive(numbered()))
    shown = open_question(page, "Sum of two")
    seen = shown.get_by_role("region", name="What the candidate sees")
    expect(seen).to_contain_text("Step 1 of 2")
    expect(seen.get_by_role("heading", name="Large ones")).to_be_visible()
    expect(seen.locator(".cm-content")).to_contain_text("NotImplementedError")
    seen.get_by_role("button", name="tests/test_add.py").click()
    expect(seen.locator(".cm-content")).to_contain_text("test_small")
    private = shown.get_by_role("region", name="For interviewers only")
    expect(private.locator("strong", has_text="very large")).to_be_visible()
    expect(private).to_contain_text("Says what matters, and no more.")
    expect(private).to_contain_text("return a + b")
    expect(private).to_contain_text("test_large")
    expect(seen).not_to_contain_text("very large")

    page.reload()
    expect(page.get_by_role("article", name="Sum of two")).to_be_visible()
    assert author.exceptions == []


def test_mistakes_are_said_with_line_and_cure_as_one_writes(author: Interviewer) -> None:
    page = author.page
    page.get_by_role("button", name="New question").click()
    form = page.get_by_role("dialog", name="New question")
    form.get_by_label("Title").fill("Largest gap")
    form.get_by_text("Code", exact=True).click()
    form.get_by_role("button", name="Create question").click()
    expect(page.locator(".interview-QuestionEditor h1")).to_have_text("Largest gap")

    write_file(page, QUESTION.replace("minutes: 10", "minutes: soon"))
    drawer = page.get_by_role("region", name="Problems and checks")
    expect(drawer).to_contain_text("question.md, line 6")
    preview = page.get_by_role("complementary", name="What the candidate sees")
    expect(preview.get_by_role("heading", name="Small numbers")).to_be_visible()
    page.get_by_role("button", name="question.md, line 6").click()
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text("minutes: 12")
    expect(drawer.get_by_role("button", name="question.md, line 6")).to_be_hidden()
    expect(page.locator(".interview-QuestionEditor h1")).to_have_text("Sum of two")
    assert author.exceptions == []


def test_files_are_added_renamed_and_deleted(author: Interviewer) -> None:
    page = author.page
    import_archive(page, archive(numbered()))
    open_question(page, "Sum of two").get_by_role("button", name="Edit").click()
    starter = page.get_by_role("region", name="Starter files", exact=True)
    starter.get_by_role("button", name="New file in Starter files").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("helper.ipynb")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    cell = page.locator(".interview-QuestionEditor .jp-Notebook .cm-content").first
    cell.click()
    page.keyboard.insert_text("answer = 42")
    until(lambda: "answer = 42" in file_text(author, "starter/helper.ipynb"), "it is saved")
    expect(saved(page)).to_have_text("Saved")

    starter.get_by_role("button", name="More for starter/helper.ipynb").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("starter/begin.ipynb")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(starter.get_by_role("button", name="begin.ipynb", exact=True)).to_be_visible()
    expect(cell).to_contain_text("answer = 42")

    starter.get_by_role("button", name="More for starter/main.py").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(starter.get_by_role("button", name="main.py", exact=True)).to_be_hidden()
    question = author.api("GET", "questions?tab=mine")["questions"][0]
    paths = [file["path"] for file in author.api("GET", f"questions/{question['id']}")["files"]]
    assert "starter/begin.ipynb" in paths
    assert "starter/main.py" not in paths
    assert author.exceptions == []


def test_an_archived_question_comes_back(author: Interviewer) -> None:
    page = author.page
    import_archive(page, archive(numbered()))
    open_question(page, "Sum of two").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(page.get_by_text("“Sum of two” is archived.")).to_be_visible()
    expect(rows(page, "Sum of two")).to_have_count(0)
    page.get_by_role("checkbox", name="Archived").check()
    open_question(page, "Sum of two").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Restore").click()
    page.get_by_role("checkbox", name="Archived").uncheck()
    expect(rows(page, "Sum of two")).to_have_count(1)
    assert author.exceptions == []


def test_the_list_works_with_the_keyboard_alone(author: Interviewer) -> None:
    page = author.page
    page.get_by_role("link", name="Questions").focus()
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Examples").focus()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search the questions")
    expect(search).to_be_focused()
    page.keyboard.type("cache that forgets")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(rows(page).nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    first, second = rows(page).nth(0).get_by_role("link"), rows(page).nth(1).get_by_role("link")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=first.inner_text())).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    # The question beside the list goes along.
    expect(page.get_by_role("article", name=second.inner_text())).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    assert author.exceptions == []


def test_a_new_pad_begins_with_the_question(author: Interviewer) -> None:
    page = author.page
    shown = open_question(page, EXAMPLE)
    shown.get_by_role("button", name="New pad").click()
    form = page.get_by_role("dialog", name="New pad")
    questions = form.get_by_role("group", name=re.compile("^Questions"))
    expect(questions).to_contain_text(EXAMPLE)
    form.get_by_role("button", name="Add a question").click()
    picker = page.get_by_role("dialog", name="Choose a question")
    picker.get_by_role("searchbox").fill("timesheet")
    expect(picker.locator("[data-question]")).to_have_count(1)
    picker.get_by_role("searchbox").press("Enter")
    expect(picker).to_be_hidden()
    chosen = questions.get_by_role("listitem")
    expect(chosen).to_have_count(2)
    form.get_by_role("button", name="Move Timesheet totals up").click()
    expect(chosen.first).to_contain_text("Timesheet totals")
    form.get_by_label("Language of Timesheet totals").select_option("ruby")
    form.get_by_label("Title").fill("Two tasks")
    form.get_by_role("button", name="Create pad").click()
    expect(page.get_by_role("region", name="“Two tasks” is ready")).to_be_visible()
    (pad,) = (pad for pad in author.api("GET", "pads")["pads"] if pad["title"] == "Two tasks")
    tasks = author.api("GET", f"pads/{pad['id']}/tasks")["tasks"]
    assert [(task["title"], task["language"]) for task in tasks] == [
        ("Timesheet totals", "ruby"),
        (EXAMPLE, "python"),
    ]
    assert author.exceptions == []


def test_a_take_home_begins_with_the_question(author: Interviewer) -> None:
    page = author.page
    open_question(page, EXAMPLE).get_by_role("button", name="New pad").click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_role("radio", name=re.compile("^Take-home")).check()
    title = f"At home {next(NUMBERS)}"
    form.get_by_label("Title").fill(title)
    expect(form.get_by_role("group", name=re.compile("^Questions"))).to_contain_text(EXAMPLE)
    form.get_by_role("button", name="Create pad").click()
    expect(page.get_by_role("region", name=f"“{title}” is ready")).to_be_visible()
    (pad,) = (pad for pad in author.api("GET", "pads")["pads"] if pad["title"] == title)
    assert pad["kind"] == "take_home"
    assert [task["title"] for task in author.api("GET", f"pads/{pad['id']}/tasks")["tasks"]] == [
        EXAMPLE
    ]
    assert author.exceptions == []


def test_a_question_is_attached_to_a_pad(author: Interviewer) -> None:
    page = author.page
    pads = [author.make_pad(f"Attached {next(NUMBERS)}") for _ in range(2)]
    open_question(page, "Timesheet totals").get_by_role("button", name="Attach to pad").click()
    form = page.get_by_role("dialog", name="Attach “Timesheet totals” to a pad")
    form.get_by_role("searchbox", name="Search the pads").fill(pads[0].title)
    expect(form.get_by_role("radio")).to_have_count(1)
    form.get_by_role("radio", name=re.compile(pads[0].title)).check()
    form.get_by_label("Language").select_option("ruby")
    form.get_by_role("button", name="Attach", exact=True).click()
    expect(form).to_be_hidden()
    done = page.get_by_role("status").filter(has_text=f"Attached to “{pads[0].title}”.")
    expect(done.get_by_role("link", name="Open the pad")).to_have_attribute(
        "href", re.compile(pads[0].id)
    )
    tasks = [author.api("GET", f"pads/{pad.id}/tasks")["tasks"] for pad in pads]
    assert [[(task["title"], task["language"]) for task in some] for some in tasks] == [
        [("Timesheet totals", "ruby")],
        [],
    ]
    assert author.exceptions == []


def test_settings_are_a_form_that_writes_what_is_in_the_file(author: Interviewer) -> None:
    page = author.page
    import_archive(page, archive(numbered()))
    open_question(page, "Sum of two").get_by_role("button", name="Edit").click()
    expect(editor(page)).to_contain_text("Add two numbers.")
    page.get_by_role("button", name="Settings", exact=True).click()
    form = page.get_by_role("dialog", name="Settings of the question")
    expect(form.get_by_label("Minutes")).to_have_value("10")
    expect(form.get_by_role("checkbox", name="Python", exact=True)).to_be_checked()
    assert violations(page, within=".interview-Dialog") == []
    form.get_by_label("Title").fill("Sum: of two")
    form.get_by_label("Difficulty").select_option("hard")
    form.get_by_label("Minutes").fill("25")
    form.get_by_label("Labels").fill("numbers, big ones")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form).to_be_hidden()
    expect(page.locator(".interview-QuestionEditor h1")).to_have_text("Sum: of two")
    (question,) = author.api("GET", "questions?tab=mine")["questions"]
    assert (question["difficulty"], question["minutes"]) == ("hard", 25)
    assert question["labels"] == ["numbers", "big ones"]
    path = f"interview/api/questions/{question['id']}/files/question.md"
    text = author.context.request.get(author.server.url(path)).text()
    assert text.split("notes:")[1] == QUESTION.split("notes:")[1]
    assert text.split("notes:")[0].splitlines() == [
        "---",
        'title: "Sum: of two"',
        "type: code",
        "languages: [python]",
        "difficulty: hard",
        "minutes: 25",
        "labels: [numbers, big ones]",
    ]
    assert author.exceptions == []


def test_two_windows_that_write_one_question_lose_nothing(
    author: Interviewer, tmp_path: Path
) -> None:
    first = author.page
    import_archive(first, archive(numbered()))
    open_question(first, "Sum of two").get_by_role("button", name="Edit").click()
    expect(editor(first)).to_contain_text("Add two numbers.")
    # The address leads to the same place in another window.
    second = author.new_tab()
    second.goto(first.url)
    expect(editor(second)).to_contain_text("Add two numbers.")
    for page in (first, second):
        show_file(page, "Solution", "main.py")
        expect(editor(page)).to_contain_text("return a + b")

    def write(page: Page, text: str) -> None:
        page.bring_to_front()
        editor(page).click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)

    def choose(page: Page, answer: str) -> str:
        conflict = page.get_by_role("alert").filter(has_text="neither is lost")
        with page.expect_download() as downloaded:
            conflict.get_by_role("button", name=answer).click()
        expect(conflict).to_be_hidden()
        expect(saved(page)).to_have_text("Saved")
        kept = tmp_path / "kept"
        downloaded.value.save_as(kept)
        return kept.read_text()

    write(second, "from second import add\n")
    until(
        lambda: file_text(author, "solution/main.py") == "from second import add\n",
        "the second window's is saved",
    )
    expect(saved(second)).to_have_text("Saved")
    write(first, "from first import add\n")
    assert choose(first, "Keep mine, download theirs") == "from second import add\n"

    write(second, "from second import more\n")
    assert choose(second, "Take theirs, download mine") == "from second import more\n"
    expect(editor(second)).to_contain_text("from first import add")
    assert file_text(author, "solution/main.py") == "from first import add\n"
    assert author.exceptions == []


def test_the_page_can_be_used_by_everybody(author: Interviewer) -> None:
    page = author.page
    import_archive(page, archive(numbered()))
    expect(rows(page, "Sum of two")).to_have_count(1)
    assert violations(page, within="#interview-questions") == []
    shown = open_question(page, "Sum of two")
    expect(shown.get_by_text("return a + b")).to_be_visible()
    assert violations(page, within=".interview-Opened") == []
    page.get_by_role("button", name="Language", exact=True).click()
    assert violations(page, within=".interview-Filter-choices") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New question").click()
    expect(page.get_by_role("dialog", name="New question")).to_be_visible()
    assert violations(page, within=".interview-Dialog") == []
    page.keyboard.press("Escape")
    shown.get_by_role("button", name="Edit").click()
    expect(editor(page)).to_contain_text("Add two numbers.")
    assert violations(page, within=".interview-QuestionEditor-content") == []
