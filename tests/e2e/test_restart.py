"""A bad day: the server process is killed in the middle of an interview."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .people import Candidate, Interviewer, Person
from .server import InterviewServer

NOTEBOOK = "interview.ipynb"
FILE = "main.py"
SAFE_AFTER = 1.0
"""Seconds after which nothing that was typed may be lost."""

pytestmark = pytest.mark.timeout(300)


def arrive(people: Callable[..., Person], server: InterviewServer) -> tuple[Interviewer, Candidate]:
    """Bring an interviewer and a candidate into a new pad."""
    interviewer = people(Interviewer, server, "interviewer")
    candidate = people(Candidate, server, "Ada Lovelace")
    assert isinstance(interviewer, Interviewer)
    assert isinstance(candidate, Candidate)
    interviewer.sign_in()
    pad = interviewer.make_pad()
    interviewer.open_pad(pad)
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    for person in (interviewer, candidate):
        person.show(FILE)
        expect(person.editor()).to_be_visible()
    return interviewer, candidate


def type_for_a_while(person: Person, words: int) -> list[float]:
    """Type numbered words; return when each was there, on the clock of `time.monotonic`."""
    person.editor().click()
    times = []
    for number in range(words):
        person.page.keyboard.type(f"w{number:03} ", delay=20)
        times.append(time.monotonic())
    return times


def test_both_browsers_come_back_by_themselves(
    people: Callable[..., Person], own_server: InterviewServer
) -> None:
    interviewer, candidate = arrive(people, own_server)
    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "print('before')")
    candidate.run_cell()
    expect(candidate.output()).to_contain_text("before")
    candidate.show(FILE)
    written = len(type_for_a_while(candidate, 20))

    own_server.kill()
    for person in (interviewer, candidate):
        expect(person.page.get_by_text("Reconnecting…")).to_be_visible()
    # What is typed while there is no server is kept, too.
    candidate.page.keyboard.type("meanwhile ")
    own_server.start()

    for person in (interviewer, candidate):
        expect(person.page.get_by_text("Reconnecting…")).to_be_hidden()
        expect(person.editor()).to_contain_text(f"w{written - 1:03} meanwhile")
        expect(
            person.page.get_by_role("list", name="Who is here").get_by_role("listitem")
        ).to_have_count(2)
    interviewer.editor().click()
    interviewer.page.keyboard.press("Control+End")
    interviewer.page.keyboard.type("and after")
    expect(candidate.editor()).to_contain_text("and after")
    text = candidate.editor().inner_text()
    assert text.count("w000") == 1, "the text was doubled"

    # Code runs again, in a fresh kernel, and what it printed before is still there.
    for person in (interviewer, candidate):
        person.show(NOTEBOOK)
        expect(person.output()).to_contain_text("before")
    candidate.write(candidate.source(), "print('after')")
    candidate.run_cell()
    for person in (interviewer, candidate):
        expect(person.output()).to_contain_text("after")


def test_nothing_older_than_a_second_is_lost_even_without_the_browsers(
    people: Callable[..., Person], own_server: InterviewServer
) -> None:
    interviewer, candidate = arrive(people, own_server)
    interviewer.page.close()
    times = type_for_a_while(candidate, 60)
    own_server.kill()
    killed = time.monotonic()
    address = candidate.page.url.rpartition("/lab")[0]
    candidate.page.close()
    own_server.start()

    candidate.page = candidate.new_tab()
    candidate.page.goto(address)
    candidate.is_in_pad()
    candidate.show(FILE)
    expect(candidate.editor()).to_contain_text("w000")
    text = candidate.editor().inner_text()
    safe = [number for number, at in enumerate(times) if at < killed - SAFE_AFTER]
    assert safe, "The test typed for less than a second."
    assert [number for number in safe if f"w{number:03}" not in text] == []
