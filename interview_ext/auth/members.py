"""Members: who signs in at the host, whatever the identity provider."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import Any

from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
    User,
)
from tornado import web
from traitlets import Instance, List, Set, Unicode, default
from traitlets.config import LoggingConfigurable

from ..pads.store import Member, Store, new_id

# These know nobody by name: whoever holds the server's token or password is its owner.
_SHARED_SECRET = (IdentityProvider, PasswordIdentityProvider, LegacyIdentityProvider)


def login_name() -> str:
    """The name of the account the server runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"


class OwnerIdentityProvider(PasswordIdentityProvider):
    """Signs in one person, the owner of the server, by its token (or password).

    Jupyter Server's own provider gives everybody who knows the token a new random name. Here
    whoever knows it is the owner, in every browser and after every restart.
    """

    owner_name = Unicode(
        help="The owner's name as others see it; InterviewApp.owner_name unless set here."
    ).tag(config=True)

    updatable_fields = List(
        Unicode(), default_value=[], help="Nothing: the owner's name is InterviewApp.owner_name."
    )

    @default("owner_name")
    def _default_owner_name(self) -> str:
        app = getattr(self.parent, "starter_app", None)
        return getattr(app, "owner_name", "") or login_name()

    @default("allow_password_change")
    def _default_allow_password_change(self) -> bool:
        return False

    def owner(self) -> User:
        """The one user there is."""
        name = self.owner_name or login_name()
        words = name.split() or [name]
        initials = "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()
        return User(username=login_name(), name=name, display_name=name, initials=initials)

    def generate_anonymous_user(self, handler: web.RequestHandler) -> User:
        """Whoever shows the token is the owner, not a new anonymous user."""
        return self.owner()

    def user_from_cookie(self, cookie_value: str) -> User | None:
        """The owner, by today's name; a cookie that names somebody else is of another server."""
        user = super().user_from_cookie(cookie_value)
        return self.owner() if user is not None and user.username == login_name() else None

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
    store = Instance(Store, help="Where members are kept. Set by the application.")

    owner_name = Unicode(help="What the owner is called. Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._known: dict[str, Member] = {}

    @default("owner_name")
    def _default_owner_name(self) -> str:
        return login_name()

    async def member_of(self, user: User, provider: IdentityProvider) -> Member:
        """The member a signed-in user is; a row is made at the first visit.

        Raises:
            Unavailable: the database cannot work.
        """
        if isinstance(provider, OwnerIdentityProvider):
            username, name, role = user.username, user.display_name, "admin"
        elif type(provider) in _SHARED_SECRET:
            username, name, role = login_name(), self.owner_name, "admin"
        else:
            username, name = user.username, user.display_name or user.username
            role = "admin" if username in self.admins else "interviewer"
        known = self._known.get(username)
        if known is None or (known.name, known.role) != (name, role):
            known = await self.store.keep_member(
                Member(new_id(), username[:255], name[:255], role), datetime.now(UTC)
            )
            self._known[username] = known
        return known
