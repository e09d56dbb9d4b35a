"""What an interviewer and a candidate do in their browsers, in their words."""

from __future__ import annotations

import contextlib
import itertools
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websocket
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from .server import InterviewServer

NUMBERS = itertools.count(1)


class Person:
    """Somebody at a browser of their own. `page` is the tab they look at."""

    def __init__(self, context: BrowserContext, server: InterviewServer, name: str) -> None:
        self.context = context
        self.server = server
        self.name = name
        # What went wrong inside their pages: uncaught exceptions of the front end.
        self.exceptions: list[str] = []
        # All that their pages' consoles said, for the evidence.
        self.heard: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        """Open another tab in the same browser."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.exceptions.append(error.stack or str(error)))
        page.on("console", lambda said: self.heard.append(f"{said.type}: {said.text}"))
        return page

    @property
    def refusals(self) -> list[str]:
        """What the policy of a page kept from happening there, in the browser's words."""
        return [said for said in self.heard if "Content Security Policy" in said]

    def leave_evidence(self, folder: Path) -> None:
        """Write what they saw at the end of a test that failed."""
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", self.name)
        for number, page in enumerate(self.context.pages):
            with contextlib.suppress(Error):  # of a page that hangs
                page.screenshot(path=folder / f"{name}-{number}.png", timeout=10_000)
        with contextlib.suppress(Error):  # it is written only where a test is tried again
            self.context.tracing.stop(path=folder / f"{name}.zip")
        heard = [f"exception: {exception}" for exception in self.exceptions] + self.heard
        (folder / f"{name}-console.txt").write_text("\n".join(heard))

    # In a pad -----------------------------------------------------------------------------

    def is_in_pad(self) -> None:
        """Wait until the pad's documents are in front of them."""
        expect(self.page.locator("#jp-main-dock-panel .jp-Document").first).to_be_visible()

    def show(self, path: str) -> None:
        """Bring a document to the front by its tab."""
        tab = self.page.locator("#jp-main-dock-panel").get_by_role("tab", name=path)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()

    def cell(self, number: int = 0) -> Locator:
        """One cell of the notebook in front, counted from 0."""
        return self.page.locator(".jp-Notebook:visible .jp-Cell").nth(number)

    def source(self, number: int = 0) -> Locator:
        """The text of one cell."""
        return self.cell(number).locator(".jp-InputArea-editor .cm-content")

    def output(self, number: int = 0) -> Locator:
        """What one cell printed."""
        return self.cell(number).locator(".jp-Cell-outputArea")

    def editor(self) -> Locator:
        """The text of the file in front."""
        return self.page.locator(".jp-FileEditor:visible .cm-content").first

    def console(self) -> Locator:
        """What the file in front printed."""
        return self.page.locator(".jp-Document:visible").get_by_role("region", name="Output")

    def toolbar_button(self, name: str) -> Locator:
        """A button of the document in front, by the beginning of its name."""
        toolbar = self.page.locator(".jp-Document:visible .jp-Toolbar").first
        return toolbar.get_by_role("button", name=re.compile(f"^{name}")).first

    def kernel_status(self) -> Locator:
        """How the kernel of the document in front is, in a word."""
        return self.page.locator(".jp-Document:visible .interview-KernelStatus")

    def cursor_name(self, name: str) -> Locator:
        """The name at somebody else's cursor."""
        return self.page.locator(".jp-remote-userFlag").filter(has_text=name).first

    def write(self, where: Locator, text: str) -> None:
        """Replace what stands in an editor, with the keyboard."""
        where.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def run_cell(self, number: int = 0) -> None:
        """Run one cell with Control+Enter."""
        self.source(number).click()
        self.page.keyboard.press("Control+Enter")


class Interviewer(Person):
    """A member of the team."""

    def sign_in(self) -> None:
        """Follow the address that the server printed, without waiting for a page to appear."""
        answer = self.context.request.get(self.server.sign_in_address)
        assert answer.ok, f"{answer.status} {answer.text()}"

    def open_home(self) -> None:
        """Open the Pads page."""
        self.page.goto(self.server.sign_in_address)
        expect(self.page.get_by_role("button", name="New pad").first).to_be_visible()

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the REST API with their cookies, as their page would; return its JSON."""
        cookies = {
            cookie["name"]: cookie["value"]
            for cookie in self.context.cookies(self.server.url("interview/api/me"))
        }
        response = self.context.request.fetch(
            self.server.url(f"interview/api/{path}"),
            method=method,
            data=body,
            headers={"X-XSRFToken": cookies.get("_xsrf", "")},
        )
        assert response.ok, f"{method} {path}: {response.status} {response.text()}"
        return response.json() if response.status != 204 else None

    @property
    def member_name(self) -> str:
        """What the team calls them."""
        return str(self.api("GET", "me")["name"])

    def open_waiting_room(self) -> None:
        """Show the panel of who waits and who is inside."""
        panel = self.page.get_by_role("region", name="Waiting room")
        if not panel.is_visible():
            self.page.locator('[data-id="interview-waiting-room"]').click()
        expect(panel).to_be_visible()

    def make_pad(self, title: str = "", **more: str) -> Pad:
        """Make a pad through the API, for tests that are about something else."""
        title = title or f"Interview {next(NUMBERS)}"
        body = {"title": title, "candidate_name": "Ada Lovelace", "start_with": "both"}
        return Pad(self.server, self.api("POST", "pads", body | more))

    def clear_away(self) -> None:
        """Delete every pad, so that nobody from an earlier test knocks in a later one."""
        while pads := self.api("GET", "pads?limit=200")["pads"]:
            for pad in pads:
                if pad["state"] == "in_progress":
                    self.api("POST", f"pads/{pad['id']}/end")
                self.api("DELETE", f"pads/{pad['id']}")

    def row(self, title: str) -> Locator:
        """The row of a pad on the Pads page."""
        return self.page.get_by_role("row").filter(
            has=self.page.get_by_role("link", name=title, exact=True)
        )

    def choose(self, title: str, action: str) -> None:
        """Choose something in the menu of a pad's row."""
        self.row(title).get_by_role("button", name=f"More for {title}").click()
        self.page.get_by_role("menuitem", name=re.compile(f"^{action}")).click()

    def knock_note(self, pad: Pad, name: str = "Ada Lovelace") -> Locator:
        """The notification that somebody knocks at a pad."""
        return self.page.get_by_role("alert").filter(has_text=f"{name} is waiting at “{pad.title}”")

    def admissions(self, pad: Pad) -> list[dict[str, Any]]:
        """Who knocked at a pad."""
        found: list[dict[str, Any]] = self.api("GET", f"pads/{pad.id}/admissions")["admissions"]
        return found

    def open_pad(self, pad: Pad) -> None:
        """Open the pad's one address: a signed-in member goes straight in."""
        self.page.goto(pad.url)
        self.is_in_pad()

    def admit_by_api(self, pad: Pad) -> None:
        """Let whoever knocks in, for tests that are about something else."""
        for admission in self.admissions(pad):
            if admission["state"] == "knocking":
                path = f"pads/{pad.id}/admissions/{admission['id']}"
                self.api("PATCH", path, {"action": "admit"})


class Candidate(Person):
    """Somebody with a link and no account."""

    @property
    def headline(self) -> Locator:
        """The first heading of a page, which says on a light page what is going on."""
        return self.page.get_by_role("heading", level=1).first

    def knock(self, pad: Pad) -> None:
        """Open the address, say who they are and ask to join."""
        self.page.goto(pad.url)
        self.page.get_by_role("link", name="I’m the candidate").click()
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Ask to join").click()
        self.waits()

    def waits(self) -> None:
        """Wait until they are in the waiting room."""
        expect(self.headline).to_have_text(
            re.compile("You’re in the waiting room|Your interviewer is here")
        )


class HeldSocket:
    """A websocket with somebody's cookies that does not close by itself, as a browser's does.

    Only the server ends it: `closed_at` is then when, on the clock of `time.monotonic`.
    """

    def __init__(self, person: Person, path: str) -> None:
        url = person.server.url(path)
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in person.context.cookies(url))
        self.closed_at: float | None = None
        self._socket = websocket.create_connection(
            url.replace("http", "ws", 1), cookie=cookies, origin=person.server.base.rstrip("/")
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        with contextlib.suppress(websocket.WebSocketException, OSError):
            while self._socket.recv_data()[0] != websocket.ABNF.OPCODE_CLOSE:
                pass
        self.closed_at = time.monotonic()

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()
        self._listening.join()


class Pad:
    """A pad as the API describes it."""

    def __init__(self, server: InterviewServer, model: dict[str, Any]) -> None:
        self.id: str = model["id"]
        self.title: str = model["title"]
        self.path = f"interview/pads/{self.id}"
        self.url = server.url(self.path)
        self.model = model


@dataclass
class Interview:
    """Two people in one pad."""

    pad: Pad
    interviewer: Interviewer
    candidate: Candidate

    @property
    def both(self) -> tuple[Person, Person]:
        return self.interviewer, self.candidate

    @property
    def server(self) -> InterviewServer:
        return self.interviewer.server
