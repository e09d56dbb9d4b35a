"""REST and events for members: their pads and who they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from jupyter_server.auth.decorator import allow_unauthenticated, ws_authenticated
from tornado import web

from ..auth.host_policy import allowed
from ..auth.identity import COOKIE_NAME, hash_secret
from ..auth.visibility import Owned, may_see
from ..errors import InterviewError, InvalidInput, Refused, Unavailable
from ..handlers import (
    InterviewAPIHandler,
    InterviewHandlerMixin,
    InterviewWebSocketHandler,
    NotFoundHandler,
    for_member,
    for_pad,
)
from ..openapi import document_text
from .model import offered
from .store import Member

_NOTHING = type(None)

# What a member may write about a pad at any time, and what a new one begins with.
CHANGES: dict[str, Any] = {
    "title": str,
    "candidate_name": (str, _NOTHING),
    "candidate_email": (str, _NOTHING),
    "instructions": (str, _NOTHING),
    "starts_at": (str, _NOTHING),
    "duration": (int, _NOTHING),
    "time_zone": (str, _NOTHING),
    "interviewers": (list, _NOTHING),
    "time_limit": (int, _NOTHING),
    "due": (str, _NOTHING),
    "team_id": (str, _NOTHING),
}
NEW_PAD: dict[str, Any] = {
    **CHANGES,
    "kind": str,
    "door": str,
    "start_with": str,
    "language": str,
    "questions": list,
    "question_languages": dict,
    "template_id": (str, _NOTHING),
}


class PadModelMixin:
    """Pads as a browser gets them: with a whole address to send to the candidate."""

    request: Any
    interview: Any

    def outward(self, model: dict[str, Any], member: Member) -> dict[str, Any]:
        """The model as a member gets it.

        Its address is completed, by `InterviewApp.public_url` or the request, and it says what
        the member may do with the pad and how far their own scorecard of it is.
        """
        scorecards = model["feedback"]
        return {
            **model,
            "url": self._whole(model["url"]),
            "actions": offered(model, member, self.interview.pads.clock.now()),
            "feedback": scorecards.of(member.id) if scorecards is not None else "none",
        }

    def whole_address(self, pad_id: str) -> str:
        """A pad's one address, to send to people."""
        return self._whole(self.interview.pads.address(pad_id))

    def _whole(self, path: str) -> str:
        base = self.interview.public_url or f"{self.request.protocol}://{self.request.host}/"
        return urljoin(base, path)


class MeHandler(InterviewAPIHandler):
    """Who is signed in."""

    @web.authenticated
    @for_member("interview:me", "read")
    async def get(self, member: Member) -> None:
        self.finish(
            {
                "id": member.id,
                "name": member.name,
                "username": member.username,
                "role": member.role,
                "teams": sorted(member.teams),
            }
        )


class LanguagesHandler(InterviewAPIHandler):
    """The languages that a pad can be made with on this server."""

    @web.authenticated
    @for_member("interview:languages", "read")
    async def get(self, member: Member) -> None:
        offered = await self.interview.pad_servers.languages()
        models = [{"id": one.kernel_name, "name": one.name, "file": one.file} for one in offered]
        self.finish({"languages": models})


class PadsHandler(PadModelMixin, InterviewAPIHandler):
    """Makes pads."""

    @web.authenticated
    @for_member("interview:sandboxes", "write")
    async def post(self, member: Member) -> None:
        body = self.body({}, NEW_PAD)
        if body.get("kind") != "sandbox":
            await self.require("interview:pads", "write")
        check_lists(body)
        model = await self.interview.pads.maker.create(member, **body)
        self.set_status(201)
        self.finish(self.outward(model, member))


class PadHandler(PadModelMixin, InterviewAPIHandler):
    """One pad."""

    @web.authenticated
    @for_pad("interview:pads", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish(self.outward(await self.interview.pads.model(pad_id), member))

    @web.authenticated
    @for_pad("interview:sandboxes", "write")
    async def delete(self, member: Member, pad_id: str) -> None:
        await self.interview.pads.delete(pad_id, member)
        self.done()

    @web.authenticated
    @for_pad("interview:pads", "write")
    async def patch(self, member: Member, pad_id: str) -> None:
        body = self.body({}, CHANGES)
        if "interviewers" in body:
            body["interviewers"] = body["interviewers"] or []
        check_lists(body)
        self.finish(self.outward(await self.interview.pads.edit(pad_id, member, **body), member))


class PadEndHandler(PadModelMixin, InterviewAPIHandler):
    """Ends the interview. Of which pads somebody may, says `pads.life`."""

    @web.authenticated
    @for_pad("interview:sandboxes", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        self.body()
        self.finish(self.outward(await self.interview.pads.end(pad_id, member), member))


class PadReopenHandler(PadModelMixin, InterviewAPIHandler):
    """Goes on with an interview that ended. Of which somebody may, says `pads.life`."""

    @web.authenticated
    @for_pad("interview:sandboxes", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        self.body()
        self.finish(self.outward(await self.interview.pads.reopen(pad_id, member), member))


class PadSubmitHandler(PadModelMixin, InterviewAPIHandler):
    """Hands a take-home in, for its candidate."""

    @web.authenticated
    @for_pad("interview:pads", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        self.body()
        model = await self.interview.pads.submit(pad_id, "member", member)
        self.finish(self.outward(model, member))


class PadExtendHandler(PadModelMixin, InterviewAPIHandler):
    """Gives a take-home more time."""

    @web.authenticated
    @for_pad("interview:pads", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        minutes = self.body({"minutes": int})["minutes"]
        model = await self.interview.pads.extend(pad_id, member, minutes)
        self.finish(self.outward(model, member))


class PadReviewHandler(PadModelMixin, InterviewAPIHandler):
    """Finishes the review of a take-home."""

    @web.authenticated
    @for_pad("interview:reviews", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        self.body()
        self.finish(self.outward(await self.interview.pads.review(pad_id, member), member))


class QuotaHandler(InterviewAPIHandler):
    """How many pads may be made."""

    @web.authenticated
    @for_member("interview:pads", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.pads.maker.quota_model())


class EventsHandler(PadModelMixin, InterviewWebSocketHandler):
    """Tells a member's browser what changes."""

    listener: Member
    telling: asyncio.Task[None]

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        self.listener = await self.require("interview:events", "read")
        await super().get(*args, **kwargs)

    def open(self, *args: Any, **kwargs: Any) -> None:
        super().open(*args, **kwargs)
        self.interview.sign_ins.attach(self, self.listener, self.sign_in_id)
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.telling = asyncio.create_task(self._tell())
        self.interview.events.subscribe(self._told.put_nowait)
        self.interview.waiting_room.members_changed()

    def on_close(self) -> None:
        self.interview.sign_ins.detach(self)
        self.interview.events.unsubscribe(self._told.put_nowait)
        self.telling.cancel()
        self.interview.waiting_room.members_changed()

    async def _tell(self) -> None:
        """Send what the managers publish, in its order, as far as the member may see it."""
        while True:
            message = await self._told.get()
            try:
                if await self._may_see(message):
                    self.send(self._outward(message))
            except Refused:
                self.close(4401, "signed out")
                return
            except InterviewError as error:
                self.log.warning("A member could not be told of a change: %s", error)

    async def _may_see(self, message: dict[str, Any]) -> bool:
        if message["type"] == "team":
            member = await self.interview.members.by_id(self.listener.id)
            if member is None or not allowed(member.role, "interview:events", "read"):
                raise Refused("You may not do this.")
            self.listener = member
        if message.get("member_id", self.listener.id) != self.listener.id:
            return False
        if "pad" in message:
            return may_see(self.listener, Owned.by_model(message["pad"]))
        if "pad_id" in message and not await self.interview.store.sees(
            self.listener, message["pad_id"]
        ):
            return False
        if message["type"] == "notes":
            return await self.interview.notes.may_hear(self.listener, message)
        if message["type"] in ("feedback", "comments"):
            return await self.interview.feedback.may_hear(self.listener, message)
        return True

    def _outward(self, message: dict[str, Any]) -> dict[str, Any]:
        if "pad" in message:
            return {**message, "pad": self.outward(message["pad"], self.listener)}
        if message["type"] in ("feedback", "notes"):
            # What of it changed, and by whom, is in what they get when they ask.
            return {"type": message["type"], "pad_id": message["pad_id"]}
        return message


class OpenAPIHandler(InterviewAPIHandler):
    """The description of this API, for everybody."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()

    @allow_unauthenticated
    def get(self) -> None:
        self.finish(document_text(self.base_url), set_content_type="application/yaml")


class UnmountedPadHandler(InterviewHandlerMixin):
    """Below the address of a pad whose server is not running: unknown, or put away.

    The server of a pad that was put away comes back for whoever is in it, and the request is
    sent there again.
    """

    def check_xsrf_cookie(self) -> None:
        """Nothing is done here that the one who asks could not do anyway."""

    @allow_unauthenticated
    async def get(self, pad_id: str) -> None:
        await self.interview.ready()
        pads = self.interview.pads
        address = pads.origins.at_public(pads.address(pad_id))
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        if wants_page and self.request.method not in ("GET", "HEAD"):
            self.redirect(address, status=303)
            return
        try:
            await pads.pad(pad_id)
            held = self.get_cookie(COOKIE_NAME)
            if held is None or not await pads.reopen_for(pad_id, hash_secret(held)):
                raise Refused("Please enter through the pad's address first.", "not_entered")
        except InterviewError:
            if not wants_page:
                raise
            self.redirect(address)
            return
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            # A WebSocket follows no redirect, but it tries again.
            raise Unavailable("The pad is being opened. Please try again.")
        self.redirect(self.request.uri or self.request.path, status=307)

    head = post = put = patch = delete = get


def check_lists(body: dict[str, Any]) -> None:
    """Whether the lists in what was sent about a pad are lists of words.

    Raises:
        InvalidInput: one is not.
    """
    for key in ("questions", "interviewers"):
        _check_words(key, body.get(key) or ())
    _check_words("question_languages", (body.get("question_languages") or {}).values())


def _check_words(key: str, values: Iterable[object]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise InvalidInput(f"“{key}” has the wrong type.")


_PAD = r"/interview/api/pads/(?P<pad_id>[^/]+)"

# What is added to the application, last what catches the rest.
default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/me", MeHandler),
    (r"/interview/api/languages", LanguagesHandler),
    (_PAD, PadHandler),
    (rf"{_PAD}/end", PadEndHandler),
    (rf"{_PAD}/submit", PadSubmitHandler),
    (rf"{_PAD}/extend", PadExtendHandler),
    (rf"{_PAD}/review", PadReviewHandler),
    (rf"{_PAD}/reopen", PadReopenHandler),
    (r"/interview/api/quota", QuotaHandler),
    (r"/interview/api/events", EventsHandler),
    (r"/interview/api/openapi.yaml", OpenAPIHandler),
]

fallback_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api(/.*)?", NotFoundHandler),
    (r"/interview/pads/(?P<pad_id>[^/]+)/.*", UnmountedPadHandler),
]
