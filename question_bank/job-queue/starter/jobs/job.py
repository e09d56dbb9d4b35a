"""What is to be done."""

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["waiting", "taken", "done", "dead"]


@dataclass
class Job:
    """One job.

    Arguments:
        id: counted up from 1.
        kind: which handler does it.
        payload: what the handler needs to know.
        not_before: when it may be run, in seconds.
        attempts: how often it has been taken.
        token: of the worker that has it; empty if none has.
        lease_until: until when that worker has it, in seconds.
        reason: of its last failure; empty if there was none.
    """

    id: int
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    state: State = "waiting"
    not_before: float = 0.0
    attempts: int = 0
    token: str = ""
    lease_until: float = 0.0
    reason: str = ""
