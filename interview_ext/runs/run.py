"""One execution of a cell or a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from ..auth.participant import Participant

# Characters of what a run printed that are kept beside it.
TEXT = 200


@dataclass
class Result:
    """What a run showed, in short; filled by the output writer.

    Arguments:
        outputs: how many outputs are to be seen.
        error: the last line of the error that ended it; None where there was none.
        text: the beginning of what it printed.
    """

    outputs: int = 0
    error: str | None = None
    text: str = ""

    def add(self, text: str) -> None:
        """Take more of what it printed."""
        self.text += text[: max(0, TEXT - len(self.text))]

    def clear(self) -> None:
        """Forget what is not to be seen any more."""
        self.outputs, self.error, self.text = 0, None, ""

    def model(self) -> dict[str, Any]:
        """As the recording has it."""
        return {"outputs": self.outputs, "error": self.error, "text": self.text}


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
    result: Result = field(default_factory=Result)

    def finish(self) -> None:
        """Nothing more will come of this run."""
        self.idle.set()
        self.replied.set()
