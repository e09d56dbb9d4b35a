"""A recruiter's day: a colleague joins; an interview is scheduled, sent, moved, shared, deleted."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .people import Candidate, Interviewer, Person
from .server import InterviewServer, free_port, until

PASSWORD = "a walk along the river"


class Mail:
    """What a mail server took: an aiosmtpd handler."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append((envelope.rcpt_tos, message))
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        """All messages that somebody got, in their order."""
        return [message for receivers, message in self.taken if address in receivers]


@pytest.fixture
def mail() -> Iterator[tuple[Mail, int]]:
    """A mail server on a port of this machine, and the port."""
    taken = Mail()
    port = free_port()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    yield taken, port
    controller.stop()


@pytest.fixture
def office(tmp_path: Path, mail: tuple[Mail, int]) -> Iterator[InterviewServer]:
    """A server that sends mail, with a quota."""
    server = InterviewServer(
        tmp_path / "server",
        "--InterviewApp.owner_name=Grace Hopper",
        "--PadManager.quota=5",
        "--Mailer.smtp_host=127.0.0.1",
        f"--Mailer.smtp_port={mail[1]}",
        "--Mailer.smtp_security=none",
        "--Mailer.sender=Interviews <interviews@example.org>",
    )
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()


def text(message: EmailMessage) -> str:
    """The words of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def appointment(message: EmailMessage) -> dict[str, str]:
    """The lines of the calendar entry that a message brings, by their names."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"][:1]
    content = part.get_content()
    lines = content if isinstance(content, str) else content.decode()
    lines = re.sub(r"\r?\n[ \t]", "", lines)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    found = {
        line.split(":", 1)[0].split(";")[0]: line.split(":", 1)[1]
        for line in event.splitlines()
        if ":" in line
    }
    method = re.search(r"^METHOD:(\w+)", lines, re.MULTILINE)
    assert method is not None
    return found | {"METHOD": method[1]}


def fill_new_pad(page: Page, day: str) -> Locator:
    """Fill the form for a scheduled interview with Ada Lovelace."""
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Title").fill("Data engineer, first round")
    form.get_by_label("Candidate’s name").fill("Ada Lovelace")
    form.get_by_label("Candidate’s e-mail").fill("ada@example.com")
    form.get_by_label("Date", exact=True).fill(day)
    form.get_by_label("Time", exact=True).fill("15:00")
    form.get_by_label("Duration").select_option("45")
    form.get_by_label("Time zone").select_option("Europe/Berlin")
    return form


def test_a_recruiters_day(
    people: Callable[..., Person], office: InterviewServer, mail: tuple[Mail, int]
) -> None:
    box, _ = mail
    recruiter = people(Interviewer, office, "recruiter", timezone_id="Europe/Berlin")
    assert isinstance(recruiter, Interviewer)
    page = recruiter.page
    recruiter.open_home()
    expect(page.get_by_text("0 of 5 pads used")).to_be_visible()

    # A colleague joins by an invitation.
    colleague = join(recruiter, people, office)
    assert violations(page) == []

    # An interview is scheduled, with the colleague.
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Pads").click()
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    form = fill_new_pad(page, day)
    form.get_by_role("button", name="Interviewers: Grace Hopper").click()
    form.get_by_label("Bea Colleague").check()
    page.keyboard.press("Escape")
    assert violations(page, within=".interview-Dialog") == []
    form.get_by_role("button", name="Create pad").click()
    expect(page.get_by_role("region", name=re.compile("is ready"))).to_be_visible()
    expect(page.get_by_text("1 of 5 pads used")).to_be_visible()
    row = recruiter.row("Data engineer, first round")
    expect(row).to_contain_text("3:00 PM")
    expect(row).to_contain_text("Bea Colleague")

    # It is sent, with its one address and an entry for the calendar.
    recruiter.choose("Data engineer, first round", "Invitation")
    letter = page.get_by_role("dialog", name=re.compile("Invitation"))
    expect(letter.get_by_label("To", exact=True)).to_have_value("ada@example.com")
    letter.get_by_label("A few words").fill("We look forward to it.")
    assert violations(page, within=".interview-Dialog") == []
    letter.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("The invitation is on its way to ada@example.com.")).to_be_visible()
    until(lambda: len(box.to("ada@example.com")) == 1, "the invitation arrived")
    [invitation] = box.to("ada@example.com")
    pad_id = row.get_attribute("data-pad")
    address = office.url(f"interview/pads/{pad_id}")
    assert address in text(invitation)
    assert "We look forward to it." in text(invitation)
    entry = appointment(invitation)
    assert entry["METHOD"] == "REQUEST"
    assert entry["DTSTART"].endswith("T150000")
    expect(row).to_contain_text("Invitation sent")

    # It is moved by an hour, and whoever was invited hears so.
    recruiter.choose("Data engineer, first round", "Edit or reschedule")
    edit = page.get_by_role("dialog", name=re.compile("Edit"))
    edit.get_by_label("Time", exact=True).fill("16:00")
    assert violations(page, within=".interview-Dialog") == []
    edit.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("4:00 PM")
    until(lambda: len(box.to("ada@example.com")) == 2, "the new time arrived")
    moved = appointment(box.to("ada@example.com")[1])
    assert moved["UID"] == entry["UID"]
    assert int(moved["SEQUENCE"]) > int(entry["SEQUENCE"])
    assert moved["DTSTART"].endswith("T160000")

    # The calendar file says the same.
    recruiter.choose("Data engineer, first round", "Invitation")
    with page.expect_download() as download:
        letter.get_by_role("button", name="Calendar file (.ics)").click()
    assert entry["UID"] in download.value.path().read_text()
    page.keyboard.press("Escape")

    # The same address leads the colleague in, and the candidate to the waiting room.
    colleague.page.goto(address)
    colleague.is_in_pad()
    candidate = people(Candidate, office, "Ada Lovelace", timezone_id="Europe/Berlin")
    assert isinstance(candidate, Candidate)
    candidate.page.goto(address)
    expect(candidate.page.get_by_role("link", name="I’m the candidate")).to_be_visible()
    # Who comes before it begins reads when it is, on their own clock.
    expect(candidate.page.get_by_text("It is scheduled for")).to_contain_text("4:00")

    # In the colleague's own list it is there too.
    colleague.page.goto(office.url("lab#interviews"))
    expect(colleague.row("Data engineer, first round")).to_be_visible()

    # It is deleted for good: the address leads nowhere, and it does not count.
    recruiter.choose("Data engineer, first round", "Delete")
    warning = page.get_by_role("dialog", name=re.compile("Delete"))
    expect(warning).to_contain_text("no longer counts against your quota")
    warning.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("“Data engineer, first round” is deleted.")).to_be_visible()
    expect(page.get_by_text("0 of 5 pads used")).to_be_visible()
    expect(colleague.row("Data engineer, first round")).to_be_hidden()
    answer = candidate.page.goto(address)
    assert answer is not None
    assert answer.status == 404
    until(lambda: len(box.to("ada@example.com")) == 3, "the cancellation arrived")
    assert appointment(box.to("ada@example.com")[2])["METHOD"] == "CANCEL"
    assert recruiter.exceptions == []
    assert colleague.exceptions == []


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
    expect(ready.get_by_role("button", name=re.compile("Copy link"))).to_be_focused()

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


def join(
    recruiter: Interviewer, people: Callable[..., Person], office: InterviewServer
) -> Interviewer:
    """Invite Bea Colleague, who accepts in a browser of her own."""
    made = recruiter.api("POST", "team/invitations", {"role": "interviewer"})
    colleague = people(Interviewer, office, "colleague", timezone_id="Europe/Berlin")
    assert isinstance(colleague, Interviewer)
    page = colleague.page
    page.goto(made["url"])
    page.get_by_label("Your name").fill("Bea Colleague")
    page.get_by_label("User name").fill("bea")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    assert violations(page) == []
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.goto(office.url("lab#interviews"))
    expect(page.get_by_role("button", name="New pad").first).to_be_visible()
    return colleague
