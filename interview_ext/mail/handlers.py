"""REST for members: a pad's entry for calendars, and inviting people by mail."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member, for_pad
from ..pads.handlers import PadModelMixin
from ..pads.store import Member
from ..pages.language import current_language

_NOTHING = type(None)


class MailHandler(InterviewAPIHandler):
    """Whether mail can be sent from here."""

    @web.authenticated
    @for_member("interview:mail", "read")
    async def get(self, member: Member) -> None:
        self.finish({"configured": self.interview.mailer.configured})


class InvitationFileHandler(PadModelMixin, InterviewAPIHandler):
    """A pad's entry for a calendar, as a file."""

    @web.authenticated
    @for_pad("interview:mail", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        file = await self.interview.invitations.calendar_file(
            pad_id, self.whole_address(pad_id), current_language().tag
        )
        self.set_header("Content-Disposition", 'attachment; filename="interview.ics"')
        self.finish(file, set_content_type="text/calendar; charset=utf-8")


class InviteHandler(PadModelMixin, InterviewAPIHandler):
    """Writes to the people of a pad."""

    @web.authenticated
    @for_pad("interview:mail", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        body = self.body({}, {"to": (list, _NOTHING), "message": (str, _NOTHING)})
        to: list[Any] | None = body.get("to")
        if to is not None and not all(isinstance(one, str) for one in to):
            raise InvalidInput("“to” has the wrong type.")
        people = await self.interview.invitations.invite(
            pad_id,
            member,
            address=self.whole_address(pad_id),
            language=current_language().tag,
            to=to,
            message=body.get("message") or "",
        )
        self.set_status(202)
        self.finish({"to": people})


_PAD = r"/interview/api/pads/(?P<pad_id>[^/]+)"

# What is added to the application.
default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/mail", MailHandler),
    (rf"{_PAD}/invitation\.ics", InvitationFileHandler),
    (rf"{_PAD}/invite", InviteHandler),
]
