"""The whole life of a pad as two tables: what follows from what, and who may do it. Pure.

`TRANSITIONS` says which action fits which state and what comes of it, `WHO` says whose action it
is. Whatever is in neither is refused. docs/pad-life.md is made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from ..errors import IllegalTransition, Refused

Kind = Literal["live", "take_home", "sandbox"]
State = Literal["not_started", "in_progress", "ended", "ready_for_review", "reviewed"]
Outcome = Literal[State, "deleted"]
Action = Literal["start", "end", "submit", "extend", "review", "reopen", "edit", "delete"]
# Members by their role; the candidate; and the clock, when a take-home's time is over.
Role = Literal["admin", "interviewer", "reviewer", "candidate", "deadline"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STATES: Final[tuple[State, ...]] = get_args(State)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
ROLES: Final[tuple[Role, ...]] = get_args(Role)

INITIAL: Final[dict[Kind, State]] = {
    "live": "not_started",
    "take_home": "not_started",
    "sandbox": "in_progress",
}

TRANSITIONS: Final[dict[Kind, dict[tuple[State, Action], Outcome]]] = {
    "live": {
        ("not_started", "start"): "in_progress",
        ("not_started", "edit"): "not_started",
        ("not_started", "delete"): "deleted",
        ("in_progress", "end"): "ended",
        ("in_progress", "edit"): "in_progress",
        ("ended", "reopen"): "in_progress",
        ("ended", "edit"): "ended",
        ("ended", "delete"): "deleted",
    },
    "take_home": {
        ("not_started", "start"): "in_progress",
        ("not_started", "edit"): "not_started",
        ("not_started", "delete"): "deleted",
        ("in_progress", "submit"): "ready_for_review",
        ("in_progress", "extend"): "in_progress",
        ("in_progress", "edit"): "in_progress",
        # Only one that the deadline handed in, and not for long: see `extendable`.
        ("ready_for_review", "extend"): "in_progress",
        ("ready_for_review", "review"): "reviewed",
        ("ready_for_review", "reopen"): "in_progress",
        ("ready_for_review", "edit"): "ready_for_review",
        ("ready_for_review", "delete"): "deleted",
        ("reviewed", "reopen"): "in_progress",
        ("reviewed", "edit"): "reviewed",
        ("reviewed", "delete"): "deleted",
    },
    "sandbox": {
        ("in_progress", "end"): "ended",
        ("in_progress", "edit"): "in_progress",
        ("ended", "reopen"): "in_progress",
        ("ended", "edit"): "ended",
        ("ended", "delete"): "deleted",
    },
}

_HOSTS: Final[frozenset[Role]] = frozenset({"admin", "interviewer"})
_TEAM: Final[frozenset[Role]] = frozenset({"admin", "interviewer", "reviewer"})

WHO: Final[dict[tuple[Kind, Action], frozenset[Role]]] = {
    # By admitting the candidate.
    ("live", "start"): _HOSTS,
    ("live", "end"): _HOSTS,
    ("live", "reopen"): _HOSTS,
    ("live", "edit"): _HOSTS,
    ("live", "delete"): _HOSTS,
    ("take_home", "start"): frozenset({"candidate"}),
    # A member does it by ending the take-home.
    ("take_home", "submit"): _HOSTS | {"candidate", "deadline"},
    ("take_home", "extend"): _HOSTS,
    ("take_home", "review"): _TEAM,
    ("take_home", "reopen"): _HOSTS,
    ("take_home", "edit"): _HOSTS,
    ("take_home", "delete"): _HOSTS,
    ("sandbox", "end"): _TEAM,
    ("sandbox", "reopen"): _TEAM,
    ("sandbox", "edit"): _HOSTS,
    ("sandbox", "delete"): _TEAM,
}

# What somebody of a role may do with the pads alone that they made or are assigned to.
OWN: Final[frozenset[tuple[Role, Kind, Action]]] = frozenset(
    {
        ("interviewer", "live", "delete"),
        ("interviewer", "take_home", "delete"),
        ("interviewer", "sandbox", "delete"),
        ("reviewer", "sandbox", "end"),
        ("reviewer", "sandbox", "reopen"),
        ("reviewer", "sandbox", "delete"),
    }
)

# Who may make a pad.
MAKERS: Final[dict[Kind, frozenset[Role]]] = {
    "live": _HOSTS,
    "take_home": _HOSTS,
    "sandbox": _TEAM,
}

# In these states nobody works in the pad any more; members may look at it.
FINISHED: Final[frozenset[State]] = frozenset({"ended", "ready_for_review", "reviewed"})

STATE_NAMES: Final[dict[State, str]] = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "ended": "Ended",
    "ready_for_review": "Ready for review",
    "reviewed": "Reviewed",
}

# For so long after the deadline handed a take-home in, its time can still be extended.
EXTENDABLE: Final = timedelta(days=1)

_IN_WORDS: Final[dict[State, str]] = {
    "not_started": "has not started yet",
    "in_progress": "is in progress",
    "ended": "has ended",
    "ready_for_review": "has been handed in",
    "reviewed": "has been reviewed",
}
_ACTION_IN_WORDS: Final[dict[Action, str]] = {
    "start": "started",
    "end": "ended",
    "submit": "handed in",
    "extend": "given more time",
    "review": "marked as reviewed",
    "reopen": "reopened",
    "edit": "changed",
    "delete": "deleted",
}


def next_state(kind: Kind, state: State, action: Action) -> Outcome:
    """What becomes of a pad by an action.

    Raises:
        IllegalTransition: the action does not fit the state.
    """
    try:
        return TRANSITIONS[kind][(state, action)]
    except KeyError:
        pass
    if (state, action) == ("in_progress", "delete"):
        raise IllegalTransition(
            "This interview is in progress. End it first; then it can be deleted. "
            "Nothing was changed."
        )
    raise IllegalTransition(
        f"This interview {_IN_WORDS[state]}, so it cannot be {_ACTION_IN_WORDS[action]}. "
        "Nothing was changed."
    )


def may(kind: Kind, action: Action, role: str, *, own: bool = True) -> bool:
    """Whether somebody may do this at all, whatever the pad's state.

    Arguments:
        role: one of `ROLES`; any other may nothing.
        own: whether the member made the pad or is assigned to it.
    """
    if role not in WHO.get((kind, action), frozenset()):
        return False
    return own or (role, kind, action) not in OWN


def check(kind: Kind, state: State, action: Action, role: str, *, own: bool = True) -> Outcome:
    """What becomes of a pad by somebody's action.

    Arguments:
        role: one of `ROLES`.
        own: whether the member made the pad or is assigned to it.

    Raises:
        Refused: it is not theirs to do.
        IllegalTransition: it does not fit the state.
    """
    if not may(kind, action, role, own=True):
        # What nobody may do with this kind of pad is said of the pad, not of the person.
        if not WHO.get((kind, action)):
            return next_state(kind, state, action)
        raise Refused("Your role does not include this. Please ask an administrator.")
    if not may(kind, action, role, own=own):
        raise Refused(
            "Only an administrator, who made the interview and who is assigned to it may do this."
        )
    return next_state(kind, state, action)


def actions(kind: Kind, state: State, role: str, *, own: bool = True) -> tuple[Action, ...]:
    """What somebody may do with a pad now, in the order of `ACTIONS`.

    Arguments:
        role: one of `ROLES`; any other may nothing.
        own: whether the member made the pad or is assigned to it.
    """
    possible: Iterable[Action] = ACTIONS
    return tuple(
        action
        for action in possible
        if (state, action) in TRANSITIONS[kind] and may(kind, action, role, own=own)
    )


def extendable(
    state: str,
    deadline: datetime | None,
    submitted_by: str,
    submitted: datetime | None,
    now: datetime,
) -> bool:
    """Whether the time of a take-home can be extended.

    It runs and has an end, or its deadline handed it in not long ago.
    """
    if deadline is None:
        return False
    if state == "in_progress":
        return True
    return (
        state == "ready_for_review"
        and submitted_by == "deadline"
        and submitted is not None
        and now < submitted + EXTENDABLE
    )
