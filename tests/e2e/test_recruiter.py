"""A recruiter's work on the Pads page, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .people import Interviewer, Person
from .server import InterviewServer


@pytest.fixture
def office(tmp_path: Path) -> Iterator[InterviewServer]:
    """A server with a quota, whose owner has a name."""
    server = InterviewServer(
        tmp_path / "server", "--InterviewApp.owner_name=Grace Hopper", "--PadManager.quota=5"
    )
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()


def test_a_pad_is_made_moved_and_deleted_by_keyboard_alone(
    people: Callable[..., Person], office: InterviewServer
) -> None:
    person = people(Interviewer, office, "keyboard", timezone_id="Europe/Berlin")
    assert isinstance(person, Interviewer)
    page = person.page
    keys = page.keyboard
    person.open_home()

    page.get_by_role("button", name="New pad").first.focus()
    keys.press("Enter")
    form = page.get_by_role("dialog", name="New pad")
    expect(form.get_by_label("Title")).to_be_focused()
    keys.type("By keyboard alone")
    reach(page, form.get_by_label("Candidate’s name"))
    keys.type("Ada Lovelace")
    reach(page, form.get_by_role("button", name="Interviewers: Grace Hopper"))
    keys.press("Enter")
    expect(form.get_by_role("checkbox", name="Grace Hopper")).to_be_focused()
    keys.press("Escape")
    expect(form).to_be_visible()
    expect(form.get_by_role("button", name="Interviewers: Grace Hopper")).to_be_focused()
    reach(page, form.get_by_role("button", name="Create pad"))
    keys.press("Enter")
    ready = page.get_by_role("region", name="“By keyboard alone” is ready")
    expect(ready.get_by_role("button", name=re.compile("Copy the link"))).to_be_focused()

    more = person.row("By keyboard alone").get_by_role("button", name="More for By keyboard alone")
    reach(page, more)
    keys.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    edit = page.get_by_role("dialog", name="Edit “By keyboard alone”")
    expect(edit.get_by_label("Title")).to_be_focused()
    keys.press("End")
    keys.type(", moved")
    keys.press("Enter")
    expect(edit).to_be_hidden()
    moved = person.row("By keyboard alone, moved")
    more = moved.get_by_role("button", name="More for By keyboard alone, moved")
    reach(page, more)

    keys.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    keys.press("ArrowUp")
    keys.press("Enter")
    warning = page.get_by_role("dialog", name="Delete “By keyboard alone, moved”?")
    expect(warning.get_by_role("button", name="Cancel")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(warning).to_be_hidden()
    expect(moved).to_be_hidden()
    assert person.exceptions == []


def reach(page: Page, target: Locator, *, most: int = 80) -> None:
    """Press Tab until something has the focus."""
    expect(target).to_be_visible()
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} was not reached by {most} times Tab.")
