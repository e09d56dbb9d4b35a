"""Pads on a host name of their own, from the waiting room to the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .people import Candidate, Interviewer, Person
from .server import InterviewServer

NOTEBOOK = "interview.ipynb"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[InterviewServer]:
    """A server with two names, which browsers take for two sites."""
    server = InterviewServer(tmp_path / "server")
    server.folder.mkdir()
    server.options = (
        f"--InterviewApp.public_url={server.base}",
        f"--InterviewApp.pad_origin=http://localhost:{server.port}/",
    )
    server.start()
    yield server
    server.stop()


def test_an_interview_on_two_host_names(
    people: Callable[..., Person], server: InterviewServer
) -> None:
    interviewer = people(Interviewer, server, "interviewer")
    candidate = people(Candidate, server, "Ada Lovelace")
    assert isinstance(interviewer, Interviewer)
    assert isinstance(candidate, Candidate)
    interviewer.sign_in()
    pad = interviewer.make_pad()
    interviewer.open_pad(pad)
    inside = re.compile(rf"^http://localhost:{server.port}/{pad.path}/lab")
    expect(interviewer.page).to_have_url(inside)
    candidate.knock(pad)
    assert candidate.page.url == pad.url
    note = interviewer.page.get_by_role("alert").filter(has_text="Ada Lovelace is waiting")
    note.get_by_role("button", name="Admit").click()
    candidate.is_in_pad()
    expect(candidate.page).to_have_url(inside)

    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "print(6 * 7)")
    candidate.run_cell()
    expect(candidate.output()).to_have_text(re.compile("42"))
    interviewer.show(NOTEBOOK)
    expect(interviewer.output()).to_have_text(re.compile("42"))

    for person in (interviewer, candidate):
        assert person.refusals == []
    # The page of a pad has none of the member's cookies, and gets no answer with them.
    names = {
        cookie["name"]
        for cookie in interviewer.context.cookies(f"http://localhost:{server.port}/interview/api")
    }
    assert not {name for name in names if name.startswith("username")}
    asked = """async url => {
        try { return (await fetch(url, {credentials: "include"})).status } catch { return "no" }
    }"""
    assert interviewer.page.evaluate(asked, server.url("interview/api/pads")) == "no"
    assert interviewer.page.evaluate(asked, "/interview/api/pads") == 403

    candidate.page.reload()
    candidate.is_in_pad()
    interviewer.page.get_by_role("button", name="End interview").click()
    dialog = interviewer.page.get_by_role("dialog")
    dialog.get_by_role("button", name="End interview").click()
    expect(candidate.page.get_by_text(re.compile("has ended")).first).to_be_visible()
    # From there the way leads back to the pad's one address.
    candidate.page.goto(f"http://localhost:{server.port}/{pad.path}/lab")
    expect(candidate.page).to_have_url(pad.url)
    expect(candidate.headline).to_have_text(re.compile("ended"))
    for person in (interviewer, candidate):
        assert person.exceptions == []
