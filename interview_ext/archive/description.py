"""What an archive says of its interview. Pure: no tornado, traitlets, database or clock.

The format is documented in docs/archive-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, get_args

from ..errors import InvalidInput
from ..pads.life import KINDS, STATES
from ..pads.pad import START_WITH, Pad, SubmittedBy, is_pad_id

FORMAT = 1

DESCRIPTION = "interview.json"
FILES = "files/"
PAGE = "playback.html"

ROLES = ("candidate", "interviewer", "observer")

# A person's id, and the longest of what people may be called or have written.
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_SHORT, _LONG = 255, 200_000
MAX_PEOPLE = 1000

_TIMES = (
    "created", "started", "ended", "last_activity", "sealed_at", "recording_deleted",
    "due", "deadline", "submitted", "reviewed",
)  # fmt: skip
# What is of no meaning on another machine: its members, teams, links and appointments.
_LEFT_OUT = (
    "created_by", "deleted_at", "candidate_email", "door", "ephemeral", "starts_at", "duration",
    "time_zone", "schedule_sequence", "reviewed_by", "link_id", "counted", "team_id",
)  # fmt: skip
_SUBMITTED_BY = get_args(SubmittedBy)


@dataclass(frozen=True)
class Person:
    """Somebody who was in the interview.

    Arguments:
        id: the author in the recording's frames.
        created: when they first came in.
    """

    id: str
    role: str
    name: str
    created: datetime


@dataclass(frozen=True)
class Description:
    """An interview without its content.

    Arguments:
        pad: as the control plane kept it; who made it is left out, that is another machine's.
        people: who was in it.
        tasks: those that were opened, as `tasks.task.outward` has them. They are for whoever reads
            the archive: importing it makes no tasks.
    """

    pad: Pad
    people: tuple[Person, ...]
    tasks: tuple[Mapping[str, Any], ...] = ()

    def model(self) -> dict[str, Any]:
        """As JSON; times in ISO 8601."""
        pad = {key: _outward(value) for key, value in asdict(self.pad).items()}
        return {
            "format": FORMAT,
            "pad": {key: value for key, value in pad.items() if key not in _LEFT_OUT},
            "people": [
                {key: _outward(value) for key, value in asdict(person).items()}
                for person in self.people
            ],
            "tasks": [dict(task) for task in self.tasks],
        }


def parse_description(model: Any) -> Description:
    """What an archive says, which anybody may have written.

    Raises:
        InvalidInput: with what is wrong; nothing of it is to be believed then.
    """
    if not isinstance(model, Mapping):
        raise _wrong("it is no JSON object")
    if model.get("format") != FORMAT:
        raise InvalidInput(
            f"The archive is of format {model.get('format')!r:.20}, and this version reads format "
            f"{FORMAT}. A newer version may have made it; update interview_ext."
        )
    pad, people = model.get("pad"), model.get("people")
    if not isinstance(pad, Mapping):
        raise _wrong('"pad" is missing')
    if not isinstance(people, list) or len(people) > MAX_PEOPLE:
        raise _wrong(f'"people" is no list of at most {MAX_PEOPLE}')
    described = Description(_pad(pad), tuple(_person(person) for person in people))
    if len({person.id for person in described.people}) != len(people):
        raise _wrong("two people have the same id")
    return described


def _pad(model: Mapping[str, Any]) -> Pad:
    values: dict[str, Any] = {"created_by": None}
    for field in fields(Pad):
        if field.name in _LEFT_OUT:
            continue
        value = model.get(field.name)
        if field.name in _TIMES:
            value = _time(field.name, value, needed=field.name == "created")
        elif field.name == "sealed_frames":
            if value is not None and (type(value) is not int or not 0 <= value < 2**53):
                raise _wrong('"sealed_frames" is no number')
        elif field.name == "time_limit":
            if value is not None and (type(value) is not int or not 0 < value < 10**6):
                raise _wrong('"time_limit" is no number of minutes')
        elif field.name == "submitted_by":
            value = value or ""
            if value not in _SUBMITTED_BY:
                raise _wrong(f'"submitted_by" is {value!r:.40}, which is not known here')
        elif field.name == "sealed_head":
            if value is not None and not re.fullmatch(r"[0-9a-f]{64}", str(value)):
                raise _wrong('"sealed_head" is no SHA-256')
        else:
            longest = _LONG if field.name == "instructions" else _SHORT
            value = _text(field.name, value, longest)
        values[field.name] = value
    for name, known in (("kind", KINDS), ("state", STATES), ("start_with", START_WITH)):
        if values[name] not in known:
            raise _wrong(f'"{name}" is {values[name]!r:.40}, which is not known here')
    if not is_pad_id(values["id"]):
        raise _wrong('"id" is not the id of a pad')
    return Pad(**values)


def _person(model: Any) -> Person:
    if not isinstance(model, Mapping):
        raise _wrong("one of the people is no JSON object")
    id, role = model.get("id"), model.get("role")
    if not isinstance(id, str) or not _ID.match(id):
        raise _wrong("the id of one of the people is none")
    if role not in ROLES:
        raise _wrong(f"somebody is {role!r:.40}, which is not known here")
    created = _time("created", model.get("created"), needed=True)
    assert created is not None
    return Person(id, role, _text("name", model.get("name"), _SHORT), created)


def _text(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise _wrong(f'"{name}" is no text of at most {longest:,} characters')
    return value


def _time(name: str, value: Any, needed: bool = False) -> datetime | None:
    if value is None and not needed:
        return None
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(f'"{name}" is no time') from None
    if time.tzinfo is None:
        raise _wrong(f'"{name}" is a time without a zone')
    return time.astimezone(UTC)


def _outward(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _wrong(what: str) -> InvalidInput:
    return InvalidInput(f"The archive's {DESCRIPTION} cannot be read: {what}.")
