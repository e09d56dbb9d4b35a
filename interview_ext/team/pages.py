"""The pages on which people sign in and out, and join the team by an invitation."""

from __future__ import annotations

import re

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado.escape import url_escape

from ..auth.members import MemberIdentityProvider
from ..errors import Conflict, InterviewError, InvalidInput, NotFound, TooMany
from ..pads.store import Member
from ..pages.environment import make_environment
from ..pages.handlers import PageHandler
from ..pages.language import gettext
from ..resterror import status_of
from .account import NAME_MAXIMUM, PASSWORD_MINIMUM, USERNAME_MAXIMUM, Invitation

# What browsers could take for the address of another site, or for something else than an address.
_PLAIN = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def safe_next(url: str, base_url: str) -> str:
    """Where somebody goes who has signed in: on this server, whatever the address said.

    Arguments:
        url: the path they were sent from.
        base_url: of this server, with a slash at its end.
    """
    return url if _PLAIN.fullmatch(url) and url.startswith(base_url) else base_url


class AccountPageHandler(PageHandler):
    """What the pages of this module share."""

    def initialize(self) -> None:  # type: ignore[override]
        super().initialize(make_environment(self.base_url))

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    @property
    def provider(self) -> MemberIdentityProvider:
        """Who signs people in."""
        assert isinstance(self.identity_provider, MemberIdentityProvider)
        return self.identity_provider


class SecretPageHandler(AccountPageHandler):
    """What pages share whose address lets somebody in: it goes to no log, whatever goes wrong."""

    def initialize(self) -> None:  # type: ignore[override]
        super().initialize()
        # The route has been found by the path: the whole address is for logs alone.
        self.request.uri = self.request.path.rpartition("/")[0] + "/…"


class SignInHandler(AccountPageHandler):
    """``…/login``: members by user name and password, the owner by the server's token."""

    @allow_unauthenticated
    async def get(self) -> None:
        if self.current_user is not None:
            self._go_on()
            return
        self._show()

    @allow_unauthenticated
    async def head(self) -> None:
        await self.get()

    @allow_unauthenticated
    async def post(self) -> None:
        name = self.get_body_argument("username", "", strip=False)
        secret = self.get_body_argument("password", "", strip=False)
        try:
            member = await self.interview.team.check_sign_in(
                name, secret, self.request.remote_ip or ""
            )
        except TooMany as error:
            self.set_status(429)
            self.set_header("Retry-After", str(error.retry_after))
            self._show(name, too_many=error.retry_after)
            return
        if member is None:
            self.log.warning("Somebody could not sign in, from %s.", self.request.remote_ip)
            self.set_status(401)
            self._show(name, wrong=True)
            return
        self.current_user = await self.provider.sign_in(self, member)
        self._go_on()

    def _show(self, username: str = "", *, wrong: bool = False, too_many: int = 0) -> None:
        self.render_page(
            "login.html",
            next=url_escape(self.get_argument("next", self.base_url)),
            by_name=True,
            username=username[:USERNAME_MAXIMUM],
            message=wrong or bool(too_many),
            too_many=too_many,
            login_available=True,
            token_available=bool(self.provider.token),
            allow_password_change=False,
        )

    def _go_on(self) -> None:
        where = safe_next(self.get_argument("next", self.base_url), self.base_url)
        self.redirect(where)


class SignOutHandler(AccountPageHandler):
    """``…/logout``: this browser is signed out, here and in the pads it is in."""

    @allow_unauthenticated
    async def get(self) -> None:
        await self.provider.sign_out(self)
        self.provider.clear_login_cookie(self)
        self.render_page("logout.html", login_available=True)


class JoinHandler(SecretPageHandler):
    """``…/interview/join/<secret>``: an invitation, accepted with a name and a password."""

    @allow_unauthenticated
    async def get(self, secret: str) -> None:
        invitation = await self._invitation(secret)
        if invitation is not None:
            self._show(invitation, name=invitation.name)

    @allow_unauthenticated
    async def head(self, secret: str) -> None:
        await self.get(secret)

    @allow_unauthenticated
    async def post(self, secret: str) -> None:
        invitation = await self._invitation(secret)
        if invitation is None:
            return
        name = self.get_body_argument("name", "", strip=False)
        username = self.get_body_argument("username", "", strip=False)
        password = self.get_body_argument("password", "", strip=False)
        try:
            if password != self.get_body_argument("again", "", strip=False):
                raise InvalidInput("The two passwords differ.", "password_again")
            member = await self.interview.team.accept(
                secret, name=name, username=username, password=password
            )
        except (InvalidInput, Conflict, TooMany) as error:
            self.set_status(status_of(error))
            if isinstance(error, TooMany):
                self.set_header("Retry-After", str(error.retry_after))
            self._show(
                invitation,
                name=name[:NAME_MAXIMUM],
                username=username[:USERNAME_MAXIMUM],
                error=_in_words(error, name),
                wrong=_field(error),
            )
            return
        self.current_user = await self.provider.sign_in(self, member)
        self.redirect(url_path_join(self.base_url, "interview"), status=303)

    async def _invitation(self, secret: str) -> Invitation | None:
        """The invitation, unless the page has said already why there is nothing to accept."""
        try:
            invitation = await self.interview.team.invitation(secret)
        except InterviewError as error:
            self.set_status(status_of(error))
            self.render_page("join_gone.html")
            return None
        if self.current_user is not None:
            # Whoever looks at the link they made has not used it up with that.
            self.render_page(
                "join_signed_in.html",
                member_name=self.current_user.display_name,
                home=url_path_join(self.base_url, "interview"),
                sign_out=url_path_join(self.base_url, "logout"),
            )
            return None
        return invitation

    def _show(
        self,
        invitation: Invitation,
        *,
        name: str = "",
        username: str = "",
        error: str = "",
        wrong: str = "",
    ) -> None:
        roles = {
            "admin": gettext("as an admin"),
            "interviewer": gettext("as an interviewer"),
            "reviewer": gettext("as a reviewer"),
        }
        self.render_page(
            "join.html",
            address=self.request.path,
            invited_by=invitation.created_by,
            role=roles[invitation.role],
            email=invitation.email,
            name=name,
            username=username,
            error=error,
            wrong=wrong,
            minimum=PASSWORD_MINIMUM,
        )


class PasswordHandler(SecretPageHandler):
    """``…/interview/password/<secret>``: another password, for who forgot theirs."""

    @allow_unauthenticated
    async def get(self, secret: str) -> None:
        member = await self._member(secret)
        if member is not None:
            self._show(member)

    @allow_unauthenticated
    async def head(self, secret: str) -> None:
        await self.get(secret)

    @allow_unauthenticated
    async def post(self, secret: str) -> None:
        member = await self._member(secret)
        if member is None:
            return
        password = self.get_body_argument("password", "", strip=False)
        try:
            if password != self.get_body_argument("again", "", strip=False):
                raise InvalidInput("The two passwords differ.", "password_again")
            member = await self.interview.team.reset_password(secret, password)
        except NotFound as error:
            # Somebody else was quicker.
            self._gone(error)
            return
        except (InvalidInput, TooMany) as error:
            self.set_status(status_of(error))
            if isinstance(error, TooMany):
                self.set_header("Retry-After", str(error.retry_after))
            self._show(member, error=_in_words(error, member.name), wrong=_field(error))
            return
        self.current_user = await self.provider.sign_in(self, member)
        self.redirect(url_path_join(self.base_url, "interview"), status=303)

    async def _member(self, secret: str) -> Member | None:
        """Whose password it is, unless the page has said already why nothing can be done."""
        try:
            member = await self.interview.team.resets(secret)
        except NotFound as error:
            self._gone(error)
            return None
        if self.current_user is not None:
            # Whoever looks at the link they made has not used it up with that.
            self.render_page(
                "password_signed_in.html",
                member_name=self.current_user.display_name,
                home=url_path_join(self.base_url, "interview"),
                sign_out=url_path_join(self.base_url, "logout"),
            )
            return None
        return member

    def _gone(self, error: NotFound) -> None:
        self.set_status(status_of(error))
        self.render_page("password_gone.html")

    def _show(self, member: Member, *, error: str = "", wrong: str = "") -> None:
        self.render_page(
            "password.html",
            address=self.request.path,
            name=member.name,
            username=member.username,
            error=error,
            wrong=wrong,
            minimum=PASSWORD_MINIMUM,
        )


def _field(error: InterviewError) -> str:
    """Which field of the form an error is about."""
    if error.reason.startswith("password"):
        return "again" if error.reason == "password_again" else "password"
    if error.reason in ("taken", "username"):
        return "username"
    return "name" if isinstance(error, InvalidInput) else ""


def _in_words(error: InterviewError, name: str) -> str:
    """What went wrong, in the reader's language."""
    words = {
        "password_short": gettext(
            "Please choose a longer password: at least {minimum} characters. A few words in a row "
            "are easy to remember."
        ).replace("{minimum}", str(PASSWORD_MINIMUM)),
        "password_long": gettext("That password is too long."),
        "password_usual": gettext(
            "That password would be guessed at once. Please choose another one."
        ),
        "password_again": gettext("The two passwords differ. Please type them again."),
        "taken": gettext("Somebody else has that user name. Please choose another one."),
        "username": gettext(
            "Please choose a user name of at least two characters, without spaces, quotes, "
            "slashes, commas and colons. Your e-mail address will do."
        ),
        "too_many": gettext("The server is busy. Please try again in a few seconds."),
    }
    if error.reason in words:
        return words[error.reason]
    if not name.strip():
        return gettext("Please enter your name.")
    return gettext("Your name is too long, or has characters that can’t be shown.")


default_handlers: list[tuple[str, type[PageHandler]]] = [
    (r"/interview/join/([^/]+)", JoinHandler),
    (r"/interview/password/([^/]+)", PasswordHandler),
]
