"""What ``cases.yaml`` and ``results.yaml`` share: a list of tests and a text beside it. Pure."""

from __future__ import annotations

from .problem import InvalidQuestion, Problem
from .yamltext import Fields, InvalidYaml, Value, load


def read_list(
    content: bytes,
    file: str,
    beside: tuple[str, str],
    key: str,
    example: str,
    problems: list[Problem],
) -> tuple[Fields, str, list[Value]]:
    """The keys of a file of tests, the text beside the list, and the tests in it.

    Called by `cases.py` and `results.py`.

    Arguments:
        file: path of the file, for the problems.
        beside: key of the text, which may be left out, and what to write there.
        key: of the list.
        example: what to write where the list is missing or empty.
        problems: takes what is wrong.

    Raises:
        InvalidQuestion: it is no text, or no YAML.
    """
    try:
        value = load(decode(content, file))
    except InvalidYaml as error:
        raise InvalidQuestion([Problem(file, error.line, error.message, error.cure)]) from error
    other, cure = beside
    top = Fields(value, file, "The file", (other, key), problems)
    text = top.get(other, str, cure) or ""
    listed = top.get(key, list, example, required=True)
    if listed is not None and not listed:
        top.wrong(top.line(key), f"There are no {key}.", example)
    return top, text, listed or []


def decode(content: bytes, file: str) -> str:
    """The text of a file.

    Raises:
        InvalidQuestion: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidQuestion(
            [Problem(file, line, "This is no text in UTF-8.", "Save the file as UTF-8.")]
        ) from error
