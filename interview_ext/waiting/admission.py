"""An admission: someone knocked at a pad, and what came of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from ..errors import IllegalTransition
from ..text import one_line

State = Literal["knocking", "admitted", "declined", "left"]
Action = Literal["knock", "admit", "decline", "remove", "leave"]

STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
# What an interviewer decides; the other actions are the candidate's own.
DECISIONS: tuple[Action, ...] = ("admit", "decline", "remove")

NAME_MAXIMUM = 80

TRANSITIONS: dict[tuple[State, Action], State] = {
    ("knocking", "admit"): "admitted",
    ("knocking", "decline"): "declined",
    ("knocking", "leave"): "left",
    # A removed candidate waits again: a pause, not the end.
    ("admitted", "remove"): "knocking",
    ("admitted", "leave"): "left",
    # The interviewer may think better of it.
    ("declined", "admit"): "admitted",
    ("left", "knock"): "knocking",
}

_IN_WORDS: dict[State, str] = {
    "knocking": "is waiting",
    "admitted": "is already in",
    "declined": "has been declined",
    "left": "has left the waiting room",
}
_ACTION_IN_WORDS: dict[Action, str] = {
    "knock": "knock",
    "admit": "be admitted",
    "decline": "be declined",
    "remove": "be sent back to the waiting room",
    "leave": "leave the waiting room",
}


def valid_name(value: object) -> str:
    """A candidate's name as it is kept.

    Raises:
        InvalidInput: not text, empty, over 80 characters, or with control characters.
    """
    return one_line(value, "Your name", maximum=NAME_MAXIMUM)


def next_state(state: State, action: Action, name: str = "This person") -> State:
    """The state after an action.

    Raises:
        IllegalTransition: the action does not fit the state.
    """
    try:
        return TRANSITIONS[(state, action)]
    except KeyError:
        raise IllegalTransition(
            f"{name} {_IN_WORDS[state]}, so they cannot {_ACTION_IN_WORDS[action]}. "
            "Nothing was changed."
        ) from None


@dataclass(frozen=True)
class Admission:
    """One person at one pad's door, as the store keeps it.

    Arguments:
        id: unguessable; interviewers decide by it.
        name: as the candidate typed it.
        knocked: when they (last) knocked; aware, UTC.
        decided: when an interviewer last decided about them.
        removed: when they were sent back to the waiting room; none once admitted again.
    """

    id: str
    pad_id: str
    name: str
    state: State
    knocked: datetime
    decided: datetime | None = None
    decided_by: str | None = None
    removed: datetime | None = None

    def after(self, action: Action, now: datetime, by: str | None = None) -> Admission:
        """The admission as it is after an action at the time `now`.

        Arguments:
            by: the member who decided, for the interviewer's actions.

        Raises:
            IllegalTransition: the action does not fit the state.
        """
        state = next_state(self.state, action, self.name)
        changed = replace(self, state=state)
        if action in DECISIONS:
            changed = replace(changed, decided=now, decided_by=by)
        if action == "knock":
            changed = replace(changed, knocked=now)
        return replace(changed, removed=now if action == "remove" else None)
