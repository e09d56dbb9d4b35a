"""REST for members: who may read their notes, and what they may read of others'."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member


class NotesHandler(InterviewAPIHandler):
    """The notes about a pad. One's own are written as a draft."""

    @web.authenticated
    @for_pad("interview:feedback", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish(await self.interview.notes.model(pad_id, member))

    @web.authenticated
    @for_pad("interview:feedback", "write")
    async def patch(self, member: Member, pad_id: str) -> None:
        visibility = self.body({"visibility": str})["visibility"]
        self.finish(await self.interview.notes.change(pad_id, member, visibility))


# What is added to the application.
default_handlers: list[tuple[str, Any]] = [
    (r"/interview/api/pads/(?P<pad_id>[^/]+)/notes", NotesHandler),
]
