"""What a scorecard of a pad asks for: competencies on anchored levels, and fields. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

RECOMMENDATION: Final = "recommendation"
SUMMARY: Final = "summary"
EVIDENCE: Final = "evidence"

LEVELS: Final = (1, 2, 3, 4)

_SLUG_MAXIMUM: Final = 48


@dataclass(frozen=True)
class FormCompetency:
    """Something that is rated.

    Arguments:
        key: what ratings and texts name it by; the same for the same words, see `key_of`.
        levels: what each of the four levels looks like, the lowest first; "" where nobody said.
        source: the title of the question that it comes from; "" for the pad's template.
        question_id: of that question; None for the template.
        required: whether a scorecard is whole only with a rating of it.
    """

    key: str
    competency: str
    levels: tuple[str, ...]
    source: str = ""
    question_id: str | None = None
    required: bool = True

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "key": self.key,
            "competency": self.competency,
            "levels": {str(n): text for n, text in zip(LEVELS, self.levels, strict=False)},
            "from": self.source,
            "question_id": self.question_id,
            "required": self.required,
        }


@dataclass(frozen=True)
class FormField:
    """Something that a template asks for besides.

    Arguments:
        type: ``text``, ``select`` or ``rating`` (1 to 4).
        options: what a ``select`` offers.
    """

    key: str
    label: str
    type: str
    options: tuple[str, ...] = ()
    required: bool = False

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "type": self.type,
            "options": list(self.options),
            "required": self.required,
        }


@dataclass(frozen=True)
class Form:
    """What is asked for, each competency once."""

    competencies: tuple[FormCompetency, ...] = ()
    fields: tuple[FormField, ...] = ()

    @property
    def required(self) -> list[str]:
        """The keys of what a scorecard needs to be submitted."""
        return [
            RECOMMENDATION,
            *(rating_key(one.key) for one in self.competencies if one.required),
            *(field_key(one.key) for one in self.fields if one.required),
        ]

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "competencies": [one.model() for one in self.competencies],
            "fields": [one.model() for one in self.fields],
        }

    @classmethod
    def load(cls, model: Mapping[str, Any]) -> Form:
        """What `model` made."""
        return cls(
            tuple(
                FormCompetency(
                    key=one["key"],
                    competency=one["competency"],
                    levels=tuple(one["levels"].get(str(level), "") for level in LEVELS),
                    source=one["from"],
                    question_id=one["question_id"],
                    required=one["required"],
                )
                for one in model["competencies"]
            ),
            tuple(
                FormField(**{**one, "options": tuple(one["options"])}) for one in model["fields"]
            ),
        )


@dataclass(frozen=True)
class Rubric:
    """The rubric of one task.

    Arguments:
        title: of its question.
        asked: whether the task was opened in the pad.
        competencies: the words of each, and those of its levels.
    """

    question_id: str
    title: str
    asked: bool
    competencies: tuple[tuple[str, tuple[str, ...]], ...]


def form_of(
    rubrics: Iterable[Rubric],
    template: Iterable[tuple[str, tuple[str, ...]]] = (),
    fields: Iterable[FormField] = (),
) -> Form:
    """The form of a pad.

    A competency that several rubrics have is asked for once, on the levels of the first of them,
    the template's before all. What belongs to tasks that nobody opened may be left out, unless
    none was opened.

    Arguments:
        rubrics: of the pad's tasks, in their order.
        template: the competencies of the pad's template, and their levels.
        fields: of the template.
    """
    rubrics = list(rubrics)
    any_asked = any(rubric.asked for rubric in rubrics)
    found = {
        key_of(words): FormCompetency(key_of(words), words, levels) for words, levels in template
    }
    for rubric in rubrics:
        required = rubric.asked or not any_asked
        for words, levels in rubric.competencies:
            key = key_of(words)
            known = found.get(key)
            if known is None:
                found[key] = FormCompetency(
                    key, words, levels, rubric.title, rubric.question_id, required
                )
            elif required:
                found[key] = replace(known, required=True)
    return Form(tuple(found.values()), tuple(fields))


def key_of(words: str) -> str:
    """The key of a competency: readable, and the same whatever else a form asks for.

    Large letters, spaces and ways of writing an accent make no difference.
    """
    plain = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_SLUG_MAXIMUM].rstrip("-")
    mark = sha256(plain.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{slug}-{mark}" if slug else mark


def rating_key(key: str) -> str:
    """What the rating of a competency is called in a draft, and in what is missing."""
    return f"rating:{key}"


def field_key(key: str) -> str:
    """What a field is called in a draft, and in what is missing."""
    return f"field:{key}"


def text_key(key: str) -> str:
    """What the free text of a competency, or a text field, is called in a draft."""
    return f"text:{key}"
