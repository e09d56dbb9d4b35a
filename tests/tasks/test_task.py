"""A task: what is shown of it when, and its place among the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.errors import Conflict, InvalidInput
from interview_ext.tasks.task import (
    Content,
    Task,
    counts,
    current_of,
    folder_names,
    in_order,
    moved,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CONTENT = Content(
    introduction="Read *this*.",
    steps=(("One", "1"), ("Two", "2")),
    documents=("main.py",),
    given=("data/x.csv",),
    visible=1,
    hidden=2,
)


def task(id="a", **changes):
    whole = Task(
        id=id,
        pad_id="pad",
        question_id="q",
        revision=3,
        quickstart="",
        slug="two-sum",
        title="Two sum",
        type="code",
        language="python",
        minutes=20,
        position=0,
        content=CONTENT,
        created=NOW,
    )
    return replace(whole, **changes)


def test_content_is_kept_as_it_was():
    assert Content.load(CONTENT.dump()) == CONTENT


def test_steps_are_revealed_one_after_the_other_and_stay():
    opened = task().open("two-sum", NOW)
    one = opened.reveal(1)
    assert one.revealed == 1
    assert one.reveal(1) == one
    assert one.reveal(2).revealed == 2
    with pytest.raises(InvalidInput, match="cannot be taken back"):
        one.reveal(0)
    with pytest.raises(InvalidInput, match="has 2 steps"):
        one.reveal(3)


def test_nothing_is_revealed_before_the_task_is_open():
    with pytest.raises(Conflict, match="Open the task first"):
        task().reveal(1)


def test_the_task_that_was_opened_last_is_the_current_one():
    a, b = task("a"), task("b")
    assert current_of([a, b]) is None
    a = a.open("a", NOW)
    b = b.open("b", NOW + timedelta(minutes=1))
    assert current_of([a, b]) is b
    again = a.open("a", NOW + timedelta(minutes=2))
    assert current_of([again, b]) is again
    assert again.opened == NOW, "when it was opened first"


def test_tasks_are_put_in_another_order():
    tasks = in_order([task("a"), task("b"), task("c")])

    def ids(tasks):
        assert [one.position for one in tasks] == [0, 1, 2]
        return "".join(one.id for one in tasks)

    assert ids(tasks) == "abc"
    assert ids(moved(tasks, "a", 2)) == "bca"
    assert ids(moved(tasks, "c", 0)) == "cab"
    assert ids(moved(tasks, "b", 1)) == "abc"
    for position in (-1, 3):
        with pytest.raises(InvalidInput, match="from 0 to 2"):
            moved(tasks, "a", position)


def test_members_see_titles_and_numbers_and_no_private_parts():
    assert task().model(current=False) == {
        "id": "a",
        "question_id": "q",
        "revision": 3,
        "quickstart": None,
        "title": "Two sum",
        "type": "code",
        "language": "python",
        "minutes": 20,
        "folder": "",
        "position": 0,
        "opened": False,
        "current": False,
        "steps": ["One", "Two"],
        "revealed": 0,
        "tests": {"visible": 1, "hidden": 2},
    }


def test_a_folder_gets_a_number_where_its_name_is_taken():
    names = list(folder_names("two-sum"))
    assert names[:3] == ["two-sum", "two-sum-2", "two-sum-3"]
    assert len(set(names)) == len(names)


def test_counts_say_how_many_and_nothing_else():
    report = {
        "tests": [
            {"name": "a", "outcome": "passed"},
            {"name": "b", "outcome": "failed", "expected": "secret"},
            {"name": "c", "outcome": "error"},
            {"name": "d", "outcome": "skipped"},
        ]
    }
    assert counts(report) == {"passed": 1, "failed": 2, "total": 4}
    assert counts({}) == {"passed": 0, "failed": 0, "total": 0}
