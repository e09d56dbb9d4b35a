"""An interview from the inside: two people, one notebook, one file, one kernel each."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import expect

from .accessibility import violations
from .people import Interview
from .server import until

NOTEBOOK = "interview.ipynb"
FILE = "main.py"


@pytest.fixture
def interview(ongoing_interview: Interview) -> Interview:
    """These tests leave it as they find it: going on."""
    return ongoing_interview


def test_the_page_is_calm(interview: Interview) -> None:
    for person in interview.both:
        page = person.page
        expect(page.get_by_role("heading", name="The task")).to_be_visible()
        expect(page.get_by_role("tab", name=NOTEBOOK)).to_be_visible()
        expect(page.get_by_role("tab", name=FILE)).to_be_visible()
        for unwanted in ("File", "Kernel", "Settings", "Help"):
            expect(page.get_by_role("menuitem", name=unwanted, exact=True)).to_be_hidden()
        expect(page.get_by_text("Extension Manager")).to_be_hidden()
        expect(page.locator(".jp-Launcher")).to_be_hidden()
    ends = [each.page.get_by_role("button", name="End interview") for each in interview.both]
    expect(ends[0]).to_be_visible()
    expect(ends[1]).to_be_hidden()
    place = ends[0].bounding_box()
    assert place is not None
    assert place["x"] > 1280 * 0.75
    assert place["y"] > 800 * 0.75


def test_both_write_in_the_same_notebook(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    candidate.write(candidate.source(), "answer = 6 * 7")
    expect(interviewer.source()).to_contain_text("answer = 6 * 7")
    expect(interviewer.cursor_name("Ada Lovelace")).to_be_attached()

    interviewer.source().click()
    interviewer.page.keyboard.press("Control+End")
    interviewer.page.keyboard.type("  # why?")
    expect(candidate.source()).to_contain_text("answer = 6 * 7  # why?")
    expect(candidate.cursor_name(interview.interviewer.member_name)).to_be_attached()


def test_both_write_in_the_same_file(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(FILE)
    interviewer.write(interviewer.editor(), "def count(text):")
    expect(candidate.editor()).to_contain_text("def count(text):")
    candidate.editor().click()
    candidate.page.keyboard.press("Control+End")
    candidate.page.keyboard.type(" ...")
    expect(interviewer.editor()).to_contain_text("def count(text): ...")
    expect(interviewer.cursor_name("Ada Lovelace")).to_be_attached()


def test_a_cell_runs_for_both_and_either_answers_its_question(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    code = "print('first words')\nname = input('Who are you? ')\nprint('Hello', name)"
    candidate.write(candidate.source(), code)
    candidate.run_cell()

    # The output streams: the cell still runs and waits while both read its first line.
    for person in interview.both:
        expect(person.output()).to_contain_text("first words")
        expect(person.output()).not_to_contain_text("Hello")
    expect(interviewer.cell()).to_contain_text("Running · Ada Lovelace")

    # The other person answers.
    interviewer.page.get_by_label("Who are you?").fill("Grace")
    interviewer.page.get_by_role("button", name="Send").click()
    for person in interview.both:
        expect(person.output()).to_contain_text("Hello Grace")
        expect(person.page.get_by_label("Who are you?")).to_be_hidden()
        expect(person.cell().locator(".jp-InputPrompt")).to_have_text(re.compile(r"^\[\d+\]:$"))
    expect(interviewer.cell()).not_to_contain_text("Running")


def test_tab_completes_what_the_kernel_knows(interview: Interview) -> None:
    candidate = interview.candidate
    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "import os\nprint('imported')")
    candidate.run_cell()
    expect(candidate.output()).to_contain_text("imported")
    candidate.write(candidate.source(), "os.getcw")
    completer = candidate.page.locator(".jp-Completer:visible")

    def completed() -> bool:
        # JupyterLab waits a second for the kernel, which is not enough for a busy machine.
        candidate.page.keyboard.press("Tab")
        with contextlib.suppress(AssertionError):
            expect(completer).to_contain_text("getcwdb", timeout=3000)
            return True
        return False

    until(completed, "the kernel's words are offered")


def test_an_endless_loop_is_interrupted_by_the_other(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    candidate.write(candidate.source(), "kept = 1\nprint('begun')\nwhile True: pass")
    candidate.run_cell()
    expect(interviewer.output()).to_contain_text("begun")
    interviewer.toolbar_button("Stop").click()
    for person in interview.both:
        expect(person.output()).to_contain_text("KeyboardInterrupt")

    # What was in memory is still there; after a restart it is not.
    candidate.write(candidate.source(), "print('kept is', kept)")
    candidate.run_cell()
    expect(interviewer.output()).to_contain_text("kept is 1")
    interviewer.toolbar_button("Restart").click()
    with interviewer.page.expect_response("**/api/interview/restart*"):
        interviewer.page.get_by_role("dialog").get_by_role("button", name="Restart").click()
    expect(candidate.kernel_status()).to_have_text("Ready")
    candidate.run_cell()
    for person in interview.both:
        expect(person.output()).to_contain_text("NameError")


def test_a_file_runs_into_a_panel_that_both_see(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(FILE)
    candidate.write(candidate.editor(), "print('go')\nword = input('A word: ')\nprint(word * 2)")
    candidate.toolbar_button("Run").click()
    for person in interview.both:
        expect(person.console()).to_contain_text("go")
    interviewer.page.get_by_label("A word:").fill("ab")
    interviewer.page.keyboard.press("Enter")
    for person in interview.both:
        expect(person.console()).to_contain_text("abab")

    # Whoever comes later sees it too.
    interviewer.page.reload()
    interviewer.is_in_pad()
    interviewer.show(FILE)
    expect(interviewer.console()).to_contain_text("abab")


def test_the_code_runs_in_a_box(interview: Interview) -> None:
    candidate = interview.candidate
    candidate.show(NOTEBOOK)
    home = interview.server.folder
    code = (
        "import os, socket\n"
        f"print('home', os.path.exists({str(home)!r}))\n"
        "print('user', os.getuid() != 0)\n"
        "print('secrets', [n for n in os.environ if 'TOKEN' in n or 'JUPYTER' in n])\n"
        "try: socket.create_connection(('127.0.0.1', "
        f"{interview.server.port}), 2)\n"
        "except OSError: print('no network')"
    )
    candidate.write(candidate.source(), code)
    candidate.run_cell()
    output = candidate.output()
    expect(output).to_contain_text("home False")
    expect(output).to_contain_text("user True")
    expect(output).to_contain_text("secrets []")
    expect(output).to_contain_text("no network")


def test_a_closed_browser_loses_nothing_of_a_run(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    candidate.write(candidate.source(), "word = input('Go on? ')\nprint('went on with', word)")
    candidate.run_cell()
    expect(interviewer.page.get_by_label("Go on?")).to_be_visible()
    candidate.page.close()
    interviewer.page.get_by_label("Go on?").fill("yes")
    interviewer.page.keyboard.press("Enter")
    expect(interviewer.output()).to_contain_text("went on with yes")

    # They come back by the same link, without knocking again.
    candidate.page = candidate.new_tab()
    candidate.page.goto(interview.pad.url)
    candidate.is_in_pad()
    candidate.show(NOTEBOOK)
    expect(candidate.output()).to_contain_text("went on with yes")


def test_the_address_may_be_opened_again_and_again(interview: Interview) -> None:
    for _ in range(3):
        interview.interviewer.open_pad(interview.pad)


def test_removing_is_a_pause(interview: Interview) -> None:
    interviewer, candidate = interview.interviewer, interview.candidate
    candidate.show(FILE)
    candidate.write(candidate.editor(), "mine = True")
    interviewer.open_waiting_room()
    interviewer.page.get_by_role("button", name="Remove: Ada Lovelace").click()
    expect(candidate.headline).to_have_text("The interviewer has paused your access")
    expect(
        interviewer.page.get_by_role("list", name="Who is here").get_by_role("listitem")
    ).to_have_count(1)

    # The pad is closed to them, whatever they ask for.
    answer = candidate.context.request.get(f"{interview.pad.url}/api/contents")
    assert answer.status in (401, 403)

    interviewer.page.get_by_role("button", name="Admit: Ada Lovelace").click()
    candidate.is_in_pad()
    candidate.show(FILE)
    expect(candidate.editor()).to_contain_text("mine = True")


def test_the_pad_can_be_used_by_everybody(interview: Interview) -> None:
    for person in interview.both:
        for part in ("#interview-top-bar", ".interview-RunStrip", ".interview-Console"):
            if person.page.locator(part).count():
                assert violations(person.page, within=part) == []
