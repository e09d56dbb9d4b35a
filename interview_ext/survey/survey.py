"""The questions that candidates may answer after the end, and what comes of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..errors import InvalidInput
from ..text import many_lines

# From "not at all" to "very much".
SCALE: Final = (1, 2, 3, 4, 5)

# What is asked, and as what an admin reads it; candidates read it in their language.
QUESTIONS: Final[dict[str, str]] = {
    "clear": "It was clear to me what I was to do.",
    "shown": "I could show what I can do.",
    "tools": "Writing and running code here worked well.",
    "respect": "I was treated fairly and with respect.",
}

WORDS_MAXIMUM: Final = 2000

# Answers that come to be shown together, and go together: of fewer it could be known whose they
# are, also by looking before and after one was given or erased.
FEWEST: Final = 3


@dataclass(frozen=True)
class Answer:
    """What one candidate said.

    Arguments:
        ratings: numbers of `SCALE` by key of `QUESTIONS`; those that were left out are not there.
        words: in their own words; may be empty.
        batch: names those that it is shown together with; None while it waits for others.
    """

    ratings: Mapping[str, int]
    words: str
    batch: str | None = None


def answer_of(fields: Mapping[str, str]) -> Answer:
    """An answer as it was sent by the form.

    Raises:
        InvalidInput: there is nothing in it, or something that cannot be.
    """
    ratings = {}
    for key in QUESTIONS:
        sent = fields.get(key, "")
        if not sent:
            continue
        if sent not in map(str, SCALE):
            raise InvalidInput("Please choose one of the answers that are offered.")
        ratings[key] = int(sent)
    words = many_lines(fields.get("words", ""), "Your comment", maximum=WORDS_MAXIMUM).strip()
    if not ratings and not words:
        raise InvalidInput("Please answer at least one question, or close this page.", "empty")
    return Answer(ratings, words)


def summary(answers: Iterable[Answer]) -> dict[str, Any]:
    """What was said, as JSON, in which nobody can be known.

    Returns:
        ``answers``, how many there are; ``shown``, of how many of them the rest is: the last ones
        wait until there are `FEWEST` of them, and of a batch from which one was erased the others
        are not shown any more, for they would tell what that one said. ``questions`` and ``words``
        are null while there are too few.
    """
    kept = list(answers)
    sizes = Counter(one.batch for one in kept)
    given = [one for one in kept if one.batch is not None and sizes[one.batch] >= FEWEST]
    counts = {"answers": len(kept), "fewest": FEWEST, "shown": len(given)}
    if not given:
        return {**counts, "questions": None, "words": None}
    questions = []
    for key, text in QUESTIONS.items():
        ratings = [one.ratings[key] for one in given if key in one.ratings]
        questions.append(
            {
                "key": key,
                "text": text,
                "counts": [ratings.count(value) for value in SCALE],
                "mean": round(sum(ratings) / len(ratings), 2) if ratings else None,
            }
        )
    return {
        **counts,
        "questions": questions,
        # Not as they were given.
        "words": sorted(one.words for one in given if one.words),
    }
