"""Every state of an admission with every action, and what a name may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_ext.errors import IllegalTransition, InvalidInput, TooMany
from interview_ext.waiting.admission import ACTIONS, STATES, Admission, valid_name
from interview_ext.waiting.flood import Flood, address_key

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)

LEGAL = {
    ("knocking", "admit", "admitted"),
    ("knocking", "decline", "declined"),
    ("knocking", "leave", "left"),
    ("admitted", "remove", "knocking"),
    ("admitted", "leave", "left"),
    ("declined", "admit", "admitted"),
    ("left", "knock", "knocking"),
}


def admission(state):
    return Admission(id="a", pad_id="p", name="Grace", state=state, knocked=NOW)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_state_and_action(state, action):
    becomes = [after for s, a, after in LEGAL if (s, a) == (state, action)]
    before = admission(state)
    if becomes:
        assert before.after(action, LATER).state == becomes[0]
    else:
        with pytest.raises(IllegalTransition, match=r"Grace.*Nothing was changed"):
            before.after(action, LATER)
        assert before == admission(state)


def test_a_decision_is_remembered_and_a_removal_is_a_pause():
    admitted = admission("knocking").after("admit", LATER, by="m")
    assert (admitted.decided, admitted.decided_by, admitted.removed) == (LATER, "m", None)
    removed = admitted.after("remove", LATER, by="m")
    assert (removed.state, removed.removed) == ("knocking", LATER)
    assert removed.after("admit", LATER).removed is None
    assert removed.after("leave", LATER).removed is None


def test_leaving_is_nobodys_decision():
    left = admission("knocking").after("leave", LATER)
    assert left.decided is None
    assert left.after("knock", LATER).knocked == LATER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Grace", "Grace"),
        ("  Grace Hopper\t", "Grace Hopper"),
        ("x" * 80, "x" * 80),
        ("नमस्\u200dते", "नमस्\u200dते"),
        ("e\u0301", "é"),
        ("王", "王"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_names_that_are_kept(typed, kept):
    assert valid_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "x" * 81, "x" * 10_000, "a\x00b", "a\nb", "a\x1b[31mb", "\u202egrace", "\ud800",
     "\u200b\u200b", "a\u2028b", None, 7, ["Grace"]],
)  # fmt: skip
def test_names_that_are_refused(typed):
    with pytest.raises(InvalidInput) as refusal:
        valid_name(typed)
    assert len(refusal.value.message) < 200


@given(st.text(max_size=400))
def test_whatever_is_kept_can_be_kept_again(typed):
    try:
        kept = valid_name(typed)
    except InvalidInput:
        return
    assert 1 <= len(kept) <= 80
    assert valid_name(kept) == kept
    kept.encode("utf-8")


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_a_flood_is_stopped_and_passes():
    clock = Clock()
    flood = Flood(3, 60, clock)
    for _ in range(3):
        flood.check("a")
        flood.count("a")
        clock.now += 10
    with pytest.raises(TooMany) as refusal:
        flood.check("a")
    assert refusal.value.retry_after == 30
    flood.check("b")
    clock.now += 29.5
    with pytest.raises(TooMany) as refusal:
        flood.check("a")
    assert refusal.value.retry_after == 1
    clock.now += 0.5
    flood.check("a")


def test_a_limit_of_nothing_is_no_limit():
    flood = Flood(0, 60, Clock())
    for _ in range(1000):
        flood.check("a")
        flood.count("a")


def test_old_addresses_are_forgotten():
    clock = Clock()
    flood = Flood(3, 60, clock)
    for number in range(1000):
        flood.count(number)
    clock.now += 61
    flood.count("new")
    assert len(flood._attempts) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("somewhere", "somewhere"),
    ],
)
def test_one_household_is_one_address(address, key):
    assert address_key(address) == key
