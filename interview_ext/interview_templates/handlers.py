"""REST for members: templates of interviews, and the plans of pads that were made from them."""

from __future__ import annotations

import re
from typing import Any, Final

from tornado import web

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member, for_pad
from ..pads.store import Member

_NOTHING = type(None)

_CONTENT: Final[dict[str, Any]] = {
    "title": str,
    "description": str,
    "language": str,
    "instructions": str,
    "questions": list,
    "competencies": list,
    "fields": list,
    "plan": list,
}


class TemplatesHandler(InterviewAPIHandler):
    """All templates that a member may see, and new ones."""

    @web.authenticated
    @for_member("interview:templates", "read")
    async def get(self, member: Member) -> None:
        for name in self.request.query_arguments:
            if name != "archived":
                raise InvalidInput(f"“{name[:40]}” is not expected here.")
        archived = self.get_query_argument("archived", "")
        if archived not in ("", "true", "false"):
            raise InvalidInput("“archived” must be true or false.")
        models = await self.interview.templates.models(member, archived=archived == "true")
        self.finish({"templates": models})

    @web.authenticated
    @for_member("interview:templates", "write")
    async def post(self, member: Member) -> None:
        body = self.body({"title": str}, {**_CONTENT, "team_id": (str, _NOTHING)})
        team_id = body.pop("team_id", None)
        model = await self.interview.templates.create(member, body, team_id)
        self.set_status(201)
        self.finish(model)


class TemplateHandler(InterviewAPIHandler):
    """One template."""

    @web.authenticated
    @for_member("interview:templates", "read")
    async def get(self, member: Member, template_id: str) -> None:
        self.finish(await self.interview.templates.model(member, template_id))

    @web.authenticated
    @for_member("interview:templates", "write")
    async def put(self, member: Member, template_id: str) -> None:
        body = self.body({"title": str, "revision": int}, _CONTENT)
        revision = body.pop("revision")
        self.finish(await self.interview.templates.edit(member, template_id, body, revision))

    @web.authenticated
    @for_member("interview:templates", "write")
    async def patch(self, member: Member, template_id: str) -> None:
        body = self.body({}, {"locked": bool, "archived": bool, "team_id": (str, _NOTHING)})
        self.finish(await self.interview.templates.change(member, template_id, body))


class TemplateDuplicateHandler(InterviewAPIHandler):
    """Makes a copy of a template."""

    @web.authenticated
    @for_member("interview:templates", "write")
    async def post(self, member: Member, template_id: str) -> None:
        self.body()
        model = await self.interview.templates.duplicate(member, template_id)
        self.set_status(201)
        self.finish(model)


class TemplateRevisionsHandler(InterviewAPIHandler):
    """Who saved a template when."""

    @web.authenticated
    @for_member("interview:templates", "read")
    async def get(self, member: Member, template_id: str) -> None:
        revisions = await self.interview.templates.revisions(member, template_id)
        self.finish({"revisions": revisions})


class TemplateRevisionHandler(InterviewAPIHandler):
    """What a revision of a template said."""

    @web.authenticated
    @for_member("interview:templates", "read")
    async def get(self, member: Member, template_id: str, number: str) -> None:
        # None has so many revisions that its number would not fit.
        if not re.fullmatch(r"[0-9]{1,9}", number, re.ASCII):
            number = "0"
        self.finish(await self.interview.templates.revision(member, template_id, int(number)))


class PlanHandler(InterviewAPIHandler):
    """The plan of a pad, with its clock."""

    @web.authenticated
    @for_pad("interview:plan", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish(await self.interview.templates.plan(pad_id))

    @web.authenticated
    @for_pad("interview:plan", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        body = self.body({"part": (str, _NOTHING), "from": (str, _NOTHING)})
        self.finish(await self.interview.templates.go(pad_id, member, body["part"], body["from"]))


_TEMPLATES: Final = "/interview/api/templates"
_TEMPLATE: Final = rf"{_TEMPLATES}/(?P<template_id>[^/]+)"

# What is added to the application.
default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (_TEMPLATES, TemplatesHandler),
    (_TEMPLATE, TemplateHandler),
    (rf"{_TEMPLATE}/duplicate", TemplateDuplicateHandler),
    (rf"{_TEMPLATE}/revisions", TemplateRevisionsHandler),
    (rf"{_TEMPLATE}/revisions/(?P<number>[^/]+)", TemplateRevisionHandler),
    (r"/interview/api/pads/(?P<pad_id>[^/]+)/plan", PlanHandler),
]
