"""Earlier work beside the live pad, whose content is never trusted; then focus time."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Locator, expect

from .accessibility import violations
from .people import Candidate, Interviewer, Pad

ADDRESS = "ada@example.org"
HOSTILE = "<p>Harmless part</p><img src=x onerror=\"document.body.dataset.taken='yes'\">"
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "first",
            "metadata": {"trusted": True},
            "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": {"text/html": HOSTILE}},
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"application/javascript": "document.body.dataset.taken = 'yes'"},
                },
            ],
            "source": "answer = 42",
        },
        {
            "cell_type": "markdown",
            "id": "second",
            "metadata": {},
            "source": f"**Thoughts**\n\n{HOSTILE}",
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def work_before(interviewer: Interviewer, candidate: Candidate) -> Pad:
    """An interview of the same candidate that has ended."""
    pad = interviewer.make_pad("The first round", candidate_email=ADDRESS)
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    # They leave before the end, which nothing that still loads then runs into.
    candidate.page.close()
    candidate.page = candidate.new_tab()
    interviewer.api("POST", f"pads/{pad.id}/end")
    # As the candidate's code may have left them.
    files = interviewer.server.folder / "data" / "interview" / "pads" / pad.id / "files"
    (files / "interview.ipynb").write_text(json.dumps(NOTEBOOK))
    (files / "main.py").write_text("print('from the first round')\n")
    return pad


def strip(person: Interviewer | Candidate) -> Locator:
    """The line of focus time."""
    return person.page.locator("#interview-focus")


def test_earlier_work_and_focus_time(interviewer: Interviewer, candidate: Candidate) -> None:
    before = work_before(interviewer, candidate)
    pad = interviewer.make_pad("The second round", candidate_email=ADDRESS)
    interviewer.open_pad(pad)
    candidate.knock(pad)
    interviewer.admit_by_api(pad)
    candidate.is_in_pad()
    page = interviewer.page

    # The panel is the interviewer's alone.
    expect(candidate.page.get_by_role("tab", name="Files")).to_be_visible()
    expect(candidate.page.get_by_role("tab", name="Tests", exact=True)).to_have_count(0)
    refused = candidate.context.request.get(
        candidate.server.url(f"interview/api/pads/{pad.id}/earlier/{before.id}")
    )
    assert refused.status == 403

    page.get_by_role("tab", name="Tests", exact=True).click()
    panel = page.get_by_role("region", name="Tests")
    expect(panel.get_by_role("heading", name="The first round")).to_be_visible()
    panel.get_by_role("searchbox", name="Search").fill("no such thing")
    expect(panel.get_by_role("status")).to_have_text(re.compile("Nothing found"))
    panel.get_by_role("searchbox", name="Search").fill("first")
    panel.get_by_role("button", name="Launch The first round").click()

    earlier = page.locator(".interview-EarlierDocument:visible")
    expect(earlier.get_by_text("answer = 42")).to_be_visible()
    expect(earlier.get_by_text("Harmless part").first).to_be_visible()
    expect(earlier.locator(".jp-RenderedMarkdown strong")).to_have_text("Thoughts")
    expect(page.locator("body")).not_to_have_attribute("data-taken", "yes")
    link = panel.get_by_role("link", name="Play back The first round in a new tab")
    expect(link).to_have_attribute("href", re.compile(f"{before.id}$"))
    assert violations(page, within="#interview-earlier") == []

    # It is beside the live pad, and keys pressed there change neither.
    live = page.locator(".jp-NotebookPanel:visible .jp-Cell")
    expect(live).to_have_count(1)
    earlier.locator(".jp-Cell").first.click()
    page.keyboard.press("Escape")
    for key in ("d", "d", "b", "x"):
        page.keyboard.press(key)
    expect(live).to_have_count(1)
    expect(earlier.locator(".jp-Cell")).to_have_count(2)
    panel.get_by_role("button", name="main.py").click()
    text = earlier.locator(".cm-content")
    expect(text).to_have_text("print('from the first round')")
    text.click()
    page.keyboard.type("changed")
    expect(text).to_have_text("print('from the first round')")
    # Once more: an image takes a while to fail.
    expect(page.locator("body")).not_to_have_attribute("data-taken", "yes")

    # The candidate sees where the interviewer is, until there is focus time.
    interviewer.source().click()
    cursor = candidate.page.locator(".jp-remote-userFlag")
    expect(cursor).not_to_have_count(0)
    candidate.page.get_by_role("button", name="Focus time").click()
    expect(strip(candidate)).to_contain_text("Nobody watches you write")
    expect(strip(interviewer)).to_contain_text("blurred for you")
    expect(strip(interviewer).get_by_role("timer")).to_have_text(re.compile(r"^[45]:\d\d$"))
    expect(cursor).to_have_count(0)
    veiled = page.locator(".jp-Document.interview-mod-veiled[inert]")
    expect(veiled).not_to_have_count(0)
    clear = page.locator("#jp-main-dock-panel .jp-Document:not(.interview-mod-veiled[inert])")
    expect(clear).to_have_count(0)
    expect(earlier.locator(".cm-content")).to_be_visible()
    assert violations(page, within="#interview-focus") == []

    # It stays so for a page that is opened anew.
    page.reload()
    interviewer.is_in_pad()
    expect(strip(interviewer)).to_contain_text("blurred for you")
    expect(page.locator(".jp-Document:not(.interview-mod-veiled)")).to_have_count(0)
    strip(interviewer).get_by_role("button", name="End focus time").click()
    expect(veiled).to_have_count(0)
    for person in (interviewer, candidate):
        expect(strip(person)).to_contain_text("hink aloud")
        strip(person).get_by_role("button", name="Close").click()
        expect(strip(person)).to_be_hidden()
    assert interviewer.exceptions == []
    assert candidate.exceptions == []
