"""An interview that has ended, played back: every moment as it was."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .people import Interview, Interviewer, Pad, Person
from .server import until

NOTEBOOK = "interview.ipynb"
FILE = "main.py"

PLOT = """\
import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
plt.show()"""

READ_CELLS = """() => [...document.querySelectorAll('.jp-Notebook')]
  .filter(node => node.offsetParent)
  .flatMap(node => [...node.querySelectorAll('.jp-Cell')])
  .map(cell => ({
    source: [...cell.querySelectorAll('.jp-InputArea-editor .cm-line')].map(line => {
      const copy = line.cloneNode(true);
      copy.querySelectorAll(
        '.jp-remote-cursor, .cm-ySelectionCaret, .interview-Cursor, .cm-widgetBuffer'
      ).forEach(each => each.remove());
      return copy.textContent.replace(/[\\u200b\\u2060]/g, '');
    }).join('\\n'),
    count: cell.querySelector('.jp-InputPrompt')?.textContent.replace('•', '') ?? '',
    outputs: [...cell.querySelectorAll('.jp-OutputArea-output')].map(
      output => output.querySelector('img')?.src ?? output.textContent
    )
  }))"""


@dataclass
class Moment:
    """What stood in the pad at one moment of the live interview."""

    what: str
    time: float
    cells: list[dict[str, Any]]
    file: str
    console: str


@dataclass
class Recorded:
    """An interview that was lived, and how it looked on the way."""

    pad: Pad
    moments: list[Moment] = field(default_factory=list)


class Player(Interviewer):
    """A member who plays an interview back."""

    def open_playback(self, pad: Pad, fragment: str = "") -> None:
        """Open the pad's address and wait until it can be played."""
        self.page.goto(pad.url)
        expect(self.controls).to_be_visible()
        self.settled()
        if fragment:
            self.page.evaluate("fragment => { location.hash = fragment }", fragment)
            self.settled()

    @property
    def controls(self) -> Locator:
        return self.page.get_by_role("region", name="Playback")

    @property
    def position(self) -> Locator:
        return self.page.get_by_role("slider", name="Position in the recording")

    @property
    def happened(self) -> Locator:
        return self.page.get_by_role("region", name="What happened")

    def event(self, words: str) -> Locator:
        """The first of the events that are told with these words."""
        return self.happened.get_by_role("button").filter(has_text=words).first

    def settled(self) -> None:
        """Wait until nothing more is being loaded."""
        expect(self.controls.get_by_text("Loading…")).to_have_count(0)

    def seconds(self) -> int:
        return int(self.position.get_attribute("aria-valuenow") or 0)

    def go_to(self, milliseconds: float) -> None:
        """Go to a moment by the page's address, as a link in a comment would."""
        clock = time.strftime("%H:%M:%S", time.gmtime(milliseconds // 1000))
        fragment = f"#t={clock}.{int(milliseconds % 1000):03d}"
        self.page.evaluate("fragment => { location.hash = fragment }", fragment)
        expect(self.position).to_have_attribute("aria-valuenow", str(int(milliseconds // 1000)))
        self.settled()


def cells_of(page: Page) -> list[dict[str, Any]]:
    """The cells of the notebook in front: sources, execution counts and outputs."""
    found: list[dict[str, Any]] = page.evaluate(READ_CELLS)
    return found


def text_of(editor: Locator) -> str:
    """The text of a file's editor, without whose cursor is where."""
    lines: str = editor.evaluate(
        """node => [...node.querySelectorAll('.cm-line')].map(line => {
          const copy = line.cloneNode(true);
          copy.querySelectorAll(
            '.jp-remote-cursor, .interview-Cursor, .cm-widgetBuffer'
          ).forEach(each => each.remove());
          return copy.textContent.replace(/[\\u200b\\u2060]/g, '');
        }).join('\\n')"""
    )
    return lines


def comes_to(seen: Callable[[], object], wanted: object, what: str) -> None:
    """Wait until something is as it was; says what is different where it never is."""
    with contextlib.suppress(AssertionError):
        until(lambda: seen() == wanted, what, seconds=10)
    assert seen() == wanted, what


def live(interview: Interview) -> Recorded:
    """Live through an interview with all that can happen in one."""
    interviewer, candidate = interview.both
    recorded = Recorded(interview.pad)

    def capture(what: str) -> None:
        # Both browsers agree, and what the server does on its own has come to rest.
        candidate.show(NOTEBOOK)
        interviewer.show(NOTEBOOK)
        deadline = time.monotonic() + 20
        while (cells := cells_of(candidate.page)) != cells_of(interviewer.page):
            assert time.monotonic() < deadline, f"the browsers do not agree: {what}"
        candidate.show(FILE)
        file, console = text_of(candidate.editor()), candidate.console().inner_text()
        candidate.show(NOTEBOOK)
        recorded.moments.append(Moment(what, time.time() * 1000, cells, file, console))

    def add_cell() -> None:
        candidate.page.keyboard.press("Escape")
        candidate.page.keyboard.press("b")

    candidate.show(NOTEBOOK)
    interviewer.show(NOTEBOOK)
    capture("the beginning")
    candidate.write(candidate.source(), PLOT)
    candidate.run_cell()
    expect(candidate.output().locator("img")).to_be_visible()
    expect(interviewer.output().locator("img")).to_be_visible()
    capture("a plot")

    add_cell()
    candidate.source(1).click()
    candidate.page.keyboard.type("total / 0")
    candidate.run_cell(1)
    expect(interviewer.output(1)).to_contain_text("NameError")
    capture("an error")

    add_cell()
    candidate.source(2).click()
    candidate.page.keyboard.type("total = 42")
    candidate.run_cell(2)
    expect(interviewer.cell(2).locator(".jp-InputPrompt")).to_have_text("[3]:")
    candidate.run_cell(1)
    expect(interviewer.output(1)).to_contain_text("ZeroDivisionError")
    capture("a run out of order")

    candidate.source(1).click()
    candidate.page.keyboard.press("Control+A")
    candidate.page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
          );
        }""",
        "print(total * 2)  # 🐍 " + "from elsewhere " * 8,
    )
    expect(interviewer.source(1)).to_contain_text("from elsewhere")
    interviewer.source().click()
    interviewer.page.keyboard.press("Control+Home")
    interviewer.page.keyboard.type("# why squares?\n")
    expect(candidate.source()).to_contain_text("why squares")
    capture("a paste")

    candidate.show(FILE)
    candidate.write(candidate.editor(), "print('from a file')\n")
    candidate.toolbar_button("Run").click()
    expect(candidate.console()).to_contain_text("from a file")
    capture("a file was run")

    candidate.show(NOTEBOOK)
    candidate.toolbar_button("Restart").click()
    with candidate.page.expect_response("**/api/interview/restart*"):
        candidate.page.get_by_role("dialog").get_by_role("button", name="Restart").click()
    expect(candidate.kernel_status()).to_have_text("Ready")
    candidate.run_cell(1)
    expect(interviewer.output(1)).to_contain_text("NameError")
    capture("a restart")

    candidate.source(2).click()
    candidate.page.keyboard.press("Escape")
    candidate.page.keyboard.press("d")
    candidate.page.keyboard.press("d")
    expect(interviewer.page.locator(".jp-Notebook:visible .jp-Cell")).to_have_count(2)
    capture("a cell was deleted")
    interview.interviewer.api("POST", f"pads/{interview.pad.id}/end")
    return recorded


def player_of(people: Callable[..., Person], interview: Interview) -> Player:
    """Another browser of the interviewer's."""
    player = people(Player, interview.server, "player")
    assert isinstance(player, Player)
    player.sign_in()
    return player


def test_every_moment_is_as_it_was(interview: Interview, people: Callable[..., Person]) -> None:
    recorded = live(interview)
    player = player_of(people, interview)
    player.open_playback(recorded.pad)
    page = player.page
    start = page.evaluate(
        "async () => (await (await fetch('api/interview/playback')).json()).start"
    )

    # Back and forth, so that states are reached from either side.
    order = [*recorded.moments, *recorded.moments[::-2], recorded.moments[0]]
    for moment in order:
        player.go_to(moment.time - start)
        player.show(NOTEBOOK)
        expect(page.locator(".jp-Notebook:visible .jp-Cell")).to_have_count(len(moment.cells))
        comes_to(lambda: cells_of(page), moment.cells, moment.what)
        player.show(FILE)
        editor = page.locator(".interview-Document-editor .cm-content")
        comes_to(partial(text_of, editor), moment.file, moment.what)
        console = page.get_by_role("region", name="Output")
        if "from a file" in moment.console:
            expect(console).to_contain_text("from a file")
        else:
            expect(console).not_to_contain_text("from a file")

    # What happened is told, and leads there.
    for words in (
        "Ada Lovelace asked to join",
        "Ada Lovelace was admitted",
        "Ada Lovelace came in",
        "ZeroDivisionError",
        "characters from outside the pad",
        f"Ada Lovelace restarted {NOTEBOOK}",
        "The interview ended",
    ):
        expect(player.event(words)).to_be_visible()
    player.event("Ada Lovelace ran main.py").click()
    expect(page.get_by_role("tab", name=FILE)).to_have_attribute("aria-selected", "true")
    expect(player.happened.locator("[aria-current=true]")).to_contain_text("ran main.py")
    assert player.exceptions == []
    assert [said for said in player.heard if said.startswith("error: TypeError")] == []
    assert player.refusals == []


def test_a_moment_is_found_linked_and_gone_on_from(
    interview: Interview, people: Callable[..., Person]
) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    candidate.write(candidate.source(), "answer = 6 * 7")
    candidate.page.keyboard.press("Control+End")
    candidate.page.keyboard.type("\nprint(answer)", delay=50)
    candidate.run_cell()
    expect(interviewer.output()).to_contain_text("42")
    interview.interviewer.api("POST", f"pads/{interview.pad.id}/end")

    player = player_of(people, interview)
    player.open_home()
    with player.context.expect_page() as opened:
        player.page.get_by_role("link", name=f"Play back {interview.pad.title}").click()
    player.page = page = opened.value
    expect(player.controls).to_be_visible()
    player.settled()

    # The keyboard alone leads through the interview.
    last = int(player.position.get_attribute("aria-valuemax") or 0)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(player.position).not_to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("End")
    expect(player.position).to_have_attribute("aria-valuenow", str(last))
    player.show(NOTEBOOK)
    expect(player.output()).to_contain_text("42")
    page.keyboard.press("ArrowLeft")
    until(lambda: last - 6 <= player.seconds() <= last - 4, "it went five seconds back")
    page.keyboard.press("Home")
    expect(page.get_by_text("This notebook did not exist yet.")).to_be_visible()
    player.event("Ada Lovelace ran a cell").click()
    expect(player.source()).to_contain_text("print(answer)")
    expect(player.output()).not_to_contain_text("42")
    while "print(answer)" in text_of(player.source()):
        page.keyboard.press(",")
    shown = text_of(player.source())
    assert shown.startswith("answer = 6 * 7\npr")

    # Nothing can be changed, and whose line it is, is told.
    player.source().click()
    page.keyboard.type("changed")
    assert text_of(player.source()) == shown
    player.cell().locator(".cm-line").first.hover(position={"x": 30, "y": 8})
    expect(page.locator(".interview-Author")).to_contain_text("Ada Lovelace")

    # The address leads others to the same moment, also through the pad's own.
    expect(page).to_have_url(re.compile("#t="))
    other = player.new_tab()
    other.goto(interview.pad.url + page.evaluate("location.hash"))
    expect(other.locator(".jp-Notebook:visible .cm-content").first).to_contain_text("answer = 6")
    text = other.locator(".jp-Notebook:visible .cm-content").first
    until(lambda: text_of(text) == shown, "it shows the same moment")
    other.close()

    for within in ("#interview-playback", "#interview-events", "#interview-top-bar"):
        assert violations(page, within=within) == []
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    for within in ("#interview-playback", "#interview-events", "#interview-top-bar"):
        assert violations(page, within=within) == []

    # A pad of its own goes on from here.
    page.get_by_role("button", name="Branch from here").click()
    with player.context.expect_page() as branched:
        page.get_by_role("dialog").get_by_role("button", name="Open a pad from here").click()
    player.page = branched.value
    player.is_in_pad()
    expect(player.source()).to_contain_text("answer = 6 * 7")
    player.write(player.source(), "print('goes on')")
    player.run_cell()
    expect(player.output()).to_contain_text("goes on")
    assert player.exceptions == []
    assert player.refusals == []
