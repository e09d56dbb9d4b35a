"""Whose earlier work is whose, and looking through it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.earlier.work import Earlier, EarlierTask, counted, look_through, same_name
from interview_ext.errors import InvalidInput

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def work(id, days=0, title="Backend", tasks=(), **changes):
    fields = {
        "pad_id": id,
        "title": title,
        "kind": "live",
        "state": "ended",
        "names": ("Grace Hopper",),
        "email": "grace@example.org",
        "ended": NOW - timedelta(days=days),
        "same_email": True,
        "confirmed": False,
        "tasks": tasks,
    }
    return Earlier(**{**fields, **changes})


def ids(found):
    return [one.pad_id for one in found]


def test_names_are_the_same_whatever_their_case_accents_and_spaces():
    assert same_name("José  Álvarez", "jose alvarez ")
    assert not same_name("Jose Alvarez", "Jose")
    assert not same_name("", " ")


def test_the_newest_comes_first_and_what_has_no_end_last():
    works = [work("old", 9), work("none", ended=None), work("new", 1)]
    assert ids(look_through(works, "", "ended")) == ["new", "old", "none"]


def test_it_is_sorted_by_title_and_by_tests():
    works = [
        work("b", 1, "Zebra", (EarlierTask("t", "x", "python", 1, 4),)),
        work("a", 2, "Ångström", (EarlierTask("t", "x", "python", 3, 3),)),
        work("c", 3, "Mole"),
    ]
    assert ids(look_through(works, "", "title")) == ["a", "c", "b"]
    assert ids(look_through(works, "", "tests")) == ["a", "b", "c"]
    with pytest.raises(InvalidInput):
        look_through(works, "", "age")


def test_all_words_have_to_be_there():
    works = [
        work("a", 1, "Backend", (EarlierTask("t", "Count words", "python"),)),
        work("b", 2, "Backend", (EarlierTask("t", "Graphs", "rust"),)),
    ]
    assert ids(look_through(works, "COUNT back", "ended")) == ["a"]
    assert ids(look_through(works, "rust", "ended")) == ["b"]
    assert ids(look_through(works, "grace@", "ended")) == ["a", "b"]
    assert ids(look_through(works, "count rust", "ended")) == []
    with pytest.raises(InvalidInput):
        look_through(works, "x" * 201, "ended")


def test_hidden_tests_count_where_there_are_any():
    visible = {"tests": "visible", "passed": 2, "total": 2}
    hidden = {"tests": "hidden", "passed": 1, "total": 3}
    assert counted([visible, hidden]) == (1, 3)
    assert counted([visible]) == (2, 2)
    assert counted([]) == (0, 0)


def test_the_same_name_has_to_be_confirmed():
    by_name = work("a", same_email=False)
    assert not by_name.known
    assert by_name.with_confirmed(True).known
    model = by_name.with_confirmed(True).model("/pads/a")
    assert (model["match"], model["confirmed"], model["tests"]) == ("name", True, None)
