"""Every example is complete, and its own solution passes its own tests in the real sandbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from interview_ext.questions.question import TESTED, Question, is_test, parse
from interview_ext.testing.publication import check

if TYPE_CHECKING:
    from interview_ext.testing.tester import Tester

BANK = Path(__file__).parents[2] / "question_bank"
SLUGS = sorted(path.parent.name for path in BANK.glob("*/question.md"))


def question(slug: str) -> Question:
    """An example; parsing raises if anything is wrong with it."""
    folder = BANK / slug
    return parse(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    )


def test_there_is_something_for_every_interview() -> None:
    types = Counter(question(slug).type for slug in SLUGS)
    assert types["notebook"] >= 10
    assert types["code"] >= 11
    assert types["sql"] >= 3
    assert sum(types.values()) >= 24


def test_the_list_is_complete() -> None:
    rows = [line for line in (BANK / "README.md").read_text().splitlines() if line[:2] == "| "]
    for slug in SLUGS:
        (row,) = [row for row in rows if f"]({slug}/question.md)" in row]
        assert f"| [{question(slug).title}]" in row
        assert f"| {question(slug).minutes} |" in row


@pytest.mark.parametrize("slug", SLUGS)
def test_is_complete(slug: str) -> None:
    example = question(slug)
    assert example.missing() == ()
    assert 2 <= len(example.steps) <= 4
    assert len(example.notes) > 300
    assert 3 <= len(example.rubric) <= 4
    for competency in example.rubric:
        assert len(set(competency.levels)) == 4
    for language in example.languages:
        assert example.starter(language)
        if example.type in TESTED:
            assert any(is_test(path) for path in example.tests(language))
            assert any(is_test(path) for path in example.hidden_tests(language))
            assert example.solution(language)


@pytest.mark.parametrize("slug", SLUGS)
def test_notebooks_are_fresh(slug: str) -> None:
    for path, content in question(slug).files.items():
        if path.endswith(".ipynb"):
            notebook = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
            nbformat.validate(notebook)
            assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
            assert all(not cell.get("outputs") for cell in notebook.cells)
            assert all(cell.get("execution_count") is None for cell in notebook.cells)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_candidate_begins_with_does_not_tell_later_steps(slug: str) -> None:
    example = question(slug)
    for path, content in example.files.items():
        if path.startswith("starter/") and path.endswith(".ipynb"):
            cells = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT).cells
            told = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
            assert [step.title for step in example.steps if step.title in told] == []


@pytest.mark.timeout(600)  # one example may be in several languages, each compiled more than once
@pytest.mark.parametrize("slug", SLUGS)
async def test_could_be_published(slug: str, make_tester: Callable[..., Tester]) -> None:
    tester, example = make_tester(), question(slug)
    absent = {language for language in example.languages if await tester.missing(language)}
    if absent == set(example.languages):
        pytest.skip(f"{', '.join(absent)} cannot be run on this machine")
    await tester.start()
    # The check says too if what the candidate begins with passes the hidden tests already.
    found = await check(example, tester, lambda fraction, words: None)
    troubles = [line for line in found.message.split("\n") if "was not checked here" not in line]
    assert found.passed or (absent and not troubles), found.message
    assert {report.language for report in found.reports} == set(example.languages) - absent
