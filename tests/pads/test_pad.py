"""Every state of every kind of pad, with every action."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interview_ext.errors import IllegalTransition
from interview_ext.pads.pad import (
    ACTIONS,
    INITIAL,
    KINDS,
    STATES,
    TRANSITIONS,
    Pad,
    is_pad_id,
    new_pad_id,
    next_state,
)

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 1, 2, 4, 4, tzinfo=UTC)

# The design's own words, written out once more.
LEGAL = {
    ("live", "not_started", "start", "in_progress"),
    ("live", "in_progress", "end", "ended"),
    ("live", "ended", "reopen", "in_progress"),
    ("take_home", "not_started", "start", "in_progress"),
    ("take_home", "in_progress", "submit", "ready_for_review"),
    ("take_home", "ready_for_review", "review", "reviewed"),
    ("take_home", "ready_for_review", "reopen", "in_progress"),
    ("take_home", "reviewed", "reopen", "in_progress"),
    ("sandbox", "in_progress", "end", "ended"),
    ("sandbox", "ended", "reopen", "in_progress"),
}


def pad(**changes):
    fields = {
        "id": new_pad_id(), "kind": "live", "state": "not_started", "title": "Backend",
        "candidate_name": "", "start_with": "notebook", "instructions": "", "created_by": None,
        "created": NOW, **changes,
    }  # fmt: skip
    return Pad(**fields)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_state_and_action(kind, state, action):
    becomes = [after for k, s, a, after in LEGAL if (k, s, a) == (kind, state, action)]
    before = pad(kind=kind, state=state)
    if becomes:
        assert next_state(kind, state, action) == becomes[0]
        assert before.after(action, NOW).state == becomes[0]
    else:
        with pytest.raises(IllegalTransition, match="Nothing was changed"):
            before.after(action, NOW)
        assert before == pad(id=before.id, kind=kind, state=state)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_kind_can_be_reached(kind):
    reached = {INITIAL[kind]}
    for _ in STATES:
        reached |= {after for (state, _), after in TRANSITIONS[kind].items() if state in reached}
    assert {state for state, _ in TRANSITIONS[kind]} <= reached


def test_the_clock_starts_once_and_survives_reopening():
    started = pad().after("start", NOW)
    assert (started.started, started.ended) == (NOW, None)
    ended = started.after("end", LATER)
    assert (ended.started, ended.ended, ended.finished) == (NOW, LATER, True)
    again = ended.after("reopen", LATER)
    assert (again.started, again.ended, again.finished) == (NOW, None, False)


def test_reviewing_does_not_move_the_end():
    handed_in = pad(kind="take_home").after("start", NOW).after("submit", NOW)
    assert handed_in.after("review", LATER).ended == NOW


def test_pad_ids_are_unguessable_and_url_safe():
    ids = {new_pad_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(is_pad_id(pad_id) and len(pad_id) * 6 >= 128 for pad_id in ids)
    assert all(pad_id[0].isalnum() and pad_id[-1].isalnum() for pad_id in ids)


@pytest.mark.parametrize("rubbish", ["", "x", "../../etc/passwd", "a" * 10_000, "a" * 20 + "\n"])
def test_rubbish_is_no_pad_id(rubbish):
    assert not is_pad_id(rubbish)
