"""What no change of a document shows is in the recording: cursors, pastes, leaving the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from interview_ext.recording.reader import read_documents, read_frames

from .people import Interview, Person
from .server import until

FROM_ELSEWHERE = "def quicksort(values):\n    return sorted(values)\n"

# Playwright keeps every page in front: what a browser says of a page that is not is said for it.
HIDE = """hidden => {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true, get: () => hidden ? 'hidden' : 'visible'
  });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def interview(ongoing_interview: Interview) -> Interview:
    """These tests leave it as they find it: going on."""
    return ongoing_interview


def recorded(interview: Interview, kind: str, author: str) -> list[dict[str, Any]]:
    """The payloads of one kind by one person, in their order."""
    folder = interview.server.folder / "data" / "interview" / "pads" / interview.pad.id
    frames = list(read_frames(folder / "recording.sqlite"))
    paths = {row.id: row.path for row in read_documents(folder / "recording.sqlite")}
    return [
        {**json.loads(frame.data), "in": paths.get(frame.document, "")}
        for frame in frames
        if frame.kind == kind and frame.author == author
    ]


def id_of(person: Person) -> str:
    """Who somebody is in the recording."""
    answer = person.context.request.get(person.page.url.split("/lab")[0] + "/api/interview/pad")
    return str(answer.json()["me"]["id"])


def wait_for(
    interview: Interview, kind: str, author: str, holds: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    """Wait until the recording says something."""
    until(lambda: holds(recorded(interview, kind, author)), f"a {kind} is recorded")
    return recorded(interview, kind, author)


def paste(person: Person, text: str) -> None:
    """Have a text in the clipboard from somewhere, and paste it where the cursor is."""
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    person.page.keyboard.press("Control+V")


def test_a_paste_says_how_much_and_where_from(interview: Interview) -> None:
    candidate = interview.candidate
    me = id_of(candidate)
    candidate.show("main.py")
    candidate.write(candidate.editor(), "")
    paste(candidate, FROM_ELSEWHERE)
    expect(candidate.editor()).to_contain_text("quicksort")
    [first] = wait_for(interview, "signal", me, lambda signals: len(signals) == 1)
    assert (first["signal"], first["path"]) == ("paste", "main.py")
    assert (first["size"], first["inside"]) == (len(FROM_ELSEWHERE), False)

    # From the file into the notebook: that was here before.
    candidate.page.keyboard.press("Control+A")
    candidate.page.keyboard.press("Control+C")
    candidate.show("interview.ipynb")
    candidate.write(candidate.source(), "")
    candidate.page.keyboard.press("Control+V")
    expect(candidate.source()).to_contain_text("quicksort")
    signals = wait_for(interview, "signal", me, lambda signals: len(signals) == 2)
    assert (signals[1]["path"], signals[1]["inside"]) == ("interview.ipynb", True)
    assert signals[1]["cell"]
    assert FROM_ELSEWHERE not in json.dumps(signals), "what was pasted is in the document alone"


def test_leaving_the_page_and_coming_back_is_recorded(interview: Interview) -> None:
    candidate = interview.candidate
    me = id_of(candidate)
    before = len(recorded(interview, "signal", me))
    candidate.page.evaluate(HIDE, True)
    wait_for(interview, "signal", me, lambda signals: len(signals) == before + 1)
    candidate.page.evaluate(HIDE, False)
    signals = wait_for(interview, "signal", me, lambda signals: len(signals) == before + 2)
    assert [signal["signal"] for signal in signals[before:]] == ["left", "returned"]

    # What interviewers look at meanwhile is nobody's concern.
    interview.interviewer.page.evaluate(HIDE, True)
    paste_me = id_of(interview.interviewer)
    interview.interviewer.show("main.py")
    interview.interviewer.editor().click()
    wait_for(interview, "awareness", paste_me, bool)
    assert recorded(interview, "signal", paste_me) == []
    interview.interviewer.page.evaluate(HIDE, False)


def test_cursors_are_in_the_recording(interview: Interview) -> None:
    candidate = interview.candidate
    me = id_of(candidate)
    candidate.show("interview.ipynb")
    candidate.write(candidate.source(), "one = 1\ntwo = 2")
    candidate.page.keyboard.press("Control+Home")
    candidate.page.keyboard.press("Shift+End")
    places = wait_for(
        interview,
        "awareness",
        me,
        lambda places: (
            bool(places) and (places[-1].get("anchor"), places[-1].get("head")) == (0, 7)
        ),
    )
    assert places[-1]["cell"]
    assert places[-1]["in"] == "interview.ipynb"
