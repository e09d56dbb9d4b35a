"""Whose earlier work is whose, and how it is looked through. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from ..errors import InvalidInput
from ..questions.words import fold

Sort = Literal["ended", "title", "tests"]
SORTS: Final[tuple[Sort, ...]] = ("ended", "title", "tests")

WORDS_MAXIMUM: Final = 200


@dataclass(frozen=True)
class EarlierTask:
    """A task of an earlier pad that was opened there.

    Arguments:
        passed, total: tests of its newest run, hidden ones where it has them; 0 of 0 where they
            were never run.
    """

    id: str
    title: str
    language: str
    passed: int = 0
    total: int = 0


@dataclass(frozen=True)
class Earlier:
    """A pad that has ended, and may be the same candidate's.

    Arguments:
        names: what the candidate is called in it, as members wrote and as they came in.
        same_email: whether a member gave it the same e-mail address.
        confirmed: whether a member said that it is the same person.
    """

    pad_id: str
    title: str
    kind: str
    state: str
    names: tuple[str, ...]
    email: str
    ended: datetime | None
    same_email: bool
    confirmed: bool
    tasks: tuple[EarlierTask, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is the same person's for sure enough to be opened."""
        return self.same_email or self.confirmed

    @property
    def passed(self) -> int:
        """Tests that passed."""
        return sum(task.passed for task in self.tasks)

    @property
    def total(self) -> int:
        """Tests that there were."""
        return sum(task.total for task in self.tasks)

    def with_confirmed(self, confirmed: bool) -> Earlier:
        """The same, once a member said whose it is."""
        return replace(self, confirmed=confirmed)

    def model(self, url: str) -> dict[str, Any]:
        """As JSON.

        Arguments:
            url: the pad's address.
        """
        return {
            "id": self.pad_id,
            "title": self.title,
            "kind": self.kind,
            "state": self.state,
            "candidate": ", ".join(self.names),
            "email": self.email,
            "ended": self.ended.isoformat() if self.ended is not None else None,
            "match": "email" if self.same_email else "name",
            "confirmed": self.known,
            "tests": {"passed": self.passed, "total": self.total} if self.total else None,
            "tasks": [
                {
                    "id": task.id,
                    "title": task.title,
                    "language": task.language,
                    "tests": {"passed": task.passed, "total": task.total} if task.total else None,
                }
                for task in self.tasks
            ],
            "url": url,
        }


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents' spelling and spaces."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def look_through(works: Iterable[Earlier], words: str, sort: str) -> list[Earlier]:
    """Those that say all the words, in the order that is asked for.

    Arguments:
        words: parts of titles, names, addresses and languages, in any order.
        sort: one of `SORTS`: the newest first, by title, or the largest part of passed tests first.

    Raises:
        InvalidInput: there is no such order, or there are too many words.
    """
    if sort not in SORTS:
        raise InvalidInput(f"“sort” must be one of {', '.join(SORTS)}.")
    if len(words) > WORDS_MAXIMUM:
        raise InvalidInput(f"Please look for at most {WORDS_MAXIMUM} characters.")
    wanted = fold(words).split()
    found = [one for one in works if _says(one, wanted)]
    found.sort(key=lambda one: (one.ended is not None, one.ended), reverse=True)
    if sort == "title":
        found.sort(key=lambda one: fold(one.title))
    elif sort == "tests":
        found.sort(key=lambda one: one.passed / one.total if one.total else -1.0, reverse=True)
    return found


def _says(one: Earlier, wanted: list[str]) -> bool:
    said = [one.title, one.email, *one.names]
    for task in one.tasks:
        said += [task.title, task.language]
    text = fold(" ".join(said))
    return all(word in text for word in wanted)


def counted(runs: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """How many tests of a task passed, of how many.

    Arguments:
        runs: the newest of each kind, with ``tests``, ``passed`` and ``total``.
    """
    by_kind = {run["tests"]: run for run in runs}
    run = by_kind.get("hidden") or by_kind.get("visible")
    return (run["passed"], run["total"]) if run else (0, 0)
