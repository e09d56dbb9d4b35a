"""Notes: taken beside the interview with the keyboard, and found again in its recording."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pycrdt import Doc, Text

from interview_ext.feedback.notes import lines_of

from .accessibility import looks_accessible
from .people import Candidate, Pad, Person
from .server import InterviewServer
from .test_feedback import open_panel, panel
from .test_playback import Player
from .test_restart import SAFE_AFTER

PANEL = "#interview-notes"


class NoteTaker(Player):
    """A member who takes notes."""

    @property
    def notes(self) -> Locator:
        return self.page.get_by_role("region", name="Notes", exact=True)

    @property
    def mine(self) -> Locator:
        return self.notes.get_by_role("list", name="My notes").get_by_role("listitem")

    def line(self, number: int) -> Locator:
        """Where one line is written, counted from 0."""
        return self.mine.nth(number).get_by_role("textbox")

    def open_notes(self) -> None:
        self.page.locator('[data-id="interview-notes"]').click()
        expect(self.notes).to_be_visible()

    def saved(self) -> None:
        expect(self.notes.get_by_text("Saved", exact=True)).to_be_visible()

    def kept_notes(self, pad: Pad) -> list[str]:
        """The lines of the notes as the server keeps them."""
        return [line["text"] for line in lines_of(self._kept(pad, "notes"))]

    def kept_summary(self, pad: Pad) -> str:
        """What the scorecard says all in all, as the server keeps it."""
        draft: Doc[Any] = Doc()
        draft.apply_update(self._kept(pad, "scorecard"))
        return str(draft.get("summary", type=Text))

    def _kept(self, pad: Pad, kind: str) -> bytes:
        answer = self.api("POST", f"pads/{pad.id}/drafts/{kind}", {"vector": ""})
        return base64.b64decode(answer["update"])


def type_for_a_while(tabs: Sequence[Page], words: int) -> list[float]:
    """Type numbered words in all tabs; when each was there, by `time.monotonic`."""
    times = []
    for number in range(words):
        for tab in tabs:
            tab.keyboard.type(f"w{number:03} ", delay=20)
        times.append(time.monotonic())
    return times


def begin(people: Callable[..., Person], server: InterviewServer) -> tuple[NoteTaker, Pad]:
    """A candidate works in a pad, and whoever takes notes looks at the same file."""
    taker = people(NoteTaker, server, "interviewer")
    candidate = people(Candidate, server, "Ada Lovelace")
    assert isinstance(taker, NoteTaker)
    assert isinstance(candidate, Candidate)
    taker.sign_in()
    pad = taker.make_pad(start_with="file")
    taker.open_pad(pad)
    candidate.knock(pad)
    taker.admit_by_api(pad)
    candidate.is_in_pad()
    candidate.write(candidate.editor(), "first = 1\n")
    expect(candidate.page.locator('[data-id="interview-notes"]')).to_have_count(0)
    expect(taker.editor()).to_contain_text("first = 1")
    return taker, pad


def test_notes_are_taken_with_the_keyboard_and_lead_back(
    people: Callable[..., Person], own_server: InterviewServer
) -> None:
    taker, pad = begin(people, own_server)
    keyboard = taker.page.keyboard

    # A moment is marked without leaving the editor.
    taker.editor().click()
    keyboard.press("Control+End")
    keyboard.press("Alt+Shift+G")
    expect(
        taker.page.get_by_role("status").filter(has_text="Marked: Good question")
    ).to_be_visible()
    keyboard.type("second = 2")
    expect(taker.editor()).to_contain_text("second = 2")
    expect(taker.editor()).not_to_contain_text("G")

    # Lines are begun, split, left and taken away with the keyboard alone.
    keyboard.press("Alt+Shift+N")
    expect(taker.line(1)).to_be_focused()
    keyboard.type("Asks about **limits**Knows heaps")
    for _ in range(len("Knows heaps")):
        keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    expect(taker.line(2)).to_be_focused()
    expect(taker.line(2)).to_have_value("Knows heaps")
    expect(taker.line(1)).to_have_value("Asks about **limits**")
    keyboard.press("End")
    keyboard.press("Enter")
    expect(taker.mine).to_have_count(4)
    keyboard.press("Backspace")
    expect(taker.mine).to_have_count(3)
    expect(taker.line(2)).to_be_focused()
    expect(taker.mine.first).to_contain_text("Good question")
    for number in range(3):
        expect(taker.mine.nth(number)).to_contain_text(re.compile(r"\d+:\d\d"))
    taker.notes.get_by_role("button", name="Formatted").click()
    expect(taker.mine.nth(1).locator("strong")).to_have_text("limits")
    taker.notes.get_by_role("button", name="Formatted").click()
    taker.saved()
    looks_accessible(taker.page, PANEL)

    # A server that dies while one types: notes in one tab, the scorecard in another.
    taker.line(2).click()
    keyboard.press("End")
    other = taker.new_tab()
    other.goto(taker.page.url)
    open_panel(other)
    why = panel(other).get_by_role("textbox", name="Why", exact=True)
    why.click()
    tabs = (taker.page, other)
    times = type_for_a_while(tabs, 30)
    own_server.kill()
    killed = time.monotonic()
    # The pages are not to tell it what they know before one has seen what it has kept.
    taker.context.set_offline(True)
    for tab in tabs:
        tab.keyboard.type("after")
    own_server.start()
    safe = [number for number, at in enumerate(times) if at < killed - SAFE_AFTER]
    assert safe, "The test typed for less than a second."
    for text in (taker.kept_notes(pad)[2], taker.kept_summary(pad)):
        assert [number for number in safe if f"w{number:03}" not in text] == []

    # Nothing at all is lost with the pages still there.
    taker.context.set_offline(False)
    whole = "".join(f"w{number:03} " for number in range(len(times))) + "after"
    for tab in tabs:
        expect(tab.get_by_text("Reconnecting…")).to_be_hidden()
    expect(taker.line(2)).to_have_value(f"Knows heaps{whole}")
    expect(why).to_have_value(whole)
    taker.saved()
    expect(panel(other).get_by_text("Saved", exact=True)).to_be_visible()
    assert taker.kept_notes(pad)[2] == f"Knows heaps{whole}"
    assert taker.kept_summary(pad) == whole

    # Another tab has the same, at once.
    other.locator('[data-id="interview-notes"]').click()
    there = other.get_by_role("list", name="My notes").get_by_role("textbox")
    expect(there).to_have_count(3)
    there.nth(2).fill("Knows heaps and tries")
    expect(taker.line(2)).to_have_value("Knows heaps and tries")
    other.close()

    # Afterwards each line leads to its moment.
    taker.api("POST", f"pads/{pad.id}/end")
    expect(taker.controls).to_be_visible()
    taker.settled()
    taker.open_notes()
    expect(taker.line(2)).to_have_value("Knows heaps and tries")
    links = taker.mine.get_by_role("link", name=re.compile("^Go to"))
    expect(links).to_have_count(3)
    taker.go_to(0)
    links.nth(2).focus()
    taker.page.keyboard.press("Enter")
    expect(taker.mine.nth(2)).to_have_attribute("aria-current", "true")
    minutes, seconds = (int(part) for part in links.nth(2).inner_text().split(":"))
    expect(taker.position).to_have_attribute("aria-valuenow", str(60 * minutes + seconds))
    looks_accessible(taker.page, PANEL)
    assert taker.exceptions == []
    assert taker.refusals == []
