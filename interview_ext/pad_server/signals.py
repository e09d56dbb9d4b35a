"""What people's pages say happened on them, for the recording."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InvalidInput, TooMany
from ..rooms.room import Allowance

SIGNALS = ("paste", "left", "returned", "copy_all")

MAX_PATH = 1024
MAX_CELL_ID = 64
MAX_SIZE = 2**31

# What one person's pages may report: at once, and a second.
AT_ONCE = 60
A_SECOND = 2.0


class Signals:
    """Checks and records signals. They are a person's own word: nothing is decided by them.

    Called by the pad's signals handler.

    Arguments:
        record: takes the signal and the participant's id.
    """

    def __init__(self, record: Callable[[dict[str, Any], str], None]) -> None:
        self._record = record
        self._allowances: dict[str, Allowance] = {}

    def take(self, signal: dict[str, Any], participant_id: str) -> None:
        """Record a signal.

        Arguments:
            signal: with the keys and types that the handler allows.
            participant_id: who sent it.

        Raises:
            InvalidInput, TooMany: nothing was recorded.
        """
        if signal["signal"] not in SIGNALS:
            raise InvalidInput(f"“signal” must be one of {', '.join(SIGNALS)}.")
        if len(signal.get("path", "")) > MAX_PATH or len(signal.get("cell", "")) > MAX_CELL_ID:
            raise InvalidInput("“path” or “cell” is too long.")
        if not 0 <= signal.get("size", 0) <= MAX_SIZE:
            raise InvalidInput("“size” must be a number of characters.")
        allowance = self._allowances.setdefault(participant_id, Allowance(AT_ONCE, A_SECOND))
        if not allowance.take(1):
            raise TooMany("That was too much at once; it was not recorded.", 1)
        self._record(signal, participant_id)
