"""An interview from the inside: two people, one notebook, one file, one kernel each."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from playwright.sync_api import expect

from .accessibility import violations
from .people import Candidate, HeldSocket, Interview, Interviewer, Person
from .server import until

NOTEBOOK = "interview.ipynb"
FILE = "main.py"


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
        expect(person.cell().locator(".jp-InputPrompt")).to_have_text("[1]:")
    expect(interviewer.cell()).not_to_contain_text("Running")


def test_tab_completes_what_the_kernel_knows(interview: Interview) -> None:
    candidate = interview.candidate
    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "import os")
    candidate.run_cell()
    expect(candidate.cell().locator(".jp-InputPrompt")).to_have_text("[1]:")
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


def test_the_end(interview: Interview) -> None:
    interviewer, candidate = interview.interviewer, interview.candidate
    interviewer.show(NOTEBOOK)
    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "print('begun')\nwhile True: pass")
    candidate.run_cell()
    expect(interviewer.output()).to_contain_text("begun")
    assert interview.server.kernels() != []

    interviewer.page.get_by_role("button", name="End interview").click()
    question = interviewer.page.get_by_role("dialog")
    expect(question).to_contain_text("End this interview?")
    sockets = [
        HeldSocket(candidate, f"{interview.pad.path}/api/interview/events"),
        HeldSocket(candidate, f"{interview.pad.path}/api/collaboration/room/json:pad:pad"),
    ]
    with interviewer.page.expect_request("**/api/interview/end*"):
        question.get_by_role("button", name="End interview").click()
    ended = time.monotonic()
    expect(candidate.headline).to_have_text("This interview has ended")
    seen = time.monotonic() - ended
    until(lambda: interview.server.kernels() == [], "the kernels are dead", seconds=5)
    closed = [socket.closed_at and socket.closed_at - ended for socket in sockets]
    print(f"The candidate saw the end after {seen:.2f} s, sockets closed after {closed}")
    assert all(after is not None and after < 5 for after in closed), closed
    assert seen < 15, "Going to the page that says so took too long"
    [listed] = [
        each for each in interviewer.api("GET", "pads")["pads"] if each["id"] == interview.pad.id
    ]
    assert listed["state"] == "ended"

    # The candidate is shut out, and a reload changes nothing.
    answer = candidate.context.request.get(f"{interview.pad.url}/api/contents")
    assert answer.status in (401, 403)
    candidate.page.reload()
    expect(candidate.headline).to_have_text("This interview has ended")

    # The member sees it read-only, with all that was written by the end.
    interviewer.page.goto(interview.pad.url)
    interviewer.is_in_pad()
    expect(interviewer.page.get_by_text("This interview has ended. Read-only.")).to_be_visible()
    interviewer.page.get_by_role("slider", name="Position in the recording").press("End")
    interviewer.show(NOTEBOOK)
    expect(interviewer.source()).to_contain_text("while True: pass")
    expect(interviewer.output()).to_contain_text("begun")
    interviewer.source().click()
    interviewer.page.keyboard.type("changed")
    expect(interviewer.source()).not_to_contain_text("changed")
    expect(interviewer.page.get_by_role("button", name="End interview")).to_be_hidden()

    # Reopened, it goes on where it was.
    interviewer.api("POST", f"pads/{interview.pad.id}/reopen")
    interviewer.open_pad(interview.pad)
    interviewer.show(NOTEBOOK)
    interviewer.write(interviewer.source(), "print('again')")
    interviewer.run_cell()
    expect(interviewer.output()).to_contain_text("again")


def test_ending_one_interview_leaves_the_other_alone(
    interview: Interview, people: Callable[..., Person]
) -> None:
    interviewer = interview.interviewer
    other = interviewer.make_pad()
    neighbour = people(Candidate, interview.server, "Grace Hopper")
    assert isinstance(neighbour, Candidate)
    neighbour.knock(other)
    interviewer.admit_by_api(other)
    neighbour.is_in_pad()
    neighbour.show(NOTEBOOK)
    neighbour.write(neighbour.source(), "kept = 'still here'\nprint('ready')")
    neighbour.run_cell()
    expect(neighbour.output()).to_contain_text("ready")

    socket = HeldSocket(neighbour, f"{other.path}/api/interview/events")
    interview.candidate.show(NOTEBOOK)
    interview.candidate.write(interview.candidate.source(), "print('here too')")
    interview.candidate.run_cell()
    expect(interview.candidate.output()).to_contain_text("here too")
    interviewer.api("POST", f"pads/{interview.pad.id}/end")
    expect(interview.candidate.headline).to_have_text("This interview has ended")

    assert socket.closed_at is None
    socket.close()
    neighbour.write(neighbour.source(), "print(kept)")
    neighbour.run_cell()
    expect(neighbour.output()).to_contain_text("still here")


def test_the_pad_can_be_used_by_everybody(interview: Interview) -> None:
    for person in interview.both:
        for part in ("#interview-top-bar", ".interview-RunStrip", ".interview-Console"):
            if person.page.locator(part).count():
                assert violations(person.page, within=part) == []
