"""REST for interviewers: what a pad's candidate wrote before."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member


class EarlierHandler(InterviewAPIHandler):
    """The earlier pads of the candidate."""

    @web.authenticated
    @for_pad("interview:earlier", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        words = self.get_query_argument("q", "")
        sort = self.get_query_argument("sort", "ended")
        self.finish({"pads": await self.interview.earlier.look(pad_id, member, words, sort)})


class EarlierPadHandler(InterviewAPIHandler):
    """What there is to look at of one of them."""

    @web.authenticated
    @for_pad("interview:earlier", "read")
    async def get(self, member: Member, pad_id: str, other_id: str) -> None:
        self.finish(await self.interview.earlier.open(pad_id, other_id, member))


class EarlierDocumentHandler(InterviewAPIHandler):
    """One document of it."""

    @web.authenticated
    @for_pad("interview:earlier", "read")
    async def get(self, member: Member, pad_id: str, other_id: str, path: str) -> None:
        found = await self.interview.earlier.document(pad_id, other_id, path, member)
        self.finish(found, set_content_type="application/json")


class EarlierConfirmHandler(InterviewAPIHandler):
    """Says whether somebody of the same name is the same person."""

    @web.authenticated
    @for_pad("interview:earlier", "write")
    async def post(self, member: Member, pad_id: str, other_id: str) -> None:
        self.body()
        await self._keep(member, pad_id, other_id, True)

    @web.authenticated
    @for_pad("interview:earlier", "write")
    async def delete(self, member: Member, pad_id: str, other_id: str) -> None:
        await self._keep(member, pad_id, other_id, False)

    async def _keep(self, member: Member, pad_id: str, other_id: str, same: bool) -> None:
        self.finish(await self.interview.earlier.confirm(pad_id, other_id, member, same=same))


_EARLIER = r"/interview/api/pads/(?P<pad_id>[^/]+)/earlier"
_OTHER = rf"{_EARLIER}/(?P<other_id>[^/]+)"

# What is added to the application.
default_handlers: list[tuple[str, Any]] = [
    (_EARLIER, EarlierHandler),
    (_OTHER, EarlierPadHandler),
    (rf"{_OTHER}/documents/(?P<path>[^?]+)", EarlierDocumentHandler),
    (rf"{_OTHER}/confirm", EarlierConfirmHandler),
]
