"""What is kept of people, invitations, signed-in browsers and teams, in the database's terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ..db.engine import Database
from ..db.tables import (
    EntryRow,
    InvitationRow,
    MemberRow,
    PadRow,
    ParticipantRow,
    PasswordResetRow,
    PasswordRow,
    QuestionCardRow,
    QuestionRow,
    SignInRow,
    TeamMemberRow,
    TeamRow,
    TemplateRow,
)
from ..errors import Conflict, NotFound, Refused
from ..pads.store import Member, new_id
from .account import Invitation, Person, SignIn, Team, folded

_MEMBER = cast(Table, MemberRow.__table__)
_PASSWORD = cast(Table, PasswordRow.__table__)
_RESET = cast(Table, PasswordResetRow.__table__)
_SIGN_IN = cast(Table, SignInRow.__table__)
_INVITATION = cast(Table, InvitationRow.__table__)
_TEAM = cast(Table, TeamRow.__table__)
_TEAM_MEMBER = cast(Table, TeamMemberRow.__table__)
_PAD = cast(Table, PadRow.__table__)
_QUESTION = cast(Table, QuestionRow.__table__)
_TEMPLATE = cast(Table, TemplateRow.__table__)
_CARD = cast(Table, QuestionCardRow.__table__)
_ENTRY = cast(Table, EntryRow.__table__)
_PARTICIPANT = cast(Table, ParticipantRow.__table__)

_SIGN_IN_COLUMNS = [_SIGN_IN.c[one.name] for one in fields(SignIn)]

# Browsers that one member can be signed in with; the one not used for longest has to go.
MOST_SIGN_INS = 30

_HERE = _MEMBER.c.removed.is_(None)


class TeamStore:
    """Reads and writes people and teams; knows nothing of what is allowed when.

    Called by `Members`, `SignIns` and `TeamManager`. Every method raises `Unavailable` when the
    database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- members

    async def member(self, member_id: str) -> Member | None:
        """The member with this id, unless they were removed."""
        async with self._database.reading() as connection:
            return await _member(connection, _MEMBER.c.id == member_id)

    async def owner(self, username: str, name: str, now: datetime) -> Member:
        """The owner of the server, who is an admin whatever else is kept of them."""
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(_MEMBER)
                .where(_MEMBER.c.username == username)
                .values(name=name, role="admin", removed=None)
            )
            if changed.rowcount == 0:
                await _add_member(connection, username, name, "", "admin", now)
            kept = await _member(connection, _MEMBER.c.username == username)
        assert kept is not None
        return kept

    async def arrive(self, username: str, name: str, *, admin: bool, now: datetime) -> Member:
        """The member whom another identity provider knows by this name; new at the first visit.

        An invitation that names them gives a new member, or one who was removed, their role.

        Arguments:
            admin: whether the configuration makes them an admin.

        Raises:
            Refused: they were removed.
        """
        async with self._database.writing() as connection:
            query = select(_MEMBER.c.id, _MEMBER.c.role, _MEMBER.c.removed)
            known = (await connection.execute(query.where(_MEMBER.c.username == username))).first()
            invited = None
            if known is None or known.removed is not None:
                invited = await _open_invitation(
                    connection, _INVITATION.c.email == folded(username), now
                )
            if known is not None and known.removed is not None and invited is None:
                raise was_removed()
            if known is None:
                role = invited.role if invited else "interviewer"
                email = folded(username) if "@" in username else ""
                member_id = await _add_member(connection, username, name, email, role, now)
            else:
                role, member_id = invited.role if invited else known.role, known.id
            await connection.execute(
                update(_MEMBER)
                .where(_MEMBER.c.id == member_id)
                .values(name=name, role="admin" if admin else role, removed=None)
            )
            if invited is not None:
                await _use(connection, invited.id, member_id, now)
            kept = await _member(connection, _MEMBER.c.id == member_id)
        assert kept is not None
        return kept

    async def people(self) -> list[Person]:
        """Everybody, also who was removed, by name."""
        query = select(
            *(_MEMBER.c[one.name] for one in fields(Person) if one.name != "password"),
            _PASSWORD.c.member_id.is_not(None).label("password"),
        ).outerjoin(_PASSWORD, _PASSWORD.c.member_id == _MEMBER.c.id)
        async with self._database.reading() as connection:
            rows = await connection.execute(
                query.order_by(func.lower(_MEMBER.c.name), _MEMBER.c.id)
            )
            return [Person(**row._mapping) for row in rows]

    async def change_member(
        self, member_id: str, *, role: str | None, name: str | None
    ) -> tuple[Member, Member]:
        """Give a member another role or name.

        Returns:
            What they were, and what they are.

        Raises:
            NotFound: there is no such member.
            Conflict: nobody would be left who is an admin.
        """
        async with self._database.writing() as connection:
            before = await _existing(connection, member_id)
            if role is not None and role != "admin" and before.role == "admin":
                await _another_admin(connection, member_id)
            values = {
                key: value for key, value in (("role", role), ("name", name)) if value is not None
            }
            if values:
                await connection.execute(
                    update(_MEMBER).where(_MEMBER.c.id == member_id).values(**values)
                )
            return before, await _existing(connection, member_id)

    async def remove_member(self, member_id: str, now: datetime) -> Member:
        """Take somebody out of the organization; what they made stays, under their name.

        Returns:
            Who they were.

        Raises:
            NotFound: there is no such member.
            Conflict: nobody would be left who is an admin.
        """
        async with self._database.writing() as connection:
            before = await _existing(connection, member_id)
            if before.role == "admin":
                await _another_admin(connection, member_id)
            await connection.execute(
                update(_MEMBER).where(_MEMBER.c.id == member_id).values(removed=now)
            )
            for table in (_PASSWORD, _RESET, _SIGN_IN, _TEAM_MEMBER):
                await connection.execute(delete(table).where(table.c.member_id == member_id))
        return before

    async def saw(self, member_id: str, sign_in_id: str | None, now: datetime) -> None:
        """Keep that a member uses the server, and the browser they do it with."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_MEMBER).where(_MEMBER.c.id == member_id).values(last_seen=now)
            )
            await connection.execute(
                update(_SIGN_IN).where(_SIGN_IN.c.id == sign_in_id).values(last_seen=now)
            )

    # -- passwords

    async def account(self, name: str) -> tuple[str, str] | None:
        """Who signs in under this user name or e-mail address: their id and password's hash."""
        plain = folded(name)
        query = (
            select(_MEMBER.c.id, _PASSWORD.c.hash)
            .join(_PASSWORD, _PASSWORD.c.member_id == _MEMBER.c.id)
            .where(_HERE, or_(_MEMBER.c.username == plain, _MEMBER.c.email == plain))
            # Somebody may have chosen as user name what is another one's address.
            .order_by((_MEMBER.c.username == plain).desc())
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query.limit(1))).first()
        return (row.id, row.hash) if row else None

    async def password(self, member_id: str) -> str | None:
        """The hash of a member's password, if they have one."""
        query = select(_PASSWORD.c.hash).where(_PASSWORD.c.member_id == member_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar()

    async def keep_password(
        self, member_id: str, hash: str, now: datetime, *, instead_of: str | None = None
    ) -> bool:
        """Keep a password's hash in place of the one before; who knows it needs no link for it.

        Arguments:
            instead_of: the hash that is to be replaced; None for any.

        Returns:
            Whether it is kept now: not where another has come in place of `instead_of`.

        Raises:
            NotFound: there is no such member any more.
        """
        query = select(_PASSWORD.c.hash).where(_PASSWORD.c.member_id == member_id)
        async with self._database.writing() as connection:
            await _existing(connection, member_id)
            if instead_of is not None:
                kept = (await connection.execute(query)).scalar()
                if kept != instead_of:
                    return False
            await _keep_password(connection, member_id, hash, now)
        return True

    async def add_reset(
        self, member_id: str, secret_hash: str, now: datetime, expires: datetime
    ) -> None:
        """Keep that a link lets somebody choose another password, in place of an older one.

        Raises:
            NotFound: there is no such member any more.
        """
        async with self._database.writing() as connection:
            await _existing(connection, member_id)
            await connection.execute(delete(_RESET).where(_RESET.c.member_id == member_id))
            await connection.execute(
                insert(_RESET).values(
                    member_id=member_id, secret_hash=secret_hash, created=now, expires=expires
                )
            )

    async def resets(self, secret_hash: str, now: datetime) -> Member:
        """Who may choose another password by this secret.

        Raises:
            NotFound: it was used, expired, or there is none.
        """
        async with self._database.reading() as connection:
            return await _resets(connection, secret_hash, now)

    async def reset(self, secret_hash: str, hash: str, now: datetime) -> Member:
        """Keep the password that was chosen by a link, which is used up. Of several one succeeds.

        Raises:
            NotFound: the link was used, expired, or there is none.
        """
        async with self._database.writing() as connection:
            member = await _resets(connection, secret_hash, now)
            used = await connection.execute(
                delete(_RESET).where(_RESET.c.secret_hash == secret_hash)
            )
            if used.rowcount == 0:
                raise no_reset()
            await _keep_password(connection, member.id, hash, now)
        return member

    # -- invitations

    async def invite(self, invitation: Invitation, secret_hash: str, by: str) -> None:
        """Keep a new invitation, in place of an older one to the same address.

        Raises:
            Conflict: whom it names is a member already.
        """
        email = invitation.email
        async with self._database.writing() as connection:
            if email:
                named = or_(_MEMBER.c.email == email, _MEMBER.c.username == email)
                query = select(_MEMBER.c.name).where(named, _HERE)
                if (name := (await connection.execute(query)).scalar()) is not None:
                    raise Conflict(
                        f"{name} is a member already. No invitation was made.", "is_member"
                    )
                await connection.execute(
                    delete(_INVITATION).where(
                        _INVITATION.c.email == email, _INVITATION.c.used.is_(None)
                    )
                )
            await connection.execute(
                insert(_INVITATION).values(
                    id=invitation.id,
                    secret_hash=secret_hash,
                    email=email,
                    name=invitation.name,
                    role=invitation.role,
                    created=invitation.created,
                    created_by=by,
                    expires=invitation.expires,
                )
            )

    async def invitations(self, now: datetime) -> list[Invitation]:
        """The invitations that can be used yet, newest first."""
        async with self._database.reading() as connection:
            return await _invitations(connection, now)

    async def invitation(self, secret_hash: str, now: datetime) -> Invitation | None:
        """The invitation with this secret, if it can be used yet."""
        async with self._database.reading() as connection:
            return await _open_invitation(connection, _INVITATION.c.secret_hash == secret_hash, now)

    async def revoke_invitation(self, invitation_id: str) -> None:
        """Let nobody use an invitation any more.

        Raises:
            NotFound: there is none that could be used.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(_INVITATION).where(
                    _INVITATION.c.id == invitation_id, _INVITATION.c.used.is_(None)
                )
            )
        if gone.rowcount == 0:
            raise NotFound("There is no such invitation any more. It may have been used.")

    async def accept(
        self, secret_hash: str, *, username: str, name: str, password_hash: str, now: datetime
    ) -> Member:
        """Make the member an invitation stands for. Of several at once one succeeds.

        Who was removed and is invited again under their address is the same member as before.

        Raises:
            NotFound: the invitation was used, expired, or there is none.
            Conflict: the user name is somebody else's; the invitation can be used yet.
        """
        try:
            async with self._database.writing() as connection:
                invitation = await _open_invitation(
                    connection, _INVITATION.c.secret_hash == secret_hash, now
                )
                if invitation is None or not await _use(connection, invitation.id, None, now):
                    raise no_invitation()
                email = invitation.email or (username if "@" in username else "")
                query = select(_MEMBER.c.id, _MEMBER.c.removed)
                same = or_(_MEMBER.c.username == username, _MEMBER.c.email == username)
                known = (await connection.execute(query.where(same))).first()
                if known is None:
                    member_id = await _add_member(
                        connection, username, name, email, invitation.role, now
                    )
                elif known.removed is not None and invitation.email == username:
                    member_id = known.id
                    await connection.execute(
                        update(_MEMBER)
                        .where(_MEMBER.c.id == member_id)
                        .values(name=name, role=invitation.role, removed=None)
                    )
                else:
                    raise _taken()
                await connection.execute(
                    insert(_PASSWORD).values(member_id=member_id, hash=password_hash, changed=now)
                )
                await connection.execute(
                    update(_INVITATION)
                    .where(_INVITATION.c.id == invitation.id)
                    .values(used_by=member_id)
                )
                return await _existing(connection, member_id)
        except IntegrityError:
            # Another database may let two at once look before either writes.
            raise _taken() from None

    # -- browsers that are signed in

    async def add_sign_in(self, sign_in: SignIn, cookie_hash: str) -> list[str]:
        """Keep a browser that somebody signed in with.

        Returns:
            The ids of the same member's browsers that had to make room.

        Raises:
            NotFound: there is no such member any more.
        """
        async with self._database.writing() as connection:
            await _existing(connection, sign_in.member_id)
            await connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.expires <= sign_in.created))
            query = (
                select(_SIGN_IN.c.id)
                .where(_SIGN_IN.c.member_id == sign_in.member_id)
                .order_by(_SIGN_IN.c.last_seen.desc(), _SIGN_IN.c.id)
                .offset(MOST_SIGN_INS - 1)
            )
            oldest = list((await connection.execute(query)).scalars())
            await connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.id.in_(oldest)))
            await connection.execute(
                insert(_SIGN_IN).values(
                    **{one.name: getattr(sign_in, one.name) for one in fields(SignIn)},
                    cookie_hash=cookie_hash,
                )
            )
        return oldest

    async def sign_in(self, cookie_hash: str) -> SignIn | None:
        """The signed-in browser that holds this cookie."""
        found = await self._sign_ins(_SIGN_IN.c.cookie_hash == cookie_hash)
        return found[0] if found else None

    async def sign_ins(self, member_id: str, now: datetime) -> list[SignIn]:
        """The browsers that a member is signed in with, the one used last first."""
        return await self._sign_ins(_SIGN_IN.c.member_id == member_id, _SIGN_IN.c.expires > now)

    async def _sign_ins(self, *conditions: ColumnElement[bool]) -> list[SignIn]:
        query = select(*_SIGN_IN_COLUMNS).where(*conditions)
        query = query.order_by(_SIGN_IN.c.last_seen.desc(), _SIGN_IN.c.id)
        async with self._database.reading() as connection:
            return [SignIn(**row._mapping) for row in await connection.execute(query)]

    async def forget_sign_ins(self, ids: Collection[str]) -> None:
        """Sign browsers out."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_SIGN_IN).where(_SIGN_IN.c.id.in_(ids)))

    # -- where members are inside of pads

    async def places(
        self, member_id: str, sign_in_ids: Iterable[str] | None
    ) -> list[tuple[str, str]]:
        """The pads that a member may be in: id of the pad, and of the participant they are there.

        Arguments:
            sign_in_ids: only where they went in with one of these browsers; None: anywhere.
        """
        query = (
            select(_PARTICIPANT.c.pad_id, _PARTICIPANT.c.id)
            .join(_ENTRY, _ENTRY.c.participant_id == _PARTICIPANT.c.id)
            .where(_PARTICIPANT.c.member_id == member_id)
            .distinct()
        )
        if sign_in_ids is not None:
            query = query.where(_ENTRY.c.sign_in_id.in_(list(sign_in_ids)))
        async with self._database.reading() as connection:
            return [(row.pad_id, row.id) for row in await connection.execute(query)]

    # -- teams

    async def teams(self) -> list[Team]:
        """All teams with their people, by name."""
        people = (
            select(_TEAM_MEMBER.c.team_id, _MEMBER.c.id, _MEMBER.c.name)
            .join(_MEMBER, _MEMBER.c.id == _TEAM_MEMBER.c.member_id)
            .where(_HERE)
            .order_by(func.lower(_MEMBER.c.name), _MEMBER.c.id)
        )
        async with self._database.reading() as connection:
            query = select(_TEAM.c.id, _TEAM.c.name).order_by(_TEAM.c.name_key)
            teams = (await connection.execute(query)).all()
            members: dict[str, list[tuple[str, str]]] = {}
            for team_id, member_id, name in await connection.execute(people):
                members.setdefault(team_id, []).append((member_id, name))
        return [Team(id, name, tuple(members.get(id, ()))) for id, name in teams]

    async def add_team(self, name: str, now: datetime) -> Team:
        """Make a team.

        Raises:
            Conflict: there is one of that name.
        """
        team = Team(new_id(), name)
        try:
            async with self._database.writing() as connection:
                await connection.execute(
                    insert(_TEAM).values(id=team.id, name=name, name_key=folded(name), created=now)
                )
        except IntegrityError:
            raise _same_team() from None
        return team

    async def rename_team(self, team_id: str, name: str) -> None:
        """Give a team another name.

        Raises:
            NotFound: there is no such team.
            Conflict: another one is called so.
        """
        try:
            async with self._database.writing() as connection:
                changed = await connection.execute(
                    update(_TEAM)
                    .where(_TEAM.c.id == team_id)
                    .values(name=name, name_key=folded(name))
                )
        except IntegrityError:
            raise _same_team() from None
        if changed.rowcount == 0:
            raise no_team()

    async def delete_team(self, team_id: str, heir: str | None, *, give: bool) -> None:
        """Take a team away.

        Arguments:
            heir: the team that gets its pads, questions and templates; None: they become
                everybody's.
            give: whether to do that; otherwise a team that has some stays.

        Raises:
            NotFound: there is no such team, or no such heir.
            Conflict: it has some, which nobody said what to do with.
        """
        async with self._database.writing() as connection:
            await _existing_team(connection, team_id)
            if heir is not None:
                await _existing_team(connection, heir)
            pads = await _count(connection, _PAD.c.team_id == team_id, _PAD.c.deleted_at.is_(None))
            questions = await _count(connection, _QUESTION.c.team_id == team_id)
            templates = await _count(connection, _TEMPLATE.c.team_id == team_id)
            if (pads or questions or templates) and not give:
                more = f", {templates} {'template' if templates == 1 else 'templates'}"
                raise Conflict(
                    f"This team has {pads} {'pad' if pads == 1 else 'pads'}"
                    f"{more if templates else ''} and {questions} "
                    f"{'question' if questions == 1 else 'questions'}. Say who gets them: another "
                    "team, or the whole organization. Nothing was changed.",
                    "not_empty",
                )
            for table in (_PAD, _QUESTION, _CARD, _TEMPLATE):
                await connection.execute(
                    update(table).where(table.c.team_id == team_id).values(team_id=heir)
                )
            await connection.execute(delete(_TEAM).where(_TEAM.c.id == team_id))

    async def join_team(self, team_id: str, member_id: str) -> None:
        """Put somebody into a team; nothing happens if they are in it.

        Raises:
            NotFound: there is no such team, or no such member.
        """
        async with self._database.writing() as connection:
            await _existing_team(connection, team_id)
            await _existing(connection, member_id)
            here = and_(_TEAM_MEMBER.c.team_id == team_id, _TEAM_MEMBER.c.member_id == member_id)
            if not await _count(connection, here):
                await connection.execute(
                    insert(_TEAM_MEMBER).values(team_id=team_id, member_id=member_id)
                )

    async def leave_team(self, team_id: str, member_id: str) -> None:
        """Take somebody out of a team.

        Raises:
            NotFound: they are not in it.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(_TEAM_MEMBER).where(
                    _TEAM_MEMBER.c.team_id == team_id, _TEAM_MEMBER.c.member_id == member_id
                )
            )
        if gone.rowcount == 0:
            raise NotFound("They are not in this team.")


def was_removed() -> Refused:
    """What somebody is told who was taken out of the organization."""
    return Refused(
        "You are not a member here any more. If you think this is a mistake, ask an admin of "
        "your organization for an invitation.",
        "removed",
    )


def no_invitation() -> NotFound:
    """What somebody is told whose invitation does not work, whatever the reason."""
    return NotFound(
        "This invitation does not work any more: it was used, or it is too old, or it was taken "
        "back. Please ask for a new one.",
        "no_invitation",
    )


def no_reset() -> NotFound:
    """What somebody is told whose link for another password does not work, whatever the reason."""
    return NotFound(
        "This link does not work any more: it was used, or it is too old, or there is a newer "
        "one. Please ask an admin of your organization for another.",
        "no_reset",
    )


def no_team() -> NotFound:
    """What somebody is told who names a team that is not there."""
    return NotFound("There is no such team any more.")


def _same_team() -> Conflict:
    return Conflict("There is a team of that name. Nothing was changed.", "taken")


def _taken() -> Conflict:
    return Conflict("Somebody else has that user name. Please choose another one.", "taken")


async def _member(connection: AsyncConnection, condition: ColumnElement[bool]) -> Member | None:
    columns = ("id", "username", "name", "role", "email")
    query = select(*(_MEMBER.c[name] for name in columns))
    row = (await connection.execute(query.where(condition, _HERE))).first()
    if row is None:
        return None
    query = select(_TEAM_MEMBER.c.team_id).where(_TEAM_MEMBER.c.member_id == row.id)
    teams = frozenset((await connection.execute(query)).scalars())
    return Member(**row._mapping, teams=teams)


async def _existing(connection: AsyncConnection, member_id: str) -> Member:
    member = await _member(connection, _MEMBER.c.id == member_id)
    if member is None:
        raise NotFound("There is no such member any more.")
    return member


async def _keep_password(
    connection: AsyncConnection, member_id: str, hash: str, now: datetime
) -> None:
    for table in (_PASSWORD, _RESET):
        await connection.execute(delete(table).where(table.c.member_id == member_id))
    await connection.execute(insert(_PASSWORD).values(member_id=member_id, hash=hash, changed=now))


async def _resets(connection: AsyncConnection, secret_hash: str, now: datetime) -> Member:
    found = select(_RESET.c.member_id).where(
        _RESET.c.secret_hash == secret_hash, _RESET.c.expires > now
    )
    member = await _member(connection, _MEMBER.c.id.in_(found))
    if member is None:
        raise no_reset()
    return member


async def _add_member(
    connection: AsyncConnection, username: str, name: str, email: str, role: str, now: datetime
) -> str:
    member_id = new_id()
    await connection.execute(
        insert(_MEMBER).values(
            id=member_id, username=username, name=name, email=email, role=role, created=now
        )
    )
    return member_id


async def _another_admin(connection: AsyncConnection, member_id: str) -> None:
    # Locked, so that two admins who demote each other at the same moment do not both succeed.
    query = select(_MEMBER.c.id).where(_MEMBER.c.role == "admin", _HERE).with_for_update()
    if set((await connection.execute(query)).scalars()) <= {member_id}:
        raise Conflict(
            "This is the only admin. Make somebody else an admin first. Nothing was changed.",
            "last_admin",
        )


async def _existing_team(connection: AsyncConnection, team_id: str) -> None:
    if not await _count(connection, _TEAM.c.id == team_id):
        raise no_team()


async def _count(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> int:
    return (await connection.execute(select(func.count()).where(*conditions))).scalar_one()


async def _invitations(
    connection: AsyncConnection, now: datetime, *conditions: ColumnElement[bool]
) -> list[Invitation]:
    query = (
        select(
            *(_INVITATION.c[one.name] for one in fields(Invitation) if one.name != "created_by"),
            func.coalesce(_MEMBER.c.name, "").label("created_by"),
        )
        .outerjoin(_MEMBER, _MEMBER.c.id == _INVITATION.c.created_by)
        .where(_INVITATION.c.used.is_(None), _INVITATION.c.expires > now, *conditions)
        .order_by(_INVITATION.c.created.desc(), _INVITATION.c.id)
    )
    rows: Iterable[Row[Any]] = await connection.execute(query)
    return [Invitation(**row._mapping) for row in rows]


async def _open_invitation(
    connection: AsyncConnection, condition: ColumnElement[bool], now: datetime
) -> Invitation | None:
    found = await _invitations(connection, now, condition)
    return found[0] if found else None


async def _use(
    connection: AsyncConnection, invitation_id: str, member_id: str | None, now: datetime
) -> bool:
    changed = await connection.execute(
        update(_INVITATION)
        .where(_INVITATION.c.id == invitation_id, _INVITATION.c.used.is_(None))
        .values(used=now, used_by=member_id)
    )
    return changed.rowcount == 1
