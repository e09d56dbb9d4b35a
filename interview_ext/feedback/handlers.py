"""REST for members: scorecards, the decision, and taking them along."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment
from tornado import web

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member
from .export import FORMATS, as_csv, as_json
from .page import as_page
from .scorecard import Incomplete


class FeedbackHandler(InterviewAPIHandler):
    """A member's own scorecard, and what they may see of the others'."""

    @web.authenticated
    @for_pad("interview:feedback", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish(await self.interview.feedback.model(pad_id, member))


class SubmitHandler(InterviewAPIHandler):
    """Submits a member's draft."""

    @web.authenticated
    @for_pad("interview:feedback", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        self.body()
        self.finish(await self.interview.feedback.submit(pad_id, member))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if not isinstance(error, Incomplete):
            super().write_error(status_code, **kwargs)
            return
        self.clear()
        self.set_status(400)
        self.set_header("Content-Type", "application/json")
        missing = [problem.model() for problem in error.problems]
        self.finish(
            json.dumps({"message": error.message, "reason": error.reason, "problems": missing})
        )


class VersionsHandler(InterviewAPIHandler):
    """Every version that a member may see."""

    @web.authenticated
    @for_pad("interview:feedback", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish({"versions": await self.interview.feedback.versions(pad_id, member)})


class DecisionHandler(InterviewAPIHandler):
    """Records what was decided about the candidate."""

    @web.authenticated
    @for_pad("interview:decisions", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        body = self.body({"decision": str, "reason": str, "seen": int})
        self.finish(await self.interview.feedback.decide(pad_id, member, **body))


class ExportHandler(InterviewAPIHandler):
    """What a member may see of a pad's feedback, as a file or a page to print."""

    def initialize(self, environment: Environment) -> None:
        self.environment = environment

    @web.authenticated
    @for_pad("interview:feedback", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        format = self.get_query_argument("format", "json")
        if format not in FORMATS:
            raise InvalidInput("“format” must be json, csv or html.")
        known = await self.interview.feedback.exported(pad_id, member, format)
        if format == "html":
            page = as_page(self.environment, known)
            self.finish(page, set_content_type="text/html; charset=utf-8")
            return
        name = f'attachment; filename="scorecards.{format}"'
        self.set_header("Content-Disposition", name)
        if format == "csv":
            self.finish(as_csv(known), set_content_type="text/csv; charset=utf-8")
        else:
            self.finish(as_json(known), set_content_type="application/json")


_FEEDBACK = r"/interview/api/pads/(?P<pad_id>[^/]+)/feedback"


def get_handlers(environment: Environment) -> list[tuple[Any, ...]]:
    """What is added to the application.

    Arguments:
        environment: of the light pages.
    """
    return [
        (_FEEDBACK, FeedbackHandler),
        (rf"{_FEEDBACK}/submit", SubmitHandler),
        (rf"{_FEEDBACK}/versions", VersionsHandler),
        (rf"{_FEEDBACK}/decision", DecisionHandler),
        (rf"{_FEEDBACK}/export", ExportHandler, {"environment": environment}),
    ]
