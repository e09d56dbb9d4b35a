"""What may stand in a line of the audit log."""

from __future__ import annotations

import pytest

from interview_ext.audit.line import LIST_MAXIMUM, VALUE_MAXIMUM, is_action, short


@pytest.mark.parametrize("action", ["pad.ended", "question.published", "team.member.added"])
def test_actions_are_dotted_verbs(action):
    assert is_action(action)


@pytest.mark.parametrize("action", ["", "pad", "pad.", ".pad", "Pad.Ended", "pad ended", "a.b\n"])
def test_anything_else_is_no_action(action):
    assert not is_action(action)


def test_short_values_stay_as_they_are():
    for value in (None, True, 3, 1.5, "notebook", ["a", 2]):
        assert short(value) == value


def test_long_values_are_cut():
    assert short("x" * 5000) == "x" * (VALUE_MAXIMUM - 1) + "…"
    assert short(["x"] * 500) == ["x"] * LIST_MAXIMUM


@pytest.mark.parametrize("value", [{}, object(), [["nested"]], [{}], b"bytes"])
def test_nested_values_are_refused(value):
    with pytest.raises(TypeError):
        short(value)
