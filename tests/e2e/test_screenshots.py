"""The pictures of the documentation: `make screenshots`.

They are taken only where `INTERVIEW_SCREENSHOTS` names the folder to put them in: one of each page,
of which the documentation shows a few.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .people import Candidate, Interviewer, Person
from .server import InterviewServer

FOLDER = os.environ.get("INTERVIEW_SCREENSHOTS", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="INTERVIEW_SCREENSHOTS names no folder")

NOTEBOOK = """\
from collections import Counter

def most_common(text, n=3):
    words = text.lower().split()
    return Counter(words).most_common(n)

most_common("the quick brown fox and the lazy dog and the cat")"""

INSTRUCTIONS = """\
# Word count

Write `most_common(text, n)`: the **n** most frequent words of a text and how often each occurs.

1. Upper and lower case are the same word.
2. Then: what about punctuation?
3. How does it behave for a text of 10 GB?
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[InterviewServer]:
    """A server whose owner has a name that looks well."""
    server = InterviewServer(tmp_path / "server", "--InterviewApp.owner_name=Grace Hopper")
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()


def take(page: Page, name: str) -> None:
    """Write one picture."""
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(FOLDER) / f"{name}.png", caret="initial")


def test_take_the_pictures(
    interviewer: Interviewer, people: Callable[..., Person], server: InterviewServer
) -> None:
    pad = interviewer.make_pad("Data engineer, first round", instructions=INSTRUCTIONS)
    for title, name in (
        ("Backend engineer, second round", "Alan Turing"),
        ("Data scientist, pairing", "Katherine Johnson"),
    ):
        interviewer.make_pad(title, candidate_name=name)

    interviewer.page.goto(server.url("lab#questions"))
    questions = interviewer.page.get_by_role("list", name="Questions")
    for title in ("A cache that forgets", "Clean the trail counters"):
        questions.get_by_role("button", name=f"Favourite: {title}").click()
    questions.get_by_role("link", name="A notebook that takes all night").click()
    seen = interviewer.page.get_by_role("region", name="What the candidate sees")
    expect(seen.locator(".jp-Notebook .cm-content").first).to_be_visible()
    take(interviewer.page, "questions")

    candidate = people(Candidate, server, "Ada Lovelace")
    phone = people(Candidate, server, "Ada Lovelace", viewport={"width": 390, "height": 844})
    assert isinstance(candidate, Candidate)
    assert isinstance(phone, Candidate)
    candidate.page.goto(pad.url)
    take(candidate.page, "landing")
    phone.page.goto(pad.url)
    take(phone.page, "landing-phone")
    candidate.page.get_by_role("link", name="I’m the candidate").click()
    take(candidate.page, "name")
    candidate.knock(pad)
    take(candidate.page, "waiting-room")

    interviewer.open_home()
    expect(interviewer.knock_note(pad)).to_be_visible()
    take(interviewer.page, "interviews")
    interviewer.page.get_by_role("button", name="New pad").first.click()
    take(interviewer.page, "new-pad")
    interviewer.page.keyboard.press("Escape")

    interviewer.open_pad(pad)
    expect(candidate.headline).to_have_text("Your interviewer is here")
    take(candidate.page, "waiting-room-present")
    take(interviewer.page, "knock")
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    candidate.show("interview.ipynb")
    candidate.write(candidate.source(), NOTEBOOK)
    candidate.run_cell()
    expect(candidate.output()).to_contain_text("the")
    candidate.source().click()
    candidate.page.keyboard.press("Control+End")
    candidate.page.keyboard.type("  # and punctuation?")
    expect(interviewer.source()).to_contain_text("and punctuation?")
    take(interviewer.page, "pad")
    candidate.show("main.py")
    candidate.write(candidate.editor(), "name = input('Who are you? ')\nprint(f'Hello, {name}!')\n")
    candidate.toolbar_button("Run").click()
    interviewer.show("main.py")
    expect(interviewer.page.get_by_label("Who are you?")).to_be_visible()
    take(interviewer.page, "file")

    interviewer.page.get_by_role("button", name="End interview").click()
    question = interviewer.page.get_by_role("dialog")
    expect(question).to_be_visible()
    take(interviewer.page, "end")
    question.get_by_role("button", name="End interview").click()
    expect(candidate.headline).to_have_text("This interview has ended")
    take(candidate.page, "ended")
    interviewer.page.goto(pad.url)
    happened = interviewer.page.get_by_role("region", name="What happened")
    happened.get_by_role("button").filter(has_text="ran a cell").first.click()
    expect(interviewer.output()).to_contain_text("the")
    take(interviewer.page, "playback")
    candidate.page.goto(server.url("interview/pads/AAAAAAAAAAAAAAAAAAAAAA"))
    take(candidate.page, "missing")

    other = interviewer.make_pad("Data engineer, first round")
    phone.knock(other)
    take(phone.page, "waiting-room-phone")
