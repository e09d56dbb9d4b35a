"""What the kernel wants of a database, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

CAP = 200
"""Rows of one result that are shown."""


@dataclass(frozen=True)
class Statement:
    """One statement of a cell.

    Arguments:
        text: as written.
        line: of the cell on which it begins, from 0.
        prepared: what the database made of it, if anything.
    """

    text: str
    line: int
    prepared: Any = None


@dataclass(frozen=True)
class Result:
    """What came of one statement.

    Arguments:
        columns: name and type of each; empty where the statement answers with nothing.
        rows: at most `CAP`.
        more: whether there are others.
        changed: how many rows were inserted, changed or deleted; None where that means nothing.
    """

    columns: Sequence[tuple[str, str]] = ()
    rows: Sequence[Sequence[Any]] = ()
    more: bool = False
    changed: int | None = None


@dataclass
class Failure(Exception):
    """A statement was refused.

    Arguments:
        kind: the database's name for it, such as ``Parser Error``.
        words: what is wrong.
        line, column: where, counted from 0 in the statement; None where that is not known.
        length: how many characters are meant.
        interrupted: whether somebody stopped it.
    """

    kind: str
    words: str
    line: int | None = None
    column: int = 0
    length: int = 1
    interrupted: bool = False


@dataclass(frozen=True)
class Names:
    """What can be completed.

    Arguments:
        tables: table to its columns.
        functions, keywords: of the database.
    """

    tables: dict[str, list[str]] = field(default_factory=dict)
    functions: Sequence[str] = ()
    keywords: Sequence[str] = ()


class Database(ABC):
    """An open database. All but `interrupt` is called on one thread."""

    engine: str
    name: str

    @abstractmethod
    def statements(self, source: str) -> Iterator[Statement]:
        """The statements of a cell.

        Raises:
            Failure: it cannot be read.
        """

    @abstractmethod
    def execute(self, statement: Statement) -> Result:
        """Run a statement.

        Raises:
            Failure: it was refused or interrupted.
        """

    @abstractmethod
    def interrupt(self) -> None:
        """Stop what is running; from any thread."""

    @abstractmethod
    def tables(self) -> Result:
        """The tables and views, with their kind and the number of rows."""

    @abstractmethod
    def schema(self, table: str | None) -> list[str]:
        """The statements that make all tables, or one."""

    @abstractmethod
    def names(self) -> Names:
        """What can be completed at the moment."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""


def quoted(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
