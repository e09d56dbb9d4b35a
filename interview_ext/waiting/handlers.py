"""REST and events at a pad's door: for the candidate without an account, and for members."""

from __future__ import annotations

import hashlib
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado import web

from ..auth.host_policy import entry_role
from ..auth.tickets import Claim
from ..errors import Refused
from ..handlers import (
    InterviewAPIHandler,
    InterviewHandlerMixin,
    InterviewWebSocketHandler,
    for_pad,
)
from ..pads.store import Member

# Days for which a browser is known at a pad's door.
COOKIE_DAYS = 30


class WaitingCookieMixin(InterviewHandlerMixin):
    """Knows a candidate's browser by a cookie of its own for each pad."""

    def waiting_cookie_name(self, pad_id: str) -> str:
        """A name that tells pads apart without telling their ids."""
        return "interview-waiting-" + hashlib.sha256(pad_id.encode()).hexdigest()[:16]

    def waiting_cookie(self, pad_id: str) -> str | None:
        """What the browser holds for this pad, if anything."""
        return self.get_cookie(self.waiting_cookie_name(pad_id)) or None

    def set_waiting_cookie(self, pad_id: str, cookie: str) -> None:
        """Let the browser be known again."""
        self.set_cookie(
            self.waiting_cookie_name(pad_id),
            cookie,
            path=url_path_join(self.base_url, "interview"),
            expires_days=COOKIE_DAYS,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )


class KnockHandler(WaitingCookieMixin, InterviewAPIHandler):
    """The candidate's own visit."""

    @allow_unauthenticated
    async def get(self, pad_id: str) -> None:
        # A program that knocks without having loaded the page needs the XSRF cookie too.
        self.xsrf_token  # noqa: B018
        room = self.interview.waiting_room
        self.finish(await room.visit(pad_id, self.waiting_cookie(pad_id)))

    @allow_unauthenticated
    async def post(self, pad_id: str) -> None:
        body = self.body({"name": str})
        visit, cookie = await self.interview.waiting_room.knock(
            pad_id, body["name"], self.waiting_cookie(pad_id), self.request.remote_ip or ""
        )
        if cookie is not None:
            self.set_waiting_cookie(pad_id, cookie)
        self.set_status(201)
        self.finish(visit)

    @allow_unauthenticated
    async def delete(self, pad_id: str) -> None:
        await self.interview.waiting_room.leave(pad_id, self.waiting_cookie(pad_id))
        self.done()


class TicketHandler(WaitingCookieMixin, InterviewAPIHandler):
    """The way into the pad, for whoever was admitted and for members."""

    @allow_unauthenticated
    async def post(self, pad_id: str) -> None:
        self.body()
        # A member is an interviewer here, even in a browser that once knocked to try it out.
        if self.current_user is not None:
            member = await self.require_pad("interview:pads", "read", pad_id)
            pad = await self.interview.pads.pad(pad_id)
            if (
                entry_role(member.role, pad.finished, practises=pad.is_practice_of(member.id))
                is None
            ):
                raise Refused("Reviewers look at interviews once they have ended.", "not_ended")
            claim = Claim(pad_id, member_id=member.id, sign_in_id=self.sign_in_id)
            ticket = await self.interview.pads.ticket(pad, claim)
        else:
            ticket = await self.interview.waiting_room.ticket(pad_id, self.waiting_cookie(pad_id))
        pads = self.interview.pads
        enter_url = pads.origins.at_pads(url_path_join(pads.address(pad_id), "enter"))
        self.finish({"ticket": ticket, "enter_url": enter_url})


class KnockEventsHandler(InterviewWebSocketHandler, WaitingCookieMixin):
    """Tells a candidate's tab when something about their visit changes."""

    pad_id = ""

    @allow_unauthenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        self.pad_id = kwargs["pad_id"]
        # Refuse before the upgrade what would be refused after it.
        await self.interview.pads.pad(self.pad_id)
        await super().get(*args, **kwargs)

    async def open(self, *args: Any, **kwargs: Any) -> None:
        super().open(*args, **kwargs)
        room = self.interview.waiting_room
        try:
            await room.listen(self.pad_id, self.waiting_cookie(self.pad_id), self, self.send)
        except Exception as error:
            self.log.debug("A waiting room's socket was closed: %s", error)
            self.close(1013, "try again later")

    def on_close(self) -> None:
        self.interview.waiting_room.forget(self.pad_id, self)


class AdmissionsHandler(InterviewAPIHandler):
    """Who knocked at a pad."""

    @web.authenticated
    @for_pad("interview:admissions", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish({"admissions": await self.interview.waiting_room.admissions(pad_id)})


class AdmissionHandler(InterviewAPIHandler):
    """Admits, declines or removes somebody."""

    @web.authenticated
    @for_pad("interview:admissions", "write")
    async def patch(self, member: Member, pad_id: str, admission_id: str) -> None:
        body = self.body({"action": str})
        self.finish(
            await self.interview.waiting_room.decide(
                pad_id, admission_id, body["action"], member.id
            )
        )


_PAD = r"/interview/api/pads/(?P<pad_id>[^/]+)"

default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (rf"{_PAD}/knock", KnockHandler),
    (rf"{_PAD}/knock/events", KnockEventsHandler),
    (rf"{_PAD}/ticket", TicketHandler),
    (rf"{_PAD}/admissions", AdmissionsHandler),
    (rf"{_PAD}/admissions/(?P<admission_id>[^/]+)", AdmissionHandler),
]
