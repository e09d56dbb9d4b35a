"""REST for members: figures of many interviews."""

from __future__ import annotations

from tornado import web

from ..handlers import InterviewAPIHandler, for_member
from ..pads.store import Member


class CalibrationHandler(InterviewAPIHandler):
    """How questions were rated and how long they took; for admins also how people judge."""

    @web.authenticated
    @for_member("interview:calibration", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.calibration.model(member))


# What is added to the application.
default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/calibration", CalibrationHandler),
]
