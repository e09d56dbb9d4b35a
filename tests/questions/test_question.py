"""What makes a folder a question, and what is said when something is wrong with it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_ext.questions.problem import InvalidQuestion
from interview_ext.questions.question import Limits, examine, parse

from .texts import CASES, FRONT, MARKDOWN, TEST, question_files

RESULTS = b"""\
database: data/shop.sqlite
results:
  - name: The best customer
    file: best.sql
    ordered: true
    tolerance: 1e-3
    columns: [customer, total]
    expect: |
      customer,total
      "Ada, Countess",3.5
"""


def problems_of(files: dict[str, bytes], **options: object) -> list[str]:
    return [str(problem) for problem in examine(files, **options)[1]]  # type: ignore[arg-type]


def front(**changes: str) -> dict[str, bytes]:
    """A question with other lines in its front matter; an empty one takes the key out."""
    lines = FRONT.split("\n")
    for key, line in changes.items():
        at = next(i for i, text in enumerate(lines) if text.startswith(f"{key}:"))
        lines[at : at + 1] = [line] if line else []
    return question_files({"question.md": ("\n".join(lines) + MARKDOWN).encode()})


def test_a_question_is_read_whole():
    question = parse(question_files(), languages={"python"})
    assert question.title == "Count words"
    assert (question.type, question.languages) == ("code", ("python",))
    assert (question.difficulty, question.minutes) == ("easy", 20)
    assert question.labels == ("strings", "warm-up")
    assert question.introduction == "Words are separated by blanks."
    assert [step.title for step in question.steps] == ["Count", "Report the most frequent one"]
    assert question.steps[0].markdown.endswith("# no heading\n```")
    assert question.notes == "Look for a **dictionary**.\n"
    (competency,) = question.rubric
    assert competency.model()["levels"]["4"] == "Counts and says what it costs"
    assert question.missing() == ()


def test_what_lands_in_a_pad_has_nothing_private():
    question = parse(question_files())
    assert sorted(question.begins_with("python")) == [
        "data/words.txt", "main.py", "tests/test_visible.py",
    ]  # fmt: skip
    assert question.documents("python") == ["main.py"]
    assert list(question.hidden_tests("python")) == ["test_hidden.py"]
    assert list(question.solution("python")) == ["main.py"]


def test_folders_of_languages_land_without_their_names():
    files = front(languages="languages: [python, java]", open="")
    del files["starter/main.py"], files["solution/main.py"]
    files |= {
        "starter/python/main.py": b"# python\n",
        "starter/java/Main.java": b"// java\n",
        "starter/NOTES.txt": b"for all\n",
        "starter/rust/main.rs": b"rust is no language of this question\n",
    }
    question = parse(files)
    assert sorted(question.starter("python")) == ["NOTES.txt", "main.py", "rust/main.rs"]
    assert sorted(question.starter("java")) == ["Main.java", "NOTES.txt", "rust/main.rs"]


def test_documents_are_opened_notebooks_first_and_none_that_cannot_be_shown():
    notebook = json.dumps({"cells": [], "nbformat": 4}).encode()
    files = front(open="", type="type: notebook")
    files |= {"starter/work.ipynb": notebook, "starter/logo.png": b"\x89PNG\0\0"}
    assert parse(files).documents("python") == ["work.ipynb", "main.py"]


def test_a_whiteboard_needs_neither_languages_nor_tests():
    text = (
        "---\ntitle: Draw it\ntype: whiteboard\ndifficulty: hard\nminutes: 45\n---\nDraw a queue.\n"
    )
    question = parse({"question.md": text.encode()})
    assert question.languages == ()
    assert question.starter() == {}
    assert [problem.message for problem in question.missing()] == ["The rubric is missing."]


def test_what_publishing_needs_is_named_for_each_language():
    files = front(languages="languages: [python, java]")
    files["starter/python/x.txt"] = b""
    for path in ("solution/main.py", "tests/test_visible.py", "hidden_tests/test_hidden.py"):
        del files[path]
    files |= {"solution/python/main.py": b"", "tests/python/test_a.py": TEST}
    said = " ".join(str(problem) for problem in parse(files).missing())
    assert "solution for java is missing" in said
    assert "Tests for java are missing" in said
    assert "for python" not in said


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ({"title": ""}, 2, "“title” is missing"),
        ({"title": "title: 2024"}, 2, 'title: "2024"'),
        ({"title": "title: yes"}, 2, "must be text"),
        ({"title": "titel: Count"}, 2, "“titel” is no key"),
        ({"type": "type: quiz"}, 3, "no type of question"),
        ({"languages": "languages: python"}, 4, "must be a list"),
        ({"languages": "languages: [klingon]"}, 4, "“klingon” is no language"),
        ({"languages": "languages: [../python]"}, 4, "is no language"),
        ({"languages": "languages: []"}, 4, "names no language"),
        ({"languages": "languages: [python, python]"}, 4, "there twice"),
        ({"difficulty": "difficulty: brutal"}, 5, "easy, medium or hard"),
        ({"minutes": "minutes: -1"}, 6, "out of bounds"),
        ({"minutes": "minutes: soon"}, 6, "whole number"),
        ({"minutes": "minutes: true"}, 6, "whole number"),
        ({"labels": "labels: [1]"}, 7, '"1"'),
        ({"labels": "labels: [Éa, éA]"}, 7, "there twice"),
        ({"open": "open: [other.py]"}, 8, "not among the starter files"),
        ({"minutes": "minutes: 20\nminutes: 30"}, 7, "there twice"),
        ({"labels": "labels: [a"}, 8, "no YAML"),
        ({"labels": "labels: &a [b]"}, 7, "Anchors"),
        ({"labels": "labels: *a"}, 7, "Anchors"),
        ({"labels": "labels: !!python/name:os.system x"}, 7, "no kind of value"),
        ({"labels": "labels: " + "[" * 500}, 7, "nested too deeply"),
        ({"title": "title: a\x07b"}, 2, "cannot be shown"),
        ({"title": "title: \u202egnp.exe"}, 2, "cannot be shown"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(changes, line, words):
    said = problems_of(front(**changes), languages={"python", "java"})
    assert any(text.startswith(f"question.md:{line}: ") and words in text for text in said), said


def test_a_rubric_needs_all_its_levels():
    text = FRONT.replace("      3: Counts\n", "") + MARKDOWN
    (said,) = problems_of(question_files({"question.md": text.encode()}))
    assert said.startswith("question.md:14: “3” is missing")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "question.md:1: The file does not begin with front matter"),
        (b"# Hello\n", "question.md:1: The file does not begin with front matter"),
        (b"---\ntitle: x\n", "question.md:1: The front matter does not end"),
        (b"---\n- a\n---\n", "question.md:2: The front matter must be keys with values"),
        (b"---\n---\n", "question.md:2: The front matter must be keys with values"),
        (b"---\ntitle: \xff\n---\n", "question.md:2: This is no text in UTF-8"),
        (b"x" * 300_000, "longer than 256 KiB"),
    ],
)
def test_a_file_that_is_none(content, words):
    assert words in " ".join(problems_of(question_files({"question.md": content})))


def test_lines_may_end_as_on_windows():
    text = (FRONT + MARKDOWN).replace("\n", "\r\n").encode()
    question = parse(question_files({"question.md": b"\xef\xbb\xbf" + text}))
    assert question.title == "Count words"
    assert len(question.steps) == 2
    assert question.files["question.md"].endswith(b"\r\n"), "the file itself stays as it is"


def test_the_file_must_be_there():
    files = question_files()
    del files["question.md"]
    with pytest.raises(InvalidQuestion, match=r"question\.md: The file is missing"):
        parse(files)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../escape.py", "does not stay inside"),
        ("starter/../../escape.py", "does not stay inside"),
        ("/etc/passwd", "does not stay inside"),
        ("C:/x", "does not stay inside"),
        ("starter\\main.py", "does not stay inside"),
        ("starter//main.py", "does not stay inside"),
        ("starter/a\nb", "cannot be shown"),
        ("starter/\u202eyp.niam", "cannot be shown"),
        ("starter/\ud800", "cannot be shown"),
        ("starter/" + "x" * 200, "too long"),
        ("starter/" + "x/" * 200 + "y", "too long"),
        ("starter/" + "x/" * 20 + "y", "too many folders"),
        ("starter/nul.txt", "device"),
        ("starter/what?.py", "no file's name on every computer"),
        ("starter/.git/config", "leave behind"),
        ("README.md", "in none of the folders"),
        ("starter", "in none of the folders"),
        ("Starter/other.py", "in none of the folders"),
        ("starter/MAIN.py", "only in capitals"),
        ("starter/main.py/more.py", "folder of the same name"),
    ],
)
def test_names_that_no_file_may_have(path, words):
    assert words in " ".join(problems_of(question_files({path: b""})))


def test_names_that_differ_in_how_an_accent_is_written():
    files = question_files({"data/caf\u00e9.csv": b"", "data/cafe\u0301.csv": b""})
    assert "only in capitals or accents" in " ".join(problems_of(files))


def test_two_files_do_not_land_in_one_place():
    files = question_files({"starter/python/main.py": b""})
    (said,) = problems_of(files)
    assert said.startswith("starter/python/main.py: It lands in the same place as starter/main.py")
    (said,) = problems_of(question_files({"starter/data/words.txt": b""}))
    assert "lands in the same place" in said


def test_tests_have_to_be_of_a_style_that_is_known():
    files = question_files({"hidden_tests/check.py": b""})
    del files["hidden_tests/test_hidden.py"]
    (said,) = problems_of(files)
    assert said.startswith("hidden_tests/: There are files but no tests")
    assert "cases.yaml" in said
    assert "results.yaml" in said


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (b"cases:", b"kases:", 1, "“kases” is no key of the file"),
        (b"    output: |\n      2\n", b"", 2, "“output” is missing"),
        (b"name: Two words", b"name: 2", 2, 'name: "2"'),
        (b"    input: |", b"   input: |", 3, "no YAML"),
        (b"    input: |", b"    inputs: |", 3, "“inputs” is no key of a case"),
        (b"    output:", b"    arguments: [1]\n    output:", 5, '"1"'),
    ],
)
def test_cases_are_read_with_their_lines(before, after, line, words):
    content = CASES.replace(before, after)
    assert content != CASES
    said = problems_of(question_files({"tests/cases.yaml": content}))
    assert any(one.startswith(f"tests/cases.yaml:{line}: ") and words in one for one in said), said


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (b"1e-3", b"-1", 6, "must not be below 0"),
        (b"1e-3", b".nan", 6, "must not be below 0"),
        (b"1e-3", b"little", 6, "must be a number"),
        (b"true", b"maybe", 5, "must be yes or no"),
        (b'"Ada, Countess",3.5', b"Ada, Countess,3.5", 8, "Row 1 of “expect” has 3 values"),
        (b"[customer, total]", b"[customer]", 7, "“columns” has 1 names"),
        (b"data/shop.sqlite", b"data/other.sqlite", 1, "data/other.sqlite is not there"),
    ],
)  # fmt: skip
def test_results_are_read_with_their_lines(before, after, line, words):
    files = question_files({"tests/results.yaml": RESULTS, "data/shop.sqlite": b"SQLite"})
    assert problems_of(files) == []
    files["tests/results.yaml"] = RESULTS.replace(before, after)
    said = problems_of(files)
    assert any(one.startswith(f"tests/results.yaml:{line}: ") and words in one for one in said), (
        said
    )


def test_sizes_are_limited():
    limits = Limits(file=1000, question=2500, files=8)
    said = problems_of(question_files({"data/large.csv": b"x" * 1001}), limits=limits)
    assert any(one.startswith("data/large.csv: The file has") for one in said)
    many = {f"data/{number}.csv": b"x" * 900 for number in range(3)}
    said = problems_of(question_files(many), limits=limits)
    assert any("The question has" in one for one in said)
    assert any("more than 8 files" in one for one in said)


def test_a_notebook_has_to_be_one():
    files = question_files({"starter/a.ipynb": b"", "solution/b.ipynb": b'{"cells": 1}'})
    said = problems_of(files)
    assert any(one.startswith("starter/a.ipynb:1: This is no notebook") for one in said)
    assert any(one.startswith("solution/b.ipynb: This is no notebook") for one in said)


def test_files_whose_contents_are_not_needed_may_stay_away():
    files = question_files()
    others = {path: len(files.pop(path)) for path in ("data/words.txt", "starter/main.py")}
    question, problems = examine(files, others)
    assert problems == ()
    assert question.title == "Count words"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.binary(max_size=100))
def test_whatever_is_in_the_files_nothing_but_problems_comes_of_it(text, content):
    examine({"question.md": text.encode("utf-8", "surrogatepass"), "tests/cases.yaml": content})
    body = f"---\n{text}\n---\n".encode("utf-8", "surrogatepass")
    examine({"question.md": body, "hidden_tests/results.yaml": body})


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=30), st.just(b""), max_size=5))
def test_whatever_the_files_are_called_nothing_but_problems_comes_of_it(files):
    question, problems = examine(question_files(files))
    for path in question.begins_with("python") if not problems else ():
        assert ".." not in path.split("/")
        assert not path.startswith("/")
