"""Browsers that members are signed in with: known by a cookie, listed, signed out from afar."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from traitlets import Float, Instance
from traitlets.config import LoggingConfigurable

from ..auth.identity import hash_secret
from ..auth.members import Members
from ..auth.tickets import Tickets
from ..errors import InterviewError, NotFound
from ..pads.store import Member, new_id
from .account import SignIn, browser_name
from .store import TeamStore

if TYPE_CHECKING:
    from ..pads.manager import PadManager

CLOSED_SIGNED_OUT = 4401
"""Close code of the sockets of a browser that was signed out."""

# How often it is written down that somebody is there, in seconds.
SEEN_EVERY = 300.0

# Browsers that are remembered between requests; the others are looked up.
REMEMBERED = 5000


class Socket(Protocol):
    """A websocket handler of the host."""

    def close(self, code: int | None = None, reason: str | None = None) -> None: ...


class SignIns(LoggingConfigurable):
    """Owns the browsers that members are signed in with.

    The identity provider asks it who a cookie is; the team's manager and the handlers sign
    browsers out. A cookie is 256 random bits, of which only a hash is kept.
    """

    sign_in_days = Float(
        30.0,
        min=0.01,
        help="Days after which a member who signed in with a password or token has to do so again.",
    ).tag(config=True)

    store = Instance(TeamStore, help="Set by the application.")
    members = Instance(Members, help="Set by the application.")
    tickets = Instance(Tickets, help="Set by the application.")
    # Named, not imported: the pads' manager is made later, and knows nothing of this.
    pads: PadManager = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._known: dict[str, SignIn] = {}
        self._changes = 0
        self._sockets: dict[Socket, tuple[str, str | None]] = {}
        self._gone: set[str] = set()
        self._seen: dict[str, datetime] = {}
        self._writing: set[asyncio.Task[None]] = set()

    # -- who is there

    async def find(self, cookie: str) -> tuple[SignIn, Member] | None:
        """Who holds this cookie, if anybody; asked at every request.

        Raises:
            Unavailable: the database cannot work.
        """
        if not 16 <= len(cookie) <= 256:
            return None
        cookie_hash = hash_secret(cookie)
        sign_in = self._known.get(cookie_hash)
        if sign_in is None:
            changes = self._changes
            sign_in = await self.store.sign_in(cookie_hash)
            # Not remembered if somebody was signed out while it was looked up.
            if sign_in is not None and changes == self._changes:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[cookie_hash] = sign_in
        now = datetime.now(UTC)
        if sign_in is None or sign_in.expires <= now or sign_in.id in self._gone:
            return None
        member = await self.members.by_id(sign_in.member_id)
        if member is None:
            return None
        self._saw(member.id, sign_in.id, now)
        return sign_in, member

    async def begin(self, member: Member, user_agent: str, address: str) -> tuple[SignIn, str]:
        """Sign a browser in.

        Arguments:
            user_agent: as the browser sent it.
            address: where it is.

        Returns:
            What is kept, and the cookie for the browser.

        Raises:
            NotFound: they are not a member any more.
        """
        now = datetime.now(UTC)
        cookie = secrets.token_urlsafe(32)
        sign_in = SignIn(
            id=new_id(),
            member_id=member.id,
            browser=browser_name(user_agent),
            address=address[:64],
            created=now,
            last_seen=now,
            expires=now + timedelta(days=self.sign_in_days),
        )
        oldest = await self.store.add_sign_in(sign_in, hash_secret(cookie))
        await self._signed_out(member.id, oldest)
        self.log.info("%s signed in.", member.name)
        return sign_in, cookie

    async def of(self, member_id: str) -> list[SignIn]:
        """The browsers that a member is signed in with, the one used last first."""
        return await self.store.sign_ins(member_id, datetime.now(UTC))

    def saw(self, member: Member) -> None:
        """A member whom another identity provider signed in asks for something."""
        self._saw(member.id, None, datetime.now(UTC))

    # -- signing out

    async def end(self, cookie: str) -> None:
        """Sign out the browser that holds this cookie."""
        sign_in = await self.store.sign_in(hash_secret(cookie))
        if sign_in is not None:
            await self.revoke(sign_in.member_id, [sign_in.id])

    async def revoke(self, member_id: str, ids: Collection[str]) -> list[str]:
        """Sign out some of a member's browsers, wherever they are, inside of pads too.

        Returns:
            The ids of those that were signed in.

        Raises:
            NotFound: none of them is theirs.
        """
        wanted = set(ids)
        found = [one.id for one in await self.of(member_id) if one.id in wanted]
        if not found:
            raise NotFound("That browser is not signed in any more.")
        await self.store.forget_sign_ins(found)
        await self._signed_out(member_id, found)
        return found

    async def revoke_all(self, member_id: str, but: str | None = None) -> list[str]:
        """Sign out all of a member's browsers, or all but one; returns their ids."""
        found = [one.id for one in await self.of(member_id) if one.id != but]
        await self.store.forget_sign_ins(found)
        await self._signed_out(member_id, found)
        return found

    async def turn_out(self, member_id: str) -> None:
        """Somebody is no member any more, or another kind of one: end all they have open.

        Called after that was kept, so that nothing of the kind is opened meanwhile.
        """
        self._changes += 1
        self._known = {key: one for key, one in self._known.items() if one.member_id != member_id}
        self.members.forget(member_id)
        self.tickets.revoke_member(member_id)
        for socket, (owner, _) in list(self._sockets.items()):
            if owner == member_id:
                socket.close(CLOSED_SIGNED_OUT, "signed_out")
        await self._leave_pads(member_id, None)

    async def _signed_out(self, member_id: str, ids: Collection[str]) -> None:
        if not ids:
            return
        self._changes += 1
        self._gone.update(ids)
        self._known = {key: one for key, one in self._known.items() if one.id not in self._gone}
        for sign_in_id in ids:
            self.tickets.revoke_sign_in(sign_in_id)
        for socket, (_, held) in list(self._sockets.items()):
            if held in self._gone:
                socket.close(CLOSED_SIGNED_OUT, "signed_out")
        await self._leave_pads(member_id, ids)

    async def _leave_pads(self, member_id: str, ids: Iterable[str] | None) -> None:
        for pad_id, participant_id in await self.store.places(member_id, ids):
            async with self.pads.changing(pad_id):
                await self.pads.store.forget_entries(pad_id, participant_id)
                server = self.pads.servers.get(pad_id)
                if server is not None:
                    await server.remove(participant_id, "signed_out")

    # -- open sockets

    def attach(self, socket: Socket, member: Member, sign_in_id: str | None) -> None:
        """Close a socket of the host once its member or browser is signed out, until `detach`."""
        if sign_in_id is not None and sign_in_id in self._gone:
            socket.close(CLOSED_SIGNED_OUT, "signed_out")
            return
        self._sockets[socket] = (member.id, sign_in_id)

    def detach(self, socket: Socket) -> None:
        """The socket is closed."""
        self._sockets.pop(socket, None)

    # -- when somebody was there

    def _saw(self, member_id: str, sign_in_id: str | None, now: datetime) -> None:
        key = sign_in_id or member_id
        last = self._seen.get(key)
        if last is not None and (now - last).total_seconds() < SEEN_EVERY:
            return
        self._seen[key] = now
        task = asyncio.ensure_future(self._write_seen(member_id, sign_in_id, now))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write_seen(self, member_id: str, sign_in_id: str | None, now: datetime) -> None:
        try:
            await self.store.saw(member_id, sign_in_id, now)
        except InterviewError as error:
            self.log.debug("It is not written down who is there: %s", error)

    async def stop(self) -> None:
        """Wait until what is being written is written."""
        await asyncio.gather(*self._writing, return_exceptions=True)
