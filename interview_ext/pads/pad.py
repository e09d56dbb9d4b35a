"""A pad, and what it becomes by an action. Pure: no tornado, database or clock."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from ..errors import IllegalTransition
from .life import FINISHED, Action, Kind, State, extendable, next_state

StartWith = Literal["notebook", "file", "both", "nothing"]
# Whether somebody has to let the candidate in, or whoever has the address comes in.
Door = Literal["ask", "open"]
SubmittedBy = Literal["", "candidate", "deadline", "member"]

START_WITH: tuple[StartWith, ...] = get_args(StartWith)
DOORS: tuple[Door, ...] = get_args(Door)

_PAD_ID = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


def new_pad_id() -> str:
    """An unguessable (144 bits), URL-safe id. Whoever knows it may knock at the pad.

    It never starts with ``-`` or ``_``, so that it is safe as the name of a directory, at the
    start of a line in a chat, and on a command line.
    """
    while True:
        pad_id = secrets.token_urlsafe(18)
        if pad_id[0] not in "-_" and pad_id[-1] not in "-_":
            return pad_id


def is_pad_id(value: str) -> bool:
    """Whether this could be the id of a pad: saves looking up rubbish."""
    return _PAD_ID.match(value) is not None


@dataclass(frozen=True)
class Pad:
    """One interview's pad, as the store keeps it.

    Arguments:
        id: unguessable; part of the one address.
        title: one line, 1 to 200 characters.
        candidate_name: as the interviewer typed it; may be empty.
        start_with: the documents a new pad holds.
        language: their language, by the name of its folder below ``kernels/``.
        instructions: Markdown, shown beside the documents.
        created_by: the member's id; none when that member is gone.
        created: aware, UTC, as all times here.
        started: when the clock started; kept when the pad is reopened.
        last_activity: the newest thing anybody did in it.
        deleted_at: set on a tombstone, whose content is gone.
        sealed_frames: how many frames the recording had at the last end.
        sealed_head: the link of the last of them, in hexadecimal; proves that they are whole.
        sealed_at: when that was kept.
        recording_deleted: when the recording was deleted because it was old.
        candidate_email: where the candidate is written to; may be empty.
        door: whether somebody has to let the candidate in.
        ephemeral: a candidate's practice pad, of which nothing stays; or one of a member's that is
            being made, and that is erased when that is broken off.
        starts_at: when it is to take place.
        duration: how long it is to take, in minutes.
        time_zone: IANA name of the zone that the appointment was made in; may be empty.
        schedule_sequence: how often the appointment was changed.
        time_limit: minutes that a take-home may take from its start.
        due: when a take-home must be handed in at the latest.
        deadline: when the time of a started take-home is over.
        submitted: when a take-home was handed in.
        submitted_by: by whom.
        reviewed: when its review was finished.
        reviewed_by: the id of the member who finished it.
        link_id: the public link that it came from.
        counted: whether it counts against the quota.
        team_id: the team it belongs to; none for the whole organization.
    """

    id: str
    kind: Kind
    state: State
    title: str
    candidate_name: str
    start_with: StartWith
    instructions: str
    created_by: str | None
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    last_activity: datetime | None = None
    deleted_at: datetime | None = None
    language: str = "python"
    sealed_frames: int | None = None
    sealed_head: str | None = None
    sealed_at: datetime | None = None
    recording_deleted: datetime | None = None
    candidate_email: str = ""
    door: Door = "ask"
    ephemeral: bool = False
    starts_at: datetime | None = None
    duration: int | None = None
    time_zone: str = ""
    schedule_sequence: int = 0
    time_limit: int | None = None
    due: datetime | None = None
    deadline: datetime | None = None
    submitted: datetime | None = None
    submitted_by: SubmittedBy = ""
    reviewed: datetime | None = None
    reviewed_by: str | None = None
    link_id: str | None = None
    counted: bool = True
    team_id: str | None = None

    @property
    def sealed(self) -> bool:
        """Whether nothing was recorded, or may have been, since the recording was sealed."""
        return (
            self.sealed_at is not None and self.ended is not None and self.sealed_at >= self.ended
        )

    @property
    def finished(self) -> bool:
        """Whether nobody works in it any more."""
        return self.state in FINISHED

    def is_practice_of(self, member_id: str) -> bool:
        """Whether it is a practice pad that a member made."""
        return self.kind == "sandbox" and self.created_by == member_id

    def extendable(self, now: datetime) -> bool:
        """Whether its time can be extended; see `life.extendable`."""
        return extendable(self.state, self.deadline, self.submitted_by, self.submitted, now)

    def after(
        self,
        action: Action,
        now: datetime,
        *,
        by: SubmittedBy = "",
        member_id: str | None = None,
        minutes: int = 0,
    ) -> Pad:
        """The pad as it is after an action at the time `now`.

        Arguments:
            by: who hands it in.
            member_id: who finishes the review.
            minutes: by how much its time is extended.

        Raises:
            IllegalTransition: the action does not fit the state.
        """
        state = next_state(self.kind, self.state, action)
        if state == "deleted":
            raise ValueError("what is deleted is no pad any more")
        if state == self.state and action == "edit":
            return self
        if action == "extend" and not self.extendable(now):
            raise IllegalTransition(
                "This take-home has no deadline, so there is no time to extend. "
                "Nothing was changed."
                if state == self.state
                else "This take-home was handed in, and not by its deadline within the last day, "
                "so it cannot be given more time. Reopen it instead. Nothing was changed."
            )
        started, deadline = self.started, self.deadline
        if action == "start" and self.kind == "take_home":
            deadline = self._deadline(now)
        if action == "extend":
            assert deadline is not None
            deadline = max(deadline, now) + timedelta(minutes=minutes)
        if action == "reopen" and deadline is not None and deadline <= now:
            # Their time is over, and somebody lets them go on all the same.
            deadline = None
        if state == "in_progress" and started is None:
            started = now
        changed = replace(self, state=state, started=started, deadline=deadline, last_activity=now)
        if state not in FINISHED:
            return replace(
                changed,
                ended=None,
                submitted=None,
                submitted_by="",
                reviewed=None,
                reviewed_by=None,
            )
        if self.state not in FINISHED:
            changed = replace(changed, ended=now)
        if action == "submit":
            changed = replace(changed, submitted=now, submitted_by=by)
        if action == "review":
            changed = replace(changed, reviewed=now, reviewed_by=member_id)
        return changed

    def _deadline(self, start: datetime) -> datetime | None:
        ends = [self.due] if self.due is not None else []
        if self.time_limit is not None:
            ends.append(start + timedelta(minutes=self.time_limit))
        return min(ends, default=None)
