"""Runs the notebooks of a copy of a pad from the top, and says what became of each cell."""

from __future__ import annotations

import asyncio
import json
import secrets
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pycrdt import Array, Map

from ..auth.participant import Participant
from ..errors import Unavailable
from ..playback.plain import plain
from ..sizes import MiB
from .verdict import CellVerdict, is_code, judge, notebook_model, source_of

if TYPE_CHECKING:
    from ..pad_server import PadServer
    from ..rooms.document import DocumentRoom

# How often it is looked whether a cell is done, in seconds.
LOOK = 0.05

# Seconds after which a kernel that was interrupted is started anew.
GRACE = 5.0

MAX_NOTEBOOK = 32 * MiB

_ASKS = "It asks for input, which nobody gives here."
_CHANGED = "Code that ran before it changed the notebook, so that it is not what it was."
_TOO_LONG = "The check took too long and was stopped before this cell was done."

_CHECKER = Participant("reproducibility", "", "interviewer", "Reproducibility check")


@dataclass
class Notebook:
    """A notebook as it was at the end of an interview.

    Arguments:
        path: below the pad's files.
        cells: as nbformat has them.
        ran: by the cell's id, its source when it was last run, in the order of those runs.
    """

    path: str
    cells: list[dict[str, Any]]
    ran: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> list[int]:
        """The positions of the cells that can be run."""
        return [index for index, cell in enumerate(self.cells) if is_code(cell)]

    def last_source(self, cell: dict[str, Any]) -> str | None:
        """A cell's source when it was last run; None where that is not known."""
        return self.ran.get(cell["id"]) if isinstance(cell.get("id"), str) else None

    def model(self, cells: Sequence[CellVerdict]) -> dict[str, Any]:
        """The verdict as JSON."""
        positions = {str(cell.get("id")): index for index, cell in enumerate(self.cells)}
        order = [positions[id] for id in self.ran if id in positions]
        counts = [self.cells[index].get("execution_count") for index in self.code]
        whole = [count if isinstance(count, int) else None for count in counts]
        return notebook_model(self.path, cells, order, whole)


def read_notebooks(files: Path, manifest: dict[str, Any] | None, most: int) -> list[Notebook]:
    """The notebooks of a pad that have code in them.

    Arguments:
        files: the pad's; in a notebook's place there may be anything.
        manifest: of the pad's playback index, which knows what was run; None where there is none.
        most: how many.
    """
    manifest = manifest or {"documents": [], "events": []}
    found: list[Notebook] = []
    for doc, row in enumerate(manifest["documents"]):
        if row["type"] != "notebook" or len(found) >= most:
            continue
        try:
            path = files / row["path"]
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_NOTEBOOK:
                continue
            cells = json.loads(path.read_bytes())["cells"]
            notebook = Notebook(row["path"], [cell for cell in cells if isinstance(cell, dict)])
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            continue
        if len(notebook.cells) == len(cells) and notebook.code:
            notebook.ran = _ran(manifest["events"], doc, notebook.cells)
            found.append(notebook)
    return found


def _ran(events: list[dict[str, Any]], doc: int, cells: list[dict[str, Any]]) -> dict[str, str]:
    now = {cell["id"]: source_of(cell) for cell in cells if isinstance(cell.get("id"), str)}
    ran: dict[str, str] = {}
    for event in events:
        if event["kind"] == "run" and event["doc"] == doc and event["cell"] in now:
            id, source = event["cell"], event["source"]
            ran.pop(id, None)
            # The manifest has only the beginning of what is long.
            ran[id] = now[id] if len(source) >= 2000 and now[id].startswith(source) else source
    return ran


class _Changed(Exception):
    """The notebook is not what it was any more."""


class _TooLong(Exception):
    """The time for the whole check is over."""


class _Watcher:
    """Somebody in a room, who keeps it open and does not listen."""

    participant = _CHECKER
    can_write = False

    def send_frame(self, frame: bytes) -> None:
        """Nothing is read here."""

    def drop(self, code: int, reason: str) -> None:
        """There is no connection to close."""


async def check(
    pad: PadServer, notebooks: list[Notebook], seconds: float, progress: Callable[[float], None]
) -> list[dict[str, Any]]:
    """Run all cells of each notebook in a clean kernel.

    Arguments:
        pad: the server of the copy, which nobody else uses.
        seconds: that all of it may take.
        progress: called with what is done, from 0 to 1.

    Returns:
        A verdict for each notebook, as JSON.

    Raises:
        Unavailable: code cannot be run at all.
    """
    deadline = time.monotonic() + seconds
    total = sum(len(notebook.code) for notebook in notebooks)
    done, models = 0, []
    for notebook in notebooks:
        room = await pad.rooms.open_path(notebook.path, "notebook")
        watcher = _Watcher()
        room.join(watcher)
        cells: list[CellVerdict] = []
        try:
            for index in notebook.code:
                cells.append(await _check_cell(pad, room, notebook, index, deadline))
                done += 1
                progress(done / total)
        finally:
            room.leave(watcher)
        await pad.runs.cull()
        models.append(notebook.model(cells))
    return models


async def _check_cell(
    pad: PadServer, room: DocumentRoom, notebook: Notebook, index: int, deadline: float
) -> CellVerdict:
    cell = notebook.cells[index]
    id = cell["id"] if isinstance(cell.get("id"), str) else ""
    try:
        if time.monotonic() > deadline:
            raise _TooLong
        prepared = _prepare(room, index, source_of(cell))
        outputs = await _run(pad, prepared, notebook.path, deadline)
    except _TooLong:
        return CellVerdict(id, index, "not_run", _TOO_LONG)
    except _Changed:
        return CellVerdict(id, index, "not_run", _CHANGED)
    if outputs is None:
        return CellVerdict(id, index, "not_run", _ASKS)
    return judge(cell, index, outputs, notebook.last_source(cell))


def _prepare(room: DocumentRoom, index: int, source: str) -> Map:
    """The cell of the copy, without what it showed and with an id that no other has.

    What it showed must not pass for what it shows now where it was not run at all.
    """
    cells = room.doc.get("cells", type=Array)
    cell = cells[index] if index < len(cells) else None
    if not isinstance(cell, Map) or str(cell.get("source")) != source:
        raise _Changed
    with room.edit():
        cell["id"] = secrets.token_hex(8)
        cell["outputs"] = Array()
    return cell


async def _run(pad: PadServer, cell: Map, path: str, deadline: float) -> list[Any] | None:
    """The outputs of a cell that is run now; None where it wants input."""
    await pad.runs.run(path, cell["id"], _CHECKER)
    asks = too_long = False
    stopping: float | None = None
    while cell.get("execution_state") == "running":
        state = pad.rooms.pad.run(path)
        asks = asks or state["prompt"] is not None
        too_long = too_long or time.monotonic() > deadline
        # A kernel that is being started does not know yet what an interrupt is.
        if (asks or too_long) and state["kernel"] == "busy":
            if stopping is None:
                stopping = time.monotonic()
                await pad.runs.interrupt(path, _CHECKER)
            elif time.monotonic() - stopping > GRACE:
                await pad.runs.restart(path, _CHECKER)
        await asyncio.sleep(LOOK)
    if too_long:
        raise _TooLong
    state = pad.rooms.pad.run(path)
    if state["kernel"] == "dead":
        raise Unavailable(state["message"] or "The code could not be run.", "kernel_not_started")
    outputs = plain(cell["outputs"])
    return None if asks else outputs if isinstance(outputs, list) else []
