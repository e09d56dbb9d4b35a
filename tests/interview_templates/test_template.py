"""Templates and clocks as data: what can be one, keys that stay, and how time is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.errors import Conflict, InvalidInput
from interview_ext.interview_templates.clock import PlanClock
from interview_ext.interview_templates.template import (
    Content,
    Part,
    Template,
    content_of,
    may_edit,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

SENT = {
    "title": " Data engineer ",
    "description": "First *round*.",
    "language": "python",
    "instructions": "Think aloud.",
    "questions": [{"question_id": "a1"}, {"question_id": "b2", "language": "sql"}],
    "competencies": [
        {"competency": "Communication", "levels": {"1": "silent", "4": "clear"}},
        {"competency": "Communication!"},
    ],
    "fields": [
        {"label": "Notice period", "type": "text"},
        {"label": "Level", "type": "select", "options": ["junior", "senior"], "required": True},
    ],
    "plan": [
        {"title": "Welcome", "minutes": 5, "notes": "Say hello."},
        {"title": "Words", "minutes": 30, "question_id": "a1"},
    ],
}


def template(**changes):
    values = {
        "id": "t", "team_id": None, "author_id": "ada", "created": NOON, "changed": NOON,
        "revision": 1, "locked": False, "archived": None, "content": content_of(SENT),
    }  # fmt: skip
    return Template(**{**values, **changes})


def test_a_content_survives_being_kept_and_says_what_was_sent():
    content = content_of(SENT)
    assert Content.load(content.dump()) == content
    assert content.title == "Data engineer"
    assert content.minutes == 35
    assert [one.key for one in content.competencies] == ["communication", "communication-2"]
    assert content.competencies[0].levels == ("silent", "", "", "clear")
    assert content.fields[1].options == ("junior", "senior")
    assert content.plan[1] == Part("words", "Words", 30, "", "a1")


def test_keys_stay_when_words_change_and_new_ones_avoid_them():
    plan = [
        {"title": "Goodbye", "minutes": 5},
        {"key": "goodbye", "title": "Farewell", "minutes": 5},
    ]
    content = content_of({"title": "T", "plan": plan})
    assert [(one.key, one.title) for one in content.plan] == [
        ("goodbye-2", "Goodbye"),
        ("goodbye", "Farewell"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": 7},
        {"unknown": 1},
        {"language": "../etc"},
        {"instructions": "a\x00b"},
        {"questions": ["a1"]},
        {"questions": [{"question_id": "a1"}, {"question_id": "a1"}]},
        {"questions": [{"question_id": "a/b"}]},
        {"competencies": [{"competency": ""}]},
        {"competencies": [{"competency": "C", "levels": {"5": "x"}}]},
        {"competencies": [{"competency": "C", "key": "A b"}]},
        {"competencies": [{"competency": "C", "key": "c"}, {"competency": "D", "key": "c"}]},
        {"competencies": [{"competency": f"C{n}"} for n in range(21)]},
        {"fields": [{"label": "L", "type": "number"}]},
        {"fields": [{"label": "L", "type": "select", "options": ["only"]}]},
        {"fields": [{"label": "L", "type": "select", "options": ["a", "a"]}]},
        {"fields": [{"label": "L", "required": "yes"}]},
        {"plan": [{"title": "P", "minutes": 0}]},
        {"plan": [{"title": "P", "minutes": True}]},
        {"plan": [{"title": "P", "minutes": 1.5}]},
        {"plan": {"title": "P"}},
    ],
)
def test_what_cannot_be_a_template_is_refused_in_words(wrong):
    with pytest.raises(InvalidInput):
        content_of({"title": "T", **wrong})


def test_a_locked_template_is_not_edited():
    other = content_of({"title": "Other"})
    edited = template().edited(other, NOON)
    assert (edited.revision, edited.content.title) == (2, "Other")
    with pytest.raises(Conflict) as refused:
        template(locked=True).edited(other, NOON)
    assert refused.value.reason == "locked"


@pytest.mark.parametrize(
    ("role", "member", "may"),
    [
        ("admin", "root", True),
        ("interviewer", "ada", True),
        ("interviewer", "ben", False),
        ("reviewer", "ada", False),
    ],
)
def test_who_may_edit(role, member, may):
    assert may_edit(role, member, template()) is may


def test_nobody_but_admins_edits_what_somebody_left_who_is_gone():
    assert not may_edit("interviewer", "ben", template(author_id=None))
    assert may_edit("admin", "root", template(author_id=None))


PLAN = (Part("hello", "Hello", 5), Part("words", "Words", 30))


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def test_the_clock_counts_what_each_part_took_also_when_one_comes_back_to_it():
    clock = PlanClock().at("hello", after(0), PLAN)
    clock = clock.at("words", after(6), PLAN)
    clock = clock.at("hello", after(10), PLAN)
    assert (clock.part, clock.since) == ("hello", after(10))
    assert clock.spent == {"hello": 360.0, "words": 240.0}
    assert clock.spent_by(after(11)) == {"hello": 420.0, "words": 240.0}


def test_a_stopped_clock_knows_where_it_was_and_goes_on_from_there():
    clock = PlanClock().at("words", after(0), PLAN).at(None, after(3), PLAN)
    assert (clock.part, clock.since, clock.stopped) == (None, None, "words")
    assert clock.spent_by(after(60)) == {"words": 180.0}
    again = clock.at("words", after(60), PLAN)
    assert again.spent_by(after(61)) == {"words": 240.0}
    assert again.stopped is None
    assert PlanClock.load(again.dump()) == again


def test_the_clock_refuses_parts_that_there_are_none_of_and_never_runs_backwards():
    with pytest.raises(InvalidInput):
        PlanClock().at("lunch", after(0), PLAN)
    clock = PlanClock().at("hello", after(5), PLAN)
    assert clock.at("hello", after(9), PLAN) is clock
    assert clock.spent_by(after(0)) == {"hello": 0.0}
