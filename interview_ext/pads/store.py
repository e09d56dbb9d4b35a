"""What the control plane keeps, in the database's terms: members, pads, admissions, entries."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, Row, Table, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ..auth.participant import Participant
from ..auth.visibility import Viewer, pads_seen_by
from ..db.engine import Database
from ..db.tables import (
    AdmissionRow,
    EntryRow,
    MemberRow,
    PadInterviewerRow,
    PadRow,
    ParticipantRow,
    SignInRow,
    TaskRow,
    TeamMemberRow,
    TeamRow,
)
from ..db.tables import Table as Metadata
from ..errors import Conflict, NotFound
from ..feedback.visibility import addresses
from ..mail.address import compared
from ..waiting.admission import Admission
from .listing import found_by, keep_languages
from .pad import FINISHED, Pad

_PAD = cast(Table, PadRow.__table__)
_ADMISSION = cast(Table, AdmissionRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_PARTICIPANT = cast(Table, ParticipantRow.__table__)
_ENTRY = cast(Table, EntryRow.__table__)
_TASK = cast(Table, TaskRow.__table__)
_TEAM = cast(Table, TeamRow.__table__)
_TEAM_MEMBER = cast(Table, TeamMemberRow.__table__)
_ASSIGNED = cast(Table, PadInterviewerRow.__table__)
_SIGN_IN = cast(Table, SignInRow.__table__)

_PAD_COLUMNS = [_PAD.c[one.name] for one in fields(Pad)]
_ADMISSION_COLUMNS = [_ADMISSION.c[one.name] for one in fields(Admission)]


# What members write about a pad, and may change.
_WRITTEN = (
    "title", "candidate_name", "candidate_email", "instructions", "starts_at", "duration",
    "time_zone", "schedule_sequence", "time_limit", "due", "deadline", "team_id",
)  # fmt: skip

# Take-homes somebody works on.
_RUNNING = (
    _PAD.c.kind == "take_home",
    _PAD.c.state == "in_progress",
    _PAD.c.deleted_at.is_(None),
)

# PostgreSQL's name for the making of pads, one maker after the other.
_QUOTA_LOCK = 0x696E7476


@dataclass(frozen=True)
class Member:
    """Somebody who signs in: an admin, an interviewer or a reviewer.

    Arguments:
        teams: the ids of the teams they are in.
        email: "" where it is not known.
    """

    id: str
    username: str
    name: str
    role: str
    teams: frozenset[str] = frozenset()
    email: str = ""


@dataclass
class Surroundings:
    """What is shown with a pad and is not its own.

    Arguments:
        created_by: id and name of who made it; none when that member is gone.
        reviewed_by: the name of who finished its review.
        assigned: id and name of each member who is assigned to it, by name.
        questions: id and title of the questions of its tasks, in their order.
        came: id and name of each member who came in as an interviewer, in that order.
        knocking: how many wait to be let in.
    """

    created_by: tuple[str, str] | None = None
    reviewed_by: str | None = None
    assigned: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    came: list[tuple[str, str]] = field(default_factory=list)
    knocking: int = 0

    @property
    def interviewers(self) -> list[str]:
        """The names of its interviewers: who made it, then who came in."""
        maker = [self.created_by] if self.created_by is not None else []
        return list(dict([*maker, *self.came]).values())


def new_id() -> str:
    """An unguessable id (128 bits) for anything that is named in a URL."""
    return secrets.token_hex(16)


class Store:
    """Reads and writes whole domain objects; knows nothing of what is allowed when.

    Called by the managers. Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """Where all of it is, for stores of other things."""
        return self._database

    # -- members

    async def member(self, member_id: str) -> Member | None:
        """The member with this id, unless they were removed."""
        return await self._member(_MEMBER.c.id == member_id, _MEMBER.c.removed.is_(None))

    async def member_named(self, username: str) -> Member | None:
        """The member with this name at the identity provider."""
        return await self._member(_MEMBER.c.username == username)

    async def members_at(self, email: str) -> list[str]:
        """The ids of the members who are known by an e-mail address, in the order of their ids.

        Those who were removed are none any more.
        """
        wanted = compared(email)
        if not wanted:
            return []
        kept = (_MEMBER.c.email, _MEMBER.c.username)
        query = select(_MEMBER.c.id, *kept).where(
            _MEMBER.c.removed.is_(None),
            or_(
                *(func.lower(column) == wanted for column in kept),
                # A database folds other letters than we do, so those are all looked at.
                *(column.regexp_match("[^!-~]") for column in kept),
            ),
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_MEMBER.c.id))).all()
        return [row.id for row in rows if wanted in addresses(row)]

    async def _member(self, *conditions: Any) -> Member | None:
        async with self._database.reading() as connection:
            columns = ("id", "username", "name", "role", "email")
            query = select(*(_MEMBER.c[name] for name in columns))
            row = (await connection.execute(query.where(*conditions))).first()
            if row is None:
                return None
            query = select(_TEAM_MEMBER.c.team_id).where(_TEAM_MEMBER.c.member_id == row.id)
            teams = frozenset((await connection.execute(query)).scalars())
            return Member(**row._mapping, teams=teams)

    async def keep_member(self, member: Member, now: datetime) -> Member:
        """Add a member, or bring name and role of the one with this user name up to date.

        Returns:
            The member as kept, whose id is the old one if there was one.
        """
        try:
            async with self._database.writing() as connection:
                changed = await connection.execute(
                    update(_MEMBER)
                    .where(_MEMBER.c.username == member.username)
                    .values(name=member.name, role=member.role)
                )
                if changed.rowcount == 0:
                    row = {**asdict(member), "created": now}
                    del row["teams"]
                    await connection.execute(insert(_MEMBER).values(**row))
        except IntegrityError:
            # Two first requests of one member at the same time: the other one added the row.
            pass
        kept = await self.member_named(member.username)
        assert kept is not None
        return kept

    # -- pads

    async def add_pads(
        self,
        pads: Sequence[tuple[Pad, Iterable[str]]],
        *,
        since: datetime | None = None,
        check: Callable[[int], None] | None = None,
    ) -> None:
        """Keep new pads, each with the ids of the members who are assigned to it; all or none.

        Arguments:
            since: beginning of the quota's period; none for all times.
            check: given how many pads count in it, raises if these are too many. Nobody else adds
                pads between that and their being kept.
        """
        async with self._database.writing() as connection:
            if check is not None:
                if connection.dialect.name == "postgresql":
                    await connection.execute(select(func.pg_advisory_xact_lock(_QUOTA_LOCK)))
                check(await _counted(connection, since))
            await connection.execute(insert(_PAD), [_row(pad) for pad, _ in pads])
            await keep_languages(connection, [pad.id for pad, _ in pads])
            for pad, assigned in pads:
                await _assign(connection, pad.id, assigned)

    async def counted_pads(self, since: datetime | None) -> int:
        """How many pads count against the quota, those that were deleted included."""
        async with self._database.reading() as connection:
            return await _counted(connection, since)

    async def roles(self, member_ids: Iterable[str]) -> dict[str, str]:
        """The roles of members, by their ids; who is unknown or was removed is left out."""
        query = select(_MEMBER.c.id, _MEMBER.c.role).where(
            _MEMBER.c.id.in_(list(member_ids)), _MEMBER.c.removed.is_(None)
        )
        async with self._database.reading() as connection:
            return {id: role for id, role in await connection.execute(query)}

    async def has_team(self, team_id: str) -> bool:
        """Whether there is such a team."""
        query = select(_TEAM.c.id).where(_TEAM.c.id == team_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def add_imported(
        self, pad: Pad, people: Iterable[tuple[str, str, str, datetime]]
    ) -> None:
        """Keep a pad from elsewhere with its people; called by the import command.

        Arguments:
            people: id, role, name and when they came in, of each.

        Raises:
            Conflict: the pad, or a tombstone of it, is here already; nothing was changed.
        """
        rows = [
            {"id": id, "pad_id": pad.id, "role": role, "name": name, "created": created}
            for id, role, name, created in people
        ]
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(_PAD).values(**_row(pad)))
                await keep_languages(connection, [pad.id])
                if rows:
                    await connection.execute(insert(_PARTICIPANT), rows)
        except IntegrityError:
            raise Conflict(
                "This interview is here already, or was deleted here. Nothing was imported."
            ) from None

    async def people(self, pad_id: str) -> list[tuple[str, str, str, datetime]]:
        """Who was in a pad: id, role, name and when they came in, in that order."""
        columns = (_PARTICIPANT.c[name] for name in ("id", "role", "name", "created"))
        query = select(*columns).where(_PARTICIPANT.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_PARTICIPANT.c.created))
            return [tuple(row) for row in rows]

    async def pad(self, pad_id: str, seen_by: Viewer | None = None) -> Pad:
        """The pad with this id.

        Arguments:
            seen_by: the member who asks, who is not to know of pads that they may not see.

        Raises:
            NotFound: there is none, it was deleted, or they may not see it.
        """
        query = select(*_PAD_COLUMNS).where(_PAD.c.id == pad_id, _PAD.c.deleted_at.is_(None))
        if seen_by is not None:
            query = query.where(_PAD.c.ephemeral.is_(False), pads_seen_by(seen_by))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound("There is no such interview. Please check its address.")
        return _pad(row)

    async def sees(self, viewer: Viewer, pad_id: str) -> bool:
        """Whether a member may know of a pad; of one that was deleted, whose it was counts."""
        query = select(_PAD.c.id).where(
            _PAD.c.id == pad_id, _PAD.c.ephemeral.is_(False), pads_seen_by(viewer)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def recorded(self, before: datetime) -> list[str]:
        """The ids of finished pads that ended by then and have their recording yet."""
        query = select(_PAD.c.id).where(
            _PAD.c.deleted_at.is_(None),
            _PAD.c.state.in_(sorted(FINISHED)),
            _PAD.c.recording_deleted.is_(None),
            _PAD.c.ended <= before,
        )
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def pads(
        self, *, state: str | None = None, ids: Iterable[str] | None = None
    ) -> list[Pad]:
        """All pads that were not deleted, newest first; those in a state, or with these ids."""
        query = select(*_PAD_COLUMNS).where(_PAD.c.deleted_at.is_(None))
        if state is not None:
            query = query.where(_PAD.c.state == state)
        if ids is not None:
            query = query.where(_PAD.c.id.in_(list(ids)))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_PAD.c.created.desc()))).all()
        return [_pad(row) for row in rows]

    async def change_pad(self, pad: Pad, was: str) -> None:
        """Keep a pad's new state and times.

        Arguments:
            was: the state it was read in.

        Raises:
            Conflict: somebody else changed it in between; nothing was changed.
        """
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(_PAD)
                .where(_PAD.c.id == pad.id, _PAD.c.state == was, _PAD.c.deleted_at.is_(None))
                .values(
                    state=pad.state,
                    started=pad.started,
                    ended=pad.ended,
                    last_activity=pad.last_activity,
                    deadline=pad.deadline,
                    submitted=pad.submitted,
                    submitted_by=pad.submitted_by,
                    reviewed=pad.reviewed,
                    reviewed_by=pad.reviewed_by,
                )
            )
            if changed.rowcount == 0:
                raise _changed_meanwhile()

    async def edit_pad(self, pad: Pad, was: str, assigned: Iterable[str] | None) -> None:
        """Keep what members wrote about a pad.

        Arguments:
            was: the state it was read in.
            assigned: the ids of those who are assigned to it; none to leave that as it is.

        Raises:
            Conflict: somebody else changed it in between; nothing was changed.
        """
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(_PAD)
                .where(_PAD.c.id == pad.id, _PAD.c.state == was, _PAD.c.deleted_at.is_(None))
                .values(
                    **{name: getattr(pad, name) for name in _WRITTEN},
                    **found_by(pad.title, pad.candidate_name, pad.candidate_email),
                )
            )
            if changed.rowcount == 0:
                raise _changed_meanwhile()
            if assigned is not None:
                await connection.execute(delete(_ASSIGNED).where(_ASSIGNED.c.pad_id == pad.id))
                await _assign(connection, pad.id, assigned)

    async def overdue(self, deadline: datetime) -> list[str]:
        """The ids of take-homes in progress whose deadline is at that time or before."""
        query = select(_PAD.c.id).where(*_RUNNING, _PAD.c.deadline <= deadline)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_PAD.c.deadline))
            return list(rows.scalars())

    async def next_deadline(self, after: datetime) -> datetime | None:
        """The first deadline of a take-home in progress after that time."""
        query = select(func.min(_PAD.c.deadline)).where(*_RUNNING, _PAD.c.deadline > after)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar()

    async def practice_pads(self, real_id: str | None) -> list[Pad]:
        """Candidates' practice pads; those for one take-home, or all."""
        query = select(*_PAD_COLUMNS).where(_PAD.c.ephemeral, _PAD.c.created_by.is_(None))
        if real_id is not None:
            query = query.where(_PAD.c.link_id == real_id)
        async with self._database.reading() as connection:
            return [_pad(row) for row in await connection.execute(query)]

    async def unmade_pads(self) -> list[str]:
        """The ids of pads of members whose making was broken off; see `made_pads`."""
        query = select(_PAD.c.id).where(_PAD.c.ephemeral, _PAD.c.created_by.is_not(None))
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def made_pads(self, pad_ids: Iterable[str]) -> None:
        """Have pads be there for everybody that were added as ephemeral, and are whole now."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_PAD).where(_PAD.c.id.in_(list(pad_ids))).values(ephemeral=False)
            )

    async def seal_pad(self, pad_id: str, frames: int, head: str, at: datetime) -> None:
        """Keep what a recording was when its interview ended; see `Pad`."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_PAD)
                .where(_PAD.c.id == pad_id, _PAD.c.deleted_at.is_(None))
                .values(sealed_frames=frames, sealed_head=head, sealed_at=at)
            )

    async def recording_deleted(self, pad_id: str, when: datetime) -> None:
        """Keep that a pad's recording was deleted; its seal stays."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_PAD).where(_PAD.c.id == pad_id).values(recording_deleted=when)
            )

    async def begin_recording(self, pad_id: str) -> None:
        """Forget the recording that was deleted: a new one begins."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_PAD)
                .where(_PAD.c.id == pad_id)
                .values(
                    sealed_frames=None, sealed_head=None, sealed_at=None, recording_deleted=None
                )
            )

    async def touch_pads(self, activity: Mapping[str, datetime]) -> None:
        """Keep when somebody last did something in these pads."""
        async with self._database.writing() as connection:
            for pad_id, when in activity.items():
                await connection.execute(
                    update(_PAD)
                    .where(_PAD.c.id == pad_id, _PAD.c.deleted_at.is_(None))
                    .values(last_activity=when)
                )

    async def bury_pad(self, pad: Pad, now: datetime, *, counted: bool) -> None:
        """Erase what a pad says about anybody, and leave its tombstone.

        The tombstone keeps the id, the kind and the times, and who made it.

        Arguments:
            counted: whether it still counts against the quota.

        Raises:
            Conflict: somebody else changed it in between; nothing was changed.
        """
        async with self._database.writing() as connection:
            buried = await connection.execute(
                update(_PAD)
                .where(_PAD.c.id == pad.id, _PAD.c.state == pad.state, _PAD.c.deleted_at.is_(None))
                .values(
                    title="",
                    candidate_name="",
                    candidate_email="",
                    instructions="",
                    reviewed_by=None,
                    link_id=None,
                    deleted_at=now,
                    counted=counted,
                    **found_by("", "", ""),
                )
            )
            if buried.rowcount == 0:
                raise _changed_meanwhile()
            for column in _belongings():
                await connection.execute(delete(column.table).where(column == pad.id))

    async def remove_pad(self, pad_id: str) -> None:
        """Erase a pad with all that belongs to it; no tombstone is left."""
        async with self._database.writing() as connection:
            for column in _belongings():
                await connection.execute(delete(column.table).where(column == pad_id))
            await connection.execute(delete(_PAD).where(_PAD.c.id == pad_id))

    async def count_ephemeral(self) -> int:
        """How many practice pads of candidates there are."""
        query = select(func.count()).where(_PAD.c.ephemeral, _PAD.c.created_by.is_(None))
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def forget_words(self) -> None:
        """Take out of the index of words what only pads say that are gone, or said before."""
        async with self._database.writing() as connection:
            if connection.dialect.name != "sqlite":
                return
            there = "SELECT 1 FROM sqlite_master WHERE name = 'pad_search'"
            if (await connection.exec_driver_sql(there)).first() is not None:
                await connection.exec_driver_sql(
                    "INSERT INTO pad_search (pad_search) VALUES ('optimize')"
                )

    async def tombstones(self) -> list[Pad]:
        """The pads that were deleted."""
        query = select(*_PAD_COLUMNS).where(_PAD.c.deleted_at.is_not(None))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_PAD.c.created))).all()
        return [_pad(row) for row in rows]

    async def buried(self, ids: Iterable[str]) -> list[str]:
        """Those of these ids that are of pads that were deleted."""
        wanted, found = list(ids), list[str]()
        async with self._database.reading() as connection:
            # So many at once as any database takes.
            for at in range(0, len(wanted), 500):
                query = select(_PAD.c.id).where(
                    _PAD.c.id.in_(wanted[at : at + 500]), _PAD.c.deleted_at.is_not(None)
                )
                found += (await connection.execute(query)).scalars()
        return found

    async def surroundings(self, pads: Iterable[Pad]) -> dict[str, Surroundings]:
        """What is shown with pads and is not theirs: people and questions, by the pad's id."""
        pads = list(pads)
        ids = [pad.id for pad in pads]
        named = {id for pad in pads for id in (pad.created_by, pad.reviewed_by) if id}
        members = select(_MEMBER.c.id, _MEMBER.c.name).where(_MEMBER.c.id.in_(named))
        assigned = (
            select(_ASSIGNED.c.pad_id, _MEMBER.c.id, _MEMBER.c.name)
            .join(_MEMBER, _MEMBER.c.id == _ASSIGNED.c.member_id)
            .where(_ASSIGNED.c.pad_id.in_(ids))
            .order_by(_MEMBER.c.name, _MEMBER.c.id)
        )
        questions = (
            select(_TASK.c.pad_id, _TASK.c.question_id, _TASK.c.title)
            .where(_TASK.c.pad_id.in_(ids), _TASK.c.question_id.is_not(None))
            .order_by(_TASK.c.position, _TASK.c.created)
        )
        came = (
            select(_PARTICIPANT.c.pad_id, _MEMBER.c.id, _MEMBER.c.name)
            .join(_MEMBER, _MEMBER.c.id == _PARTICIPANT.c.member_id)
            .where(_PARTICIPANT.c.pad_id.in_(ids), _PARTICIPANT.c.role == "interviewer")
            .order_by(_PARTICIPANT.c.created)
        )
        knocking = (
            select(_ADMISSION.c.pad_id, func.count())
            .where(_ADMISSION.c.pad_id.in_(ids), _ADMISSION.c.state == "knocking")
            .group_by(_ADMISSION.c.pad_id)
        )
        async with self._database.reading() as connection:
            names: dict[str, str] = {id: name for id, name in await connection.execute(members)}
            found = {
                pad.id: Surroundings(
                    created_by=_named(pad.created_by, names),
                    reviewed_by=names.get(pad.reviewed_by or ""),
                )
                for pad in pads
            }
            for query, kind in ((assigned, "assigned"), (questions, "questions"), (came, "came")):
                for pad_id, id, name in await connection.execute(query):
                    getattr(found[pad_id], kind).append((id, name))
            for pad_id, count in await connection.execute(knocking):
                found[pad_id].knocking = count
        return found

    async def mail_addresses(self, pad_id: str) -> list[str]:
        """The addresses of those who are assigned to a pad, as far as they are known."""
        query = (
            select(_MEMBER.c.email)
            .join(_ASSIGNED, _ASSIGNED.c.member_id == _MEMBER.c.id)
            .where(_ASSIGNED.c.pad_id == pad_id, _MEMBER.c.email != "", _MEMBER.c.removed.is_(None))
            .order_by(_MEMBER.c.name, _MEMBER.c.id)
        )
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def mail_address_of(self, member_id: str) -> str:
        """A member's address; empty where it is not known."""
        query = select(_MEMBER.c.email).where(_MEMBER.c.id == member_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar() or ""

    # -- admissions

    async def add_admission(
        self, admission: Admission, waiting_cookie_hash: str, *, start: Pad | None = None
    ) -> None:
        """Keep somebody who came for the first time.

        Arguments:
            start: the pad as it is once started, when this admission starts it; both are kept or
                neither.

        Raises:
            Conflict: somebody else started it in between; nothing was changed.
        """
        async with self._database.writing() as connection:
            if start is not None:
                await _start(connection, start)
            await connection.execute(
                insert(_ADMISSION).values(
                    **asdict(admission), waiting_cookie_hash=waiting_cookie_hash
                )
            )

    async def admission(self, pad_id: str, admission_id: str) -> Admission:
        """An admission at this pad.

        Raises:
            NotFound: there is none with this id at this pad.
        """
        found = await self._admissions(
            _ADMISSION.c.pad_id == pad_id, _ADMISSION.c.id == admission_id
        )
        if not found:
            raise NotFound("Nobody with this id knocked at this interview.")
        return found[0]

    async def admission_of(self, pad_id: str, waiting_cookie_hash: str) -> Admission | None:
        """The admission of the browser that holds this waiting cookie."""
        found = await self._admissions(
            _ADMISSION.c.pad_id == pad_id, _ADMISSION.c.waiting_cookie_hash == waiting_cookie_hash
        )
        return found[0] if found else None

    async def admissions_by_cookie(self, pad_id: str) -> dict[str, Admission]:
        """All admissions at a pad by the hash of their waiting cookie."""
        query = select(_ADMISSION.c.waiting_cookie_hash, *_ADMISSION_COLUMNS)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.where(_ADMISSION.c.pad_id == pad_id))).all()
        return {row[0]: Admission(*row[1:]) for row in rows}

    async def admissions(self, pad_id: str) -> list[Admission]:
        """All admissions at a pad, newest knock first."""
        return await self._admissions(_ADMISSION.c.pad_id == pad_id)

    async def _admissions(self, *conditions: Any) -> list[Admission]:
        query = select(*_ADMISSION_COLUMNS).where(*conditions)
        query = query.order_by(_ADMISSION.c.knocked.desc(), _ADMISSION.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Admission(**row._mapping) for row in rows]

    async def change_admission(
        self, admission: Admission, was: str, *, start: Pad | None = None
    ) -> None:
        """Keep an admission's new state, name and times.

        Arguments:
            was: the state it was read in.
            start: the pad as it is once started, when this admission starts it; both changes
                are kept or neither.

        Raises:
            Conflict: somebody else changed it in between; nothing was changed.
        """
        values = asdict(admission)
        async with self._database.writing() as connection:
            if start is not None:
                await _start(connection, start)
            changed = await connection.execute(
                update(_ADMISSION)
                .where(_ADMISSION.c.id == values.pop("id"), _ADMISSION.c.state == was)
                .values(**values)
            )
            if changed.rowcount == 0:
                raise _changed_meanwhile()

    async def hand_over(self, admission: Admission, waiting_cookie_hash: str) -> None:
        """Know somebody by the waiting cookie of another browser from now on."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_ADMISSION)
                .where(_ADMISSION.c.id == admission.id)
                .values(waiting_cookie_hash=waiting_cookie_hash)
            )

    # -- participants and the browsers that entered

    async def participant(
        self,
        pad_id: str,
        *,
        role: str,
        name: str,
        now: datetime,
        member_id: str | None = None,
        admission_id: str | None = None,
    ) -> Participant:
        """The participant of a member or an admission, made when they first come in.

        Who was an interviewer once stays one in the list when they come back to look.
        """
        owner = (
            _PARTICIPANT.c.member_id == member_id
            if member_id is not None
            else _PARTICIPANT.c.admission_id == admission_id
        )
        async with self._database.writing() as connection:
            query = select(_PARTICIPANT.c.id, _PARTICIPANT.c.role)
            query = query.where(_PARTICIPANT.c.pad_id == pad_id, owner)
            known = (await connection.execute(query)).first()
            if known is not None:
                role = known.role if role == "observer" else role
                await connection.execute(
                    update(_PARTICIPANT)
                    .where(_PARTICIPANT.c.id == known.id)
                    .values(role=role, name=name)
                )
            participant = Participant(
                id=known.id if known is not None else new_id(),
                pad_id=pad_id,
                role=role,  # type: ignore[arg-type]
                name=name,
                member_id=member_id,
                admission_id=admission_id,
            )
            if known is None:
                await connection.execute(
                    insert(_PARTICIPANT).values(**asdict(participant), created=now)
                )
        return participant

    async def participant_admitted_by(self, admission_id: str) -> str | None:
        """The id of the participant an admission became, if they ever came in."""
        async with self._database.reading() as connection:
            query = select(_PARTICIPANT.c.id).where(_PARTICIPANT.c.admission_id == admission_id)
            return (await connection.execute(query)).scalar()

    async def add_entry(
        self,
        cookie_hash: str,
        participant: Participant,
        now: datetime,
        sign_in_id: str | None = None,
    ) -> None:
        """Remember a browser that entered a pad.

        Arguments:
            sign_in_id: the browser that the member is signed in with, if it is known.

        Raises:
            NotFound: the member was removed, or signed out of this browser, a moment ago.
        """
        async with self._database.writing() as connection:
            # Asked in the same transaction: whoever removes them looks for their entries after.
            gone = select(_MEMBER.c.id).where(
                _MEMBER.c.id == participant.member_id, _MEMBER.c.removed.is_not(None)
            )
            here = select(_SIGN_IN.c.id).where(_SIGN_IN.c.id == sign_in_id)
            if (await connection.execute(gone)).first() is not None or (
                sign_in_id is not None and (await connection.execute(here)).first() is None
            ):
                raise NotFound("You are signed out. Please sign in again.")
            await connection.execute(delete(_ENTRY).where(_ENTRY.c.cookie_hash == cookie_hash))
            await connection.execute(
                insert(_ENTRY).values(
                    cookie_hash=cookie_hash,
                    pad_id=participant.pad_id,
                    participant_id=participant.id,
                    created=now,
                    sign_in_id=sign_in_id,
                )
            )

    async def entries(self, pad_id: str) -> list[tuple[str, Participant]]:
        """The browsers that may be in a pad: the hash of each one's cookie, and who it is."""
        columns = [_PARTICIPANT.c[one.name] for one in fields(Participant)]
        query = (
            select(_ENTRY.c.cookie_hash, *columns)
            .join(_PARTICIPANT, _PARTICIPANT.c.id == _ENTRY.c.participant_id)
            .where(_ENTRY.c.pad_id == pad_id)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(row[0], Participant(*row[1:])) for row in rows]

    async def forget_entries(self, pad_id: str, participant_id: str) -> None:
        """Void the cookies of one participant."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(_ENTRY).where(
                    _ENTRY.c.pad_id == pad_id, _ENTRY.c.participant_id == participant_id
                )
            )

    async def forget_reviewers(self, pad_id: str) -> None:
        """Void the cookies of all reviewers of a pad, which goes on without them."""
        reviewers = (
            select(_PARTICIPANT.c.id)
            .join(_MEMBER, _MEMBER.c.id == _PARTICIPANT.c.member_id)
            .where(_PARTICIPANT.c.pad_id == pad_id, _MEMBER.c.role == "reviewer")
        )
        async with self._database.writing() as connection:
            await connection.execute(
                delete(_ENTRY).where(
                    _ENTRY.c.pad_id == pad_id, _ENTRY.c.participant_id.in_(reviewers)
                )
            )

    async def forget_candidates(self, pad_id: str) -> None:
        """Void the cookies of all candidates of a pad."""
        candidates = select(_PARTICIPANT.c.id).where(
            _PARTICIPANT.c.pad_id == pad_id, _PARTICIPANT.c.role == "candidate"
        )
        async with self._database.writing() as connection:
            await connection.execute(
                delete(_ENTRY).where(
                    _ENTRY.c.pad_id == pad_id, _ENTRY.c.participant_id.in_(candidates)
                )
            )


def _row(pad: Pad) -> dict[str, Any]:
    found = found_by(pad.title, pad.candidate_name, pad.candidate_email)
    return {**asdict(pad), **found}


async def _start(connection: AsyncConnection, pad: Pad) -> None:
    started = await connection.execute(
        update(_PAD)
        .where(_PAD.c.id == pad.id, _PAD.c.state == "not_started")
        .values(
            state=pad.state,
            started=pad.started,
            deadline=pad.deadline,
            last_activity=pad.last_activity,
        )
    )
    if started.rowcount == 0:
        raise _changed_meanwhile()


def _pad(row: Row[Any]) -> Pad:
    return Pad(**row._mapping)


def _belongings() -> list[Column[Any]]:
    """The columns, of all tables there are, that say which pad a row belongs to."""
    return [
        column
        for table in reversed(Metadata.metadata.sorted_tables)
        for column in table.columns
        if any(key.column is _PAD.c.id for key in column.foreign_keys)
    ]


async def _counted(connection: AsyncConnection, since: datetime | None) -> int:
    query = select(func.count()).select_from(_PAD).where(_PAD.c.counted)
    if since is not None:
        query = query.where(_PAD.c.created >= since)
    return (await connection.execute(query)).scalar_one()


async def _assign(connection: AsyncConnection, pad_id: str, member_ids: Iterable[str]) -> None:
    rows = [{"pad_id": pad_id, "member_id": id} for id in dict.fromkeys(member_ids)]
    if rows:
        await connection.execute(insert(_ASSIGNED), rows)


def _named(id: str | None, names: Mapping[str, str]) -> tuple[str, str] | None:
    return (id, names[id]) if id is not None and id in names else None


def _changed_meanwhile() -> Conflict:
    return Conflict("Somebody else changed this at the same moment. Please look at it again.")
