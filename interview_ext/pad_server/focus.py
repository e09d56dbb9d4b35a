"""Focus time: for some minutes the candidate works, and nobody looks over their shoulder."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from ..auth.participant import Participant
from ..errors import Conflict, TooMany
from ..rooms.room import Allowance

if TYPE_CHECKING:
    from .server import PadServer

# How often one person may begin it: at once, and a second.
AT_ONCE = 5
A_SECOND = 0.1


def in_minutes(milliseconds: float) -> str:
    """A time to wait, in words."""
    minutes = max(1, ceil(milliseconds / 60_000))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


class FocusTime:
    """Begins and ends the focus time of one pad, at the latest when its minutes are over.

    While it lasts the interviewers' cursors reach no candidate. The state is in the pad's own
    document, so that it outlives the process. Called by the pad server and its handlers.
    """

    def __init__(self, pad: PadServer) -> None:
        self._pad = pad
        self._timer: asyncio.TimerHandle | None = None
        # Until when the candidates cannot begin it again: milliseconds of the recording.
        self._pause = 0.0
        self._allowances: dict[str, Allowance] = {}

    def resume(self) -> None:
        """Go on with what was begun before the process was; called once the pad can be served."""
        if self._now() is not None:
            self._wait()

    def model(self) -> dict[str, Any] | None:
        """Who began it and until when it lasts, as JSON; none where there is none."""
        now = self._now()
        if now is None:
            return None
        until = datetime.fromtimestamp(now["until"] / 1000, UTC)
        return {"by": {"id": now["by_id"], "name": now["by"]}, "until": until.isoformat()}

    def begin(self, by: Participant) -> dict[str, Any] | None:
        """Begin; where there is focus time already, that goes on. Returns the model.

        Raises:
            Conflict: nobody looks on, because this is no interview that goes on.
            TooMany: somebody does it again and again; or it was over a moment ago, and they are
                the candidate. Nobody works unseen all the time, unless an interviewer agrees.
        """
        spec = self._pad.spec
        if spec.kind != "live" or spec.state != "in_progress":
            raise Conflict(
                "There is focus time in an interview only while it goes on. Nothing was changed.",
                "not_in_progress",
            )
        if self._now() is None:
            allowance = self._allowances.setdefault(by.id, Allowance(AT_ONCE, A_SECOND))
            if not allowance.take(1):
                raise TooMany("That was a little fast. Please try again in a moment.", 10)
            left = self._pause - self._pad.recording.now
            if by.role == "candidate" and left > 0:
                raise TooMany(
                    "There was focus time a moment ago. In "
                    f"{in_minutes(left)} you can begin it again; your interviewer can at any time.",
                    ceil(left / 1000),
                    "focus_pause",
                )
            minutes = self._pad.focus_minutes
            until = float(self._pad.recording.now + minutes * 60_000)
            self._pad.rooms.pad.set_focus({"by": by.name, "by_id": by.id, "until": until})
            self._pad.record_focus({"event": "begun", "minutes": minutes}, by.id)
            self._wait()
            self._pad.tell_everybody()
        return self.model()

    def end(self, by: Participant | None = None) -> None:
        """End it, if there is any.

        Arguments:
            by: who wants to; none where its minutes are over, or the interview is.
        """
        if self._now() is None:
            return
        self._cancel()
        self._pause = self._pad.recording.now + self._pad.focus_minutes * 60_000
        self._pad.rooms.pad.set_focus(None)
        self._pad.record_focus({"event": "ended"}, by.id if by is not None else "")
        self._pad.rooms.withdraw(False)
        self._pad.tell_everybody()

    def stop(self) -> None:
        """Leave it as it is; called when the pad is put away."""
        self._cancel()

    def _now(self) -> dict[str, Any] | None:
        return None if self._pad.spec.read_only else self._pad.rooms.pad.focus()

    def _wait(self) -> None:
        now = self._now()
        assert now is not None
        self._pad.rooms.withdraw(True)
        left = (now["until"] - self._pad.recording.now) / 1000
        self._cancel()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, left), self.end)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
