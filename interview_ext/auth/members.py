"""Members: who signs in at the host, whatever the identity provider."""

from __future__ import annotations

import getpass
import re
import secrets
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
    User,
)
from tornado import web
from traitlets import Instance, List, Set, Unicode, default
from traitlets.config import LoggingConfigurable

from ..pads.store import Member
from ..team.store import TeamStore, was_removed

if TYPE_CHECKING:
    from ..app import InterviewApp

# These know nobody by name: whoever holds the server's token or password is its owner.
_SHARED_SECRET = (IdentityProvider, PasswordIdentityProvider, LegacyIdentityProvider)


def login_name() -> str:
    """The name of the account the server runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"


@dataclass
class MemberUser(User):
    """A member as Jupyter Server knows users, and the browser they are signed in with."""

    member: Member | None = None
    sign_in_id: str | None = None


class MemberIdentityProvider(PasswordIdentityProvider):
    """Signs in the owner of the server by its token, and members by their passwords.

    A browser that is signed in holds an opaque cookie, which `team.signins` knows by its hash, so
    that it can be signed out from elsewhere. Jupyter Server's own provider gives everybody who
    knows the token a new random name; here they are the owner, in every browser.
    """

    updatable_fields = List(
        Unicode(), default_value=[], help="Nothing: names are changed on the Team page."
    )

    @default("allow_password_change")
    def _default_allow_password_change(self) -> bool:
        return False

    @default("login_handler_class")
    def _default_login_handler_class(self) -> type:
        from ..team.pages import SignInHandler

        return SignInHandler

    @default("logout_handler_class")
    def _default_logout_handler_class(self) -> type:
        from ..team.pages import SignOutHandler

        return SignOutHandler

    # -- who asks

    async def _get_user(self, handler: web.RequestHandler) -> User | None:
        known: User | None = getattr(handler, "_jupyter_current_user", None)
        if known is not None:
            return known
        cookie = handler.get_cookie(self.get_cookie_name(handler))
        token = self.is_token(self.get_token(handler) or "")
        if not cookie and not token:
            return None
        app: InterviewApp = handler.settings["interview_ext"]
        await app.ready()
        found = await app.sign_ins.find(cookie) if cookie else None
        user = _user(found[1], found[0].id) if found else None
        if token:
            handler._token_authenticated = True  # type: ignore[attr-defined]
            owner = await app.members.owner()
            if user is None or user.username != owner.username:
                user = _user(owner, None)
                if _is_page(handler):
                    user = await self.sign_in(handler, owner)
        elif cookie and user is None:
            self.clear_login_cookie(handler)
        return user

    async def sign_in(self, handler: web.RequestHandler, member: Member) -> MemberUser:
        """Sign a browser in: it gets a new cookie, whatever it held before.

        Called once somebody has shown who they are.
        """
        app: InterviewApp = handler.settings["interview_ext"]
        await self.sign_out(handler)
        sign_in, cookie = await app.sign_ins.begin(
            member,
            handler.request.headers.get("User-Agent", ""),
            handler.request.remote_ip or "",
        )
        secure = self.secure_cookie
        handler.set_cookie(
            self.get_cookie_name(handler),
            cookie,
            **{
                "expires": sign_in.expires,
                "path": handler.settings["base_url"],
                "httponly": True,
                "samesite": "Lax",
                "secure": handler.request.protocol == "https" if secure is None else secure,
                **self.cookie_options,
            },
        )
        return _user(member, sign_in.id)

    async def sign_out(self, handler: web.RequestHandler) -> None:
        """Forget the browser that asks, if it is signed in."""
        app: InterviewApp = handler.settings["interview_ext"]
        cookie = handler.get_cookie(self.get_cookie_name(handler))
        if cookie:
            await app.sign_ins.end(cookie)

    def is_token(self, shown: str) -> bool:
        """Whether this is the server's token."""
        return bool(self.token) and _equal(shown, str(self.token))

    def is_owners(self, secret: str) -> bool:
        """Whether this is what the owner signs in with: the token, or the shared password."""
        return self.is_token(secret) or bool(self.hashed_password and self.passwd_check(secret))

    def identity_model(self, user: User) -> dict[str, Any]:
        """The user as Jupyter's `/api/me` shows it."""
        return {
            "username": user.username,
            "name": user.name,
            "display_name": user.display_name,
            "initials": user.initials,
            "avatar_url": None,
            "color": None,
        }

    def get_cookie_name(self, handler: web.RequestHandler) -> str:
        """One for each server on this machine: browsers do not tell its ports apart."""
        return self.cookie_name or re.sub(r"[^A-Za-z0-9]", "-", f"member-{handler.request.host}")

    def validate_security(self, app: Any, ssl_options: dict[str, Any] | None = None) -> None:
        """Refuse to serve without any sign-in: every candidate would be an interviewer."""
        super().validate_security(app, ssl_options)
        if not self.auth_enabled:
            self.log.critical(
                "The sign-in token is set to nothing, so every candidate could act as an "
                "interviewer. Take the empty token out of the configuration and start again."
            )
            sys.exit(1)


class Members(LoggingConfigurable):
    """Maps the users of the identity provider to members, which the database keeps.

    Called by the handlers, once a request.
    """

    admins = Set(Unicode(), help="InterviewApp.admins.")
    store = Instance(TeamStore, help="Where members are kept. Set by the application.")

    owner_name = Unicode(help="What the owner is called. Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._known: dict[str, Member] = {}
        self._ids: dict[str, str] = {}
        self._changes = 0

    @default("owner_name")
    def _default_owner_name(self) -> str:
        return login_name()

    async def member_of(self, user: User, provider: IdentityProvider) -> Member:
        """The member a signed-in user is; a row is made at the first visit.

        Raises:
            Refused: they were removed.
            Unavailable: the database cannot work.
        """
        if isinstance(user, MemberUser) and user.member is not None:
            # A socket stays open for hours, in which people are made something else.
            now = await self.by_id(user.member.id)
            if now is None:
                raise was_removed()
            return now
        if self.is_shared(provider):
            return await self.owner()
        username = user.username[:255]
        name = (user.display_name or user.username)[:255]
        known = await self.by_id(self._ids.get(username, ""))
        if known is not None and known.name == name:
            return known
        member = await self.store.arrive(
            username, name, admin=username in self.admins, now=datetime.now(UTC)
        )
        self.forget(member.id)
        self._ids[username] = member.id
        return member

    async def owner(self) -> Member:
        """The owner of the server; a row is made at the first visit.

        Raises:
            Unavailable: the database cannot work.
        """
        username = login_name()
        known = await self.by_id(self._ids.get(username, ""))
        if known is not None and known.name == self.owner_name[:255] and known.role == "admin":
            return known
        owner = await self.store.owner(username, self.owner_name[:255], datetime.now(UTC))
        self.forget(owner.id)
        self._ids[username] = owner.id
        return owner

    async def by_id(self, member_id: str) -> Member | None:
        """A member as they are now; none where they were removed.

        Raises:
            Unavailable: the database cannot work.
        """
        known = self._known.get(member_id)
        if known is None and member_id:
            changes = self._changes
            known = await self.store.member(member_id)
            if known is not None and changes == self._changes:
                self._known[member_id] = known
        return known

    def is_shared(self, provider: IdentityProvider) -> bool:
        """Whether everybody signs in with the same secret, so that they are one and the same."""
        return type(provider) in _SHARED_SECRET

    def is_fixed(self, username: str, provider: IdentityProvider) -> bool:
        """Whether the configuration makes somebody an admin, so that nobody else can change it."""
        if isinstance(provider, MemberIdentityProvider) or self.is_shared(provider):
            return username == login_name()
        return username in self.admins

    def forget(self, member_id: str | None = None) -> None:
        """Look a member up again, or all of them: something about them changed."""
        self._changes += 1
        if member_id is None:
            self._known.clear()
        else:
            self._known.pop(member_id, None)


def _user(member: Member, sign_in_id: str | None) -> MemberUser:
    words = member.name.split() or [member.name]
    initials = "".join(word[0] for word in dict.fromkeys((words[0], words[-1])) if word).upper()
    return MemberUser(
        username=member.username,
        name=member.name,
        display_name=member.name,
        initials=initials,
        member=member,
        sign_in_id=sign_in_id,
    )


def _is_page(handler: web.RequestHandler) -> bool:
    """Whether a browser asks for a page, and not a program for one answer."""
    below = handler.request.path.removeprefix(handler.settings["base_url"])
    return handler.request.method == "GET" and not re.match(r"(\w+/)?api(/|$)", below)


def _equal(one: str, other: str) -> bool:
    return secrets.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )
