"""The routes of playback: what a finished pad is played back from."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.auth import authorized
from tornado import web

from ..errors import NotFound
from ..padhandler import PadAPIHandler
from .builder import PLAYBACK
from .manager import Progress
from .store import MANIFEST


class _CompressedHandler(PadAPIHandler):
    async def send(self, path: Path, cache: str) -> None:
        """Send a file of the index, compressed as it is kept."""
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise NotFound(
                "This part of the recording is gone; reload the page.", "playback_gone"
            ) from None
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
        else:
            data = await asyncio.to_thread(gzip.decompress, data)
        self.set_header("Cache-Control", cache)
        self.set_header("Vary", "Accept-Encoding")
        self.finish(data)


class PlaybackHandler(_CompressedHandler):
    """The manifest, or how far the making of it is."""

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
        if isinstance(found, Progress):
            self.set_status(202)
            self.set_header("Cache-Control", "no-store")
            self.finish(found.model())
            return
        assert isinstance(found, Path)
        await self.send(found / MANIFEST, "private, no-cache")


class PlaybackPartHandler(_CompressedHandler):
    """A segment, or a string that is kept apart: what has this name never changes."""

    auth_resource = "playback"

    def initialize(self, folder: Path) -> None:
        self.folder = folder

    @web.authenticated
    @authorized("read")
    async def get(self, kind: str, name: str) -> None:
        path = self.folder / PLAYBACK / kind / f"{name}.json.gz"
        await self.send(path, "private, max-age=31536000, immutable")
