"""Who may see whose pads, questions and templates: one rule, in Python and as a condition in SQL.

What a role may do at all says `auth.host_policy`; here is whose. An admin sees all, and what
belongs to no team is the whole organization's. What belongs to a team is seen by its members, by
who made it and by who is assigned to it. What somebody may not see is, to them, not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, Select, Table, or_, select, true

from ..db.tables import PadInterviewerRow, PadRow, QuestionRow, TeamMemberRow

_PAD = cast(Table, PadRow.__table__)
_QUESTION = cast(Table, QuestionRow.__table__)
_ASSIGNED = cast(Table, PadInterviewerRow.__table__)
_TEAM_MEMBER = cast(Table, TeamMemberRow.__table__)


class Viewer(Protocol):
    """Somebody who wants to see something: a member with the ids of their teams."""

    @property
    def id(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def teams(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Owned:
    """Whose something is.

    Arguments:
        team_id: of the team it belongs to; None where it is the organization's.
        made_by: id of the member who made it; None when they are gone.
        assigned: ids of the members who are to work with it.
    """

    team_id: str | None
    made_by: str | None = None
    assigned: frozenset[str] = frozenset()

    @classmethod
    def by_model(cls, model: Mapping[str, Any]) -> Owned:
        """Whose a pad is, by its JSON. Called where changes are told to those who look on."""
        team, maker = model["team"], model["created_by"]
        return cls(
            team["id"] if team else None,
            maker["id"] if maker else None,
            frozenset(one["id"] for one in model["assigned"]),
        )


def may_see(viewer: Viewer, owned: Owned) -> bool:
    """Whether it is there for them."""
    return (
        viewer.role == "admin"
        or owned.team_id is None
        or owned.team_id in viewer.teams
        or owned.made_by == viewer.id
        or viewer.id in owned.assigned
    )


def may_give(viewer: Viewer, team_id: str | None) -> bool:
    """Whether they may let something belong to this team. Called before that is written."""
    return team_id is None or viewer.role == "admin" or team_id in viewer.teams


def pads_seen_by(
    viewer: Viewer, of: Callable[[str], ColumnElement[Any]] = _PAD.c.__getitem__
) -> ColumnElement[bool]:
    """`may_see` as a condition on pads.

    Arguments:
        of: gives the table's columns by their names.
    """
    if viewer.role == "admin":
        return true()
    # Asked for each pad that it comes to: they may be assigned to very many.
    assigned = (
        select(_ASSIGNED.c.pad_id)
        .where(_ASSIGNED.c.pad_id == _PAD.c.id, _ASSIGNED.c.member_id == viewer.id)
        .correlate(_PAD)
        .exists()
    )
    return _seen_by(viewer.id, of("team_id"), of("created_by"), [assigned])


def questions_seen_by(member_id: str, question_id: ColumnElement[str]) -> ColumnElement[bool]:
    """`may_see` as a condition on questions, for members who are no admins.

    Arguments:
        question_id: the column of what is looked through.
    """
    of_teams = select(_QUESTION.c.id).where(_QUESTION.c.team_id.is_not(None))
    seen = of_teams.where(_seen_by(member_id, _QUESTION.c.team_id, _QUESTION.c.author_id))
    return or_(question_id.not_in(of_teams), question_id.in_(seen))


def templates_seen_by(
    viewer: Viewer, of: Callable[[str], ColumnElement[Any]]
) -> ColumnElement[bool]:
    """`may_see` as a condition on templates of interviews.

    Arguments:
        of: gives the table's columns by their names.
    """
    if viewer.role == "admin":
        return true()
    return _seen_by(viewer.id, of("team_id"), of("author_id"))


def _seen_by(
    member_id: str,
    team_id: ColumnElement[Any],
    made_by: ColumnElement[Any],
    more: Iterable[ColumnElement[bool]] = (),
) -> ColumnElement[bool]:
    return or_(team_id.is_(None), made_by == member_id, team_id.in_(teams_of(member_id)), *more)


def teams_of(member_id: str) -> Select[Any]:
    """The ids of a member's teams, for conditions such as those above.

    Asked anew each time: what is known of a member in memory may be older.
    """
    return select(_TEAM_MEMBER.c.team_id).where(_TEAM_MEMBER.c.member_id == member_id)
