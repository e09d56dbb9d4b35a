"""The documentation of the format is true: its example is a question, and could be published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interview_ext.questions.importing import imported_folders
from interview_ext.questions.question import DIFFICULTIES, TYPES, Limits, parse
from interview_ext.sizes import in_words
from interview_ext.testing.publication import check

from ..testing.conftest import make_tester, sandboxes  # noqa: F401

PAGE = (Path(__file__).parents[2] / "docs" / "question-format.md").read_text()


def example() -> tuple[str, dict[str, bytes]]:
    """The folder that the page shows: its name and its files."""
    shown = re.findall(r"^`([\w-]+)/(\S+)`\n\n````\w+\n(.*?)^````$", PAGE, re.M | re.S)
    assert len({name for name, _, _ in shown}) == 1
    return shown[0][0], {path: content.encode() for _, path, content in shown}


def test_the_example_is_a_question():
    name, files = example()
    assert len(files) == 7
    question = parse(files, languages={"python", "bash"})
    assert question.missing() == ()
    assert len(question.steps) == 2
    assert list(imported_folders({name: files}, {"python", "bash"}, Limits())) == [name]


def test_it_names_what_there_is():
    for word in (*TYPES, *DIFFICULTIES, in_words(Limits().file), in_words(Limits().question)):
        assert word in PAGE, word
    keys = re.findall(r"^\| `(\w+)` \|", PAGE, re.M)
    front = example()[1]["question.md"].decode()
    assert {line.partition(":")[0] for line in front.split("\n") if re.match(r"\w+:", line)} < set(
        keys
    )


@pytest.mark.timeout(120)
async def test_the_example_could_be_published(make_tester):  # noqa: F811
    result = await check(parse(example()[1]), make_tester(), lambda fraction, words: None)
    assert result.passed, result.message
    assert {(one.language, one.which) for one in result.reports} == {
        (language, which) for language in ("python", "bash") for which in ("visible", "hidden")
    }
