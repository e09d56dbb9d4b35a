"""The interviewer's browser, and all that would show that a stranger's script ran in it."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any
from urllib.parse import quote

import websocket
from playwright.sync_api import Browser, Error, Locator, Page, expect
from pycrdt import Array, Decoder, Doc, Map, Text

from interview_ext.rooms import message as protocol

from ...e2e.people import Candidate, Interviewer, Pad
from ...e2e.server import InterviewServer
from .canary import Canary, payload

NOTEBOOK = "interview.ipynb"


class Stage:
    """One interview for many attacks.

    `interviewer.page` shows the notebook. `show` has the candidate's program write a cell straight
    into the shared document, marked as trusted, past JupyterLab and past any kernel.
    """

    def __init__(self, browser: Browser, server: InterviewServer, canary: Canary) -> None:
        self.server = server
        self.canary = canary
        options: Any = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
        self.interviewer = Interviewer(browser.new_context(**options), server, "interviewer")
        self.interviewer.sign_in()
        self.pad: Pad = self.interviewer.make_pad()
        self.candidate = Candidate(browser.new_context(**options), server, "Ada Lovelace")
        self.candidate.knock(self.pad)
        self.interviewer.admit_by_api(self.pad)
        self.candidate.page.wait_for_url("**/lab")
        self.candidate.page.close()
        self.dialogs: list[str] = []
        self._numbers = itertools.count()
        self.interviewer.context.on("page", self._watch)
        self._watch(self.page)
        self.reopen()
        self._writer = Writer(self.candidate, self.pad, NOTEBOOK)

    @property
    def page(self) -> Page:
        """The interviewer's."""
        return self.interviewer.page

    def _watch(self, page: Page) -> None:
        def on_dialog(dialog: Any) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", on_dialog)

    def close(self) -> None:
        self._writer.close()
        self.interviewer.context.close()
        self.candidate.context.close()

    def close_extra_tabs(self) -> None:
        for page in self.interviewer.context.pages:
            if page is not self.page:
                page.close()

    def clear(self) -> None:
        """Leave nothing of an earlier attack in the interviewer's sight."""
        self.page.evaluate("delete window.owned")
        calm = f"calm {next(self._numbers)}"
        self.html(f"<p>{calm}</p>")
        expect(self.output).to_have_text(calm)

    @property
    def cells(self) -> Locator:
        """The cells, as the interviewer sees them."""
        return self.page.locator(".jp-Notebook:visible .jp-Cell")

    @property
    def output(self) -> Locator:
        """What the attack's cell shows: its outputs, or its text."""
        return self.cells.locator(".jp-Cell-outputArea:visible, .jp-MarkdownOutput:visible").first

    # -- what a candidate's program does

    def script(self, name: str) -> str:
        """A payload that tells this stage's canary."""
        return payload(name, self.canary.url)

    def show(
        self, data: dict[str, Any] | None = None, *, markdown: str = "", **metadata: Any
    ) -> None:
        """Put a cell into the notebook: a trusted output of these media types, or Markdown."""
        cell = {
            "id": "attack",
            "cell_type": "markdown" if data is None else "code",
            "metadata": Map({"trusted": True}),
            "source": Text(markdown),
        }
        if data is not None:
            output = {
                "output_type": "display_data",
                "data": data,
                "metadata": metadata | {"trusted": True},
            }
            cell |= {"execution_count": None, "outputs": Array([Map(output)])}
        self._writer.write([Map(cell)])

    def html(self, html: str, **metadata: Any) -> None:
        """An output of HTML."""
        self.show({"text/html": html, "text/plain": "arrived as text"}, **metadata)

    def put_file(self, name: str, content: str) -> None:
        """Write a file of the pad."""
        cookies = {
            c["name"]: c["value"] for c in self.candidate.context.cookies(self.pad.url + "/")
        }
        answer = self.candidate.context.request.put(
            f"{self.pad.url}/api/contents/{quote(name)}",
            data={"type": "file", "format": "text", "content": content},
            headers={"X-XSRFToken": cookies["_xsrf"]},
        )
        assert answer.ok, answer.text()

    def file_url(self, name: str) -> str:
        """Where the interviewer's browser finds a file of the pad."""
        cookies = self.interviewer.context.cookies(self.pad.url + "/")
        token = next(each["value"] for each in cookies if each["name"] == "_xsrf")
        return f"{self.pad.url}/files/{quote(name)}?_xsrf={quote(token)}"

    # -- what the interviewer does, and what must not come of it

    def provoke(self, within: Locator | None = None) -> None:
        """Touch all that can be touched: links, buttons and whatever waits for a pointer."""
        within = within or self.output
        for part in within.locator("a, button, summary, input, svg, img, [onclick]").all():
            part.dispatch_event("mouseover")
            part.dispatch_event("focus")
            part.dispatch_event("click")

    def settle(self, page: Page | None = None) -> None:
        """Wait until what was begun on a page has happened: two frames and a round trip."""
        (page or self.page).evaluate(
            """async () => {
                for (let frame = 0; frame < 2; frame++) {
                    await new Promise(resolve => requestAnimationFrame(resolve));
                }
                await fetch(location.href, {cache: "no-store"});
                await new Promise(resolve => setTimeout(resolve));
            }"""
        )

    def traces(self, name: str, page: Page | None = None) -> set[str]:
        """How one can see that the script of that name ran in the interviewer's origin."""
        found = {"mark"} if self.marked(name, page or self.page) else set()
        return found | self.words(name)

    def marked(self, name: str, page: Page) -> bool:
        """Whether the script left its mark on a page that stays where it is."""
        # What runs in a frame without an origin has no powers of the interviewer's.
        mark = "origin === 'null' || typeof owned === 'undefined' ? '' : owned"
        for frame in page.frames:
            with contextlib.suppress(Error):  # it may be on its way to elsewhere
                if frame.evaluate(mark) == name:
                    return True
        return False

    def words(self, name: str) -> set[str]:
        """What the script did that is seen without asking the page."""
        found = set()
        if self.canary.of(name):
            found.add("word")
        if name in self.dialogs:
            found.add("dialog")
        if any(pad["title"] == name for pad in self.interviewer.api("GET", "pads")["pads"]):
            found.add("interview")
        return found

    def unharmed(self, name: str) -> None:
        """Assert that nothing of an attack ran, and that the interviewer is where they were."""
        self.settle()
        for page in self.interviewer.context.pages:
            assert self.traces(name, page) == set()
        assert self.page.url.startswith(f"{self.pad.url}/lab"), self.page.url
        # Not by locators, which wait for ever once the browser has refused to leave the page.
        seen = self.page.evaluate(
            """() => ({
                end: [...document.querySelectorAll("button")].some(
                    button => button.textContent === "End interview" && button.checkVisibility()
                ),
                cells: document.querySelectorAll(".jp-Notebook .jp-Cell").length
            })"""
        )
        assert seen == {"end": True, "cells": 1}

    def reopen(self) -> None:
        """Open the pad anew."""
        self.interviewer.open_pad(self.pad)
        self.interviewer.show(NOTEBOOK)


class Writer:
    """A program with the candidate's cookies that writes into a shared notebook."""

    def __init__(self, candidate: Candidate, pad: Pad, path: str) -> None:
        cookies = candidate.context.cookies(pad.url + "/")
        by_name = {each["name"]: each["value"] for each in cookies}
        session = candidate.context.request.put(
            f"{pad.url}/api/collaboration/session/{path}",
            data={"type": "notebook", "format": "json"},
            headers={"X-XSRFToken": by_name["_xsrf"]},
        ).json()
        room = f"{session['format']}:{session['type']}:{session['fileId']}"
        self._socket = websocket.create_connection(
            f"{pad.url.replace('http', 'ws', 1)}/api/collaboration/room/{room}",
            cookie="; ".join(f"{name}={value}" for name, value in by_name.items()),
            origin=candidate.server.base.rstrip("/"),
        )
        self._doc: Doc = Doc()
        self._cells = self._doc.get("cells", type=Array)
        self.sync()

    def send(self, message: bytes) -> None:
        """Say anything, whether it is of the protocol or not."""
        self._socket.send_binary(message)

    def sync(self) -> None:
        """Catch up with the server."""
        self.send(protocol.step1(self._doc.get_state()))
        while True:
            message = self._socket.recv()
            if message[0] != protocol.SYNC:
                continue
            decoder = Decoder(message)
            decoder.read_var_uint()
            kind = decoder.read_var_uint()
            content = decoder.read_message()
            if kind == protocol.STEP1:
                continue
            self._doc.apply_update(content)
            if kind == protocol.STEP2:
                return

    def write(self, cells: list[Map]) -> None:
        """Replace all cells."""
        self.sync()
        before = self._doc.get_state()
        with self._doc.transaction():
            self._cells.clear()
            self._cells.extend(cells)
        self.send(protocol.update(self._doc.get_update(before)))

    def close(self) -> None:
        self._socket.close()
