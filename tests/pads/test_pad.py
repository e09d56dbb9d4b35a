"""A pad, and what it becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.errors import IllegalTransition
from interview_ext.pads.pad import Pad, is_pad_id, new_pad_id

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 1, 2, 4, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pad(**changes):
    fields = {
        "id": new_pad_id(), "kind": "live", "state": "not_started", "title": "Backend",
        "candidate_name": "", "start_with": "notebook", "instructions": "", "created_by": None,
        "created": NOW, **changes,
    }  # fmt: skip
    return Pad(**fields)


def take_home(**changes):
    return pad(kind="take_home", **changes)


def test_what_does_not_fit_changes_nothing():
    before = pad()
    with pytest.raises(IllegalTransition, match="Nothing was changed"):
        before.after("end", NOW)
    assert before == pad(id=before.id)


def test_the_clock_starts_once_and_survives_reopening():
    started = pad().after("start", NOW)
    assert (started.started, started.ended) == (NOW, None)
    ended = started.after("end", LATER)
    assert (ended.started, ended.ended, ended.finished) == (NOW, LATER, True)
    again = ended.after("reopen", LATER)
    assert (again.started, again.ended, again.finished) == (NOW, None, False)


@pytest.mark.parametrize(
    ("time_limit", "due", "deadline"),
    [
        (None, None, None),
        (90, None, NOW + 1.5 * HOUR),
        (None, NOW + HOUR, NOW + HOUR),
        (30, NOW + HOUR, NOW + 0.5 * HOUR),
        (90, NOW + HOUR, NOW + HOUR),
    ],
)
def test_the_deadline_is_the_earlier_of_the_time_limit_and_the_due_date(time_limit, due, deadline):
    before = take_home(time_limit=time_limit, due=due)
    assert before.deadline is None
    assert before.after("start", NOW).deadline == deadline


def test_an_interview_has_no_deadline():
    assert pad(time_limit=60, due=LATER).after("start", NOW).deadline is None


def test_handing_in_is_kept_with_who_did_it():
    handed_in = take_home().after("start", NOW).after("submit", LATER, by="candidate")
    assert handed_in.state == "ready_for_review"
    assert (handed_in.submitted, handed_in.submitted_by, handed_in.ended) == (
        LATER,
        "candidate",
        LATER,
    )


def test_reviewing_is_kept_with_who_did_it_and_does_not_move_the_end():
    handed_in = take_home().after("start", NOW).after("submit", NOW, by="candidate")
    reviewed = handed_in.after("review", LATER, member_id="m")
    assert (reviewed.reviewed, reviewed.reviewed_by) == (LATER, "m")
    assert (reviewed.ended, reviewed.submitted) == (NOW, NOW)


def test_reopening_takes_back_what_was_handed_in_and_reviewed():
    handed_in = take_home(time_limit=60).after("start", NOW).after("submit", NOW, by="candidate")
    early = handed_in.after("review", NOW, member_id="m").after("reopen", NOW)
    assert (early.submitted, early.submitted_by, early.reviewed, early.reviewed_by) == (
        None,
        "",
        None,
        None,
    )
    assert early.deadline == NOW + HOUR
    # Nobody is thrown out again at once: whoever reopens it when the time is over gives time.
    assert handed_in.after("reopen", NOW + HOUR).deadline is None


def test_more_time_while_it_runs():
    running = take_home(time_limit=60).after("start", NOW)
    assert running.after("extend", NOW, minutes=10).deadline == NOW + HOUR + timedelta(minutes=10)
    # Within the grace period it begins now, not in the past.
    late = NOW + HOUR + timedelta(seconds=30)
    assert running.after("extend", late, minutes=10).deadline == late + timedelta(minutes=10)
    with pytest.raises(IllegalTransition, match="no deadline"):
        take_home().after("start", NOW).after("extend", NOW, minutes=10)


def test_more_time_after_the_deadline_goes_on_with_it():
    over = take_home(time_limit=60).after("start", NOW)
    by_deadline = over.after("submit", NOW + HOUR, by="deadline")
    again = by_deadline.after("extend", NOW + 3 * HOUR, minutes=30)
    assert (again.state, again.deadline) == ("in_progress", NOW + 3.5 * HOUR)
    assert (again.submitted, again.submitted_by, again.ended) == (None, "", None)
    with pytest.raises(IllegalTransition, match="Reopen it"):
        by_deadline.after("extend", NOW + 25 * HOUR, minutes=30)
    with pytest.raises(IllegalTransition, match="Reopen it"):
        over.after("submit", NOW, by="candidate").after("extend", NOW, minutes=30)


def test_pad_ids_are_unguessable_and_url_safe():
    ids = {new_pad_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(is_pad_id(pad_id) and len(pad_id) * 6 >= 128 for pad_id in ids)
    assert all(pad_id[0].isalnum() and pad_id[-1].isalnum() for pad_id in ids)


@pytest.mark.parametrize("rubbish", ["", "x", "../../etc/passwd", "a" * 10_000, "a" * 20 + "\n"])
def test_rubbish_is_no_pad_id(rubbish):
    assert not is_pad_id(rubbish)
