"""Pads as JSON, as members get them. Pure: no tornado, traitlets or database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .life import actions, extendable
from .pad import Pad

if TYPE_CHECKING:
    from .store import Member, Surroundings


def pad_model(
    pad: Pad,
    around: Surroundings,
    *,
    present: list[str],
    last_activity: datetime | None,
    url: str,
) -> dict[str, Any]:
    """One pad as JSON, with None for what others describe; see `PadManager.describe`.

    Arguments:
        around: the people and questions it has to do with.
        present: the names of those who have it open.
        url: the path of its one address.
    """
    return {
        "id": pad.id,
        "title": pad.title,
        "kind": pad.kind,
        "state": pad.state,
        "language": pad.language,
        "candidate_name": pad.candidate_name,
        "interviewers": around.interviewers,
        "created": iso(pad.created),
        "started": iso(pad.started),
        "ended": iso(pad.ended),
        "last_activity": iso(last_activity),
        "url": url,
        "knocking": around.knocking,
        "present": present,
        "candidate_email": pad.candidate_email,
        "door": pad.door,
        "starts_at": iso(pad.starts_at),
        "duration": pad.duration,
        "time_zone": pad.time_zone,
        "time_limit": pad.time_limit,
        "due": iso(pad.due),
        "deadline": iso(pad.deadline),
        "submitted": iso(pad.submitted),
        "submitted_by": pad.submitted_by,
        "reviewed": iso(pad.reviewed),
        "reviewed_by": around.reviewed_by,
        "link_id": pad.link_id,
        # Its name is described by who knows it; whose it is must never be left out.
        "team": {"id": pad.team_id, "name": ""} if pad.team_id else None,
        "created_by": named(around.created_by),
        "assigned": [named(one) for one in around.assigned],
        "questions": [{"id": id, "title": title} for id, title in around.questions],
        "template": None,
        "tests": None,
        "mailed": None,
        # Everybody's, of which `PadModelMixin.outward` tells each member their own.
        "feedback": None,
    }


def offered(model: dict[str, Any], member: Member, now: datetime) -> list[str]:
    """What a member may do now with a pad that is given as JSON; its rows in lists show these.

    Arguments:
        model: as `pad_model` returns it.
        now: aware.
    """
    own = member.id in {one["id"] for one in (*model["assigned"], model["created_by"]) if one}
    possible = actions(model["kind"], model["state"], member.role, own=own)
    # A live pad is started by admitting somebody.
    left_out = {"start"}
    if not extendable(
        model["state"],
        _time(model["deadline"]),
        model["submitted_by"],
        _time(model["submitted"]),
        now,
    ):
        left_out.add("extend")
    return [action for action in possible if action not in left_out]


def named(who: tuple[str, str] | None) -> dict[str, str] | None:
    """Somebody's id and name as JSON."""
    return {"id": who[0], "name": who[1]} if who is not None else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def iso(when: datetime | None) -> str | None:
    """A time as JSON has it: ISO 8601 in UTC, to the millisecond."""
    if when is None:
        return None
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
