"""REST for members: their public links."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from tornado import web

from ..handlers import InterviewAPIHandler, for_member
from ..pads.store import Member

_NOTHING = type(None)


class _LinksHandler(InterviewAPIHandler):
    def outward(self, model: dict[str, Any]) -> dict[str, Any]:
        """The model with its address completed, by `InterviewApp.public_url` or the request."""
        base = self.interview.public_url or f"{self.request.protocol}://{self.request.host}/"
        return {**model, "url": urljoin(base, model["url"])}


class LinksHandler(_LinksHandler):
    """All public links."""

    @web.authenticated
    @for_member("interview:links", "read")
    async def get(self, member: Member) -> None:
        models = await self.interview.take_home_links.models(member)
        self.finish({"links": [self.outward(model) for model in models]})

    @web.authenticated
    @for_member("interview:links", "write")
    async def post(self, member: Member) -> None:
        body = self.body(
            {"title": str},
            {
                "questions": list,
                "question_languages": dict,
                "language": str,
                "time_limit": (int, _NOTHING),
                "due": (str, _NOTHING),
                "most": int,
                "instructions": (str, _NOTHING),
                "interviewers": list,
                "team_id": (str, _NOTHING),
                "template_id": (str, _NOTHING),
            },
        )
        model = await self.interview.take_home_links.create(member, **body)
        self.set_status(201)
        self.finish(self.outward(model))


class LinkHandler(_LinksHandler):
    """One public link."""

    @web.authenticated
    @for_member("interview:links", "write")
    async def patch(self, member: Member, link_id: str) -> None:
        body = self.body({}, {"title": str, "closed": bool, "due": (str, _NOTHING), "most": int})
        links = self.interview.take_home_links
        self.finish(self.outward(await links.change(link_id, member, body)))

    @web.authenticated
    @for_member("interview:links", "write")
    async def delete(self, member: Member, link_id: str) -> None:
        await self.interview.take_home_links.remove(link_id, member)
        self.done()


default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/take-home-links", LinksHandler),
    (r"/interview/api/take-home-links/(?P<link_id>[^/]+)", LinkHandler),
]
