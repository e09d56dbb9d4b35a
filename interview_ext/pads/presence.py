"""Who has which pad open, and when pads were used last. Pure: no tornado, traitlets or database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic

from ..auth.participant import Participant


class Presence:
    """Kept in memory alone, but for the activity that `unsaved` hands out.

    The pad manager makes one and is told by the pads; housekeeping looks at it.
    """

    def __init__(self) -> None:
        self.last_active = 0.0  # anywhere, on the monotonic clock
        self._here: dict[str, list[Participant]] = {}
        self._activity: dict[str, datetime] = {}
        self._used: dict[str, float] = {}
        # When people came to or left pads last.
        self._left: dict[str, datetime] = {}

    def here(self, pad_id: str) -> list[Participant]:
        """Who has the pad open just now."""
        return self._here.get(pad_id, [])

    def changed(self, pad_id: str, participants: Sequence[Participant], now: datetime) -> None:
        """Somebody came or left.

        Arguments:
            participants: who has the pad open now.
        """
        if participants:
            self._here[pad_id] = list(participants)
        else:
            self._here.pop(pad_id, None)
        self.used(pad_id)
        self._left[pad_id] = now

    def left(self, pad_id: str) -> datetime | None:
        """When somebody came or left last; None where nobody ever did."""
        return self._left.get(pad_id)

    def used(self, pad_id: str) -> None:
        """The pad's server is needed now."""
        self._used[pad_id] = monotonic()

    def last_used(self) -> dict[str, float]:
        """When each pad's server was needed last, on the monotonic clock."""
        return dict(self._used)

    def put_away(self, pad_id: str) -> None:
        """The pad's server is not needed any more."""
        self._used.pop(pad_id, None)

    def acted(self, pad_id: str, now: datetime) -> None:
        """Somebody did something in the pad."""
        self._activity[pad_id] = now
        self.last_active = monotonic()

    def activity(self, pad_id: str) -> datetime | None:
        """When somebody did something last, unless that was handed out or settled."""
        return self._activity.get(pad_id)

    def settled(self, pad_id: str) -> None:
        """The pad's last activity is known better now: it changed its state."""
        self._activity.pop(pad_id, None)

    def unsaved(self) -> dict[str, datetime]:
        """Hand out the activity that nobody has written down yet."""
        activity, self._activity = self._activity, {}
        return activity

    def not_saved(self, activity: Mapping[str, datetime]) -> None:
        """Take back what could not be written down; what came meanwhile is newer."""
        self._activity = {**activity, **self._activity}

    def forget(self, pad_id: str) -> None:
        """The pad is gone."""
        for kept in (self._here, self._activity, self._used, self._left):
            kept.pop(pad_id, None)
