"""One execution of a cell or a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from ..auth.participant import Participant


@dataclass
class Run:
    """What was asked for, by whom, and how it went.

    Arguments:
        id: unguessable name, by which `input` is answered.
        path: the document.
        cell_id: the notebook's cell; None for a file.
        source: the code as it was when the run was asked for.
        by: who asked.
        asked: milliseconds since the epoch.
    """

    id: str
    path: str
    cell_id: str | None
    source: str
    by: Participant
    asked: int
    started: int | None = None
    status: str = "queued"
    msg_id: str = ""
    failed: bool = False
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    replied: asyncio.Event = field(default_factory=asyncio.Event)
    execution_count: int | None = None

    def finish(self) -> None:
        """Nothing more will come of this run."""
        self.idle.set()
        self.replied.set()
