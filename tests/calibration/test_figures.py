"""Figures of many interviews as data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from interview_ext.calibration.figures import Asked, Interview, figures, seconds_taken, spread

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def interview(pad="p", kind="live", asked=(("a", -60), ("b", 20)), spent=None, ended=50):
    questions = tuple(
        Asked(id, f"Question {id}", 30, None if opened is None else at(opened))
        for id, opened in asked
    )
    return Interview(pad, kind, NOON, None if ended is None else at(ended), questions, spent or {})


def card(pad, member, recommendation, *ratings):
    return SimpleNamespace(
        pad_id=pad,
        member_id=member,
        member_name=member.title(),
        recommendation=recommendation,
        ratings=tuple(("Care", rating, question) for rating, question in ratings),
    )


def test_a_question_takes_until_the_next_one_is_opened():
    # The first was opened when the pad was made, long before anybody came.
    assert seconds_taken(interview()) == {"a": 20 * 60, "b": 30 * 60}
    assert seconds_taken(interview(asked=(("a", 0), ("b", None)))) == {"a": 50 * 60}


def test_the_clock_of_the_plan_knows_better():
    assert seconds_taken(interview(spent={"a": 660.0})) == {"a": 660.0, "b": 30 * 60}


def test_of_a_take_home_with_several_questions_nobody_knows():
    both = (("a", 0), ("b", 0))
    assert seconds_taken(interview(kind="take_home", asked=both)) == {}
    assert seconds_taken(interview(kind="take_home", asked=both[:1])) == {"a": 50 * 60}


def test_what_was_left_open_for_days_says_nothing():
    assert seconds_taken(interview(asked=(("a", 0),), ended=3 * 24 * 60)) == {}
    assert seconds_taken(interview(ended=None)) == {}


def test_ratings_are_counted_where_they_belong():
    found = figures(
        [interview("p"), interview("q", asked=(("a", 0),))],
        [
            card("p", "ada", "yes", (3, "a"), (1, "b"), (4, None)),
            card("p", "ben", "no", (2, "a")),
            card("q", "ada", None, (3, "a")),
            card("elsewhere", "cal", "strong_yes", (4, "a")),
        ],
        people=True,
    )
    assert (found["interviews"], found["scorecards"]) == (2, 3)
    a, b = found["questions"]
    assert (a["name"], a["planned"], a["scorecards"]) == ("Question a", 30, 3)
    assert a["ratings"] == {"1": 0, "2": 1, "3": 2, "4": 0}
    assert a["recommendations"] == {"strong_no": 0, "no": 1, "yes": 1, "strong_yes": 0}
    assert b["ratings"] == {"1": 1, "2": 0, "3": 0, "4": 0}
    assert a["minutes"]["count"] == 2
    ada, ben = found["interviewers"]
    assert (ada["name"], ada["scorecards"]) == ("Ada", 2)
    assert ada["ratings"] == {"1": 1, "2": 0, "3": 2, "4": 1}
    assert (ada["mean"], ada["deviation"]) == (2.75, 1.09)
    assert (ben["mean"], ben["deviation"]) == (2.0, 0.0)


def test_how_people_judge_is_for_admins_alone():
    found = figures([interview()], [card("p", "ada", "yes", (3, "a"))], people=False)
    assert found["interviewers"] is None
    assert "Ada" not in str(found)


def test_a_question_that_was_attached_twice_is_judged_once():
    twice = interview(asked=(("a", 0), ("a", 20)))
    (a,) = figures([twice], [card("p", "ada", "yes", (3, "a"))], people=False)["questions"]
    assert (a["scorecards"], a["ratings"]["3"]) == (1, 1)


def test_the_spread_of_values():
    assert spread([]) is None
    assert spread([7.25])["median"] == 7.2
    assert spread([10, 20, 30, 40, 50]) == {
        "count": 5,
        "least": 10,
        "quarter": 20,
        "median": 30,
        "three_quarters": 40,
        "most": 50,
    }
