"""REST for members: comments on moments of a recording."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member

_NOTHING = type(None)


class CommentsHandler(InterviewAPIHandler):
    """All comments on a pad."""

    @web.authenticated
    @for_pad("interview:comments", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish({"comments": await self.interview.comments.models(pad_id, member)})

    @web.authenticated
    @for_pad("interview:comments", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        body = self.body({"moment": int, "text": str}, {"document": (str, _NOTHING)})
        model = await self.interview.comments.write(pad_id, member, **body)
        self.set_status(201)
        self.finish(model)


class CommentHandler(InterviewAPIHandler):
    """One comment."""

    @web.authenticated
    @for_pad("interview:comments", "write")
    async def patch(self, member: Member, pad_id: str, comment_id: str) -> None:
        text = self.body({"text": str})["text"]
        self.finish(await self.interview.comments.edit(pad_id, comment_id, member, text))

    @web.authenticated
    @for_pad("interview:comments", "write")
    async def delete(self, member: Member, pad_id: str, comment_id: str) -> None:
        await self.interview.comments.delete(pad_id, comment_id, member)
        self.done()


_COMMENTS = r"/interview/api/pads/(?P<pad_id>[^/]+)/comments"

# What is added to the application.
default_handlers: list[tuple[str, Any]] = [
    (_COMMENTS, CommentsHandler),
    (rf"{_COMMENTS}/(?P<comment_id>[^/]+)", CommentHandler),
]
