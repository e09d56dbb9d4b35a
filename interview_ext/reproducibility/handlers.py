"""The route that tells whether a finished pad's notebooks give the same again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jupyter_server.auth import authorized
from tornado import web

from ..padhandler import PadAPIHandler
from ..playback.manager import Progress


class ReproducibilityHandler(PadAPIHandler):
    """The verdict on the notebooks, or how far the check is."""

    auth_resource = "playback"

    def initialize(self, find: Callable[..., Any]) -> None:
        self.find = find

    @web.authenticated
    @authorized("read")
    async def get(self) -> None:
        await self._answer(again=False)

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        await self._answer(again=True)

    async def _answer(self, again: bool) -> None:
        found = await self.find(again=again)
        self.set_header("Cache-Control", "no-store")
        if isinstance(found, Progress):
            self.set_status(202)
            found = found.model()
        self.finish(found)
