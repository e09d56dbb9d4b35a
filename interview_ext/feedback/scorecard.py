"""A scorecard: what one member made of an interview, whether it is whole, and how several differ.

Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Final

from ..errors import InvalidInput
from ..recording.moment import MAX_MOMENT
from .form import (
    EVIDENCE,
    LEVELS,
    RECOMMENDATION,
    SUMMARY,
    Form,
    FormField,
    field_key,
    rating_key,
    text_key,
)

RECOMMENDATIONS: Final = ("strong_no", "no", "yes", "strong_yes")

TEXT_MAXIMUM: Final = 20_000
EVIDENCE_MAXIMUM: Final = 200
NAME_MAXIMUM: Final = 300

# Ratings that are so far apart are worth talking about.
APART: Final = 2


@dataclass(frozen=True)
class Evidence:
    """Words or code that speak for a judgment.

    Arguments:
        quote: as it was; any text.
        moment: milliseconds since the recording's start; None for none in particular.
        document: path of what it is from; may be empty.
        competency: the key of what it is evidence for; may be empty.
    """

    id: str
    quote: str
    moment: int | None = None
    document: str = ""
    competency: str = ""

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "quote": self.quote,
            "moment": self.moment,
            "document": self.document,
            "competency": self.competency,
        }


@dataclass(frozen=True)
class Content:
    """What a member wrote on a scorecard.

    Arguments:
        recommendation: one of `RECOMMENDATIONS`, or "".
        summary: Markdown.
        ratings: 1 to 4 by the key of a competency.
        texts: Markdown by the key of a competency.
        fields: text, option or rating by the key of a field.
    """

    recommendation: str = ""
    summary: str = ""
    ratings: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str | int] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def read(
        cls,
        form: Form,
        answers: Mapping[str, object],
        texts: Mapping[str, str],
        evidence: Iterable[object],
    ) -> Content:
        """What a draft says, as far as the form asks for it.

        A draft comes from a browser and may hold anything: what makes no sense is not there.

        Arguments:
            answers: ``recommendation``, ratings and fields by their keys in a draft.
            texts: ``summary`` and the texts by their keys in a draft.
            evidence: JSON objects.
        """
        recommendation = answers.get(RECOMMENDATION)
        ratings = {
            one.key: level
            for one in form.competencies
            if (level := _level(answers.get(rating_key(one.key)))) is not None
        }
        words = {
            one.key: text
            for one in form.competencies
            if (text := _text(texts.get(text_key(one.key))))
        }
        fields = {
            one.key: value
            for one in form.fields
            if (value := _field(one, answers.get(field_key(one.key)), texts)) not in (None, "")
        }
        known = {one.key for one in form.competencies}
        return cls(
            recommendation=str(recommendation) if recommendation in RECOMMENDATIONS else "",
            summary=_text(texts.get(SUMMARY)),
            ratings=ratings,
            texts=words,
            fields={key: value for key, value in fields.items() if value is not None},
            evidence=tuple(found for one in evidence if (found := _evidence(one, known))),
        )

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "recommendation": self.recommendation,
            "summary": self.summary,
            "ratings": dict(self.ratings),
            "texts": dict(self.texts),
            "fields": dict(self.fields),
            "evidence": [one.model() for one in self.evidence],
        }

    @classmethod
    def load(cls, model: Mapping[str, Any]) -> Content:
        """What `model` made."""
        return cls(**{**model, "evidence": tuple(Evidence(**one) for one in model["evidence"])})


@dataclass(frozen=True)
class Scorecard:
    """A submitted version; it never changes.

    Arguments:
        version: counted from 1 for each member and pad.
        submitted: aware, UTC.
        form: what was asked for then.
    """

    pad_id: str
    member_id: str
    member_name: str
    version: int
    submitted: datetime
    content: Content
    form: Form


@dataclass(frozen=True)
class Problem:
    """Why a scorecard cannot be submitted.

    Arguments:
        key: of what it is about, as in a draft.
        words: what to do.
    """

    key: str
    words: str

    def model(self) -> dict[str, str]:
        """As JSON."""
        return {"key": self.key, "words": self.words}


class Incomplete(InvalidInput):
    """A scorecard is not whole; nothing was changed."""

    reason = "incomplete"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "This scorecard is not whole yet, so it was not submitted. Your draft is safe. "
            + " ".join(one.words for one in problems)
        )
        self.problems = tuple(problems)


def problems(content: Content, form: Form) -> list[Problem]:
    """What keeps a scorecard from being submitted, in the order of the form."""
    found = []
    if not content.recommendation:
        found.append(Problem(RECOMMENDATION, "Choose an overall recommendation."))
    found += [
        Problem(rating_key(one.key), f"Rate “{one.competency}”.")
        for one in form.competencies
        if one.required and one.key not in content.ratings
    ]
    found += [
        Problem(field_key(one.key), f"Fill in “{one.label}”.")
        for one in form.fields
        if one.required and one.key not in content.fields
    ]
    found += _too_long(content, form)
    return found


def _too_long(content: Content, form: Form) -> list[Problem]:
    named = {one.key: one.competency for one in form.competencies}
    texts = [(SUMMARY, "The summary", content.summary)]
    texts += [
        (text_key(key), f"What you wrote about “{named[key]}”", text)
        for key, text in content.texts.items()
    ]
    texts += [
        (field_key(one.key), f"“{one.label}”", str(content.fields.get(one.key, "")))
        for one in form.fields
    ]
    texts += [(EVIDENCE, "A quote", one.quote) for one in content.evidence]
    found = [
        Problem(key, f"{what} is too long: at most {TEXT_MAXIMUM:,} characters.")
        for key, what, text in texts
        if len(text) > TEXT_MAXIMUM
    ]
    if len(content.evidence) > EVIDENCE_MAXIMUM:
        found.append(
            Problem(EVIDENCE, f"There are more than {EVIDENCE_MAXIMUM} pieces of evidence.")
        )
    return found


def disagreements(contents: Sequence[Content]) -> list[str]:
    """The keys of what several scorecards judge differently enough to talk about.

    That is a yes beside a no, and ratings that are two levels apart or more.
    """
    found = []
    sides = {
        RECOMMENDATIONS.index(one.recommendation) >= len(RECOMMENDATIONS) // 2
        for one in contents
        if one.recommendation
    }
    if len(sides) > 1:
        found.append(RECOMMENDATION)
    for key in sorted(set(chain.from_iterable(one.ratings for one in contents))):
        ratings = [one.ratings[key] for one in contents if key in one.ratings]
        if max(ratings) - min(ratings) >= APART:
            found.append(rating_key(key))
    return found


def _level(value: object) -> int | None:
    # Numbers come out of a shared document as floats.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value in LEVELS else None


def _field(asked: FormField, answer: object, texts: Mapping[str, str]) -> str | int | None:
    if asked.type == "rating":
        return _level(answer)
    if asked.type == "select":
        return answer if isinstance(answer, str) and answer in asked.options else None
    return _text(texts.get(text_key(asked.key))) or _text(answer)


def _text(value: object) -> str:
    """Text as it is kept: without what cannot be shown or stored."""
    if not isinstance(value, str):
        return ""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _evidence(value: object, competencies: set[str]) -> Evidence | None:
    if not isinstance(value, Mapping):
        return None
    quote, moment = _text(value.get("quote")), _moment(value.get("moment"))
    if not quote and moment is None:
        return None
    competency = value.get("competency")
    return Evidence(
        id=_text(value.get("id"))[:NAME_MAXIMUM],
        quote=quote,
        moment=moment,
        document=_text(value.get("document"))[:NAME_MAXIMUM],
        competency=competency if isinstance(competency, str) and competency in competencies else "",
    )


def _moment(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < MAX_MOMENT else None
