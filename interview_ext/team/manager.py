"""Who belongs to the organization: invitations, roles, removals, passwords, teams."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from babel.dates import format_date
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.utils import url_path_join
from traitlets import Float, Instance, Integer, Unicode, default
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.host_policy import Role
from ..auth.identity import hash_secret
from ..auth.members import MemberIdentityProvider, Members
from ..errors import Conflict, InvalidInput, NotFound, Refused, TooMany
from ..events import Events
from ..mail.mailer import Mailer
from ..pads.model import iso
from ..pads.store import Member, new_id
from ..pages.language import current_language
from ..text import one_line
from ..waiting.flood import Flood, address_key
from .account import (
    NAME_MAXIMUM,
    TEAM_MAXIMUM,
    USERNAME_MAXIMUM,
    Invitation,
    Person,
    SignIn,
    Team,
    folded,
    valid_password,
    valid_username,
)
from .hashing import Passwords
from .letter import letter, subject
from .signins import SignIns
from .store import TeamStore, no_invitation, no_reset

# From the one who may do most to the one who may do least.
ROLES: tuple[Role, ...] = get_args(Role)

# How long somebody may choose another password by a link.
RESET = timedelta(hours=24)

# The period of the limits on attempts to sign in, in seconds.
WINDOW = 60.0


class TeamManager(LoggingConfigurable):
    """Owns the members and their teams. The handlers of the team and of signing in call it."""

    invitation_days = Float(
        7.0,
        min=0.01,
        help="Days for which an invitation to join the team can be used.",
    ).tag(config=True)

    tries_per_address = Integer(
        30,
        min=0,
        help="How often signing in may be tried from one network address in a minute; 0: any.",
    ).tag(config=True)

    tries_per_name = Integer(
        10,
        min=0,
        help="How often signing in under one name may be tried in a minute; 0: any.",
    ).tag(config=True)

    base_url = Unicode("/", help="The host's base URL. Set by the application.")
    store = Instance(TeamStore, help="Set by the application.")
    members = Instance(Members, help="Set by the application.")
    sign_ins = Instance(SignIns, help="Set by the application.")
    provider = Instance(IdentityProvider, help="Who signs people in. Set by the application.")
    mailer = Instance(Mailer, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")
    passwords = Instance(Passwords, args=())

    by_address = Instance(Flood)
    by_name = Instance(Flood)

    @default("by_address")
    def _default_by_address(self) -> Flood:
        return Flood(self.tries_per_address, WINDOW)

    @default("by_name")
    def _default_by_name(self) -> Flood:
        return Flood(self.tries_per_name, WINDOW)

    @property
    def signing_in(self) -> Literal["accounts", "elsewhere", "shared"]:
        """How people sign in: with accounts of ours, elsewhere by name, or all with one secret."""
        if isinstance(self.provider, MemberIdentityProvider):
            return "accounts"
        shared = self.members.is_shared(self.provider)
        return "shared" if shared else "elsewhere"

    @property
    def mail(self) -> bool:
        """Whether invitations can be mailed."""
        return self.mailer.configured and self.signing_in == "accounts"

    # -- signing in

    async def check_sign_in(self, name: str, secret: str, address: str) -> Member | None:
        """Whom a name and a password stand for; without a name, the owner by their token.

        Arguments:
            name: user name or e-mail address as typed; may be empty.
            secret: password or token as typed.
            address: where it comes from, for the limits.

        Returns:
            The member, or none where they do not match.

        Raises:
            TooMany: it was tried too often in a short time.
        """
        assert isinstance(self.provider, MemberIdentityProvider)
        self._count_try(self.by_address, address_key(address))
        if not name.strip():
            return await self.members.owner() if self.provider.is_owners(secret) else None
        name = folded(name[: 4 * USERNAME_MAXIMUM])
        self._count_try(self.by_name, name)
        account = await self.store.account(name)
        kept = account[1] if account else None
        if not await self.passwords.check(kept, secret) or account is None:
            return None
        # Checking takes a while, in which another password may have come in this one's place.
        if self.passwords.is_weak(account[1]):
            hash = await self.passwords.hash(secret)
            now = datetime.now(UTC)
            if not await self.store.keep_password(account[0], hash, now, instead_of=account[1]):
                return None
        elif await self.store.password(account[0]) != account[1]:
            return None
        return await self.members.by_id(account[0])

    async def change_password(
        self, member: Member, old: str, new: object, keep: str | None
    ) -> None:
        """Give oneself another password; all one's other browsers are signed out.

        Arguments:
            old: the password until now; for the owner, who may have none, the token does too.
            keep: the browser that stays signed in.

        Raises:
            Conflict: people do not sign in with passwords of ours here.
            Refused: the old password is another one.
            InvalidInput: the new one cannot be used.
            TooMany: it was tried too often in a short time.
        """
        if not isinstance(self.provider, MemberIdentityProvider):
            raise Conflict(
                "Passwords are not kept here: people sign in through another system, which is "
                "where they change them.",
                "elsewhere",
            )
        self._count_try(self.by_name, folded(member.username))
        kept = await self.store.password(member.id)
        right = await self.passwords.check(kept, old)
        if not right and self.members.is_fixed(member.username, self.provider):
            right = self.provider.is_owners(old)
        if not right:
            raise Refused(
                "That is not your password until now. Nothing was changed.", "wrong_password"
            )
        password = valid_password(new, member.username, member.name)
        hash = await self.passwords.hash(password)
        await self.store.keep_password(member.id, hash, datetime.now(UTC))
        await self.sign_ins.revoke_all(member.id, but=keep)
        self.log.info("%s changed their password.", member.name)
        await self.audit.note("password.changed", member)

    async def offer_reset(self, by: Member, member_id: str) -> tuple[str, datetime]:
        """Let somebody who forgot their password choose another one; an older link stops working.

        Returns:
            The path of the page where they do it, which nobody can see again, and until when.

        Raises:
            NotFound: there is no such member.
            Conflict: their password is not kept here.
        """
        known = await self._existing(member_id)
        if self.signing_in != "accounts":
            raise Conflict(
                "Passwords are not kept here: people sign in through another system, which is "
                "where they change them.",
                "elsewhere",
            )
        if self.members.is_fixed(known.username, self.provider):
            raise Conflict(
                f"{known.name} is an admin by the server's configuration and signs in with the "
                "server's token. Nothing was changed.",
                "fixed",
            )
        now = datetime.now(UTC)
        secret = secrets.token_urlsafe(32)
        await self.store.add_reset(member_id, hash_secret(secret), now, now + RESET)
        self.log.info("%s made a link for another password for %s.", by.name, known.name)
        await self.audit.note("password.link", by, member=member_id)
        return url_path_join(self.base_url, "interview/password", secret), now + RESET

    async def resets(self, secret: str) -> Member:
        """Who may choose another password by a link.

        Raises:
            NotFound: it does not work, or not any more.
        """
        if self.signing_in != "accounts" or not 16 <= len(secret) <= 256:
            raise no_reset()
        return await self.store.resets(hash_secret(secret), datetime.now(UTC))

    async def reset_password(self, secret: str, password: object) -> Member:
        """Choose another password by a link, which is used up; all their browsers are signed out.

        Raises:
            NotFound: the link does not work, or not any more.
            InvalidInput: with what to mend; the link can be used yet.
            TooMany: too many passwords are looked at just now.
        """
        member = await self.resets(secret)
        hash = await self.passwords.hash(valid_password(password, member.username, member.name))
        member = await self.store.reset(hash_secret(secret), hash, datetime.now(UTC))
        await self.sign_ins.revoke_all(member.id)
        self.log.info("%s chose another password by a link.", member.name)
        await self.audit.note("password.reset", member)
        return member

    def _count_try(self, flood: Flood, key: str) -> None:
        try:
            flood.check(key)
        except TooMany as error:
            raise TooMany(
                "Signing in was tried too often in a short time. "
                f"Please try again in {error.retry_after} seconds.",
                error.retry_after,
                "too_many_tries",
            ) from None
        flood.count(key)

    # -- members

    async def models(self, details: bool) -> list[dict[str, Any]]:
        """All members as JSON, by name, also who was removed (not `active`).

        Arguments:
            details: whether the one who asks may read more than the names.
        """
        people = await self.store.people()
        if not details:
            return [
                {"id": one.id, "name": one.name, "active": one.removed is None} for one in people
            ]
        return [self._model(one) for one in people]

    async def change(
        self, by: Member, member_id: str, role: str | None, name: object
    ) -> dict[str, Any]:
        """Give a member another role or name.

        Returns:
            The member as JSON.

        Raises:
            InvalidInput: with what to mend.
            NotFound: there is no such member.
            Conflict: they are the last admin, or the configuration says what they are.
        """
        if role is not None and role not in ROLES:
            raise InvalidInput('"role" must be "admin", "interviewer" or "reviewer".')
        called = None if name is None else one_line(name, "The name", maximum=NAME_MAXIMUM)
        known = await self._existing(member_id)
        fixed = self.members.is_fixed(known.username, self.provider)
        if role is not None and role != known.role and fixed:
            raise Conflict(
                f"{known.name} is an admin by the server's configuration, so their role cannot be "
                "changed here. Nothing was changed.",
                "fixed",
            )
        renamed = called is not None and called != known.name
        if renamed and (fixed or self.signing_in != "accounts"):
            raise Conflict(
                "That name comes from the server's configuration or from the system that people "
                "sign in with. Change it there. Nothing was changed.",
                "fixed",
            )
        before, after = await self.store.change_member(member_id, role=role, name=called)
        if before.role != after.role:
            self.members.forget(member_id)
            if ROLES.index(after.role) > ROLES.index(before.role):
                # They have things open that they may not see any more.
                await self.sign_ins.turn_out(member_id)
            self.log.info("%s made %s a member of role %s.", by.name, after.name, after.role)
        self.members.forget(member_id)
        if before != after:
            await self.audit.note("member.changed", by, member=member_id, role=after.role)
        self._say()
        return await self._person(member_id)

    async def remove(self, by: Member, member_id: str) -> None:
        """Take somebody out of the organization, at once; their pads and questions stay.

        Raises:
            NotFound: there is no such member.
            Conflict: they are the last admin, or the server's owner.
        """
        known = await self._existing(member_id)
        if self.members.is_fixed(known.username, self.provider):
            raise Conflict(
                f"{known.name} is an admin by the server's configuration and cannot be removed "
                "here. Nothing was changed.",
                "fixed",
            )
        await self.store.remove_member(member_id, datetime.now(UTC))
        await self.sign_ins.turn_out(member_id)
        self.log.info("%s removed the member %s.", by.name, known.name)
        await self.audit.note("member.removed", by, member=member_id)
        self._say()

    async def sign_out_everywhere(self, by: Member, member_id: str) -> None:
        """Sign out all of somebody's browsers.

        Raises:
            NotFound: there is no such member.
        """
        await self._existing(member_id)
        await self.sign_ins.revoke_all(member_id)
        await self.audit.note("session.revoked", by, member=member_id)

    async def _existing(self, member_id: str) -> Member:
        member = await self.store.member(member_id)
        if member is None:
            raise NotFound("There is no such member any more.")
        return member

    async def _person(self, member_id: str) -> dict[str, Any]:
        return next(self._model(one) for one in await self.store.people() if one.id == member_id)

    def _model(self, person: Person) -> dict[str, Any]:
        return {
            "id": person.id,
            "name": person.name,
            "username": person.username,
            "email": person.email,
            "role": person.role,
            "active": person.removed is None,
            "fixed": self.members.is_fixed(person.username, self.provider),
            "last_seen": iso(person.last_seen),
        }

    # -- invitations

    async def invite(
        self, by: Member, *, role: str, email: object = "", name: object = ""
    ) -> tuple[Invitation, str]:
        """Invite somebody to become a member.

        Arguments:
            role: what they will be.
            email: whom it is for. Where people sign in elsewhere: their user name there.
            name: what they are called, until they say so themselves.

        Returns:
            The invitation, and the path of the page it leads to, which nobody can see again.

        Raises:
            InvalidInput: with what to mend.
            Conflict: nobody can join here, or they are a member already.
        """
        if role not in ROLES:
            raise InvalidInput('"role" must be "admin", "interviewer" or "reviewer".')
        if self.signing_in == "shared":
            raise Conflict(
                "Everybody signs in to this server with the same token or password, so nobody can "
                "be told apart. Start `jupyter interview`, or let people sign in by name.",
                "shared",
            )
        elsewhere = self.signing_in == "elsewhere"
        what = "The user name" if elsewhere else "The e-mail address"
        kept = folded(
            one_line(email, what, maximum=USERNAME_MAXIMUM, minimum=1 if elsewhere else 0)
        )
        if kept and not elsewhere and not _looks_like_mail(kept):
            raise InvalidInput(
                f"“{kept[:60]}” is no e-mail address. It should look like name@example.org.",
                "email",
            )
        now = datetime.now(UTC)
        secret = secrets.token_urlsafe(32)
        invitation = Invitation(
            id=new_id(),
            email=kept,
            name=one_line(name, "The name", maximum=NAME_MAXIMUM, minimum=0),
            role=role,
            created=now,
            created_by=by.name,
            expires=now + timedelta(days=self.invitation_days),
        )
        await self.store.invite(invitation, hash_secret(secret), by.id)
        self.log.info("%s invited somebody as %s.", by.name, role)
        await self.audit.note("member.invited", by, invitation=invitation.id, role=role)
        self._say()
        page = "interview" if elsewhere else f"interview/join/{secret}"
        return invitation, url_path_join(self.base_url, page)

    async def mail_invitation(self, invitation: Invitation, url: str, organization: str) -> bool:
        """Mail an invitation to its address, if it has one and this server sends mail.

        Arguments:
            url: the page where it is accepted.
            organization: its name, which may be empty.

        Returns:
            Whether it is on its way.

        Raises:
            Unavailable: the database cannot work.
        """
        if not invitation.email or not self.mail:
            return False
        language = current_language().tag
        day = format_date(invitation.expires, "long", locale=language.replace("-", "_"))
        await self.mailer.send(
            invitation.email,
            subject(organization),
            letter(invitation, url, day),
            language=language,
        )
        return True

    async def invitations(self) -> list[dict[str, Any]]:
        """The invitations that can be used yet, as JSON, newest first."""
        now = datetime.now(UTC)
        return [invitation_model(one) for one in await self.store.invitations(now)]

    async def revoke_invitation(self, by: Member, invitation_id: str) -> None:
        """Take an invitation back.

        Raises:
            NotFound: it was used, or there is none.
        """
        await self.store.revoke_invitation(invitation_id)
        self.log.info("%s took an invitation back.", by.name)
        await self.audit.note("invitation.revoked", by, invitation=invitation_id)
        self._say()

    async def invitation(self, secret: str) -> Invitation:
        """The invitation behind a link.

        Raises:
            NotFound: it does not work, or not any more.
        """
        found = None
        if self.signing_in == "accounts" and 16 <= len(secret) <= 256:
            found = await self.store.invitation(hash_secret(secret), datetime.now(UTC))
        if found is None:
            raise no_invitation()
        return found

    async def accept(
        self, secret: str, *, name: object, username: object, password: object
    ) -> Member:
        """Become a member by an invitation, which is used up with that.

        Arguments:
            username: what they want to sign in as; for an invitation to an address, that is it.

        Raises:
            NotFound: the invitation does not work, or not any more.
            InvalidInput: with what to mend; the invitation can be used yet.
            Conflict: the user name is somebody else's; the invitation can be used yet.
        """
        invitation = await self.invitation(secret)
        called = one_line(name, "Your name", maximum=NAME_MAXIMUM)
        chosen = invitation.email or valid_username(username)
        if self.members.is_fixed(chosen, self.provider):
            raise Conflict("Somebody else has that user name. Please choose another one.", "taken")
        hash = await self.passwords.hash(valid_password(password, chosen, called))
        member = await self.store.accept(
            hash_secret(secret),
            username=chosen,
            name=called,
            password_hash=hash,
            now=datetime.now(UTC),
        )
        self.members.forget(member.id)
        self.log.info("%s joined.", member.name)
        await self.audit.note("member.joined", member, invitation=invitation.id, role=member.role)
        self._say()
        return member

    # -- teams

    async def teams(self) -> list[dict[str, Any]]:
        """All teams with their people as JSON, by name."""
        return [team_model(team) for team in await self.store.teams()]

    async def add_team(self, by: Member, name: object) -> dict[str, Any]:
        """Make a team; returns it as JSON.

        Raises:
            InvalidInput, Conflict: the name cannot be used, or is another team's.
        """
        team = await self.store.add_team(_team_name(name), datetime.now(UTC))
        await self.audit.note("team.created", by, team=team.id)
        self._say()
        return team_model(team)

    async def rename_team(self, by: Member, team_id: str, name: object) -> dict[str, Any]:
        """Give a team another name; returns it as JSON.

        Raises:
            NotFound: there is no such team.
            InvalidInput, Conflict: the name cannot be used, or is another team's.
        """
        await self.store.rename_team(team_id, _team_name(name))
        await self.audit.note("team.renamed", by, team=team_id)
        self._say()
        return next(team_model(one) for one in await self.store.teams() if one.id == team_id)

    async def delete_team(self, by: Member, team_id: str, to: str) -> None:
        """Take a team away.

        Arguments:
            to: who gets its pads and questions: a team's id, or ``"organization"``; empty where
                there should be none.

        Raises:
            NotFound: there is no such team, or no such heir.
            Conflict: it has pads or questions, and `to` is empty.
        """
        heir = to if to not in ("", "organization") else None
        if heir == team_id:
            raise InvalidInput("A team cannot be given what it leaves behind itself.")
        await self.store.delete_team(team_id, heir, give=bool(to))
        await self.audit.note("team.deleted", by, team=team_id, to=to)
        self._teams_changed()

    async def join_team(self, by: Member, team_id: str, member_id: str) -> None:
        """Put somebody into a team.

        Raises:
            NotFound: there is no such team, or no such member.
        """
        await self.store.join_team(team_id, member_id)
        await self.audit.note("team.joined", by, team=team_id, member=member_id)
        self._teams_changed()

    async def leave_team(self, by: Member, team_id: str, member_id: str) -> None:
        """Take somebody out of a team.

        Raises:
            NotFound: they are not in it.
        """
        await self.store.leave_team(team_id, member_id)
        await self.audit.note("team.left", by, team=team_id, member=member_id)
        self._teams_changed()

    def _teams_changed(self) -> None:
        # Who sees what is different now.
        self.members.forget()
        self._say()
        self.events.publish({"type": "pads"})
        self.events.publish({"type": "questions"})

    def _say(self) -> None:
        self.events.publish({"type": "team"})


def invitation_model(invitation: Invitation) -> dict[str, Any]:
    """An invitation as JSON; what it takes to use it is nowhere in it."""
    return {
        "id": invitation.id,
        "email": invitation.email,
        "name": invitation.name,
        "role": invitation.role,
        "created": iso(invitation.created),
        "created_by": invitation.created_by,
        "expires": iso(invitation.expires),
    }


def sign_in_model(sign_in: SignIn, current: str | None) -> dict[str, Any]:
    """A browser that somebody is signed in with as JSON.

    Arguments:
        current: the browser that asks.
    """
    return {
        "id": sign_in.id,
        "current": sign_in.id == current,
        "browser": sign_in.browser,
        "address": sign_in.address,
        "created": iso(sign_in.created),
        "last_seen": iso(sign_in.last_seen),
        "expires": iso(sign_in.expires),
    }


def team_model(team: Team) -> dict[str, Any]:
    """A team as JSON."""
    return {
        "id": team.id,
        "name": team.name,
        "members": [{"id": id, "name": name} for id, name in team.members],
    }


def _team_name(name: object) -> str:
    return one_line(name, "The name of the team", maximum=TEAM_MAXIMUM)


def _looks_like_mail(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and "." in domain.strip(".") and not set(text) & set(" <>,;:\"'()"))
