"""Where the lines of the audit log are. There is no way to change one or to take it out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, insert, or_, select

from ..db.engine import Database
from ..db.tables import AuditRow, MemberRow, PadRow
from .line import AuditLine

_AUDIT = cast(Table, AuditRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_PAD = cast(Table, PadRow.__table__)

SHOWN_BY = (_AUDIT.c.action, _AUDIT.c.member_id, _AUDIT.c.pad_id)
"""The columns by which it is decided whether somebody may see a line."""


@dataclass(frozen=True)
class AuditQuery:
    """Which lines are asked for; what is left out does not narrow.

    Arguments:
        before: only lines older than the one with this id.
        actions: whole ones, or their first word for all that begin with it (``"pad"``).
        since, until: from this time on, and up to but without that one.
    """

    before: int | None = None
    pad_id: str = ""
    member_ids: Sequence[str] = ()
    actions: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None


class AuditStore:
    """Adds lines and reads them, newest first. Called by `AuditLog`.

    Whatever reads takes as `shown` which lines the one who asks may see. Every method raises
    `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        at: datetime,
        action: str,
        member_id: str | None,
        member_name: str | None,
        pad_ids: Sequence[str],
        details: Mapping[str, Any],
    ) -> None:
        """Keep a line for each of the pads, all or none.

        Arguments:
            member_name: none to look it up.
        """
        async with self._database.writing() as connection:
            if member_name is None:
                query = select(_MEMBER.c.name).where(_MEMBER.c.id == member_id)
                member_name = (await connection.execute(query)).scalar() or ""
            line = {
                "at": at,
                "action": action,
                "member_id": member_id,
                "member_name": member_name,
                "details": json.dumps(details, ensure_ascii=False),
            }
            await connection.execute(
                insert(_AUDIT), [{**line, "pad_id": pad_id} for pad_id in pad_ids]
            )

    async def find(
        self, query: AuditQuery, limit: int, shown: ColumnElement[bool]
    ) -> list[AuditLine]:
        """The newest lines that are asked for, newest first."""
        statement = (
            select(_AUDIT, _PAD.c.title)
            .where(shown)
            .join(_PAD, _PAD.c.id == _AUDIT.c.pad_id, isouter=True)
            .order_by(_AUDIT.c.id.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(_narrow(statement, query))).all()
        return [_line(row) for row in rows]

    async def actions(self, shown: ColumnElement[bool]) -> list[str]:
        """Every action that there is a line of, in alphabetical order."""
        statement = select(_AUDIT.c.action).where(shown).distinct().order_by(_AUDIT.c.action)
        async with self._database.reading() as connection:
            return list((await connection.execute(statement)).scalars())

    async def members(self, shown: ColumnElement[bool]) -> list[tuple[str, str]]:
        """Id and present name of everybody who did something, by name; as then if they left."""
        statement = (
            select(_AUDIT.c.member_id, _AUDIT.c.member_name, _MEMBER.c.name)
            .join(_MEMBER, _MEMBER.c.id == _AUDIT.c.member_id, isouter=True)
            .where(_AUDIT.c.member_id.is_not(None), shown)
            .distinct()
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(statement)).all()
        names = {row[0]: row[2] or row[1] for row in rows}
        return sorted(names.items(), key=lambda item: (item[1].casefold(), item[0]))


def _narrow(statement: Select[Any], query: AuditQuery) -> Select[Any]:
    if query.before is not None:
        statement = statement.where(_AUDIT.c.id < query.before)
    if query.pad_id:
        statement = statement.where(_AUDIT.c.pad_id == query.pad_id)
    if query.member_ids:
        statement = statement.where(_AUDIT.c.member_id.in_(query.member_ids))
    if query.actions:
        statement = statement.where(
            or_(
                *(
                    _AUDIT.c.action == action
                    if "." in action
                    else _AUDIT.c.action.startswith(f"{action}.", autoescape=True)
                    for action in query.actions
                )
            )
        )
    if query.since is not None:
        statement = statement.where(_AUDIT.c.at >= query.since)
    if query.until is not None:
        statement = statement.where(_AUDIT.c.at < query.until)
    return statement


def _line(row: Row[Any]) -> AuditLine:
    return AuditLine(
        id=row.id,
        at=row.at,
        action=row.action,
        member_id=row.member_id,
        member_name=row.member_name,
        pad_id=row.pad_id,
        pad_title=row.title or "",
        details=json.loads(row.details),
    )
