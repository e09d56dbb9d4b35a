import operator
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

Record = dict[str, str]
Condition = Callable[[Record], bool]

WORDS = re.compile(r'\s*(?:(?P<quoted>"[^"]*")|(?P<sign><=|>=|!=|[=<>()])|(?P<word>[^\s"()=!<>]+))')
NUMBER = re.compile(r"-?[0-9]+")
KEYWORDS = ("and", "or", "not", "contains")
COMPARISONS: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass
class Word:
    """A part of a query. Kinds: quoted, sign, word, keyword, end, wrong."""

    kind: str
    text: str
    place: int


class Unreadable(Exception):
    """The query cannot be read; its argument is the place, from 1."""


def words(query: str) -> list[Word]:
    """The words of a query, with one of the kind "end" or "wrong" as the last."""
    query = query.rstrip()
    found, position = [], 0
    while position < len(query):
        match = WORDS.match(query, position)
        if match is None:
            blanks = len(query[position:]) - len(query[position:].lstrip())
            found.append(Word("wrong", "", position + blanks + 1))
            return found
        group = str(match.lastgroup)
        text = match[group]
        kind = "keyword" if group == "word" and text in KEYWORDS else group
        found.append(Word(kind, text, match.start(group) + 1))
        position = match.end()
    found.append(Word("end", "", len(query) + 1))
    return found


def compare(sign: str, left: str, right: str) -> bool:
    """One comparison of a field's value with the query's."""
    if sign == "contains":
        return right in left
    if NUMBER.fullmatch(left) and NUMBER.fullmatch(right):
        return COMPARISONS[sign](int(left), int(right))
    return COMPARISONS[sign](left, right)


class Parser:
    """any: all ("or" all)*; all: one ("and" one)*; one: "not" one | "(" any ")" | comparison."""

    def __init__(self, query: str) -> None:
        self._words = words(query)
        self._next = 0

    def parse(self) -> Condition:
        condition = self._any()
        if self._word.kind != "end":
            raise Unreadable(self._word.place)
        return condition

    @property
    def _word(self) -> Word:
        return self._words[self._next]

    def _take(self, *texts: str) -> bool:
        """Go past the next word if it is one of these."""
        if self._word.kind in ("keyword", "sign") and self._word.text in texts:
            self._next += 1
            return True
        return False

    def _need(self, *kinds: str) -> str:
        if self._word.kind not in kinds:
            raise Unreadable(self._word.place)
        self._next += 1
        return self._words[self._next - 1].text

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return lambda record: any(part(record) for part in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return lambda record: all(part(record) for part in parts)

    def _one(self) -> Condition:
        if self._take("not"):
            inverted = self._one()
            return lambda record: not inverted(record)
        if self._take("("):
            inner = self._any()
            if not self._take(")"):
                raise Unreadable(self._word.place)
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        field = self._need("word")
        sign = self._word.text
        if not self._take(*COMPARISONS, "contains"):
            raise Unreadable(self._word.place)
        quoted = self._word.kind == "quoted"
        value = self._need("word", "quoted")
        if quoted:
            value = value[1:-1]
        return lambda record: field in record and compare(sign, record[field], value)


def fields(line: str) -> Record:
    """The fields of a record."""
    pairs = (part.partition("=") for part in line.split())
    return {name: value for name, _, value in pairs}


def matching(query: str, records: list[str]) -> list[str]:
    """The records that a query is true for, or a line that says where the query is wrong."""
    try:
        condition = Parser(query).parse()
    except Unreadable as error:
        return [f"error at {error}"]
    return [record for record in records if condition(fields(record))]


if __name__ == "__main__":
    first, *others = sys.stdin.read().splitlines() or [""]
    for line in matching(first, others):
        print(line)
