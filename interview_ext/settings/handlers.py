"""REST for administrators: the settings, pictures, and what a candidate would see of them."""

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
_OF_THE_WAITING_ROOM = (
    "organization_name",
    "waiting_room_title",
    "waiting_room_message",
    "waiting_room_image_text",
)


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
        image = self.interview.settings_manager.picture("waiting_room_image")
        html = waiting_room_preview(
            self.base_url,
            title=values["waiting_room_title"] or values["organization_name"],
            message=values["waiting_room_message"],
            logo=logo.data_url if logo is not None else "",
            image=image.data_url if image is not None else "",
            image_text=values["waiting_room_image_text"],
            interviewer=member.name,
        )
        self.finish({"html": html})


class PictureHandler(SettingsAPIHandler):
    """A picture that is uploaded. Those below say which."""

    name: str

    @web.authenticated
    @for_member("interview:settings", "read")
    async def get(self, member: Member) -> None:
        picture = self.interview.settings_manager.picture(self.name)
        if picture is None:
            raise NotFound("No such picture was uploaded.")
        self.finish(picture.content, set_content_type=picture.type)

    @web.authenticated
    @for_member("interview:settings", "write")
    async def put(self, member: Member) -> None:
        manager = self.interview.settings_manager
        self.finish(await manager.put_picture(member, self.name, self.request.body))

    @web.authenticated
    @for_member("interview:settings", "write")
    async def delete(self, member: Member) -> None:
        self.finish(await self.interview.settings_manager.remove_picture(member, self.name))


class LogoHandler(PictureHandler):
    """At the top of the candidates' pages."""

    name = "logo"


class WaitingRoomImageHandler(PictureHandler):
    """Beside what candidates read while they wait."""

    name = "waiting_room_image"


default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/settings", SettingsHandler),
    (r"/interview/api/settings/preview", PreviewHandler),
    (r"/interview/api/settings/logo", LogoHandler),
    (r"/interview/api/settings/waiting-room-image", WaitingRoomImageHandler),
]
