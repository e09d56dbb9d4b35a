"""The Settings page: what administrators decide counts, and the audit log says who did what."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from .accessibility import violations
from .people import Candidate, Interviewer, Person
from .server import InterviewServer

LOGO = b"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 32" width="96" height="32">
  <rect width="96" height="32" rx="8" fill="#6a1b9a"/><circle cx="16" cy="16" r="8" fill="#fff"/>
</svg>
"""

SCRIPTED = LOGO.replace(b"<circle", b"<script>alert(1)</script><circle")


@pytest.fixture
def admin(own_server: InterviewServer, people: Callable[..., Person]) -> Interviewer:
    """The owner of a server whose settings nobody else reads."""
    admin = people(Interviewer, own_server, "Ada")
    assert isinstance(admin, Interviewer)
    admin.sign_in()
    return admin


def open_settings(admin: Interviewer) -> Page:
    """Go to the Settings page, which has been filled."""
    page = admin.page
    page.goto(admin.server.url("lab"))
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    return page


def save(page: Page) -> None:
    """Save, and wait until it is saved."""
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def preview(page: Page) -> FrameLocator:
    """The candidates' page as it would be."""
    return page.frame_locator('iframe[title="Preview of the waiting room"]')


def choose(page: Page, what: str, content: bytes) -> None:
    """Upload a picture: a logo or a picture."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=f"{what}…").click()
    chosen.value.set_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": content})


def test_candidates_see_the_words_and_the_logo(
    admin: Interviewer, people: Callable[..., Person]
) -> None:
    pad = admin.api("POST", "pads", {"title": "Backend"})
    page = open_settings(admin)
    expect(page.get_by_text("Everything is saved.")).to_be_visible()

    # What is typed is in the preview at once, and nowhere else.
    page.get_by_label("Name of the organization").fill("Acme <Research>")
    expect(preview(page).locator(".brand-name")).to_have_text("Acme <Research>")
    page.get_by_label("Message in the waiting room").fill("Bring **tea**.<script>alert(1)</script>")
    expect(preview(page).locator(".message strong")).to_have_text("tea")
    expect(preview(page).get_by_role("heading", name="What is recorded")).to_be_visible()
    expect(page.get_by_text("2 changes are not saved yet.")).to_be_visible()

    # A picture that acts is refused in words; another one counts at once.
    choose(page, "logo", SCRIPTED)
    expect(page.get_by_text("This SVG has a <script> in it")).to_be_visible()
    choose(page, "logo", LOGO)
    expect(page.get_by_text("The logo is in place.")).to_be_visible()
    expect(preview(page).locator(".brand-logo")).to_be_visible()
    choose(page, "picture", LOGO)
    expect(page.get_by_text("The picture is in place.")).to_be_visible()
    page.get_by_label("What the picture shows").fill("Our garden")
    expect(preview(page).get_by_role("img", name="Our garden")).to_be_visible()
    save(page)

    candidate = people(Candidate, admin.server, "Grace")
    candidate.page.goto(admin.server.url(f"interview/pads/{pad['id']}?as=candidate"))
    expect(candidate.page.locator(".brand-name")).to_have_text("Acme <Research>")
    expect(candidate.page.locator(".message strong")).to_have_text("tea")
    logo = candidate.page.locator(".brand-logo")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.naturalWidth") == 96
    assert violations(candidate.page) == []
    candidate.page.get_by_label("Your name").fill("Grace")
    candidate.page.get_by_role("button", name="Ask to join").click()
    expect(candidate.page.get_by_role("img", name="Our garden")).to_be_visible()
    assert violations(candidate.page) == []

    # It is there after a reload, and can be taken back.
    page.reload()
    open_settings(admin)
    expect(page.get_by_label("Name of the organization")).to_have_value("Acme <Research>")
    page.get_by_role("button", name="Remove logo").click()
    expect(page.get_by_text("The logo is removed.")).to_be_visible()
    candidate.page.reload()
    expect(candidate.page.locator(".brand-logo")).to_have_count(0)
    assert admin.exceptions == []
    assert admin.refusals == []


def test_a_limit_counts_for_a_new_kernel(admin: Interviewer) -> None:
    page = open_settings(admin)
    memory = page.get_by_label("Memory of a kernel (MiB)")
    memory.fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("must be a whole number from 128")).to_be_visible()
    expect(page.get_by_text("Nothing was saved")).to_be_visible()
    expect(memory).to_be_focused()
    expect(memory).to_have_attribute("aria-invalid", "true")
    memory.fill("300")
    save(page)

    pad = admin.api("POST", "pads", {"title": "Limits"})
    page.goto(admin.server.url(f"interview/pads/{pad['id']}"))
    admin.is_in_pad()
    admin.write(
        admin.source(),
        "import resource\nprint(resource.getrlimit(resource.RLIMIT_DATA)[1] // 2**20, 'MiB')",
    )
    admin.run_cell()
    expect(admin.output()).to_contain_text("300 MiB")


def test_the_audit_log_shows_who_did_what(admin: Interviewer, tmp_path: Path) -> None:
    me = admin.api("GET", "me")
    pad = admin.api("POST", "pads", {"title": "=Backend"})
    admin.api("POST", "pads", {"title": "Another"})
    page = open_settings(admin)
    page.get_by_label("Keep recordings for (days)").fill("30")
    save(page)
    page.get_by_role("tab", name="Audit log").click()
    rows = page.locator(".interview-Audit-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(me["name"])
    expect(rows.first).to_contain_text("Setting changed")
    expect(rows.first).to_contain_text("Keep recordings for (days): 0 → 30")

    page.get_by_label("What", exact=True).select_option(label="Pad made")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Only what was done to “=Backend”").click()
    expect(rows).to_have_count(1)
    expect(rows.first.get_by_role("link", name="=Backend")).to_have_attribute(
        "href", admin.server.url(f"interview/pads/{pad['id']}")
    )
    with page.expect_download() as exported:
        page.get_by_role("link", name="Export as CSV").click()
    table = tmp_path / "audit.csv"
    exported.value.save_as(table)
    (row,) = csv.DictReader(table.read_text("utf-8-sig").splitlines())
    assert (row["action"], row["member"], row["pad"]) == ("pad.created", me["name"], "'=Backend")
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("From").fill("2099-01-01")
    expect(page.get_by_text("Nothing like that was done.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    # The export is in it too.
    page.get_by_role("button", name="Refresh").click()
    expect(rows.first).to_contain_text("Audit log exported")
    with page.expect_download() as exported:
        page.get_by_role("link", name="Export as JSON lines").click()
    lines = tmp_path / "audit.jsonl"
    exported.value.save_as(lines)
    assert json.loads(lines.read_text("utf-8").splitlines()[0])["action"] == "audit.exported"


def test_the_page_works_by_keyboard_and_for_everybody(admin: Interviewer) -> None:
    page = open_settings(admin)
    name = page.get_by_label("Name of the organization")
    name.focus()
    page.keyboard.type("Acme")
    expect(page.get_by_text("One change is not saved yet.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.type(" Labs")
    page.get_by_role("button", name="Discard").press("Enter")
    expect(name).to_have_value("Acme")
    page.get_by_role("button", name="Back to the default").first.press("Enter")
    expect(name).to_have_value("")
    page.get_by_role("button", name="Discard").press("Enter")

    page.get_by_role("tab", name="Settings").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Audit log")).to_be_focused()
    expect(page.locator(".interview-Audit-table")).to_be_visible()
    assert violations(page, within=".interview-Settings") == []
    page.keyboard.press("ArrowLeft")
    expect(name).to_be_visible()
    expect(preview(page).locator(".brand-name")).to_have_text("Acme")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, within=".interview-Settings") == []
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport()
    overflow = page.locator(".interview-Settings").evaluate(
        "page => page.scrollWidth - page.clientWidth"
    )
    assert overflow <= 0
    assert violations(page, within=".interview-Settings") == []
