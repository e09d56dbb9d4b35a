"""REST for members: drafts of their own."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member
from .drafts import UPDATE_MAXIMUM, VECTOR_MAXIMUM

# Both in base64, which takes a third more, with room for being told that it is too much.
_MOST = 2 * (UPDATE_MAXIMUM + VECTOR_MAXIMUM)


class DraftHandler(InterviewAPIHandler):
    """What the member who asks has written about a pad and not handed in yet."""

    @web.authenticated
    @for_pad("interview:feedback", "write")
    async def post(self, member: Member, pad_id: str, kind: str) -> None:
        body = self.body({"vector": str}, {"update": (str, type(None))}, maximum=_MOST)
        self.finish(await self.interview.drafts.sync(pad_id, member, kind, **body))


# What is added to the application.
default_handlers: list[tuple[str, Any]] = [
    (r"/interview/api/pads/(?P<pad_id>[^/]+)/drafts/(?P<kind>[^/]+)", DraftHandler),
]
