"""REST for administrators: the settings, the logo, and what a candidate would see of them."""

from __future__ import annotations

import json
from typing import Any

from tornado import web

from ..errors import NotFound
from ..handlers import InterviewAPIHandler, for_member
from ..pads.store import Member
from ..pages.handlers import shown_logo
from ..pages.preview import waiting_room_preview
from .setting import BY_KEY, InvalidSettings, checked

_ANYTHING = dict.fromkeys(BY_KEY, object)
_OF_THE_WAITING_ROOM = ("organization_name", "waiting_room_title", "waiting_room_message")


class SettingsAPIHandler(InterviewAPIHandler):
    """For all handlers here: says what is wrong with which setting."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, InvalidSettings):
            self.clear()
            self.set_status(400)
            self.set_header("Content-Type", "application/json")
            self.finish(
                json.dumps(
                    {
                        "message": error.message,
                        "reason": error.reason,
                        "problems": dict(error.problems),
                    }
                )
            )
        else:
            super().write_error(status_code, **kwargs)


class SettingsHandler(SettingsAPIHandler):
    """All settings."""

    @web.authenticated
    @for_member("interview:settings", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.settings_manager.model())

    @web.authenticated
    @for_member("interview:settings", "write")
    async def patch(self, member: Member) -> None:
        changes = self.body(optional=_ANYTHING)
        self.finish(await self.interview.settings_manager.change(member, changes))


class PreviewHandler(SettingsAPIHandler):
    """The waiting room as a candidate would see it; nothing is kept."""

    @web.authenticated
    @for_member("interview:settings", "read")
    async def post(self, member: Member) -> None:
        tried = checked(self.body(optional=dict.fromkeys(_OF_THE_WAITING_ROOM, str)))
        values = {**self.interview.settings_manager.values, **tried}
        logo = shown_logo(self.interview)
        html = waiting_room_preview(
            self.base_url,
            title=values["waiting_room_title"] or values["organization_name"],
            message=values["waiting_room_message"],
            logo=logo.data_url if logo is not None else "",
            interviewer=member.name,
        )
        self.finish({"html": html})


class LogoHandler(SettingsAPIHandler):
    """The logo that was uploaded."""

    @web.authenticated
    @for_member("interview:settings", "read")
    async def get(self, member: Member) -> None:
        logo = self.interview.settings_manager.logo
        if logo is None:
            raise NotFound("No logo was uploaded.")
        self.finish(logo.content, set_content_type=logo.type)

    @web.authenticated
    @for_member("interview:settings", "write")
    async def put(self, member: Member) -> None:
        self.finish(await self.interview.settings_manager.put_logo(member, self.request.body))

    @web.authenticated
    @for_member("interview:settings", "write")
    async def delete(self, member: Member) -> None:
        self.finish(await self.interview.settings_manager.remove_logo(member))


default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/settings", SettingsHandler),
    (r"/interview/api/settings/preview", PreviewHandler),
    (r"/interview/api/settings/logo", LogoHandler),
]
