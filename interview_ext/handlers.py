"""What the handlers of the host share: who asks, whether they may, and errors in words."""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .auth.host_policy import allowed
from .errors import InterviewError, NotFound, Refused, Unavailable
from .pads.store import Member
from .resterror import MAX_BODY, answer_error, checked_body
from .team.store import was_removed

if TYPE_CHECKING:
    from .app import InterviewApp

P = ParamSpec("P")
H = TypeVar("H", bound="InterviewHandlerMixin")

_IN_WORDS = {
    400: "The request cannot be understood. Nothing was changed.",
    403: "You may not do this. If you are an interviewer, please sign in first.",
    404: "There is nothing here. Please check the address.",
    405: "This cannot be done here.",
    413: "That is more than can be sent here at once.",
    500: "Something went wrong on the server, and its log says what. Please try again.",
}
_REASONS = {
    400: "invalid_input",
    403: "refused",
    404: "not_found",
    405: "bad_method",
    413: "too_large",
    500: "error",
}


class InterviewHandlerMixin(JupyterHandler):
    """For every handler of the control plane."""

    @property
    def interview(self) -> InterviewApp:
        """The application that holds the managers."""
        app: InterviewApp = self.settings["interview_ext"]
        return app

    async def member(self) -> Member | None:
        """The member who is signed in; none also where they were removed."""
        if self.current_user is None:
            return None
        app = self.interview
        try:
            member = await app.members.member_of(self.current_user, self.identity_provider)
        except Refused:
            return None
        if self.sign_in_id is None:
            app.sign_ins.saw(member)
        return member

    @property
    def sign_in_id(self) -> str | None:
        """The browser that asks, where it was this application that signed it in."""
        return getattr(self.current_user, "sign_in_id", None)

    async def require(self, resource: str, action: str) -> Member:
        """The signed-in member, if their role may do this.

        Raises:
            Refused: nobody is signed in, or not somebody who may.
        """
        member = await self.member()
        if member is None:
            if self.current_user is not None:
                raise was_removed()
            raise Refused("Please sign in first.", reason="sign_in")
        if not allowed(member.role, resource, action):
            raise Refused("You may not do this.")
        return member

    async def require_pad(self, resource: str, action: str, pad_id: str) -> Member:
        """The signed-in member, if they may do this and may see this pad.

        Raises:
            Refused: see `require`.
            NotFound: there is no such pad, or not for them.
        """
        member = await self.require(resource, action)
        await self.interview.pads.seen(member, pad_id)
        return member

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error body is `{"message", "reason"}`, in words for people."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, InterviewError):
            answer_error(self, error)
            return
        message, reason = _IN_WORDS.get(status_code), _REASONS.get(status_code, "error")
        if isinstance(error, web.HTTPError) and "_xsrf" in (error.log_message or ""):
            message = "This page is too old to be trusted. Please reload it and try again."
            reason = "xsrf"
        elif status_code == 403 and self.current_user is None:
            message, reason = "Please sign in first.", "sign_in"
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message or _IN_WORDS[500], "reason": reason}))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A refusal in words is no fault of the server; what it cannot do is."""
        if isinstance(value, Unavailable):
            self.log.error("%s", value, exc_info=(typ, value, tb))
        elif not isinstance(value, InterviewError):
            super().log_exception(typ, value, tb)


class InterviewAPIHandler(InterviewHandlerMixin, APIHandler):
    """A JSON handler of the control plane. Its methods return what is to be sent."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def body(
        self,
        required: dict[str, Any] | None = None,
        optional: dict[str, Any] | None = None,
        maximum: int = MAX_BODY,
    ) -> dict[str, Any]:
        """The JSON object sent, checked; see `resterror.checked_body`. May be left out if empty."""
        if not self.request.body.strip() and not required:
            return {}
        return checked_body(self.request.body, required or {}, optional or {}, maximum)

    def done(self) -> None:
        """Answer that it was done and there is nothing to say."""
        self.set_status(204)
        self.finish()


class NotFoundHandler(InterviewAPIHandler):
    """Everything below ``interview/api/`` that does not exist."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        raise NotFound("There is no such address in the interview API.")

    @allow_unauthenticated
    def get(self, path: str) -> None:
        """Never reached."""

    post = put = patch = delete = get


def for_member(
    resource: str, action: str
) -> Callable[
    [Callable[Concatenate[Any, Member, P], Awaitable[None]]],
    Callable[Concatenate[Any, P], Awaitable[None]],
]:
    """A handler's method that only members whose role grants it may call; it gets the member.

    Goes below ``@web.authenticated`` (or ``@ws_authenticated``), which keeps strangers out.

    Arguments:
        resource: as in `auth.host_policy`, such as ``"interview:pads"``.
        action: ``"read"`` or ``"write"``.
    """

    def decorate(
        method: Callable[Concatenate[Any, Member, P], Awaitable[None]],
    ) -> Callable[Concatenate[Any, P], Awaitable[None]]:
        @functools.wraps(method)
        async def inner(self: Any, *args: P.args, **kwargs: P.kwargs) -> None:
            await method(self, await self.require(resource, action), *args, **kwargs)

        return inner

    return decorate


def for_pad(
    resource: str, action: str
) -> Callable[
    [Callable[Concatenate[Any, Member, str, P], Awaitable[None]]],
    Callable[Concatenate[Any, str, P], Awaitable[None]],
]:
    """`for_member` for everything below a pad's address: a pad that they may not see is not there.

    The method gets the member, and the pad's id as before.
    """

    def decorate(
        method: Callable[Concatenate[Any, Member, str, P], Awaitable[None]],
    ) -> Callable[Concatenate[Any, str, P], Awaitable[None]]:
        @functools.wraps(method)
        async def inner(self: Any, pad_id: str, *args: P.args, **kwargs: P.kwargs) -> None:
            member = await self.require_pad(resource, action, pad_id)
            await method(self, member, pad_id, *args, **kwargs)

        return inner

    return decorate


class InterviewWebSocketHandler(WebSocketMixin, WebSocketHandler, InterviewHandlerMixin):
    """A socket that only sends. Origin and rights are checked before the upgrade."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    @property
    def max_message_size(self) -> int:
        return 4096

    def send(self, message: dict[str, Any]) -> None:
        """Send a JSON message unless the socket is closing."""
        try:
            self.write_message(json.dumps(message))
        except WebSocketClosedError:
            self.log.debug("A socket closed before a message could be sent.")

    def on_message(self, message: str | bytes) -> None:
        """Whatever is sent here is ignored: these sockets only tell."""
