"""A host with pads in it. Only the control plane behind the gateway is kept in memory here."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import tornado.httpclient
import tornado.httputil
import tornado.websocket
from pycrdt import Decoder, Doc, Map, Text

from interview_ext.auth.identity import COOKIE_NAME
from interview_ext.auth.participant import Participant
from interview_ext.errors import TicketRefused
from interview_ext.pad_server import PadServers, PadSpec
from interview_ext.rooms import message as protocol


class MemoryGateway:
    """A control plane that remembers what it was asked."""

    def __init__(self) -> None:
        self.tickets: dict[str, Participant] = {}
        self.entries: dict[str, Participant] = {}
        self.knocks: list[dict[str, Any]] = []
        self.decided: list[tuple[str, str, str, str]] = []
        self.ended: list[str] = []
        self.submitted: list[tuple[str, str]] = []
        self.seals: dict[str, tuple[int, str]] = {}
        self.present: dict[str, list[Participant]] = {}
        self.active: set[str] = set()
        self.tested: list[tuple[str, str, dict[str, bytes]]] = []
        self.reports: asyncio.Queue[Any] = asyncio.Queue()

    async def redeem(self, pad_id: str, ticket: str, cookie_hash: str) -> Participant:
        participant = self.tickets.pop(ticket, None)
        if participant is None or participant.pad_id != pad_id:
            raise TicketRefused("This ticket is not valid any more.")
        self.entries[cookie_hash] = participant
        return participant

    async def admissions(self, pad_id: str) -> list[dict[str, Any]]:
        return self.knocks

    async def decide(
        self, pad_id: str, admission_id: str, action: str, by: Participant
    ) -> dict[str, Any]:
        self.decided.append((pad_id, admission_id, action, by.id))
        return {"id": admission_id, "state": action}

    async def end(self, pad_id: str, by: Participant) -> None:
        self.ended.append(pad_id)

    async def submit(self, pad_id: str, by: Participant) -> None:
        self.submitted.append((pad_id, by.id))

    async def sealed(self, pad_id: str, frames: int, head: str, at: datetime) -> None:
        self.seals[pad_id] = frames, head

    async def branch(
        self, pad_id: str, by: Participant, moment: int, rerun: bool
    ) -> dict[str, Any]:
        return {"id": "new", "url": f"/{pad_id}/{moment}/{rerun}"}

    async def run_tests(
        self,
        pad_id: str,
        by: Participant,
        task_id: str,
        files: Mapping[str, bytes],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        self.tested.append((by.id, task_id, dict(files)))
        progress(0.5, "half of them")
        report = await self.reports.get()
        if isinstance(report, Exception):
            raise report
        return report

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        self.present[pad_id] = participants

    def activity(self, pad_id: str) -> None:
        self.active.add(pad_id)


class Browser:
    """One person's browser: the pad's cookies and plain HTTP."""

    def __init__(self, pads: PadServers, port: int, pad_id: str) -> None:
        self.pads = pads
        self.port = port
        self.base = pads.get(pad_id).base_url
        self.pad_id = pad_id
        self.cookies: dict[str, str] = {}
        self.participant: Participant | None = None
        self.client = tornado.httpclient.AsyncHTTPClient(force_instance=True)

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{self.base}{path}"

    def headers(self, **extra: str) -> dict[str, str]:
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return {"Cookie": cookies, "X-XSRFToken": self.cookies.get("_xsrf", ""), **extra}

    async def request(
        self, method: str, path: str, json_body: Any = None, **kwargs: Any
    ) -> tornado.httpclient.HTTPResponse:
        body = kwargs.pop("body", None)
        if json_body is not None:
            body = json.dumps(json_body)
        if body is None and method in ("POST", "PUT", "PATCH"):
            body = ""
        response = await self.client.fetch(
            self.url(path),
            method=method,
            body=body,
            headers=self.headers(**kwargs.pop("headers", {})),
            raise_error=False,
            follow_redirects=False,
            allow_nonstandard_methods=True,
            **kwargs,
        )
        for cookie in response.headers.get_list("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response

    async def json(self, method: str, path: str, json_body: Any = None) -> Any:
        response = await self.request(method, path, json_body)
        assert response.code < 400, (response.code, response.body)
        return json.loads(response.body) if response.body else None

    async def enter(self, role: str = "candidate", name: str = "Ada Lovelace") -> Browser:
        ticket = secrets.token_urlsafe(32)
        self.participant = Participant(secrets.token_hex(8), self.pad_id, role, name)
        self.pads.gateway.tickets[ticket] = self.participant
        response = await self.request("POST", "enter", body=f"ticket={ticket}")
        assert response.code == 303, response.body
        assert COOKIE_NAME in self.cookies
        return self

    async def websocket(
        self, path: str, origin: str | None = None, subprotocols: list[str] | None = None
    ) -> Any:
        request = tornado.httpclient.HTTPRequest(
            self.url(path, "ws"),
            headers=self.headers(Origin=origin or f"http://127.0.0.1:{self.port}"),
        )
        return await tornado.websocket.websocket_connect(request, subprotocols=subprotocols)

    async def events(self) -> Events:
        return Events(await self.websocket("api/interview/events"))

    async def room(self, path: str) -> RoomPeer:
        type = "notebook" if path.endswith(".ipynb") else "file"
        model = await self.json(
            "PUT", f"api/collaboration/session/{path}", {"type": type, "format": ""}
        )
        return await self.open_room(f"{model['format']}:{model['type']}:{model['fileId']}")

    async def open_room(self, room_id: str) -> RoomPeer:
        peer = RoomPeer(await self.websocket(f"api/collaboration/room/{room_id}?sessionId=x"))
        await peer.sync()
        return peer


class Events:
    """What the pad tells one browser."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []

    async def until(self, type: str) -> dict[str, Any]:
        """The next message of that type."""
        async with asyncio.timeout(30):
            while True:
                raw = await self.socket.read_message()
                assert raw is not None, f"closed before {type}"
                message = json.loads(raw)
                self.seen.append(message)
                if message["type"] == type:
                    return message

    async def closed(self) -> int:
        """Wait until the server closes; returns the close code."""
        async with asyncio.timeout(30):
            while await self.socket.read_message() is not None:
                pass
        return self.socket.close_code


class RoomPeer:
    """A Yjs client in a room, with a document of its own."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.doc: Doc = Doc()
        self.synced = asyncio.Event()
        self.changed = asyncio.Event()
        self.awareness: list[protocol.AwarenessState] = []
        self.close_code: int | None = None
        self._applying = False
        self._subscription = self.doc.observe(self._on_change)
        self.reader = asyncio.ensure_future(self._read())

    async def sync(self) -> None:
        self.socket.write_message(protocol.step1(self.doc.get_state()), binary=True)
        async with asyncio.timeout(30):
            await self.synced.wait()

    async def settle(self) -> None:
        """Wait until the server has everything this browser sent."""
        self.synced.clear()
        await self.sync()

    def _on_change(self, event: Any) -> None:
        if not self._applying:
            self.socket.write_message(protocol.update(event.update), binary=True)

    async def _read(self) -> None:
        while True:
            message = await self.socket.read_message()
            if message is None:
                self.close_code = self.socket.close_code or 1005  # closed without a code
                self.changed.set()
                return
            if message[0] == protocol.AWARENESS:
                self.awareness += protocol.read_awareness(message)
            elif message[0] == protocol.SYNC:
                decoder = Decoder(message)
                decoder.read_var_uint()
                kind = decoder.read_var_uint()
                content = decoder.read_message()
                if kind == protocol.STEP1:
                    answer = protocol.step2(self.doc.get_update(content))
                    self.socket.write_message(answer, binary=True)
                else:
                    self._applying = True
                    self.doc.apply_update(content)
                    self._applying = False
                    if kind == protocol.STEP2:
                        self.synced.set()
            self.changed.set()

    async def until(self, condition: Any) -> Any:
        """Wait until the condition holds after something came in."""
        async with asyncio.timeout(30):
            while not (result := condition()):
                self.changed.clear()
                await self.changed.wait()
            return result

    async def until_closed(self) -> int:
        await self.until(lambda: self.close_code is not None)
        return self.close_code

    @property
    def text(self) -> Text:
        return self.doc.get("source", type=Text)

    def map(self, name: str) -> dict[str, Any]:
        return self.doc.get(name, type=Map).to_py() or {}

    @property
    def cells(self) -> list[dict[str, Any]]:
        from pycrdt import Array

        return self.doc.get("cells", type=Array).to_py()


@pytest.fixture
def pads(jp_serverapp, http_server, jp_asyncio_loop, tmp_path):
    """All pads of one process, in a real host server that listens on a port."""
    servers = PadServers(
        host=jp_serverapp, gateway=MemoryGateway(), pads_dir=tmp_path / "pads", log=jp_serverapp.log
    )
    jp_serverapp.web_app.default_router.rules.insert(0, _rule(servers))
    yield servers
    jp_asyncio_loop.run_until_complete(servers.stop())


def _rule(servers: PadServers) -> Any:
    from tornado.routing import AnyMatches, Rule

    return Rule(AnyMatches(), servers.router)


@pytest.fixture
def new_pad(pads):
    """Opens a pad; returns its id."""

    async def new_pad(**changes: Any) -> str:
        fields = {
            "pad_id": secrets.token_urlsafe(16),
            "title": "Data scientist",
            "state": "in_progress",
            "started": datetime.now(UTC),
            "instructions": "# Welcome",
            "start_with": "both",
            **changes,
        }
        await pads.open(PadSpec(**fields))
        return fields["pad_id"]

    return new_pad


@pytest.fixture
def browser(pads, jp_http_port):
    """Makes a browser for somebody at a pad."""

    def browser(pad_id: str) -> Browser:
        return Browser(pads, jp_http_port, pad_id)

    return browser
