"""A question publishes only when its own solution passes its own tests."""

from __future__ import annotations

import pytest

from interview_ext.questions.question import parse
from interview_ext.testing.publication import check

from .conftest import as_bytes

FRONT = """\
---
title: Sorting
type: {type}
languages: {languages}
difficulty: easy
minutes: 10
rubric:
  - competency: Code
    levels: {{1: a, 2: b, 3: c, 4: d}}
---
Sort.
"""

GOOD = {
    "starter/main.py": "def solve(words):\n    return words\n",
    "solution/main.py": "def solve(words):\n    return sorted(words)\n",
    "tests/test_main.py": "from main import solve\n"
    "def test_one():\n    assert solve(['a']) == ['a']\n",
    "hidden_tests/test_hidden.py": "from main import solve\n"
    "def test_two():\n    assert solve(['b', 'a']) == ['a', 'b']\n",
}


def question(files, type="code", languages="[python]"):
    front = FRONT.format(type=type, languages=languages)
    return parse(as_bytes({"question.md": front, **files}))


@pytest.fixture
def published(make_tester):
    async def published(files, told=lambda fraction, words: None, **front):
        return await check(question(files, **front), make_tester(), told)

    return published


async def test_a_solution_that_passes(published):
    told = []
    found = await published(GOOD, lambda fraction, words: told.append((fraction, words)))
    assert (found.state, found.message) == ("passed", "The solution passes all tests.")
    assert [(one.language, one.which) for one in found.reports] == [
        ("python", "visible"),
        ("python", "hidden"),
    ]
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert found.model()["reports"][1]["tests"][0]["outcome"] == "passed"


async def test_a_broken_solution_says_which_test(published):
    found = await published({**GOOD, "solution/main.py": "def solve(words):\n    return words\n"})
    assert found.state == "failed"
    assert found.message == (
        "python: the solution does not pass 1 of 1 hidden tests: "
        "“Two” (expected ['a', 'b'], got ['b', 'a'])."
    )


async def test_tests_that_cannot_fail(published):
    found = await published({**GOOD, "hidden_tests/test_hidden.py": "def test_two(): pass\n"})
    assert found.state == "failed"
    assert "the candidate begins with pass all hidden tests already" in found.message


async def test_no_tests(published):
    starter = {"starter/main.py": "pass\n"}
    found = await published(starter)
    assert found.state == "failed"
    assert "The solution is missing" in found.message
    assert "Tests are missing" in found.message


@pytest.mark.parametrize("type", ["front-end", "free-form", "whiteboard"])
async def test_what_needs_no_tests_is_published_and_says_that_nothing_was_run(published, type):
    starter = {"starter/notes.md": "Draw here.\n"}
    languages = "[javascript]" if type == "front-end" else "[]"
    found = await published(starter, type=type, languages=languages)
    assert (found.state, found.reports) == ("passed", ())
    assert found.message.startswith("Nothing was run, as the question has no tests")


async def test_a_front_end_question_with_tests_has_to_pass_them(published):
    front = {"type": "front-end", "languages": "[python, bash]"}
    starter = {"starter/python/main.py": "", "starter/bash/main.sh": ""}
    tests = {"hidden_tests/python/cases.yaml": "cases:\n  - {name: One, output: a}\n"}
    found = await published(starter | tests, **front)
    assert (found.state, found.message) == ("failed", "The solution for python is missing.")
    wrong = {"solution/python/main.py": "print('b')\n"}
    found = await published(starter | tests | wrong, **front)
    assert found.message == (
        "python: the solution does not pass 1 of 1 hidden tests: “One” (expected a, got b)."
    )
    right = {"solution/python/main.py": "print('a')\n"}
    found = await published(starter | tests | right, **front)
    assert found.message == "The solution passes all tests. There are none for bash."
    assert [one.language for one in found.reports] == ["python"]


async def test_tests_without_a_language_are_not_passed_over(published):
    for folder in ("tests", "hidden_tests"):
        cases = {f"{folder}/cases.yaml": "cases:\n  - {name: One, output: a}\n"}
        found = await published(cases, type="whiteboard", languages="[]")
        assert found.state == "failed"
        assert found.message == "A whiteboard question has no language to run tests in."


async def test_a_language_that_is_not_here(published):
    cases = "cases:\n  - {name: One, output: a}\n"
    found = await published(
        {
            "starter/main.py": "",
            "solution/python/main.py": "print('a')\n",
            "solution/cobol/main.cob": "DISPLAY 'a'.\n",
            "hidden_tests/cases.yaml": cases,
        },
        languages="[python, cobol]",
    )
    assert found.state == "failed"
    assert "cobol was not checked here" in found.message
    assert [one.language for one in found.reports] == ["python"]
