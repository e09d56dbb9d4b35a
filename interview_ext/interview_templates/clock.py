"""How far an interview is in its plan, and how long each part took. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..errors import InvalidInput
from .template import Part


@dataclass(frozen=True)
class PlanClock:
    """The clock of a pad's plan.

    Arguments:
        part: key of the part that goes on; None before the first one, while it stands still and
            once the plan is through.
        since: when it went on there (aware, UTC); None where no part goes on.
        spent: seconds that were spent on parts before, by key.
        stopped: key of the part in which the clock was stopped; None where it was not.
    """

    part: str | None = None
    since: datetime | None = None
    spent: Mapping[str, float] = field(default_factory=dict)
    stopped: str | None = None

    def at(self, part: str | None, now: datetime, plan: Sequence[Part]) -> PlanClock:
        """The clock once a part goes on, or none.

        Arguments:
            part: key of one of the plan's; None stops the clock.

        Raises:
            InvalidInput: there is no such part.
        """
        if part is not None and part not in {one.key for one in plan}:
            raise InvalidInput("There is no such part in the plan.")
        if part == self.part:
            return self
        spent = self.spent_by(now)
        if part is None:
            return replace(self, part=None, since=None, spent=spent, stopped=self.part)
        return PlanClock(part, now, spent)

    def spent_by(self, now: datetime) -> dict[str, float]:
        """Seconds that were spent on each part that was begun, up to now."""
        spent = dict(self.spent)
        if self.part is not None and self.since is not None:
            more = max(0.0, (now - self.since).total_seconds())
            spent[self.part] = spent.get(self.part, 0.0) + more
        return spent

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "part": self.part,
            "since": self.since.isoformat() if self.since is not None else None,
            "spent": dict(self.spent),
            "stopped": self.stopped,
        }

    def dump(self) -> str:
        """For the store."""
        return json.dumps(self.model())

    @classmethod
    def load(cls, text: str) -> PlanClock:
        """What `dump` made."""
        value = json.loads(text)
        since = value["since"]
        return cls(
            value["part"],
            datetime.fromisoformat(since) if since is not None else None,
            value["spent"],
            value["stopped"],
        )
