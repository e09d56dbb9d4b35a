"""A question: what is in its folder, whether that is right, and what lands where in a pad.

Pure: files come in as bytes, a question or problems in words come out. The format is documented in
``docs/question-format.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..errors import InvalidInput
from ..sizes import MiB, in_words
from ..text import one_line
from .cases import CASES_FILE, parse_cases
from .paths import (
    DATA,
    HIDDEN_TESTS,
    QUESTION_FILE,
    SOLUTION,
    STARTER,
    TESTS,
    clashes,
    landing,
    path_problem,
)
from .problem import InvalidQuestion, Problem
from .results import RESULTS_FILE, parse_results
from .steps import Step, split_steps
from .testlist import decode
from .yamltext import Fields, InvalidYaml, Value, load

TYPES: Final = ("notebook", "code", "sql", "front-end", "free-form", "whiteboard")
TESTED: Final = ("notebook", "code", "sql")
"""Types of questions that publish only with tests and a solution that passes them. Others may have
both, and then the solution has to pass too."""
WITHOUT_LANGUAGE: Final = ("free-form", "whiteboard")
DIFFICULTIES: Final = ("easy", "medium", "hard")
LEVELS: Final = (1, 2, 3, 4)

MAX_TITLE: Final = 200
MAX_LABEL: Final = 40
MAX_LABELS: Final = 20
MAX_LANGUAGES: Final = 20
MAX_MINUTES: Final = 24 * 60
MAX_STEPS: Final = 50
MAX_COMPETENCIES: Final = 20
MAX_TEXT: Final = 256 * 1024

_LANGUAGE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PYTEST: Final = re.compile(r"test_.*\.py")
_KEYS: Final = (
    "title", "type", "languages", "difficulty", "minutes", "labels", "open", "notes", "rubric",
)  # fmt: skip
_FENCE: Final = re.compile(r"---[ \t]*")


@dataclass(frozen=True)
class Limits:
    """How large questions may be.

    Arguments:
        file, question: bytes of one file, and of all files of a question.
        files: how many.
    """

    file: int = 20 * MiB
    question: int = 50 * MiB
    files: int = 500


@dataclass(frozen=True)
class Competency:
    """One line of a rubric.

    Arguments:
        competency: what is looked at.
        levels: what each of the four levels looks like, the lowest first.
    """

    competency: str
    levels: tuple[str, ...]

    def model(self) -> dict[str, Any]:
        """The competency as JSON."""
        levels = {str(level): text for level, text in zip(LEVELS, self.levels, strict=False)}
        return {"competency": self.competency, "levels": levels}


@dataclass(frozen=True)
class Question:
    """A question, whole.

    Arguments:
        title, type, languages, difficulty, minutes, labels: as its front matter has them.
        open: documents that are opened, the first in front; empty for `documents` to choose.
        introduction: Markdown that is always shown.
        steps: revealed one by one.
        notes: Markdown for interviewers alone.
        rubric: for interviewers alone.
        files: all files by their paths inside the question's folder, ``question.md`` among them.
    """

    title: str
    type: str
    languages: tuple[str, ...] = ()
    difficulty: str = "medium"
    minutes: int = 30
    labels: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    introduction: str = ""
    steps: tuple[Step, ...] = ()
    notes: str = ""
    rubric: tuple[Competency, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def starter(self, language: str = "") -> dict[str, bytes]:
        """What the candidate begins with, by its path in the task's folder.

        Arguments:
            language: one of the question's; empty for a question without.
        """
        return self._landed(STARTER, language)

    def data(self) -> dict[str, bytes]:
        """Data files, by their paths below ``data/``."""
        return self._landed(DATA, "")

    def tests(self, language: str = "") -> dict[str, bytes]:
        """Tests that the candidate may read, by their paths below ``tests/``."""
        return self._landed(TESTS, language)

    def hidden_tests(self, language: str = "") -> dict[str, bytes]:
        """Tests that never leave the control plane, by their paths below ``hidden_tests/``."""
        return self._landed(HIDDEN_TESTS, language)

    def solution(self, language: str = "") -> dict[str, bytes]:
        """What replaces the starter's files or is added to them, by its path beside them."""
        return self._landed(SOLUTION, language)

    def begins_with(self, language: str = "") -> dict[str, bytes]:
        """All that lands in a pad when the task is opened, by path in the task's folder."""
        return {
            **self.starter(language),
            **{f"{DATA}/{path}": content for path, content in self.data().items()},
            **{f"{TESTS}/{path}": content for path, content in self.tests(language).items()},
        }

    def documents(self, language: str = "") -> list[str]:
        """The documents that are opened with the task, the first in front."""
        if self.open:
            there = self.begins_with(language)
            return [path for path in self.open if path in there]
        starter = self.starter(language)
        shown = [path for path in sorted(starter) if is_text(starter[path])]
        return sorted(shown, key=lambda path: not path.endswith(".ipynb"))

    def missing(self) -> tuple[Problem, ...]:
        """What a draft still needs before it can be published."""
        return tuple(_missing(self))

    def _landed(self, folder: str, language: str) -> dict[str, bytes]:
        landed: dict[str, bytes] = {}
        for path, content in self.files.items():
            where, only, below = landing(path, self.languages)
            if where == folder and below and only in ("", language):
                landed[below] = content
        return landed


def is_text(content: bytes) -> bool:
    """Whether an editor can show a file."""
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse(
    files: Mapping[str, bytes],
    languages: Collection[str] | None = None,
    limits: Limits | None = None,
) -> Question:
    """A question from the files of its folder.

    Called for what is published, imported or shipped; a draft may be wrong, see `examine`.

    Arguments:
        files: contents by their paths inside the folder, with slashes.
        languages: the names that there are (folders below ``kernels/``); None to take any.
        limits: default: those of `Limits`.

    Raises:
        InvalidQuestion: with all that is wrong.
    """
    question, problems = examine(files, languages=languages, limits=limits)
    if problems:
        raise InvalidQuestion(problems)
    return question


def is_examined(path: str) -> bool:
    """Whether `examine` looks into a file, so that it has to be given its content."""
    folder, _, rest = path.partition("/")
    name = rest.rpartition("/")[2]
    return (
        path == QUESTION_FILE
        or (folder in (TESTS, HIDDEN_TESTS) and name in (CASES_FILE, RESULTS_FILE))
        or (folder in (STARTER, SOLUTION) and name.endswith(".ipynb"))
    )


def examine(
    files: Mapping[str, bytes],
    others: Mapping[str, int] | None = None,
    languages: Collection[str] | None = None,
    limits: Limits | None = None,
) -> tuple[Question, tuple[Problem, ...]]:
    """A question as far as it can be read, and all that is wrong with it.

    Arguments:
        files: contents by path.
        others: sizes by path of files whose contents need not be read, see `is_examined`. They are
            not in the question.
        languages, limits: as in `parse`.
    """
    problems: list[Problem] = []
    sizes = {**{path: len(content) for path, content in files.items()}, **(others or {})}
    problems += check_files(sizes, limits or Limits())
    question = _read_front(files, languages, problems)
    _check_landing(question, sizes, problems)
    _check_open(question, sizes, problems)
    _check_tests(question, files, sizes, problems)
    _check_notebooks(files, problems)
    return question, tuple(problems)


def check_files(sizes: Mapping[str, int], limits: Limits) -> list[Problem]:
    """What keeps files from being a question's, whatever is in them: names, sizes, numbers.

    Arguments:
        sizes: bytes by path.
    """
    problems: list[Problem] = []
    total = 0
    for path, size in sizes.items():
        wrong = path_problem(path)
        if wrong is not None:
            problems.append(wrong)
        elif size > limits.file:
            problems.append(
                Problem(
                    path,
                    None,
                    f"The file has {in_words(size)}; at most {in_words(limits.file)} are allowed.",
                    "Make it smaller, or ask the administrator for more.",
                )
            )
        total += size
    if total > limits.question:
        problems.append(
            Problem(
                "",
                None,
                f"The question has {in_words(total)} in all; at most "
                f"{in_words(limits.question)} are allowed.",
                "Make its data smaller, or ask the administrator for more.",
            )
        )
    if len(sizes) > limits.files:
        problems.append(
            Problem("", None, f"It has more than {limits.files} files.", "Take some out.")
        )
    return problems + clashes(sizes)


def _read_front(
    files: Mapping[str, bytes], languages: Collection[str] | None, problems: list[Problem]
) -> Question:
    if QUESTION_FILE not in files:
        problems.append(
            Problem(
                QUESTION_FILE,
                None,
                "The file is missing.",
                "Make it: front matter between two lines of three dashes, then Markdown.",
            )
        )
        return Question("", "", files=files)
    content = files[QUESTION_FILE]
    try:
        if len(content) > MAX_TEXT:
            raise InvalidQuestion(
                [
                    Problem(
                        QUESTION_FILE,
                        None,
                        f"The file is longer than {in_words(MAX_TEXT)}.",
                        "Shorten it, or put parts of it into files.",
                    )
                ]
            )
        text = decode(content, QUESTION_FILE)
        front, first_line, markdown = _split(text)
    except InvalidQuestion as error:
        problems += error.problems
        return Question("", "", files=files)
    introduction, steps = split_steps(markdown)
    try:
        question = _front(load(front, first_line), languages, problems)
    except InvalidYaml as error:
        problems.append(Problem(QUESTION_FILE, error.line, error.message, error.cure))
        question = {"title": "", "type": ""}
    if len(steps) > MAX_STEPS:
        problems.append(
            Problem(
                QUESTION_FILE, None, f"It has more than {MAX_STEPS} steps.",
                "Begin fewer parts with a heading of the first level.",
            )
        )  # fmt: skip
    return Question(**question, introduction=introduction, steps=steps, files=files)


def _split(text: str) -> tuple[str, int, str]:
    """Front matter, the number of its first line, and the Markdown after it."""
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        raise InvalidQuestion(
            [
                Problem(
                    QUESTION_FILE,
                    1,
                    "The file does not begin with front matter.",
                    "Make the first line three dashes (---), then keys such as title and type, "
                    "then three dashes again.",
                )
            ]
        )
    for number, line in enumerate(lines[1:], 1):
        if _FENCE.fullmatch(line):
            return "\n".join(lines[1:number]), 2, "\n".join(lines[number + 1 :])
    raise InvalidQuestion(
        [
            Problem(
                QUESTION_FILE,
                1,
                "The front matter does not end.",
                "Put a line of three dashes (---) after its last key.",
            )
        ]
    )


def _front(
    value: Value, languages: Collection[str] | None, problems: list[Problem]
) -> dict[str, Any]:
    fields = Fields(value, QUESTION_FILE, "The front matter", _KEYS, problems)
    title = fields.get("title", str, "Write title: and a few words.", required=True) or ""
    if title:
        try:
            title = one_line(title, "The title", maximum=MAX_TITLE)
        except InvalidInput as error:
            fields.wrong(fields.line("title"), error.message, "Write a few words.")
            title = ""
    kinds = ", ".join(TYPES)
    type_ = fields.get("type", str, f"Write one of: {kinds}.", required=True) or ""
    if type_ and type_ not in TYPES:
        fields.wrong(
            fields.line("type"), f"“{type_[:40]}” is no type of question.",
            f"Write one of: {kinds}.",
        )  # fmt: skip
        type_ = ""
    difficulty = fields.get("difficulty", str, "Write easy, medium or hard.", required=True)
    if difficulty is not None and difficulty not in DIFFICULTIES:
        fields.wrong(
            fields.line("difficulty"), f"“{difficulty[:40]}” is no difficulty.",
            "Write easy, medium or hard.",
        )  # fmt: skip
        difficulty = None
    minutes = fields.get("minutes", int, "Write how many it takes: minutes: 30", required=True)
    if minutes is not None and not 1 <= minutes <= MAX_MINUTES:
        fields.wrong(
            fields.line("minutes"), "“minutes” is out of bounds.",
            f"Write a number from 1 to {MAX_MINUTES}.",
        )  # fmt: skip
        minutes = None
    notes = fields.get("notes", str, "Write notes: | and Markdown below it, indented.") or ""
    return {
        "title": title,
        "type": type_,
        "languages": _languages(fields, type_, languages),
        "difficulty": difficulty or "medium",
        "minutes": minutes or 30,
        "labels": _labels(fields),
        "open": tuple(one.data for one in fields.texts("open", "Write a list: [main.py].")),
        "notes": notes,
        "rubric": _rubric(fields, problems),
    }


def _languages(fields: Fields, type_: str, known: Collection[str] | None) -> tuple[str, ...]:
    cure = "Write a list, such as languages: [python]"
    if known is not None:
        cure += f". There are: {', '.join(sorted(known))}."
    found: list[str] = []
    for item in fields.texts("languages", cure):
        name = item.data
        if not _LANGUAGE.fullmatch(name) or (known is not None and name not in known):
            fields.wrong(item.line, f"“{name[:40]}” is no language that there is.", cure)
        elif name in found:
            fields.wrong(item.line, f"“{name}” is there twice.", "Take one out.")
        else:
            found.append(name)
    if type_ in WITHOUT_LANGUAGE and found:
        fields.wrong(
            fields.line("languages"), f"A question of type {type_} has no languages.",
            "Take the key out.",
        )  # fmt: skip
        return ()
    if type_ and type_ not in WITHOUT_LANGUAGE and not found and not fields.has_items("languages"):
        fields.wrong(fields.line("languages"), "The question names no language.", cure)
    if len(found) > MAX_LANGUAGES:
        fields.wrong(
            fields.line("languages"), f"There are more than {MAX_LANGUAGES}.", "Take some out."
        )
    return tuple(found[:MAX_LANGUAGES])


def _labels(fields: Fields) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for item in fields.texts("labels", "Write a list, such as labels: [pandas, time series]"):
        try:
            label = one_line(item.data, "A label", maximum=MAX_LABEL)
        except InvalidInput as error:
            fields.wrong(item.line, error.message, "Shorten it, or take it out.")
            continue
        if label.casefold() in found:
            fields.wrong(item.line, f"The label “{label}” is there twice.", "Take one out.")
        found.setdefault(label.casefold(), label)
    if len(found) > MAX_LABELS:
        fields.wrong(
            fields.line("labels"), f"There are more than {MAX_LABELS} labels.", "Take some out."
        )
    return tuple(found.values())[:MAX_LABELS]


def _rubric(fields: Fields, problems: list[Problem]) -> tuple[Competency, ...]:
    cure = "Write a list, each item with competency and levels."
    found: list[Competency] = []
    for item in fields.get("rubric", list, cure) or ():
        one = Fields(item, QUESTION_FILE, "A competency", ("competency", "levels"), problems)
        name = one.get("competency", str, "Write competency: and what is looked at.", required=True)
        anchors = "Write 1: to 4: below levels, each with what that level looks like."
        if one.get("levels", dict, anchors, required=True) is None:
            continue
        levels = Fields(
            one.value("levels"), QUESTION_FILE, "The levels of a competency", LEVELS, problems
        )
        texts = [levels.get(level, str, anchors, required=True) for level in LEVELS]
        if name and all(text is not None for text in texts):
            found.append(Competency(name, tuple(str(text) for text in texts)))
    if len(found) > MAX_COMPETENCIES:
        fields.wrong(
            fields.line("rubric"), f"There are more than {MAX_COMPETENCIES} competencies.",
            "Take some out.",
        )  # fmt: skip
    return tuple(found)


def _check_landing(question: Question, sizes: Mapping[str, int], problems: list[Problem]) -> None:
    """Two files must not land in one place."""
    said: set[tuple[str, str]] = set()
    for language in question.languages or ("",):
        for folders in ((STARTER, DATA, TESTS), (HIDDEN_TESTS,), (SOLUTION,)):
            landed: dict[str, str] = {}
            for path in sorted(sizes):
                folder, only, below = landing(path, question.languages)
                if folder not in folders or only not in ("", language):
                    continue
                place = f"{folder}/{below}" if folder in (DATA, TESTS) else below
                other = landed.setdefault(place, path)
                if other != path and (other, path) not in said:
                    said.add((other, path))
                    problems.append(
                        Problem(
                            path,
                            None,
                            f"It lands in the same place as {other}, as {place}.",
                            "Rename one of them, or take one out.",
                        )
                    )
            for clash in clashes(landed):
                source = landed.get(clash.file, clash.file)
                if clash.file in landed and (clash.file, source) not in said:
                    said.add((clash.file, source))
                    if all(one.file != source for one in problems):
                        problems.append(Problem(source, None, clash.message, clash.cure))


def _check_open(question: Question, sizes: Mapping[str, int], problems: list[Problem]) -> None:
    there: set[str] = set()
    for path in sizes:
        folder, _, below = landing(path, question.languages)
        if folder == STARTER:
            there.add(below)
        elif folder in (DATA, TESTS):
            there.add(f"{folder}/{below}")
    for path in question.open:
        if path not in there:
            problems.append(
                Problem(
                    QUESTION_FILE,
                    _line_of(question, path),
                    f"“open” names {path[:100]}, which is not among the starter files.",
                    f"Name a file as it lands (without {STARTER}/), or add {STARTER}/{path[:100]}.",
                )
            )


def _line_of(question: Question, path: str) -> int | None:
    text = question.files[QUESTION_FILE].decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        if path in line:
            return number
    return None


def _check_tests(
    question: Question,
    files: Mapping[str, bytes],
    sizes: Mapping[str, int],
    problems: list[Problem],
) -> None:
    styles = f"test_*.py (pytest), {CASES_FILE} (input and output) and {RESULTS_FILE} (SQL)"
    for path, content in files.items():
        folder, _, below = landing(path, question.languages)
        if folder not in (TESTS, HIDDEN_TESTS) or below not in (CASES_FILE, RESULTS_FILE):
            continue
        try:
            if below == CASES_FILE:
                parse_cases(content, path)
            else:
                results = parse_results(content, path)
                wanted = {results.database, *(one.database for one in results.results)} - {""}
                for name in sorted(wanted):
                    if not _database_is_there(question, folder, name, sizes):
                        problems.append(
                            Problem(
                                path,
                                _line_with(content, name),
                                f"The database {name[:100]} is not there.",
                                f"Name a file below {DATA}/ or beside this file.",
                            )
                        )
        except InvalidQuestion as error:
            problems += error.problems
    for folder in (TESTS, HIDDEN_TESTS):
        for language in question.languages or ("",):
            landed = [
                below
                for path in sizes
                for where, only, below in [landing(path, question.languages)]
                if where == folder and only in ("", language)
            ]
            if landed and not any(is_test(path) for path in landed):
                alone = f" for {language}" if len(question.languages) > 1 else ""
                problems.append(
                    Problem(
                        f"{folder}/",
                        None,
                        f"There are files but no tests{alone}.",
                        f"Tests are in files named {styles}.",
                    )
                )
                break


def is_test(path: str) -> bool:
    """Whether a file holds tests, by its path in the folder of tests as it lands."""
    name = path.rpartition("/")[2]
    return path in (CASES_FILE, RESULTS_FILE) or _PYTEST.fullmatch(name) is not None


def _database_is_there(
    question: Question, folder: str, name: str, sizes: Mapping[str, int]
) -> bool:
    for path in sizes:
        where, _, below = landing(path, question.languages)
        if (where == DATA and name == f"{DATA}/{below}") or (where == folder and name == below):
            return True
    return False


def _line_with(content: bytes, text: str) -> int | None:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if text in line:
            return number
    return None


def _check_notebooks(files: Mapping[str, bytes], problems: list[Problem]) -> None:
    for path, content in files.items():
        if not path.endswith(".ipynb") or path.partition("/")[0] not in (STARTER, SOLUTION):
            continue
        try:
            notebook = json.loads(content)
        except (ValueError, RecursionError) as error:
            problems.append(
                Problem(
                    path,
                    getattr(error, "lineno", None),
                    "This is no notebook: it is not JSON.",
                    "Save it in JupyterLab.",
                )
            )
            continue
        if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
            problems.append(
                Problem(
                    path, None, "This is no notebook: it has no cells.", "Save it in JupyterLab."
                )
            )


def _missing(question: Question) -> Iterator[Problem]:
    if not question.introduction.strip() and not question.steps:
        yield Problem(
            QUESTION_FILE, None, "Nothing is there for the candidate to read.",
            "Write what is to be done below the front matter.",
        )  # fmt: skip
    if not question.rubric:
        yield Problem(
            QUESTION_FILE, None, "The rubric is missing.",
            "Write rubric: with competencies, and what levels 1 to 4 of each look like.",
        )  # fmt: skip
    for folder, there in ((TESTS, question.tests()), (HIDDEN_TESTS, question.hidden_tests())):
        if question.type in WITHOUT_LANGUAGE and any(is_test(path) for path in there):
            yield Problem(
                f"{folder}/", None, f"A {question.type} question has no language to run tests in.",
                "Take the tests out, or choose another type.",
            )  # fmt: skip
    for language in question.languages:
        alone = f" for {language}" if len(question.languages) > 1 else ""
        tests = [*question.tests(language), *question.hidden_tests(language)]
        tested = any(is_test(path) for path in tests)
        if (tested or question.type in TESTED) and not question.solution(language):
            yield Problem(
                f"{SOLUTION}/", None, f"The solution{alone} is missing.",
                "Add the files of a solution; they replace the starter's of the same names.",
            )  # fmt: skip
        if not tested and question.type in TESTED:
            yield Problem(
                f"{HIDDEN_TESTS}/", None, f"Tests{alone} are missing.",
                f"Add a test_*.py, {CASES_FILE} or {RESULTS_FILE} to {TESTS}/ or {HIDDEN_TESTS}/.",
            )  # fmt: skip
