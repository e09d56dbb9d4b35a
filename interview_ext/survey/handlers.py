"""The candidates' page of questions, and what came of them, for administrators."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado import web

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member
from ..pads.store import Member
from ..pages.handlers import PageHandler
from ..pages.language import gettext
from ..waiting.handlers import WaitingCookieMixin
from .survey import QUESTIONS, SCALE, WORDS_MAXIMUM


class SurveyPageHandler(PageHandler, WaitingCookieMixin):
    """``…/interview/survey/<pad_id>``: how it was, in the candidate's own browser."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    @allow_unauthenticated
    async def get(self, pad_id: str) -> None:
        await self._show(pad_id)

    @allow_unauthenticated
    async def post(self, pad_id: str) -> None:
        fields = {
            key: self.get_body_argument(key, "", strip=False) for key in (*QUESTIONS, "words")
        }
        try:
            await self.interview.survey.answer(pad_id, self.waiting_cookie(pad_id), fields)
        except InvalidInput as error:
            self.set_status(400)
            words = gettext("Please answer at least one question, or close this page.")
            if error.reason != "empty":
                words = gettext("This could not be kept. Please look through your answers.")
            await self._show(pad_id, words, fields)
            return
        # So that a reload sends nothing again.
        self.redirect(self.request.path, status=303)

    async def _show(
        self, pad_id: str, error: str = "", fields: dict[str, str] | None = None
    ) -> None:
        title, answered = await self.interview.survey.title(pad_id, self.waiting_cookie(pad_id))
        self.render_page(
            "survey.html",
            pad_title=title,
            answered=answered,
            address=url_path_join(self.base_url, "interview/survey", pad_id),
            scale=SCALE,
            maximum=WORDS_MAXIMUM,
            error=error,
            fields=fields or {},
        )


class SurveySummaryHandler(PageHandler):
    """``…/interview/survey``: what candidates said, as a page."""

    @web.authenticated
    async def get(self) -> None:
        await self.interview.ready()
        await self.require("interview:survey", "read")
        summary = await self.interview.survey.summary()
        self.render_page("survey_summary.html", summary=summary, scale=SCALE)


class SurveyHandler(InterviewAPIHandler):
    """What candidates said, for programs."""

    @web.authenticated
    @for_member("interview:survey", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.survey.summary())


# What is added to the application.
default_handlers: list[tuple[str, Any]] = [(r"/interview/api/survey", SurveyHandler)]


def page_handlers(environment: Environment) -> list[tuple[Any, ...]]:
    """The pages, for the URL table.

    Arguments:
        environment: renders their templates.
    """
    options = {"environment": environment}
    return [
        (r"/interview/survey", SurveySummaryHandler, options),
        (r"/interview/survey/([^/]+)", SurveyPageHandler, options),
    ]
