"""Two pads of one real server: code attacks in one, and the other must not feel it.

The server is a process of its own, so that what a test itself does is not taken for the server's
doing. An attack looks like this::

    async def test_an_endless_print_harms_nobody(siege):
        async with siege.unharmed():
            run = await siege.attacker.run("while True: print('x' * 1000)")
            await run.until(lambda: "cut off" in run.text)
            await siege.attacker.interrupt()
            await run.finished()

`siege.unharmed()` runs code in the second pad again and again while its block lasts (at least
`ROUNDS` times) and asks the server for something small in between: each run has to answer within
`ANSWER` seconds, each small thing within `PING`, and the server's memory may not grow by more than
`memory` bytes. Within the block, assert what the attacker sees.

A module that needs other limits than the defaults names them for the server it gets:
``SERVER_OPTIONS = ["--PadServer.run_time=3"]``.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
from pycrdt import Array
from tornado.httpclient import HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from interview_ext.rooms.message import clocks

from ..e2e.server import InterviewServer
from ..hosts import Browser
from ..pad_server.conftest import RoomPeer

ANSWER = 2.0
"""Seconds within which a run in the second pad answers, whatever happens in the first."""

PING = 2.0
"""Seconds within which the server answers a small request."""

ROUNDS = 3
"""How many runs the second pad does at least while an attack goes on."""

PATIENCE = 60.0
"""Seconds after which a test gives up on something that should have happened."""

MEMORY = 256 * 1024 * 1024
"""Bytes by which the server may grow during an attack."""

NOTEBOOK = "interview.ipynb"


class Run:
    """One run of the attacker's cell, as everybody in the pad sees it."""

    def __init__(self, pad: BesiegedPad, id: str) -> None:
        self.pad, self.id = pad, id

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """The cell's outputs as they stand."""
        outputs: list[dict[str, Any]] = self.pad.cell["outputs"]
        return outputs

    @property
    def text(self) -> str:
        """All that the cell printed."""
        return "".join(output.get("text", "") for output in self.outputs)

    @property
    def error(self) -> str | None:
        """The name of the error that the cell ended with."""
        errors = [o["ename"] for o in self.outputs if o["output_type"] == "error"]
        return errors[-1] if errors else None

    async def until(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait until something is to be seen in the pad."""
        async with asyncio.timeout(seconds):
            while not (result := condition()):
                await self.pad.news()
            return result

    async def finished(self, seconds: float = PATIENCE) -> Run:
        """Wait until the run has come to an end, however."""
        await self.until(lambda: self.pad.cell["execution_state"] == "idle", seconds)
        await self.until(lambda: self.pad.state()["run_id"] != self.id, seconds)
        return self


class BesiegedPad:
    """A pad with a notebook and a file, and the candidate in it."""

    def __init__(self, model: dict[str, Any], candidate: Browser) -> None:
        self.id: str = model["id"]
        self.candidate = candidate

    async def open(self) -> BesiegedPad:
        """Open the notebook and what tells about the runs; called once, after entering."""
        self.notebook = await self.room(NOTEBOOK)
        self.about = await self.open_room("json:pad:pad")
        return self

    # -- what a browser does

    async def request(
        self, method: str, path: str, body: Any = None, **kwargs: Any
    ) -> HTTPResponse:
        """A request of the candidate's browser to the pad, whatever comes of it."""
        return await self.candidate.fetch(method, self._path(path), body, **kwargs)

    async def json(self, method: str, path: str, body: Any = None) -> Any:
        """A request that has to succeed; its JSON."""
        response = await self.request(method, path, body)
        assert response.code < 400, (path, response.code, response.body[:500])
        return json.loads(response.body) if response.body else None

    async def websocket(self, path: str) -> Any:
        """A WebSocket of the candidate's browser to the pad."""
        host = self.candidate.host
        where = self._path(path)
        headers = {**self.candidate.headers(where), "Origin": host.url("").rstrip("/")}
        url = host.url(where).replace("http", "ws", 1)
        return await websocket_connect(
            HTTPRequest(url, headers=headers), max_message_size=256 * 1024 * 1024
        )

    async def room(self, path: str) -> RoomPeer:
        """Open a document with a Yjs client of its own."""
        type = "notebook" if path.endswith(".ipynb") else "file"
        model = await self.json(
            "PUT", f"api/collaboration/session/{path}", {"type": type, "format": ""}
        )
        return await self.open_room(f"{model['format']}:{model['type']}:{model['fileId']}")

    async def open_room(self, room_id: str) -> RoomPeer:
        peer = RoomPeer(await self.websocket(f"api/collaboration/room/{room_id}?sessionId=x"))
        await peer.sync()
        return peer

    # -- running code

    async def run(self, source: str) -> Run:
        """Type code into the notebook's first cell and run it."""
        doc = self.notebook.doc
        cell = doc.get("cells", type=Array)[0]
        with doc.transaction():
            cell["source"].clear()
            cell["source"].insert(0, source)
        model = {
            "path": NOTEBOOK,
            "cell_id": cell["id"],
            "client": doc.client_id,
            "clock": clocks(doc.get_state())[doc.client_id],
        }
        run = Run(self, (await self.json("POST", "api/interview/runs", model))["run_id"])
        # What the server has marked as running is seen here from now on.
        await self.notebook.settle()
        return run

    async def result(self, source: str) -> Run:
        """Run code and wait for its end."""
        return await (await self.run(source)).finished()

    async def interrupt(self) -> None:
        await self.json("POST", "api/interview/interrupt", {"path": NOTEBOOK})

    async def restart(self) -> None:
        await self.json("POST", "api/interview/restart", {"path": NOTEBOOK})

    @property
    def cell(self) -> dict[str, Any]:
        """The notebook's first cell as the candidate's browser has it."""
        cell: dict[str, Any] = self.notebook.cells[0]
        return cell

    def state(self, path: str = NOTEBOOK) -> dict[str, Any]:
        """What the pad says of a document's runs: kernel, message, run_id, prompt…"""
        state: dict[str, Any] = self.about.map("runs").get(path, {"run_id": None, "message": ""})
        return state

    async def news(self) -> None:
        """Wait until something changed that this browser sees."""
        peers = (self.notebook, self.about)
        for peer in peers:
            assert peer.close_code is None, f"the server closed a connection: {peer.close_code}"
            peer.changed.clear()
        waiting = [asyncio.ensure_future(peer.changed.wait()) for peer in peers]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED, timeout=0.25)
        for task in waiting:
            task.cancel()

    def leave(self) -> None:
        """Close the candidate's connections."""
        for peer in (self.notebook, self.about):
            peer.reader.cancel()
            peer.socket.close()

    def _path(self, path: str) -> str:
        return f"/interview/pads/{self.id}/{path}"


@dataclass
class Damage:
    """What an attack did to others, in seconds and bytes."""

    answers: list[float] = field(default_factory=list)
    pings: list[float] = field(default_factory=list)
    memory: int = 0


class Siege:
    """One server, the pad that is attacked from, and one that must not feel it.

    Arguments:
        server: the running server.
        member: the browser of somebody of the team, signed in.
    """

    def __init__(self, server: InterviewServer, member: Browser) -> None:
        self.server, self.member = server, member
        self.pads: list[BesiegedPad] = []
        self.attacker: BesiegedPad
        self.bystander: BesiegedPad
        self._numbers = itertools.count()

    @classmethod
    async def begin(cls, server: InterviewServer) -> Siege:
        """Sign in, make both pads and let a candidate into each."""
        member = Browser(server)  # type: ignore[arg-type]
        token = parse_qs(urlsplit(server.sign_in_address).query)["token"][0]
        response = await member.fetch("GET", f"/interview?token={token}")
        await member.fetch("GET", response.headers["Location"])
        siege = cls(server, member)
        siege.attacker, siege.bystander = await asyncio.gather(
            siege.new_pad("Mallory"), siege.new_pad("Ada")
        )
        # What a first run costs is no part of what an attack costs.
        await siege.bystander.result("print('ready')")
        return siege

    async def new_pad(self, name: str) -> BesiegedPad:
        """A pad with a notebook and a file, and a candidate of that name in it."""
        pad = await self.member.ok("POST", "pads", {"title": name, "start_with": "both"})
        candidate = Browser(self.server)  # type: ignore[arg-type]
        await candidate.fetch("GET", f"/interview/api/pads/{pad['id']}/knock")
        await candidate.ok("POST", f"pads/{pad['id']}/knock", {"name": name})
        waiting = (await self.member.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"]
        await self.member.ok(
            "PATCH", f"pads/{pad['id']}/admissions/{waiting[0]['id']}", {"action": "admit"}
        )
        ticket = await candidate.ok("POST", f"pads/{pad['id']}/ticket")
        entered = await candidate.fetch(
            "POST",
            ticket["enter_url"],
            raw=f"ticket={ticket['ticket']}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert entered.code == 303, entered.body
        opened = await BesiegedPad(pad, candidate).open()
        self.pads.append(opened)
        return opened

    async def end(self) -> None:
        """Leave the pads and have them deleted, with all that still runs in them."""
        await asyncio.gather(*(self._end(pad) for pad in self.pads))

    async def _end(self, pad: BesiegedPad) -> None:
        pad.leave()
        await self.member.ok("POST", f"pads/{pad.id}/end")
        await self.member.ok("DELETE", f"pads/{pad.id}")

    @property
    def memory(self) -> int:
        """Bytes of memory that the server's own process uses."""
        assert self.server.process is not None
        return int(psutil.Process(self.server.process.pid).memory_info().rss)

    @contextlib.asynccontextmanager
    async def unharmed(self, memory: int = MEMORY) -> AsyncIterator[Damage]:
        """Assert that nobody else feels what happens within the block.

        Arguments:
            memory: bytes by which the server may grow.
        """
        damage, before = Damage(), self.memory
        over = asyncio.Event()
        runs = asyncio.ensure_future(self._keep_running(damage, over))
        pings = asyncio.ensure_future(self._keep_asking(damage, over, before))
        try:
            yield damage
            over.set()
            await asyncio.gather(runs, pings)
        finally:
            runs.cancel()
            pings.cancel()
        assert max(damage.answers) <= ANSWER, damage
        assert max(damage.pings) <= PING, damage
        assert damage.memory <= memory, damage

    async def _keep_running(self, damage: Damage, over: asyncio.Event) -> None:
        while len(damage.answers) < ROUNDS or not over.is_set():
            word = f"here {next(self._numbers)}"
            began = time.monotonic()
            run = await self.bystander.run(f"print({word!r})")
            await run.until(lambda run=run, word=word: word in run.text)  # type: ignore[misc]
            damage.answers.append(time.monotonic() - began)
            await run.finished()

    async def _keep_asking(self, damage: Damage, over: asyncio.Event, before: int) -> None:
        while not damage.pings or not over.is_set():
            began = time.monotonic()
            await self.bystander.json("GET", "api/interview/pad")
            damage.pings.append(time.monotonic() - began)
            damage.memory = max(damage.memory, self.memory - before)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await over.wait()
