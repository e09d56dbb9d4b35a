"""What was decided about a candidate, by whom and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..errors import InvalidInput
from ..text import many_lines

# What can be decided, and how it is said.
WORDS: Final = {"hire": "Hire", "no_hire": "Do not hire", "further": "Talk once more"}
DECISIONS: Final = tuple(WORDS)
REASON_MAXIMUM: Final = 5_000


@dataclass(frozen=True)
class Decision:
    """A decision; a later one takes its place, and it stays in the record.

    Arguments:
        number: counted from 1 for each pad; 0 for one that is not kept yet.
        decision: one of `DECISIONS`.
        reason: Markdown.
        member_id: who recorded it; None once they are no member any more.
        member_name: what they were called then.
        at: aware, UTC.
    """

    pad_id: str
    decision: str
    reason: str
    member_id: str | None
    member_name: str
    at: datetime
    number: int = 0


def valid_decision(decision: object) -> str:
    """A decision as it is kept.

    Raises:
        InvalidInput: it is none.
    """
    if decision not in DECISIONS:
        raise InvalidInput(f"The decision must be one of {', '.join(DECISIONS)}.")
    return str(decision)


def valid_reason(reason: object) -> str:
    """The reason of a decision as it is kept.

    Raises:
        InvalidInput: with what to mend.
    """
    kept = many_lines(reason, "The reason", maximum=REASON_MAXIMUM).strip()
    if not kept:
        raise InvalidInput("Please say why: others will want to know later. Nothing was changed.")
    return kept
