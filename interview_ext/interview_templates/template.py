"""A template of interviews: its questions, rubric, scorecard fields and time plan. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeVar, get_args

from ..errors import Conflict, InvalidInput
from ..pads.details import INSTRUCTIONS_MAXIMUM
from ..questions.paths import free_slug, slug_of
from ..text import many_lines, one_line

FieldType = Literal["text", "select", "rating"]
FIELD_TYPES: Final[tuple[FieldType, ...]] = get_args(FieldType)

LEVELS: Final = 4
"""Levels of a competency, as in the rubric of a question."""

MAX_TITLE: Final = 200
MAX_DESCRIPTION: Final = 4_000
MAX_NAME: Final = 120
MAX_WORDS: Final = 1_000
MAX_NOTES: Final = 4_000
MAX_MINUTES: Final = 24 * 60
MAX_QUESTIONS: Final = 50
MAX_COMPETENCIES: Final = 20
MAX_FIELDS: Final = 20
MAX_OPTIONS: Final = 20
MAX_PARTS: Final = 30

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

T = TypeVar("T")


class Unreadable(Conflict):
    """What is kept of a template is no template."""

    reason = "unreadable"


@dataclass(frozen=True)
class TemplateQuestion:
    """A question that every pad of the template has.

    Arguments:
        language: by the name of its folder below ``kernels/``; None for the pad's.
    """

    question_id: str
    language: str | None = None


@dataclass(frozen=True)
class TemplateCompetency:
    """What is looked at in the whole interview, whatever is asked in it.

    Arguments:
        key: stays the same when the words are changed.
        levels: what each of the four levels looks like, the lowest first; may be empty.
    """

    key: str
    competency: str
    levels: tuple[str, ...] = ("",) * LEVELS

    def model(self) -> dict[str, Any]:
        """As JSON, as a question's rubric is."""
        levels = {str(level): text for level, text in enumerate(self.levels, 1)}
        return {"key": self.key, "competency": self.competency, "levels": levels}


@dataclass(frozen=True)
class ScorecardField:
    """Something more that a scorecard asks for.

    Arguments:
        key: see `TemplateCompetency`.
        options: what can be chosen; only of a ``"select"``.
    """

    key: str
    label: str
    type: FieldType
    options: tuple[str, ...] = ()
    required: bool = False

    def model(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "options": list(self.options)}


@dataclass(frozen=True)
class Part:
    """A part of the interview's time.

    Arguments:
        key: see `TemplateCompetency`.
        minutes: that it is to take.
        notes: Markdown for interviewers.
        question_id: of the question that it is about; None for none.
    """

    key: str
    title: str
    minutes: int
    notes: str = ""
    question_id: str | None = None


@dataclass(frozen=True)
class Content:
    """What a revision of a template says.

    Arguments:
        description: Markdown for members who choose among templates.
        language: that pads are made with; "" leaves it to who makes them.
        instructions: Markdown that everybody in the pad sees.
    """

    title: str
    description: str = ""
    language: str = ""
    instructions: str = ""
    questions: tuple[TemplateQuestion, ...] = ()
    competencies: tuple[TemplateCompetency, ...] = ()
    fields: tuple[ScorecardField, ...] = ()
    plan: tuple[Part, ...] = ()

    @property
    def minutes(self) -> int:
        """Of all parts together."""
        return sum(part.minutes for part in self.plan)

    def model(self) -> dict[str, Any]:
        """As JSON; `content_of` reads it again."""
        return {
            "title": self.title,
            "description": self.description,
            "language": self.language,
            "instructions": self.instructions,
            "questions": [asdict(one) for one in self.questions],
            "competencies": [one.model() for one in self.competencies],
            "fields": [one.model() for one in self.fields],
            "plan": [asdict(one) for one in self.plan],
        }

    def dump(self) -> str:
        """For the store."""
        return json.dumps(self.model(), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Content:
        """What `dump` made.

        Raises:
            Unreadable: somebody or something else wrote it.
        """
        try:
            return content_of(json.loads(text))
        except (ValueError, TypeError, AttributeError, InvalidInput) as error:
            raise Unreadable(
                "What is kept of this template cannot be read. Nothing was changed. Please tell "
                "the administrator, who can bring it back from a copy of the database."
            ) from error


@dataclass(frozen=True)
class Template:
    """A template as it is now.

    Arguments:
        team_id: of the team it belongs to; None for the whole organization.
        author_id: the member whose it is; None once they are gone.
        revision: counts how often it was saved, from 1.
        locked: it cannot be edited, and its pads ask what it says and nothing else.
        archived: when it was put away (aware, UTC); None while pads can be made from it.
    """

    id: str
    team_id: str | None
    author_id: str | None
    created: datetime
    changed: datetime
    revision: int
    locked: bool
    archived: datetime | None
    content: Content

    def edited(self, content: Content, now: datetime) -> Template:
        """The template with another content, as its next revision.

        Raises:
            Conflict: it is locked.
        """
        if self.locked:
            raise Conflict(
                "This template is locked, so that every candidate meets the same interview. "
                "Unlock it first, or work on a copy. Nothing was changed.",
                "locked",
            )
        return replace(self, content=content, revision=self.revision + 1, changed=now)


@dataclass(frozen=True)
class PadTemplate:
    """What a pad keeps of the template that it was made from; later edits do not reach it.

    Arguments:
        locked: the pad asks what the template says and nothing else.
    """

    pad_id: str
    template_id: str
    revision: int
    locked: bool
    content: Content

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def competencies(self) -> tuple[TemplateCompetency, ...]:
        return self.content.competencies

    @property
    def fields(self) -> tuple[ScorecardField, ...]:
        return self.content.fields

    @property
    def plan(self) -> tuple[Part, ...]:
        return self.content.plan


def may_edit(role: str, member_id: str, template: Template) -> bool:
    """Whether a member may edit, lock and archive a template: its author may, and admins."""
    return role == "admin" or (role == "interviewer" and template.author_id == member_id)


def content_of(value: Mapping[str, Any]) -> Content:
    """A content from what was sent, checked.

    Keys that are not sent are made from the words; those that are stay, so that scorecards of
    several revisions can be compared.

    Raises:
        InvalidInput: with what to mend.
    """
    _only(value, _CONTENT, "A template")
    language = value.get("language", "")
    if not isinstance(language, str) or (language and not _KEY.fullmatch(language)):
        raise InvalidInput("“language” must be the name of a language.")
    return Content(
        title=one_line(value.get("title"), "The title", maximum=MAX_TITLE),
        description=many_lines(
            value.get("description", ""), "The description", maximum=MAX_DESCRIPTION
        ),
        language=language,
        instructions=many_lines(
            value.get("instructions", ""), "The instructions", maximum=INSTRUCTIONS_MAXIMUM
        ),
        questions=_questions(value.get("questions", ())),
        competencies=_keyed(value, "competencies", MAX_COMPETENCIES, _competency),
        fields=_keyed(value, "fields", MAX_FIELDS, _field),
        plan=_keyed(value, "plan", MAX_PARTS, _part),
    )


_CONTENT: Final = frozenset(
    {
        "title", "description", "language", "instructions", "questions", "competencies", "fields",
        "plan",
    }
)  # fmt: skip


def _questions(values: object) -> tuple[TemplateQuestion, ...]:
    found = []
    for one in _list(values, "questions", MAX_QUESTIONS):
        _only(one, {"question_id", "language"}, "A question of a template")
        language = one.get("language") or None
        if language is not None and not (isinstance(language, str) and _KEY.fullmatch(language)):
            raise InvalidInput("A question’s “language” must be the name of a language.")
        found.append(TemplateQuestion(_question_id(one.get("question_id")), language))
    if len({one.question_id for one in found}) < len(found):
        raise InvalidInput("A question is there twice. Please take one out.")
    return tuple(found)


def _competency(value: Mapping[str, Any], key: Callable[[str], str]) -> TemplateCompetency:
    _only(value, {"key", "competency", "levels"}, "A competency")
    name = one_line(value.get("competency"), "A competency", maximum=MAX_NAME)
    levels = value.get("levels") or {}
    known = {str(level) for level in range(1, LEVELS + 1)}
    if not isinstance(levels, dict) or not levels.keys() <= known:
        raise InvalidInput(f"The levels of “{name}” must be numbered from 1 to {LEVELS}.")
    words = tuple(
        many_lines(levels.get(str(level), ""), f"A level of “{name}”", maximum=MAX_WORDS).strip()
        for level in range(1, LEVELS + 1)
    )
    return TemplateCompetency(key(name), name, words)


def _field(value: Mapping[str, Any], key: Callable[[str], str]) -> ScorecardField:
    _only(value, {"key", "label", "type", "options", "required"}, "A field")
    label = one_line(value.get("label"), "The name of a field", maximum=MAX_NAME)
    kind = value.get("type", "text")
    if kind not in FIELD_TYPES:
        raise InvalidInput(f"The type of “{label}” must be one of {', '.join(FIELD_TYPES)}.")
    required = value.get("required", False)
    if not isinstance(required, bool):
        raise InvalidInput(f"“required” of “{label}” must be true or false.")
    options = value.get("options") or ()
    if not isinstance(options, list | tuple) or len(options) > MAX_OPTIONS:
        raise InvalidInput(f"“{label}” may have at most {MAX_OPTIONS} options.")
    words = tuple(one_line(one, f"An option of “{label}”", maximum=MAX_NAME) for one in options)
    if kind != "select":
        words = ()
    elif len(set(words)) < max(2, len(words)):
        raise InvalidInput(f"“{label}” needs at least two options, each another one.")
    return ScorecardField(key(label), label, kind, words, required)


def _part(value: Mapping[str, Any], key: Callable[[str], str]) -> Part:
    _only(value, {"key", "title", "minutes", "notes", "question_id"}, "A part of the plan")
    title = one_line(value.get("title"), "The name of a part", maximum=MAX_NAME)
    minutes = value.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= MAX_MINUTES:
        raise InvalidInput(f"The minutes of “{title}” must be a number from 1 to {MAX_MINUTES:,}.")
    question_id = value.get("question_id")
    return Part(
        key(title),
        title,
        minutes,
        many_lines(value.get("notes", ""), f"The notes of “{title}”", maximum=MAX_NOTES),
        None if question_id is None else _question_id(question_id),
    )


def _keyed(
    value: Mapping[str, Any],
    name: str,
    most: int,
    read: Callable[[Mapping[str, Any], Callable[[str], str]], T],
) -> tuple[T, ...]:
    """A list of things that have keys, each another one."""
    values = _list(value.get(name, ()), name, most)
    # Keys that were given out are kept for their owners before new ones are made.
    given = [one.get("key") for one in values]
    if any(key is not None and not _is_key(key) for key in given):
        raise InvalidInput(f"A key in “{name}” must be small letters, digits and hyphens.")
    taken = {key for key in given if key}
    if len(taken) < sum(1 for key in given if key):
        raise InvalidInput(f"Two things in “{name}” have the same key.")

    def key_of(one: Mapping[str, Any]) -> Callable[[str], str]:
        def key(words: str) -> str:
            made = str(one.get("key") or free_slug(slug_of(words), taken))
            taken.add(made)
            return made

        return key

    return tuple(read(one, key_of(one)) for one in values)


def _is_key(key: object) -> bool:
    return key == "" or (isinstance(key, str) and _KEY.fullmatch(key) is not None)


def _question_id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InvalidInput("“question_id” must be the id of a question.")
    return value


def _list(values: object, name: str, most: int) -> list[Mapping[str, Any]]:
    if not isinstance(values, list | tuple) or not all(isinstance(one, dict) for one in values):
        raise InvalidInput(f"“{name}” must be a list of objects.")
    if len(values) > most:
        raise InvalidInput(f"There may be at most {most} in “{name}”.")
    return list(values)


def _only(value: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise InvalidInput(f"{what} has no “{str(unknown[0])[:40]}”.")
