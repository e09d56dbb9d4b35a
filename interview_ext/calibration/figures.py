"""Figures of many interviews: how questions were rated, how long they took, who is strict. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean, pstdev, quantiles
from typing import Any, Final, Protocol

RECOMMENDATIONS: Final = ("strong_no", "no", "yes", "strong_yes")
RATINGS: Final = (1, 2, 3, 4)

LONGEST: Final = timedelta(hours=24)
"""What seems to have taken longer was left open, and says nothing."""


class Scorecard(Protocol):
    """A scorecard as the feedback manager gives it to those who may see it."""

    @property
    def pad_id(self) -> str: ...

    @property
    def member_id(self) -> str: ...

    @property
    def member_name(self) -> str: ...

    @property
    def recommendation(self) -> str | None: ...

    @property
    def ratings(self) -> tuple[tuple[str, int, str | None], ...]:
        """Words of a competency, its rating, and the id of its question or None."""
        ...


@dataclass(frozen=True)
class Asked:
    """A question that was asked in an interview that is over.

    Arguments:
        title: what it was called then.
        minutes: that were planned for it.
        opened: when it was opened first (aware, UTC); None where it never was.
    """

    question_id: str
    title: str
    minutes: int
    opened: datetime | None


@dataclass(frozen=True)
class Interview:
    """An interview that is over.

    Arguments:
        started, ended: aware, UTC.
        asked: its questions, in their order.
        spent: seconds by question where the plan's clock counted them.
    """

    pad_id: str
    kind: str
    started: datetime | None
    ended: datetime | None
    asked: tuple[Asked, ...]
    spent: Mapping[str, float] = field(default_factory=dict)


def seconds_taken(interview: Interview) -> dict[str, float]:
    """How long each question took, by its id; questions of which nobody knows are left out.

    The clock of the plan knows best. Without it, a question of a live interview took until the
    next one was opened, and the only one of a take-home until that was handed in.
    """
    taken = {id: seconds for id, seconds in interview.spent.items() if seconds > 0}
    started, ended = interview.started, interview.ended
    if started is None or ended is None:
        return taken
    opened = sorted(
        (max(one.opened, started), one.question_id)
        for one in interview.asked
        if one.opened is not None
    )
    if interview.kind == "take_home" and len(opened) != 1:
        # All are there from the beginning, and nobody says which one is worked on.
        return taken
    ends = [moment for moment, _ in opened[1:]] + [ended]
    for (begin, question_id), end in zip(opened, ends, strict=True):
        if question_id not in taken and timedelta() < end - begin <= LONGEST:
            taken[question_id] = (end - begin).total_seconds()
    return taken


def figures(
    interviews: Sequence[Interview], scorecards: Iterable[Scorecard], *, people: bool
) -> dict[str, Any]:
    """All figures as JSON.

    Arguments:
        interviews: the newest first, so that a question has the title that it had last.
        scorecards: those that the one who asks may see; others than of these interviews are left
            out.
        people: whether the one who asks may see how each interviewer judges.
    """
    by_pad = {one.pad_id: one for one in interviews}
    counted = [card for card in scorecards if card.pad_id in by_pad]
    questions: dict[str, _Judged] = {}
    minutes: dict[str, list[float]] = {}
    for interview in interviews:
        for asked in interview.asked:
            questions.setdefault(asked.question_id, _Judged(asked.title, asked.minutes))
        for question_id, seconds in seconds_taken(interview).items():
            minutes.setdefault(question_id, []).append(seconds / 60)
    members: dict[str, _Judged] = {}
    for card in counted:
        member = members.setdefault(card.member_id, _Judged(card.member_name))
        member.add(card.recommendation, [rating for _, rating, _ in card.ratings])
        # Once each, however often it was attached.
        for question_id in {asked.question_id: None for asked in by_pad[card.pad_id].asked}:
            own = [rating for _, rating, id in card.ratings if id == question_id]
            questions[question_id].add(card.recommendation, own)
    return {
        "interviews": len(interviews),
        "scorecards": len(counted),
        "questions": [
            {
                "id": id,
                **one.model(),
                "planned": one.planned,
                "minutes": spread(minutes.get(id, [])),
            }
            for id, one in _by_name(questions)
        ],
        "interviewers": [
            {"id": id, **one.model(), **one.strictness()} for id, one in _by_name(members)
        ]
        if people
        else None,
    }


def spread(values: Sequence[float]) -> dict[str, Any] | None:
    """Least, most and quartiles of values, to a tenth; None where there are no values."""
    if not values:
        return None
    quartiles = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    names = ("least", "quarter", "median", "three_quarters", "most")
    found = (min(values), *quartiles, max(values))
    return {
        "count": len(values),
        **{name: round(value, 1) for name, value in zip(names, found, strict=True)},
    }


@dataclass
class _Judged:
    """How one thing was judged, or how one person judges."""

    name: str
    planned: int = 0
    scorecards: int = 0
    recommendations: Counter[str] = field(default_factory=Counter)
    ratings: Counter[int] = field(default_factory=Counter)

    def add(self, recommendation: str | None, ratings: Iterable[int]) -> None:
        self.scorecards += 1
        if recommendation is not None:
            self.recommendations[recommendation] += 1
        self.ratings.update(ratings)

    def model(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "scorecards": self.scorecards,
            "recommendations": {name: self.recommendations[name] for name in RECOMMENDATIONS},
            "ratings": {str(rating): self.ratings[rating] for rating in RATINGS},
        }

    def strictness(self) -> dict[str, float | None]:
        """Mean and standard deviation of the ratings, to a hundredth."""
        given = list(self.ratings.elements())
        return {
            "mean": round(fmean(given), 2) if given else None,
            "deviation": round(pstdev(given), 2) if given else None,
        }


def _by_name(found: Mapping[str, _Judged]) -> list[tuple[str, _Judged]]:
    return sorted(found.items(), key=lambda one: (one[1].name.casefold(), one[0]))
