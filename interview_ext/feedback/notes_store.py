"""What the database keeps of who may read notes; the notes themselves are drafts."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, insert, select, union, update

from ..db.engine import Database
from ..db.tables import MemberRow, NotesRow, PadInterviewerRow, PadRow, ParticipantRow
from ..errors import NotFound
from .notes import Visibility, valid_visibility

_NOTES = cast(Table, NotesRow.__table__)
_PAD = cast(Table, PadRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_ASSIGNED = cast(Table, PadInterviewerRow.__table__)
_PARTICIPANT = cast(Table, ParticipantRow.__table__)


class NotesStore:
    """Reads and writes who may read notes. Called by the notes manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def visibilities(self, pad_id: str) -> dict[str, Visibility]:
        """Who may read each member's notes about a pad, by the member's id."""
        query = select(_NOTES.c.member_id, _NOTES.c.visibility).where(_NOTES.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {row.member_id: valid_visibility(row.visibility) for row in rows}

    async def put(
        self, pad_id: str, member_id: str, visibility: Visibility, *, anew: bool = True
    ) -> Visibility:
        """Keep who may read a member's notes about a pad.

        Arguments:
            anew: whether it counts also where something is kept already.

        Returns:
            What is kept now.

        Raises:
            NotFound: there is no such pad.
        """
        where = (_NOTES.c.pad_id == pad_id, _NOTES.c.member_id == member_id)
        there = select(_PAD.c.id).where(_PAD.c.id == pad_id, _PAD.c.deleted_at.is_(None))
        async with self._database.writing() as connection:
            if (await connection.execute(there)).first() is None:
                raise NotFound("There is no such interview. Please check its address.")
            kept = (await connection.execute(select(_NOTES.c.visibility).where(*where))).scalar()
            if kept is None:
                await connection.execute(
                    insert(_NOTES).values(pad_id=pad_id, member_id=member_id, visibility=visibility)
                )
            elif anew:
                await connection.execute(update(_NOTES).where(*where).values(visibility=visibility))
            else:
                return valid_visibility(kept)
        return visibility

    async def interviewers(self, pad_id: str) -> set[str]:
        """The ids of the members who are assigned to a pad, or went in as interviewers."""
        assigned = select(_ASSIGNED.c.member_id).where(_ASSIGNED.c.pad_id == pad_id)
        inside = select(_PARTICIPANT.c.member_id).where(
            _PARTICIPANT.c.pad_id == pad_id,
            _PARTICIPANT.c.role == "interviewer",
            _PARTICIPANT.c.member_id.is_not(None),
        )
        async with self._database.reading() as connection:
            return set((await connection.execute(union(assigned, inside))).scalars())

    async def names(self, member_ids: Collection[str]) -> dict[str, str]:
        """What members are called, also those who were removed, by their ids."""
        query = select(_MEMBER.c.id, _MEMBER.c.name).where(_MEMBER.c.id.in_(sorted(member_ids)))
        async with self._database.reading() as connection:
            return {row.id: row.name for row in await connection.execute(query)}
