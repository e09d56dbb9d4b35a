"""``cases.yaml``: tests by input and output, for every language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .problem import InvalidQuestion, Problem
from .testlist import read_list
from .yamltext import Fields

CASES_FILE: Final = "cases.yaml"

MAX_CASES: Final = 500
_EXAMPLE: Final = "Write for example: cases: [{name: Two words, input: a b, output: a}]"


@dataclass(frozen=True)
class Case:
    """One run of the candidate's program.

    Arguments:
        name: what people read.
        input: what the program reads.
        output: what it has to write; compared line by line, without blanks at the ends of lines.
        arguments: of its command line.
    """

    name: str
    input: str
    output: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cases:
    """All cases of a file.

    Arguments:
        file: the program, from the candidate's folder on; empty for the language's own file.
    """

    file: str
    cases: tuple[Case, ...]


def parse_cases(content: bytes, file: str = CASES_FILE) -> Cases:
    """Read a ``cases.yaml``. Called by `question.py` to check it, and by what runs tests.

    Arguments:
        file: path of the file, for the problems.

    Raises:
        InvalidQuestion: with all that is wrong.
    """
    problems: list[Problem] = []
    beside = ("file", "Name a file, such as main.py.")
    top, program, listed = read_list(content, file, beside, "cases", _EXAMPLE, problems)
    cases: list[Case] = []
    names: set[str] = set()
    for item in listed:
        fields = Fields(item, file, "A case", ("name", "input", "output", "arguments"), problems)
        name = fields.get("name", str, "Say what it is about: name: Two words", required=True)
        output = fields.get(
            "output", str, "Write what the program has to print; output: '' for nothing.",
            required=True,
        )  # fmt: skip
        given = fields.get("input", str, "Write what the program reads.") or ""
        arguments = fields.texts("arguments", 'Write a list, such as ["--sum", "3"].')
        if name in names:
            fields.wrong(fields.line("name"), f"Two cases are named “{name[:60]}”.", "Rename one.")
        if name is not None and output is not None:
            names.add(name)
            cases.append(Case(name, given, output, tuple(one.data for one in arguments)))
    if len(cases) > MAX_CASES:
        top.wrong(top.line("cases"), f"There are more than {MAX_CASES} cases.", "Take some out.")
    if problems:
        raise InvalidQuestion(problems)
    return Cases(program, tuple(cases))
