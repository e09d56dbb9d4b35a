"""The timeline of jupyter-collaboration: as shipped, on the beginning of a recording of ours."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

from jupyter_ydoc import YNotebook
from pycrdt import Doc
from pycrdt.store import SQLiteYStore

from .load import Client, Door
from .servers import JupyterCollaboration, ServerTrouble, running, wait_for

# Moments that are gone to.
JUMPS = 20

NAME = "interview.ipynb"


@dataclass(frozen=True)
class TimelineFigures:
    """What was measured.

    Arguments:
        updates: how many it was given.
        opened: seconds until it answers that it is ready.
        jumps: milliseconds until it answers that its document is at another moment, before any
            browser draws it.
    """

    updates: int
    opened: float
    jumps: list[float]


def measure_timeline(core: int, updates: list[bytes]) -> TimelineFigures:
    """Open the timeline of a notebook and go about in it.

    Arguments:
        core: the processor for the server.
        updates: of the notebook, from its first on.

    Raises:
        ServerTrouble: the server failed.
    """
    doc: Doc = Doc()
    for update in updates:
        doc.apply_update(update)
    with running(JupyterCollaboration, core) as server:
        assert isinstance(server, JupyterCollaboration)
        (server.root / NAME).write_text(json.dumps(YNotebook(doc).source))
        body = {"format": "json", "type": "notebook"}
        session = server.request("PUT", f"/api/collaboration/session/{NAME}", body)
        store = server.directory / ".jupyter_ystore.db"
        asyncio.run(_store(store, f".notebook:{session['fileId']}.y", updates))
        room = f"json:notebook:{session['fileId']}"
        client = Client(
            Door(
                f"ws://127.0.0.1:{server.port}/api/collaboration/room/{room}"
                f"?sessionId={session['sessionId']}",
                {"Authorization": f"token {server.token}"},
            ),
            60,
        )
        try:
            wait_for(lambda: _is_synced(client), 60, "the notebook")
            return _go_about(server, room, len(updates))
        finally:
            client.close()


def _is_synced(client: Client) -> bool | None:
    for _ in client.read(client.receive()):
        pass
    client.flush()
    return client.synced is not None or None


def _go_about(server: JupyterCollaboration, room: str, updates: int) -> TimelineFigures:
    began = time.perf_counter()
    kind = "format=json&type=notebook"
    found = server.request("GET", f"/api/collaboration/timeline/{NAME}?{kind}")
    opened = time.perf_counter() - began
    # Its steps are what its undo manager made of the updates. The first cannot be undone.
    steps = at = len(found["timestamps"])
    if steps < updates // 2:
        raise ServerTrouble(f"the timeline has {steps} steps for {updates} updates")
    chance, jumps = random.Random(7), []
    for _ in range(JUMPS):
        target = chance.randrange(1, steps + 1)
        if target == at:
            continue
        action = "undo" if target < at else "redo"
        began = time.perf_counter()
        said = server.request(
            "PUT",
            f"/api/collaboration/undo_redo/{room}?action={action}&steps={abs(target - at)}"
            f"&forkRoom={found['forkRoom']}",
        )
        jumps.append((time.perf_counter() - began) * 1000)
        if "status" not in said:
            raise ServerTrouble(f"the timeline does not move: {said}")
        at = target
    return TimelineFigures(updates, opened, jumps)


async def _store(path: Path, name: str, updates: list[bytes]) -> None:
    class Store(SQLiteYStore):
        db_path = str(path)

    async with Store(name) as store:
        for update in updates:
            await store.write(update)
