"""The REST routes of runs in a pad."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth import authorized
from tornado import web

from ..errors import InvalidInput
from ..padhandler import PadAPIHandler
from .manager import RunManager


class RunAPIHandler(PadAPIHandler):
    """What the run routes share."""

    auth_resource = "runs"

    def initialize(self, runs: RunManager) -> None:
        self.runs = runs


class RunsHandler(RunAPIHandler):
    """Runs a cell or a file."""

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        model = self.body(
            {"path": str},
            {"cell_id": (str, type(None)), "client": int, "clock": int},
        )
        run_id = await self.runs.run(
            _path(model),
            model.get("cell_id"),
            self.participant,
            model.get("client"),
            model.get("clock"),
        )
        self.set_status(202)
        self.finish({"run_id": run_id})


class RunInputHandler(RunAPIHandler):
    """Answers a program that waits for input."""

    @web.authenticated
    @authorized("execute")
    async def post(self, run_id: str) -> None:
        await self.runs.answer(run_id, self.body({"value": str}, {})["value"])
        self.done()


class KernelActionHandler(RunAPIHandler):
    """Interrupts or restarts the kernel of a document."""

    @web.authenticated
    @authorized("execute")
    async def post(self, action: str) -> None:
        path = _path(self.body({"path": str}, {}))
        if action == "interrupt":
            await self.runs.interrupt(path, self.participant)
        else:
            await self.runs.restart(path, self.participant)
        self.done()


def _path(model: dict[str, Any]) -> str:
    path = model["path"].strip("/")
    if not path or len(path) > 1024 or "\x00" in path or ".." in path.split("/"):
        raise InvalidInput("That is not the path of a document in this pad.")
    return str(path)
