"""A template from the page where it is written to the pad in which its plan is gone through."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pycrdt import Doc, Map

from .accessibility import tab_to, violations
from .people import NUMBERS, Candidate, Interviewer, Pad
from .test_take_home import question_ids

QUESTION = "A cache that forgets"


def part(page: Page, number: int) -> Locator:
    """One part of the plan in the template's form, counted from 0."""
    plan = page.get_by_role("group", name="Plan", exact=True)
    return plan.locator(":scope > ol > li").nth(number)


def write_template(page: Page, title: str) -> None:
    """With the keyboard alone."""
    keys = page.keyboard

    def press(name: str) -> None:
        tab_to(page.get_by_role("button", name=name, exact=True))
        keys.press("Enter")

    def fill(label: str, text: str) -> None:
        tab_to(page.get_by_label(label, exact=True).last)
        keys.press("Control+A")
        keys.type(text)

    def choose(label: str, beginning: str) -> None:
        """Of a list: one types how the wanted begins."""
        tab_to(page.get_by_label(label, exact=True).last)
        keys.type(beginning)

    press("New template")
    expect(page.get_by_role("heading", name="New template", level=1)).to_be_focused()
    fill("Title", title)
    choose("Language", "Pyth")
    fill("Instructions", "Think *aloud*.")
    press("Add a question")
    dialog = page.get_by_role("dialog", name="Choose a question")
    expect(dialog.get_by_role("searchbox", name="Search the questions")).to_be_focused()
    keys.type(QUESTION)
    press(QUESTION)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Add a question")).to_be_focused()
    for name, minutes in (("Welcome", "5"), ("The cache", "30"), ("Farewell", "10")):
        press("Add a part")
        expect(page.get_by_label("Part", exact=True).last).to_be_focused()
        keys.type(name)
        fill("Minutes", minutes)
        if name == "Welcome":
            fill("Notes", "Say who you **are**.")
        elif name == "The cache":
            choose("About", QUESTION)
    # The focus goes along with what is moved, and stays near what is left out.
    tab_to(page.get_by_role("button", name="Move Farewell up"))
    for _ in range(2):
        keys.press("Enter")
    expect(part(page, 0).get_by_label("Part", exact=True)).to_have_value("Farewell")
    expect(page.get_by_role("button", name="Move Farewell down")).to_be_focused()
    press("Leave out Farewell")
    expect(page.get_by_role("button", name="Leave out Welcome")).to_be_focused()
    press("Add a competency")
    expect(page.get_by_label("Competency", exact=True)).to_be_focused()
    keys.type("Communication")
    fill("Level 4", "Explains before being asked.")
    press("Add a field")
    keys.type("Seniority")
    choose("Filled in as", "One")
    fill("Options", "junior")
    keys.press("Enter")
    keys.type("senior")
    press("Save template")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="saved, as revision 1")).to_have_count(1)
    expect(page.get_by_role("button", name="Save template")).to_be_focused()


def save_while_writing(page: Page, title: str) -> None:
    """What is typed while the server is about to save is not lost."""
    field = page.get_by_label("Title", exact=True)
    tab_to(field, "Shift+Tab")
    keys = page.keyboard
    keys.press("End")
    keys.type(" (new)")
    keys.press("Enter")
    # At once, so that the server's answer is still to come.
    keys.insert_text(" and typed meanwhile")
    expect(page.get_by_role("heading", name=f"{title} (new)", level=1, exact=True)).to_be_visible()
    expect(field).to_have_value(f"{title} (new) and typed meanwhile")
    expect(field).to_be_focused()
    keys.press("Enter")
    written = f"{title} (new) and typed meanwhile"
    expect(page.get_by_role("heading", name=written, level=1)).to_be_visible()
    field.fill(title)
    keys.press("Enter")
    expect(page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible()


def save_over_a_colleagues(page: Page, interviewer: Interviewer, title: str) -> None:
    """Somebody else saves the template while one writes: nothing of either is lost unseen."""
    (listed,) = (
        each for each in interviewer.api("GET", "templates")["templates"] if each["title"] == title
    )
    path = f"templates/{listed['id']}"
    field = page.get_by_label("Title", exact=True)
    description = page.get_by_label("Description", exact=True)
    field.fill("Mine")
    model = interviewer.api("GET", path)
    kept = ("title", "language", "instructions", "competencies", "fields", "plan", "revision")
    questions = [{"question_id": one["question_id"]} for one in model["questions"]]
    theirs = {name: model[name] for name in kept} | {"questions": questions}
    saved = interviewer.api("PUT", path, theirs | {"description": "Theirs"})
    told = page.get_by_role("alert").filter(has_text="Somebody else saved this template meanwhile")
    expect(told).to_contain_text(f"as revision {saved['revision']}")
    expect(field).to_have_value("Mine")
    # Saving it all the same is refused.
    field.press("Enter")
    expect(page.get_by_role("button", name="Save template")).to_have_attribute(
        "aria-disabled", "false"
    )
    expect(told).to_be_visible()
    assert interviewer.api("GET", path)["revision"] == saved["revision"]
    assert violations(page, within="#interview-templates") == []
    tab_to(page.get_by_role("button", name="See theirs"))
    page.keyboard.press("Enter")
    expect(description).to_have_value("Theirs")
    expect(field).to_have_value(title)
    back = page.get_by_role("button", name="Back to mine")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Mine")
    tab_to(page.get_by_role("button", name="Save mine over theirs"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mine", level=1)).to_be_visible()
    expect(told).to_have_count(0)
    now = interviewer.api("GET", path)
    assert (now["title"], now["revision"]) == ("Mine", saved["revision"] + 1)
    # What colleagues save while one writes nothing is shown at once.
    interviewer.api("PUT", path, theirs | {"revision": now["revision"]})
    expect(field).to_have_value(title)
    expect(told).to_have_count(0)


@pytest.fixture
def title(interviewer: Interviewer) -> Iterator[str]:
    """What one template is called; it is put away afterwards."""
    title = f"Backend, first round {next(NUMBERS)}"
    yield title
    for template in interviewer.api("GET", "templates")["templates"]:
        if template["title"] == title:
            interviewer.api("PATCH", f"templates/{template['id']}", {"archived": True})


def test_a_template_is_written_locked_and_gone_through(
    interviewer: Interviewer, candidate: Candidate, title: str
) -> None:
    page = interviewer.page
    question_ids(interviewer, QUESTION)
    page.goto(interviewer.server.url("lab#templates"))
    write_template(page, title)
    save_while_writing(page, title)
    save_over_a_colleagues(page, interviewer, title)
    expect(page.get_by_text("1 question · 35 minutes · Whole organization")).to_be_visible()
    assert violations(page, within="#interview-templates") == []

    # What is not saved is kept on the way through the list, and not thrown away unasked.
    page.get_by_label("Title", exact=True).fill("Not saved yet")
    tab_to(page.get_by_role("button", name="All templates"), "Shift+Tab")
    page.keyboard.press("Enter")
    mine = page.locator(f'[data-template="{title}"]')
    expect(mine.get_by_text("not saved", exact=True)).to_be_visible()
    expect(mine.get_by_role("button", name=title)).to_be_focused()
    page.get_by_role("link", name="Templates", exact=True).click()
    mine.get_by_role("button", name=title).click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Not saved yet")
    page.get_by_role("button", name="Make a copy").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Save first")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Throw away what is not saved?")
    asked.get_by_role("button", name="Go on writing").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Not saved yet")
    page.get_by_role("button", name="Cancel", exact=True).click()
    asked.get_by_role("button", name="Throw away").click()
    mine.get_by_role("button", name=title).click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)

    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.get_by_text("Locked: pads of it ask what it says")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_be_disabled()
    page.get_by_role("button", name="All templates").click()
    expect(page.get_by_role("button", name=title)).to_be_visible()
    assert violations(page, within="#interview-templates") == []

    # A pad of it asks what it says: there is nothing else to choose.
    page.get_by_role("link", name="Pads", exact=True).click()
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Title", exact=True).fill(f"Ada’s {title}")
    form.get_by_label("Template", exact=True).select_option(label=f"{title} (locked)")
    expect(form.get_by_text(QUESTION)).to_be_visible()
    expect(form.get_by_role("button", name="Add a question")).to_have_count(0)
    expect(form.get_by_label("Instructions")).to_have_count(0)
    assert violations(page, within=".interview-Dialog") == []
    form.get_by_role("button", name="Create pad").click()
    expect(page.get_by_role("dialog", name="New pad")).to_be_hidden()
    pads = interviewer.api("GET", "pads")["pads"]
    (model,) = (each for each in pads if each["title"] == f"Ada’s {title}")
    assert model["template"]["locked"] is True
    pad = Pad(interviewer.server, model)

    # Inside, the plan waits for its first part, and the keyboard goes on from the code.
    with_plan = interviewer.new_tab()
    interviewer.page = with_plan
    interviewer.open_pad(pad)
    with_plan.get_by_role("tab", name="Plan", exact=True).click()
    panel = with_plan.get_by_role("region", name="Plan", exact=True)
    panel.get_by_role("button", name="Begin with Welcome").click()
    expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^\d+:\d\d left$"))
    expect(panel.get_by_text("Say who you are.")).to_be_visible()
    assert violations(with_plan, within="#interview-plan") == []
    interviewer.editor().click()
    with_plan.keyboard.press("Alt+Shift+P")
    expect(panel.get_by_role("heading", name="The cache")).to_be_visible()
    expect(interviewer.editor()).to_be_focused()
    expect(panel.get_by_role("listitem").filter(has_text="Welcome")).to_contain_text("of 5 min")
    panel.get_by_role("button", name="Stop the clock").focus()
    with_plan.keyboard.press("Enter")
    expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^Stopped, \d+:\d\d left$"))

    # It is the same after the page was loaded again, and no candidate ever sees it.
    with_plan.reload()
    interviewer.is_in_pad()
    with_plan.get_by_role("tab", name="Plan", exact=True).click()
    expect(panel.get_by_role("button", name="Go on with The cache")).to_be_visible()
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    expect(candidate.page.get_by_role("tab", name="Instructions", exact=True)).to_be_visible()
    expect(candidate.page.get_by_role("tab", name="Plan", exact=True)).to_have_count(0)
    assert candidate.page.locator("#interview-plan").count() == 0
    for person in (interviewer, candidate):
        assert person.exceptions == []
        assert person.refusals == []


def test_the_figures_of_interviews_are_drawn_and_told(
    interviewer: Interviewer, candidate: Candidate
) -> None:
    body = {"title": "Backend", "questions": question_ids(interviewer, QUESTION)}
    pad = Pad(interviewer.server, interviewer.api("POST", "pads", body))
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    draft: Doc[Any] = Doc()
    answers = draft.get("answers", type=Map)
    answers["recommendation"] = "yes"
    form = interviewer.api("GET", f"pads/{pad.id}/feedback")["form"]
    for rating, competency in enumerate(form["competencies"], 1):
        answers[f"rating:{competency['key']}"] = rating
    update = base64.b64encode(draft.get_update()).decode()
    sent = {"vector": "", "update": update}
    interviewer.api("POST", f"pads/{pad.id}/drafts/scorecard", sent)
    interviewer.api("POST", f"pads/{pad.id}/feedback/submit", {})
    interviewer.api("POST", f"pads/{pad.id}/end")

    page = interviewer.page
    page.goto(interviewer.server.url("lab#calibration"))
    rated = page.get_by_role("table", name="How questions were rated").get_by_role(
        "row", name=QUESTION
    )
    expect(rated.get_by_role("cell").first).to_have_text("1")
    took = page.get_by_role("table", name="How long questions took, in minutes")
    expect(took.get_by_role("row", name=QUESTION).get_by_role("cell").first).to_have_text("1")
    # Charts need code that is interpreted, which the page's policy allows; they say the titles.
    charts = page.locator(".interview-Chart svg")
    expect(charts).to_have_count(4)
    expect(charts.first).to_contain_text(QUESTION)
    expect(page.get_by_role("table", name="How interviewers judge")).to_be_visible()
    assert violations(page, within="#interview-calibration") == []
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator('body[data-jp-theme-light="false"]')).to_have_count(1)
    expect(charts).to_have_count(4)
    assert violations(page, within="#interview-calibration") == []
    assert interviewer.exceptions == []
    assert interviewer.refusals == []
