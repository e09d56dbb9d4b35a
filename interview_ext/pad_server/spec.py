"""What the control plane tells a pad server about its pad. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ..auth.participant import Participant

StartWith = Literal["notebook", "file", "both"]


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
        read_only: true once the interview has ended.
        sealed: whether the control plane has the seal of the recording as it is.
        recording_deleted: when the recording was deleted because it was old (aware, UTC).
        entries: SHA-256 of each cookie given out, and whose it is.
    """

    pad_id: str
    title: str
    state: str
    started: datetime | None = None
    instructions: str = ""
    start_with: StartWith = "notebook"
    language: str = "python"
    read_only: bool = False
    sealed: bool = False
    recording_deleted: datetime | None = None
    entries: list[tuple[str, Participant]] = field(default_factory=list)
