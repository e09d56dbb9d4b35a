"""Where people's cursors are in a document, for the recording."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

# Seconds between two places of one person that are recorded.
INTERVAL = 0.2

MAX_CELL_ID = 64
MAX_OFFSET = 2**31

Place = dict[str, Any]


class Cursors:
    """Thins what browsers say of their cursors, and keeps the last of it.

    Called by the room for every awareness state that it takes.

    Arguments:
        record: takes a participant's id and where they are now: cell (id, or None in a file),
            anchor and head (UTF-16 offsets into its source), or nothing where they left.
        interval: seconds between two calls for one person.
    """

    def __init__(self, record: Callable[[str, Place], None], interval: float = INTERVAL) -> None:
        self._record = record
        self._interval = interval
        # By the Yjs client: somebody may have the document open more than once.
        self._places: dict[int, tuple[str, Place]] = {}
        self._recorded: dict[str, Place] = {}
        self._waiting: dict[str, Place] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def heard(self, client: int, participant_id: str, state: dict[str, Any] | None) -> None:
        """Take an awareness state.

        Arguments:
            client: the Yjs client that it is of.
            participant_id: whose browser that is.
            state: None where the client is gone.
        """
        place = read_place(state.get("place")) if state is not None else None
        if place is not None:
            if self._places.get(client) == (participant_id, place):
                # A browser repeats itself; somebody's other window is not where they are for that.
                return
            self._places[client] = participant_id, place
        elif self._places.pop(client, None) is None:
            return
        self._waiting[participant_id] = place or self._elsewhere(participant_id)
        if participant_id not in self._timers:
            self._say(participant_id)

    def left(self, clients: list[int]) -> None:
        """Note at once that a browser left the document: the interview may be over."""
        gone = {self._places.pop(client)[0] for client in clients if client in self._places}
        for participant_id in gone:
            self._waiting[participant_id] = self._elsewhere(participant_id)
            self._say(participant_id)

    def _elsewhere(self, participant_id: str) -> Place:
        """Where somebody is who left with one of their browsers."""
        places = [place for whose, place in self._places.values() if whose == participant_id]
        return places[-1] if places else {}

    def _say(self, participant_id: str) -> None:
        if timer := self._timers.pop(participant_id, None):
            timer.cancel()
        place = self._waiting.pop(participant_id, None)
        if place is None or place == self._recorded.get(participant_id, {}):
            return
        self._recorded[participant_id] = place
        self._record(participant_id, place)
        self._timers[participant_id] = asyncio.get_running_loop().call_later(
            self._interval, self._say, participant_id
        )


def read_place(value: Any) -> Place | None:
    """A cursor as a browser says it; None for whatever else somebody sends."""
    if not isinstance(value, dict) or value.keys() != {"cell", "anchor", "head"}:
        return None
    cell, offsets = value["cell"], (value["anchor"], value["head"])
    if cell is not None and not (isinstance(cell, str) and 0 < len(cell) <= MAX_CELL_ID):
        return None
    if not all(type(offset) is int and 0 <= offset < MAX_OFFSET for offset in offsets):
        return None
    return {"cell": cell, "anchor": value["anchor"], "head": value["head"]}
