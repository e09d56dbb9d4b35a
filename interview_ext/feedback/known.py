"""What a member may see of a pad's feedback at a moment, and as what it is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..pads.pad import Pad
from .decision import Decision
from .scorecard import Scorecard


@dataclass(frozen=True)
class Known:
    """What a member may see of a pad's feedback at this moment.

    Arguments:
        mine: the versions of their own scorecard, the newest first.
        others: the versions of the others', the newest first; None where these are not for them.
        decisions: the newest first; None where these are not for them.
    """

    pad: Pad
    subject: bool
    mine: list[Scorecard]
    others: list[Scorecard] | None
    decisions: list[Decision] | None

    @property
    def cards(self) -> list[Scorecard]:
        """The newest version of everybody's, in the order of names."""
        return by_name(newest([*self.mine, *(self.others or ())]))


def newest(cards: Sequence[Scorecard]) -> list[Scorecard]:
    """The newest version of everybody's."""
    best: dict[str, Scorecard] = {}
    for card in cards:
        if card.member_id not in best or card.version > best[card.member_id].version:
            best[card.member_id] = card
    return list(best.values())


def by_name(cards: Sequence[Scorecard]) -> list[Scorecard]:
    """In the order of names, which says nothing of who was first."""
    return sorted(cards, key=lambda card: (card.member_name.casefold(), card.member_id))


def version_model(card: Scorecard) -> dict[str, Any]:
    """A submitted version as JSON."""
    return {
        "member": {"id": card.member_id, "name": card.member_name},
        "version": card.version,
        "submitted": iso(card.submitted),
        "content": card.content.model(),
        "form": card.form.model(),
    }


def decision_model(decision: Decision) -> dict[str, Any]:
    """A decision as JSON."""
    return {
        "number": decision.number,
        "decision": decision.decision,
        "reason": decision.reason,
        "by": {"id": decision.member_id, "name": decision.member_name},
        "at": iso(decision.at),
    }


def iso(when: datetime) -> str:
    """A time as JSON has it: ISO 8601 in UTC, to the millisecond."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
