"""When the rule of who sees others' scorecards was changed, so that nobody does it unseen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

MOST: Final = 20
"""Changes that are remembered; the audit log has them all."""


@dataclass(frozen=True)
class RuleChange:
    """One change.

    Arguments:
        was, now: see `visibility.SEE_OTHERS`.
        by: what the one is called who changed it; None for the server's configuration.
    """

    was: str
    now: str
    by: str | None
    at: datetime

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True)
class Rule:
    """What the rule is, and how it came to be.

    Arguments:
        changes: the newest first.
    """

    now: str
    changes: tuple[RuleChange, ...] = ()

    def changed(self, now: str, by: str | None, at: datetime) -> Rule:
        """The same after one more change."""
        return Rule(now, (RuleChange(self.now, now, by, at), *self.changes)[:MOST])

    def since(self, when: datetime | None) -> list[RuleChange]:
        """The changes after a moment; none where it has not come."""
        return [] if when is None else [one for one in self.changes if one.at >= when]

    def model(self) -> dict[str, Any]:
        """As JSON, for the store."""
        return {"now": self.now, "changes": [one.model() for one in self.changes]}

    @classmethod
    def load(cls, model: Mapping[str, Any]) -> Rule:
        """What `model` made."""
        return cls(
            model["now"],
            tuple(
                RuleChange(**{**one, "at": datetime.fromisoformat(one["at"])})
                for one in model["changes"]
            ),
        )
