"""What each setting may be."""

from __future__ import annotations

import math

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.settings.setting import BY_KEY, SETTINGS, InvalidSettings, checked
from interview_ext.sizes import MiB


def test_keys_and_traits_are_there_once():
    assert len(BY_KEY) == len(SETTINGS)
    assert len({setting.trait for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("organization_name", "  Acme  ", "Acme"),
        ("organization_name", "", ""),
        ("waiting_room_message", "One\r\ntwo", "One\ntwo"),
        ("memory", 512, 512),
        ("memory", 512.0, 512),
        ("cpus", 1, 1.0),
        ("cpus", 0.5, 0.5),
        ("run_time", 0, 0),
        ("recording_days", 36_500, 36_500),
        ("languages", ["python3", "python3", "r"], ["python3", "r"]),
        ("languages", [], []),
        ("memory", None, None),
    ],
)
def test_what_can_be_set(key, value, kept):
    assert checked({key: value}) == {key: kept}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("organization_name", "x" * 81),
        ("organization_name", 3),
        ("organization_name", "two\nlines"),
        ("waiting_room_message", "x" * 5001),
        ("waiting_room_message", "\x07"),
        ("memory", 127),
        ("memory", "512"),
        ("memory", 512.5),
        ("memory", True),
        ("memory", math.nan),
        ("memory", math.inf),
        ("memory", 10**400),
        ("cpus", 0),
        ("cpus", -1),
        ("recording_days", -1),
        ("run_time", 86_401),
        ("languages", "python3"),
        ("languages", [3]),
        ("languages", ["x"] * 101),
        ("languages", ["x" * 101]),
    ],
)
def test_what_cannot_be_set_is_said_with_its_key(key, value):
    with pytest.raises(InvalidSettings) as refusal:
        checked({key: value})
    assert list(refusal.value.problems) == [key]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidSettings) as refusal:
        checked({"memory": 1, "cpus": 1, "recording_days": "x", "colour": "red"})
    assert sorted(refusal.value.problems) == ["colour", "memory", "recording_days"]
    assert refusal.value.problems["memory"] == (
        "The memory of a kernel, in MiB, must be a whole number from 128 to 1,048,576."
    )
    assert isinstance(refusal.value, InvalidInput)


def test_traits_have_units_of_their_own():
    memory = BY_KEY["memory"]
    assert memory.to_trait(512) == 512 * MiB
    assert memory.from_trait(512 * MiB) == 512
    assert BY_KEY["run_time"].from_trait(600.0) == 600
    assert BY_KEY["cpus"].from_trait(1.5) == 1.5
