"""A pad: its kinds, states and transitions, as data. Pure: no tornado, database or clock."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from ..errors import IllegalTransition

Kind = Literal["live", "take_home", "sandbox"]
State = Literal["not_started", "in_progress", "ended", "ready_for_review", "reviewed"]
Action = Literal["start", "end", "submit", "review", "reopen"]
StartWith = Literal["notebook", "file", "both", "nothing"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
START_WITH: tuple[StartWith, ...] = get_args(StartWith)

INITIAL: dict[Kind, State] = {
    "live": "not_started",
    "take_home": "not_started",
    "sandbox": "in_progress",
}

TRANSITIONS: dict[Kind, dict[tuple[State, Action], State]] = {
    "live": {
        ("not_started", "start"): "in_progress",
        ("in_progress", "end"): "ended",
        ("ended", "reopen"): "in_progress",
    },
    "take_home": {
        ("not_started", "start"): "in_progress",
        ("in_progress", "submit"): "ready_for_review",
        ("ready_for_review", "review"): "reviewed",
        ("ready_for_review", "reopen"): "in_progress",
        ("reviewed", "reopen"): "in_progress",
    },
    "sandbox": {
        ("in_progress", "end"): "ended",
        ("ended", "reopen"): "in_progress",
    },
}

# In these states nobody works in the pad any more; members may look at it.
FINISHED: frozenset[State] = frozenset({"ended", "ready_for_review", "reviewed"})

_IN_WORDS: dict[State, str] = {
    "not_started": "has not started yet",
    "in_progress": "is in progress",
    "ended": "has ended",
    "ready_for_review": "has been handed in",
    "reviewed": "has been reviewed",
}
_ACTION_IN_WORDS: dict[Action, str] = {
    "start": "started",
    "end": "ended",
    "submit": "handed in",
    "review": "marked as reviewed",
    "reopen": "reopened",
}

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


def next_state(kind: Kind, state: State, action: Action) -> State:
    """The state after an action.

    Raises:
        IllegalTransition: the action does not fit the state.
    """
    try:
        return TRANSITIONS[kind][(state, action)]
    except KeyError:
        raise IllegalTransition(
            f"This interview {_IN_WORDS[state]}, so it cannot be {_ACTION_IN_WORDS[action]}. "
            "Nothing was changed."
        ) from None


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

    def after(self, action: Action, now: datetime) -> Pad:
        """The pad as it is after an action at the time `now`.

        Raises:
            IllegalTransition: the action does not fit the state.
        """
        state = next_state(self.kind, self.state, action)
        started = self.started
        if state == "in_progress" and started is None:
            started = now
        ended = now if state in FINISHED and self.state not in FINISHED else self.ended
        if state not in FINISHED:
            ended = None
        return replace(self, state=state, started=started, ended=ended, last_activity=now)
