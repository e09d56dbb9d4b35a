"""What the control plane tells a pad server about its pad. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ..auth.participant import Participant

StartWith = Literal["notebook", "file", "both", "nothing"]


@dataclass(frozen=True)
class TaskSpec:
    """A task that was opened, with as much of it as everybody in the pad may see.

    Arguments:
        folder: where its files are, below the pad's root.
        position: among the pad's tasks, counted from 0.
        documents: what is opened, the first in front; paths below the pad's root.
        introduction: Markdown.
        steps: title and Markdown of those that were revealed.
        total: how many steps there are.
        testable: whether there are tests for everybody.
        given: paths below `folder` that tests bring along by themselves.
    """

    id: str
    title: str
    type: str
    language: str
    folder: str
    position: int
    documents: tuple[str, ...] = ()
    introduction: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    total: int = 0
    testable: bool = False
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class PadSpec:
    """One pad, as its server needs to know it.

    Arguments:
        pad_id: the last part of the pad's address.
        title: shown at the top.
        state: of the pad's life, such as ``in_progress``.
        started: when the first candidate was let in (aware, UTC); None before.
        instructions: Markdown for everybody in the pad.
        start_with: which documents a new pad begins with.
        language: the pad's, by the name of its folder below ``kernels/``.
        kind: ``live``, ``take_home`` or ``sandbox``.
        deadline: when the time of a take-home is over (aware, UTC).
        grace: seconds after the deadline in which work still counts.
        submit: whether the candidate may hand it in.
        read_only: true once the interview has ended.
        sealed: whether the control plane has the seal of the recording as it is.
        recording_deleted: when the recording was deleted because it was old (aware, UTC).
        tasks: those that were opened.
        current_task: id of the one that is worked on; "" where there is none.
        entries: SHA-256 of each cookie given out, and whose it is.
    """

    pad_id: str
    title: str
    state: str
    started: datetime | None = None
    instructions: str = ""
    start_with: StartWith = "notebook"
    language: str = "python"
    kind: Literal["live", "take_home", "sandbox"] = "live"
    deadline: datetime | None = None
    grace: int = 0
    submit: bool = False
    read_only: bool = False
    sealed: bool = False
    recording_deleted: datetime | None = None
    tasks: tuple[TaskSpec, ...] = ()
    current_task: str = ""
    entries: list[tuple[str, Participant]] = field(default_factory=list)
