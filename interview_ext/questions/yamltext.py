"""YAML as the files of a question hold it: plain values, each with the line it is in. Pure.

Read by PyYAML's safe loader, and bounded before anything is built: no aliases, so that nothing
small becomes large, no types but the plain ones, and limits for size and depth.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from ..sizes import MiB, in_words
from .problem import Problem

MAX_SIZE: Final = MiB
MAX_DEPTH: Final = 12
MAX_VALUES: Final = 50_000

# The one in C is ten times as fast; some systems' packages lack it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_PLAIN: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "timestamp")
)

# What YAML refuses without naming a line.
_CONTROLS: Final = re.compile(
    "[^\\t\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)

_KINDS: Final[dict[type, str]] = {
    str: "text",
    bool: "yes or no (true, false)",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a list of keys with values",
}


class InvalidYaml(Exception):
    """A text that is no YAML, or not of the kind that is read here."""

    def __init__(self, line: int, message: str, cure: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.cure = cure


@dataclass(frozen=True)
class Value:
    """A value, and where it begins.

    Arguments:
        data: None, bool, int, float, str, a date, a list of Values, or a dict of str (or int) to
            Value.
        line: from 1.
        text: of a scalar, as written.
        keys: of a dict, the lines of its keys.
    """

    data: Any
    line: int
    text: str = ""
    keys: Mapping[Any, int] = field(default_factory=dict)


def load(text: str, first_line: int = 1) -> Value:
    """The one document of a text.

    Arguments:
        first_line: number of the text's first line in its file.

    Raises:
        InvalidYaml: with line and cure.
    """
    if len(text) > MAX_SIZE:
        raise InvalidYaml(first_line, f"It is longer than {in_words(MAX_SIZE)}.", "Shorten it.")
    for number, words in enumerate(text.split("\n"), first_line):
        if _CONTROLS.search(words):
            raise InvalidYaml(
                number, "There is a character that cannot be shown.", "Delete it and retype it."
            )
    try:
        _bound(text, first_line)
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            return Value(None, first_line)
        return _value(node, first_line, _Loader(""))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "it cannot be read"
        cure = (
            "Look at indentation, colons and quotes here and in the line above; put a text with a "
            "colon or # in it in quotes."
        )
        if "cannot start any token" in said:
            cure = "Indent with blanks, not tabs; put a text that begins with @ or ` in quotes."
        raise InvalidYaml(
            first_line + (mark.line if mark is not None else 0), f"This is no YAML: {said}.", cure
        ) from error
    except yaml.YAMLError as error:
        raise InvalidYaml(first_line, "This is no YAML.", "Look for odd characters.") from error


def _bound(text: str, first_line: int) -> None:
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InvalidYaml(
                line, "Anchors (&) and aliases (*) are not used here.",
                "Write the value out; put a text that begins with & or * in quotes.",
            )  # fmt: skip
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise InvalidYaml(line, "A second document begins here.", "Take the --- out.")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InvalidYaml(line, "This is nested too deeply.", "Look for stray brackets.")
        if number > MAX_VALUES:
            raise InvalidYaml(line, f"There are more than {MAX_VALUES} values.", "Shorten it.")


def _value(node: Any, first_line: int, loader: Any) -> Value:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.SequenceNode):
        _plain_tag(node, "seq", line)
        return Value([_value(item, first_line, loader) for item in node.value], line)
    if isinstance(node, yaml.MappingNode):
        _plain_tag(node, "map", line)
        data: dict[Any, Value] = {}
        keys: dict[Any, int] = {}
        for key_node, value_node in node.value:
            at = first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise InvalidYaml(at, "A key must be one word.", "Look for stray brackets.")
            number = key_node.tag.endswith(":int") and key_node.value.isdecimal()
            key = int(key_node.value[:9]) if number else key_node.value
            if key in data:
                raise InvalidYaml(
                    at, f"“{key_node.value[:40]}” is there twice.", "Take one of them out."
                )
            data[key] = _value(value_node, first_line, loader)
            keys[key] = at
        return Value(data, line, "", keys)
    if node.tag not in _PLAIN:
        raise InvalidYaml(
            line, f"{node.tag[:40]} is no kind of value that is used here.",
            "Take it out, or put the text in quotes.",
        )  # fmt: skip
    try:
        return Value(loader.construct_object(node), line, node.value)
    except (ValueError, OverflowError, LookupError) as error:
        raise InvalidYaml(
            line, f"“{node.value[:40]}” cannot be read.", "If it is text, put it in quotes."
        ) from error


def _plain_tag(node: Any, kind: str, line: int) -> None:
    if node.tag != f"tag:yaml.org,2002:{kind}":
        raise InvalidYaml(
            line, f"{node.tag[:40]} is no kind of value that is used here.", "Take it out."
        )


class Fields:
    """The keys of a mapping, taken one by one; what is wrong is noted with its line.

    Arguments:
        value: what is to be a mapping.
        file: for the problems.
        what: how messages call the mapping, such as “A case”.
        known: all keys that there may be, in the order in which a message names them.
        problems: takes what is wrong.
    """

    def __init__(
        self,
        value: Value,
        file: str,
        what: str,
        known: Sequence[str | int],
        problems: list[Problem],
    ) -> None:
        self._value = value
        self._file = file
        self._what = what
        self._problems = problems
        self._data: dict[Any, Value] = {}
        names = ", ".join(map(str, known))
        if not isinstance(value.data, dict):
            self.wrong(value.line, f"{what} must be keys with values.", f"It has: {names}.")
            return
        self._data = value.data
        for key in value.data:
            if key not in known:
                self.wrong(
                    value.keys[key], f"“{str(key)[:40]}” is no key of {_lower(what)}.",
                    f"Take it out, or look for a slip in its name. There are: {names}.",
                )  # fmt: skip

    def wrong(self, line: int | None, message: str, cure: str) -> None:
        """Note a problem."""
        self._problems.append(Problem(self._file, line, message, cure))

    def line(self, key: str | int) -> int:
        """The line of a key's value, or of the mapping where the key is not there."""
        return self._data[key].line if key in self._data else self._value.line

    def missing(self, key: str | int, cure: str) -> None:
        """Note that a key is not there."""
        self.wrong(self._value.line, f"“{key}” is missing from {_lower(self._what)}.", cure)

    def get(self, key: str | int, kind: type, cure: str, *, required: bool = False) -> Any:
        """The value of a key, of one kind; None where it is missing or wrong.

        Arguments:
            kind: str, bool, int, float, list (of `Value`) or dict.
            cure: what to write there.
            required: whether it is a problem that it is missing.
        """
        value = self._data.get(key)
        if value is None or (value.data is None and not value.text):
            if required:
                self.missing(key, cure)
            return None
        data = value.data
        if kind is float and isinstance(data, str):
            # YAML takes 1e-6 for a text, because there is no dot in it.
            with contextlib.suppress(ValueError):
                data = float(data)
        if kind is float and isinstance(data, int) and not isinstance(data, bool):
            data = float(data) if abs(data) < 10**300 else data
        if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
            if kind is str and not isinstance(data, list | dict):
                cure = f'Put it in quotes: {key}: "{value.text[:40]}"'
            self.wrong(value.line, f"“{key}” must be {_KINDS[kind]}.", cure)
            return None
        return data

    def texts(self, key: str, cure: str, *, required: bool = False) -> list[Value]:
        """The values of a list of texts; empty where it is missing or wrong."""
        found = self.get(key, list, cure, required=required) or []
        for item in found:
            if not isinstance(item.data, str):
                quoted = isinstance(item.data, list | dict) or not item.text
                self.wrong(
                    item.line,
                    f"“{key}” must be a list of texts.",
                    cure if quoted else f'Put it in quotes: "{item.text[:40]}"',
                )
        return [item for item in found if isinstance(item.data, str)]

    def value(self, key: str | int) -> Value:
        """The value of a key that is there."""
        return self._data[key]

    def has_items(self, key: str) -> bool:
        """Whether a key has a list with anything in it, right or wrong."""
        return key in self._data and bool(self._data[key].data)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
