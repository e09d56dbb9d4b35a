"""A whole host in the test's own process, on a real port, with browsers to visit it."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from argon2 import PasswordHasher, profiles
from jupyter_server import serverapp
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.websocket import WebSocketClientConnection, websocket_connect

from interview_ext.app import InterviewApp
from interview_ext.clock import Clock
from interview_ext.db.engine import async_url, default_url, migrate
from interview_ext.host_server import HostServer
from interview_ext.team.hashing import Passwords

# Every server asks for it and starts git for that wherever one lies above the packages.
serverapp.get_sys_info = functools.cache(serverapp.get_sys_info)

TOKEN = "a-token-for-tests"
PASSWORD = "correct horse battery"
SECONDS = 20


class Browser:
    """One person's browser: keeps cookies by path, sends the XSRF header as our pages do."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.cookies: dict[tuple[str, str], str] = {}
        self.set_cookie_headers: list[str] = []
        self._client = AsyncHTTPClient(force_instance=True)

    def cookie(self, name: str, path: str = "/") -> str | None:
        """A cookie that would be sent to `path`; the one of the longest path wins."""
        fits = [
            (len(where), value)
            for (key, where), value in self.cookies.items()
            if key == name and (path + "/").startswith(where.rstrip("/") + "/")
        ]
        return max(fits)[1] if fits else None

    def headers(self, path: str) -> dict[str, str]:
        names = dict.fromkeys(name for name, _ in self.cookies)
        sent = {name: self.cookie(name, path.partition("?")[0]) for name in names}
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in sent.items() if v is not None)}
        if sent.get("_xsrf"):
            headers["X-XSRFToken"] = str(sent["_xsrf"])
        return headers

    async def fetch(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | str | None = None,
    ) -> HTTPResponse:
        """One request, redirects not followed; cookies that come back are kept."""
        response = await self._client.fetch(
            HTTPRequest(
                self.host.url(path),
                method=method,
                body=json.dumps(body) if body is not None else raw,
                headers={**self.headers(path), **(headers or {})},
                allow_nonstandard_methods=True,
                follow_redirects=False,
                request_timeout=SECONDS,
            ),
            raise_error=False,
        )
        self.set_cookie_headers = response.headers.get_list("Set-Cookie")
        for header in self.set_cookie_headers:
            pair, *rest = header.split(";")
            name, _, value = pair.partition("=")
            where = next((r.strip()[5:] for r in rest if r.strip().startswith("Path=")), "/")
            self.cookies[(name.strip(), where)] = value
        return response

    async def send(self, path: str, **fields: str) -> HTTPResponse:
        """Send a form, as a page does."""
        return await self.fetch(
            "POST",
            path,
            raw=urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    async def api(self, method: str, path: str, body: Any = None, **kwargs: Any) -> SimpleNamespace:
        """A request to the interview API: `status`, `body` (JSON) and `headers`."""
        response = await self.fetch(method, f"/interview/api/{path}", body, **kwargs)
        answer = json.loads(response.body) if response.body else None
        return SimpleNamespace(status=response.code, body=answer, headers=response.headers)

    async def ok(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the interview API that has to succeed; its JSON."""
        answer = await self.api(method, path, body)
        assert answer.status < 300, (answer.status, answer.body)
        return answer.body

    async def socket(self, path: str, **headers: str) -> Socket:
        """A websocket of the interview API (or of a whole path), from a page of this host."""
        origin = {"Origin": self.host.url("")}
        where = path if path.startswith("/") else f"/interview/api/{path}"
        url = self.host.url(where).replace("http", "ws", 1)
        request = HTTPRequest(url, headers={**self.headers(where), **origin, **headers})
        return Socket(await asyncio.wait_for(websocket_connect(request), SECONDS))


class Socket:
    """What a websocket says, as it says it."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection

    async def next(self) -> Any:
        """The next message, or none when the socket was closed."""
        message = await asyncio.wait_for(self.connection.read_message(), SECONDS)
        return None if message is None else json.loads(message)

    async def until(self, wanted: Any) -> Any:
        """The first message for which `wanted(message)` holds."""
        while True:
            message = await self.next()
            assert message is not None, "closed before what was waited for"
            if wanted(message):
                return message

    def close(self) -> None:
        self.connection.close()


@functools.cache
def migrated_database() -> bytes:
    """An SQLite file with all tables and nothing in them."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "interview.db"
        migrate(async_url(default_url(directory)))
        return path.read_bytes()


class Host:
    """The application on a port. `stop` and `start` again on the same data, as often as needed.

    `warm`: whether it keeps kernels warm, as it does outside of tests.
    `examples`: whether it brings the example questions in, which writes for a second or two.
    `clock`: what time it is for it.
    `costly`: whether a password is as much work as it is outside of tests.
    """

    def __init__(
        self,
        directory: Path,
        *,
        warm: bool = False,
        examples: bool = False,
        clock: Clock | None = None,
        costly: bool = False,
        **traits: Any,
    ) -> None:
        self.directory = directory
        self.warm = warm
        self.examples = examples
        self.clock = clock or Clock()
        self.costly = costly
        self.traits = traits
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def arguments(self) -> list[str]:
        options = {"data_dir": str(self.directory / "interview"), **self.traits}
        return [
            "--allow-root",
            "--no-browser",
            f"--IdentityProvider.token={TOKEN}",
            # Kernels that nobody asked for would only slow the tests of other things.
            *(
                ()
                if self.warm
                else ("--KernelPool.sizes={}", "--KernelPool.spares=0", "--Tester.spares=0")
            ),
            *(() if self.examples else ("--QuestionManager.examples=False",)),
            *(
                f"--{name if '.' in name else f'InterviewApp.{name}'}={value}"
                for name, value in options.items()
            ),
        ]

    async def start(self) -> Host:
        database = self.directory / "interview" / "interview.db"
        if "db_url" not in self.traits and not database.exists():
            # As the migrations leave it, which take a moment for each of a thousand tests.
            database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            database.touch(mode=0o600)
            database.write_bytes(await asyncio.to_thread(migrated_database))
        HostServer.clear_instance()
        HostServer.init_signal = lambda self: None  # type: ignore[method-assign]
        self.server = HostServer.instance(
            jpserver_extensions={"interview_ext": True, "jupyterlab": True}
        )
        with patch("interview_ext.app.Clock", lambda: self.clock):
            self.server.initialize(
                argv=self.arguments(),
                starter_extension="interview_ext",
                find_extensions=False,
                new_httpserver=False,
            )
        self.app: InterviewApp = self.server.starter_app
        if not self.costly:
            cheap = PasswordHasher.from_parameters(profiles.CHEAPEST)
            self.app.team.passwords = Passwords(cheap)
        for name in (self.server.log.name, self.app.log.name):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
        socket, self.port = bind_unused_port()
        self.server.port = self.port
        self._http = HTTPServer(self.server.web_app)
        self._http.add_socket(socket)
        await self.server._post_start()
        return self

    async def stop(self) -> None:
        self._http.stop()
        await self._http.close_all_connections()
        await self.server._cleanup()
        HostServer.clear_instance()

    async def member(self) -> Browser:
        """The owner's browser, signed in by token."""
        browser = Browser(self)
        response = await browser.fetch("GET", f"/interview?token={TOKEN}")
        assert response.code == 302, response.code
        await browser.fetch("GET", response.headers["Location"])
        return browser

    async def colleague(
        self,
        role: str = "interviewer",
        name: str = "Bea",
        email: str = "",
        password: str = PASSWORD,
    ) -> Browser:
        """The browser of a new member, who has just accepted an invitation by the owner."""
        owner = await self.member()
        email = email or f"{name.lower()}@example.org"
        invitation = await owner.ok("POST", "team/invitations", {"role": role, "email": email})
        browser = Browser(self)
        path = urlsplit(invitation["url"]).path
        await browser.fetch("GET", path)
        fields = {"name": name, "password": password, "again": password}
        response = await browser.send(path, **fields)
        assert response.code == 303, response.body
        return browser

    async def stranger(self, pad_id: str | None = None) -> Browser:
        """A browser that is not signed in, with the XSRF cookie every page brings."""
        browser = Browser(self)
        await browser.fetch("GET", f"/interview/api/pads/{pad_id}/knock" if pad_id else "/login")
        return browser

    async def new_pad(self, member: Browser | None = None, **fields: Any) -> dict[str, Any]:
        """A pad made by the owner; its model."""
        member = member or await self.member()
        pad: dict[str, Any] = await member.ok("POST", "pads", {"title": "Backend", **fields})
        return pad

    async def knock(self, pad_id: str, name: str = "Grace") -> Browser:
        """A candidate who waits at the pad."""
        candidate = await self.stranger(pad_id)
        await candidate.ok("POST", f"pads/{pad_id}/knock", {"name": name})
        return candidate

    async def decide(self, member: Browser, pad_id: str, action: str, name: str = "Grace") -> Any:
        """The member's decision about the person of that name."""
        admissions = (await member.ok("GET", f"pads/{pad_id}/admissions"))["admissions"]
        admission = next(one for one in admissions if one["name"] == name)
        return await member.api(
            "PATCH", f"pads/{pad_id}/admissions/{admission['id']}", {"action": action}
        )

    async def enter(self, browser: Browser, pad_id: str) -> HTTPResponse:
        """Go into the pad with a ticket, as the page does by itself."""
        ticket = await browser.ok("POST", f"pads/{pad_id}/ticket")
        return await browser.fetch(
            "POST",
            ticket["enter_url"],
            raw=f"ticket={ticket['ticket']}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
