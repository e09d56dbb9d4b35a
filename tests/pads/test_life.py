"""Every kind of pad in every state, with every action, by everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.errors import IllegalTransition, Refused
from interview_ext.pads.life import (
    ACTIONS,
    INITIAL,
    KINDS,
    ROLES,
    STATES,
    TRANSITIONS,
    WHO,
    actions,
    check,
    extendable,
)

from .diagrams import PAGE, drawn

# The whole life of a pad, written out once more: who may do what, and what comes of it.
HOSTS = {"admin", "interviewer"}
TEAM = {"admin", "interviewer", "reviewer"}
LEGAL = {
    ("live", "not_started", "start"): ("in_progress", HOSTS),
    ("live", "not_started", "edit"): ("not_started", HOSTS),
    ("live", "not_started", "delete"): ("deleted", HOSTS),
    ("live", "in_progress", "end"): ("ended", HOSTS),
    ("live", "in_progress", "edit"): ("in_progress", HOSTS),
    ("live", "ended", "reopen"): ("in_progress", HOSTS),
    ("live", "ended", "edit"): ("ended", HOSTS),
    ("live", "ended", "delete"): ("deleted", HOSTS),
    ("take_home", "not_started", "start"): ("in_progress", {"candidate"}),
    ("take_home", "not_started", "edit"): ("not_started", HOSTS),
    ("take_home", "not_started", "delete"): ("deleted", HOSTS),
    ("take_home", "in_progress", "submit"): (
        "ready_for_review",
        {"admin", "interviewer", "candidate", "deadline"},
    ),
    ("take_home", "in_progress", "extend"): ("in_progress", HOSTS),
    ("take_home", "in_progress", "edit"): ("in_progress", HOSTS),
    ("take_home", "ready_for_review", "extend"): ("in_progress", HOSTS),
    ("take_home", "ready_for_review", "review"): (
        "reviewed",
        {"admin", "interviewer", "reviewer"},
    ),
    ("take_home", "ready_for_review", "reopen"): ("in_progress", HOSTS),
    ("take_home", "ready_for_review", "edit"): ("ready_for_review", HOSTS),
    ("take_home", "ready_for_review", "delete"): ("deleted", HOSTS),
    ("take_home", "reviewed", "reopen"): ("in_progress", HOSTS),
    ("take_home", "reviewed", "edit"): ("reviewed", HOSTS),
    ("take_home", "reviewed", "delete"): ("deleted", HOSTS),
    ("sandbox", "in_progress", "end"): ("ended", TEAM),
    ("sandbox", "in_progress", "edit"): ("in_progress", HOSTS),
    ("sandbox", "ended", "reopen"): ("in_progress", TEAM),
    ("sandbox", "ended", "edit"): ("ended", HOSTS),
    ("sandbox", "ended", "delete"): ("deleted", TEAM),
}
STRANGERS = ("observer", "", "owner")

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize("role", [*ROLES, *STRANGERS])
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", KINDS)
def test_everybody_may_do_just_what_is_theirs(kind, state, action, role):
    becomes, who = LEGAL.get((kind, state, action), (None, set()))
    ever = {role for (k, _, a), (_, roles) in LEGAL.items() if (k, a) == (kind, action)
            for role in roles}  # fmt: skip
    shown = action in actions(kind, state, role)
    assert shown == (role in who)
    if shown:
        assert check(kind, state, action, role) == becomes
    elif ever and role not in ever:
        with pytest.raises(Refused, match="role"):
            check(kind, state, action, role)
    else:
        with pytest.raises(IllegalTransition, match="Nothing was changed"):
            check(kind, state, action, role)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_an_interviewer_deletes_no_pad_of_others_and_a_reviewer_practises_in_none(kind, state):
    for role in ROLES:
        theirs, others = actions(kind, state, role), actions(kind, state, role, own=False)
        expected = list(theirs)
        if role == "interviewer":
            expected = [action for action in theirs if action != "delete"]
        elif role == "reviewer" and kind == "sandbox":
            expected = []
        assert list(others) == expected
    for action in actions("sandbox", state, "reviewer"):
        with pytest.raises(Refused, match="Only an administrator"):
            check("sandbox", state, action, "reviewer", own=False)
    if "delete" in actions(kind, state, "interviewer"):
        with pytest.raises(Refused, match="assigned"):
            check(kind, state, "delete", "interviewer", own=False)
        assert check(kind, state, "delete", "admin", own=False) == "deleted"


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_kind_can_be_reached_and_left(kind):
    reached = {INITIAL[kind]}
    for _ in STATES:
        reached |= {after for (state, _), after in TRANSITIONS[kind].items() if state in reached}
    assert {state for state, _ in TRANSITIONS[kind]} == reached - {"deleted"}
    assert "deleted" in reached


def test_whoever_may_do_something_finds_a_state_for_it():
    for kind, action in WHO:
        assert action in {one for _, one in TRANSITIONS[kind]}, (kind, action)
    for kind, table in TRANSITIONS.items():
        assert {(kind, action) for _, action in table} <= set(WHO)


def test_in_progress_is_deleted_by_nobody_and_says_how_it_goes():
    with pytest.raises(IllegalTransition, match="End it first"):
        check("take_home", "in_progress", "delete", "admin")


@pytest.mark.parametrize(
    ("state", "deadline", "by", "submitted", "possible"),
    [
        ("in_progress", NOW, "", None, True),
        ("in_progress", None, "", None, False),
        ("ready_for_review", NOW, "deadline", NOW - timedelta(hours=23), True),
        ("ready_for_review", NOW, "deadline", NOW - timedelta(hours=24), False),
        ("ready_for_review", NOW, "candidate", NOW, False),
        ("reviewed", NOW, "deadline", NOW, False),
        ("not_started", NOW, "", None, False),
    ],
)
def test_what_can_be_given_more_time(state, deadline, by, submitted, possible):
    assert extendable(state, deadline, by, submitted, NOW) == possible


def test_the_page_shows_the_tables_as_they_are():
    page = PAGE.read_text()
    assert page == drawn(page), "python -m tests.pads.diagrams makes docs/pad-life.md anew"
    for kind in KINDS:
        assert page.count(f"<!-- {kind} -->\n\n```mermaid") == 1


def test_a_change_of_the_tables_shows_in_the_page(monkeypatch):
    monkeypatch.setitem(TRANSITIONS["live"], ("ended", "submit"), "reviewed")
    assert drawn(PAGE.read_text()) != PAGE.read_text()
