"""What candidates may say, and what becomes of it."""

from __future__ import annotations

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.survey.survey import FEWEST, Answer, answer_of, summary


def test_what_was_left_out_is_not_there():
    assert answer_of({"clear": "5", "tools": "", "words": " Fine.\r\n"}) == Answer(
        {"clear": 5}, "Fine."
    )
    assert answer_of({"words": "Only words."}) == Answer({}, "Only words.")


@pytest.mark.parametrize(
    "fields",
    [{}, {"words": "  "}, {"clear": "6"}, {"clear": "good"}, {"words": "x" * 2001}],
)
def test_what_is_no_answer_is_refused(fields):
    with pytest.raises(InvalidInput):
        answer_of(fields)


def test_few_answers_are_not_shown():
    told = summary([Answer({"clear": 1}, "It is me.")] * (FEWEST - 1))
    assert told["answers"] == FEWEST - 1
    assert told["questions"] is told["words"] is None


def test_answers_are_counted_together():
    told = summary(
        [Answer({"clear": 5}, "b", "1"), Answer({"clear": 4}, "", "1"), Answer({}, "a", "1")]
    )
    by_key = {question["key"]: question for question in told["questions"]}
    assert by_key["clear"]["counts"] == [0, 0, 0, 1, 1]
    assert by_key["clear"]["mean"] == 4.5
    assert by_key["tools"]["counts"] == [0, 0, 0, 0, 0]
    assert by_key["tools"]["mean"] is None
    assert told["words"] == ["a", "b"]


def test_one_more_answer_is_not_to_be_told_from_those_before():
    before = [Answer({"clear": 5}, "a", "1")] * FEWEST
    told = summary(before)
    for number in range(1, FEWEST):
        later = summary([*before, *[Answer({"clear": 1}, "It is me.")] * number])
        assert later == {**told, "answers": FEWEST + number}
    second = [Answer({"clear": 4}, "b", "2")] * FEWEST
    assert summary([*before, *second])["shown"] == 2 * FEWEST
    # Those that are left of a batch would tell what the one that is gone said.
    assert summary([*before, *second[1:]]) == {**told, "answers": 2 * FEWEST - 1}
