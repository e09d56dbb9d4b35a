"""What an open door shows to whoever has the address: a take-home's, or a practice pad's. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from ..pads.pad import Pad
from .admission import Admission

# rules: what it is about, and the way to start. inside: this browser is in. elsewhere: another
# browser is. paused: sent out by an interviewer. too_late: it was due before it was started.
# over: nobody gets in any more.
Way = Literal["rules", "inside", "elsewhere", "paused", "too_late", "over"]


def holder(admissions: Iterable[Admission]) -> Admission | None:
    """The one candidate of an open door: one admission, which goes from browser to browser.

    Arguments:
        admissions: of the pad, newest first.
    """
    return next(iter(admissions), None)


def way_in(pad: Pad, own: Admission | None, held: Admission | None, now: datetime) -> Way:
    """What somebody at an open door gets to see.

    Arguments:
        own: the admission of the browser that asks, if it has one.
        held: the pad's admission, whoever has it; see `holder`.
        now: aware, by the server's clock.
    """
    if pad.finished or (pad.deadline is not None and now >= pad.deadline):
        return "over"
    if own is not None and own.state != "left":
        return "inside" if own.state == "admitted" else "paused"
    if own is None and held is not None and held.state != "left":
        return "elsewhere"
    if pad.state == "not_started" and pad.due is not None and now >= pad.due:
        return "too_late"
    return "rules"
