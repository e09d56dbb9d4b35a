"""What is wrong with a question, where, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidInput


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a question.

    Arguments:
        file: path inside the question's folder; empty where it is of the folder itself.
        line: of that file, from 1; None where no line is to blame.
        message: what is wrong, as a sentence.
        cure: what to do about it, as a sentence.
    """

    file: str
    line: int | None
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return " ".join(part for part in (place and f"{place}:", self.message, self.cure) if part)

    def model(self) -> dict[str, Any]:
        """The problem as JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "cure": self.cure,
        }


class InvalidQuestion(InvalidInput):
    """A folder that is no question yet.

    Arguments:
        problems: all that is wrong with it; at least one.
        where: what the message calls it, such as the folder's name.
    """

    reason = "invalid_question"

    def __init__(self, problems: Iterable[Problem], where: str = "") -> None:
        self.problems = tuple(problems)
        first = str(self.problems[0]) if self.problems else ""
        more = len(self.problems) - 1
        also = f" There {'is' if more == 1 else 'are'} {more} more like it." if more > 0 else ""
        super().__init__(f"{where + '/' if where else ''}{first}{also}")
