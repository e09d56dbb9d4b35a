"""The pad's own routes: what it is, what happens, who waits, and the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_server.auth import authorized
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado import web, websocket

from ..auth.identity import PadUser
from ..errors import Conflict, InvalidInput
from ..padhandler import PadAPIHandler
from ..recording.moment import MAX_MOMENT

if TYPE_CHECKING:
    from .server import PadServer


class _PadHandler(PadAPIHandler):
    def initialize(self, pad: PadServer) -> None:
        self.pad = pad


class PadHandler(_PadHandler):
    """What the pad is, for the one who asks."""

    auth_resource = "pad"

    @web.authenticated
    @authorized("read")
    async def get(self) -> None:
        self.finish(self.pad.model(self.participant))


class AdmissionsHandler(_PadHandler):
    """Who knocked."""

    auth_resource = "admissions"

    @web.authenticated
    @authorized("read")
    async def get(self) -> None:
        self.finish({"admissions": await self.pad.gateway.admissions(self.pad.pad_id)})


class AdmissionHandler(_PadHandler):
    """Admits, declines or removes somebody."""

    auth_resource = "admissions"

    @web.authenticated
    @authorized("write")
    async def patch(self, admission_id: str) -> None:
        action = self.body({"action": str}, {})["action"]
        self.finish(
            await self.pad.gateway.decide(self.pad.pad_id, admission_id, action, self.participant)
        )


class EndHandler(_PadHandler):
    """Ends the interview."""

    auth_resource = "end"

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        await self.pad.gateway.end(self.pad.pad_id, self.participant)
        self.done()


class SubmitHandler(_PadHandler):
    """Hands the take-home in."""

    auth_resource = "submit"

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        await self.pad.gateway.submit(self.pad.pad_id, self.participant)
        self.done()


class SignalsHandler(_PadHandler):
    """Records what happened on somebody's page."""

    auth_resource = "signals"

    @web.authenticated
    @authorized("write")
    async def post(self) -> None:
        signal = self.body({"signal": str}, {"path": str, "cell": str, "size": int, "inside": bool})
        if self.pad.spec.state != "in_progress":
            raise Conflict(
                "The interview is not in progress; nothing was recorded.", "not_in_progress"
            )
        self.pad.signals.take(signal, self.participant.id)
        self.done()


class FocusHandler(_PadHandler):
    """Begins and ends focus time."""

    auth_resource = "focus"

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        self.finish({"focus": self.pad.focus.begin(self.participant)})

    @web.authenticated
    @authorized("execute")
    async def delete(self) -> None:
        self.pad.focus.end(self.participant)
        self.done()


class TaskTestsHandler(_PadHandler):
    """Runs the tests of a task that everybody may see."""

    auth_resource = "tasks"

    @web.authenticated
    @authorized("execute")
    async def post(self, task_id: str) -> None:
        self.pad.tasks.test(task_id, self.participant)
        self.set_status(202)
        self.finish({})


class BranchHandler(_PadHandler):
    """Makes a pad to try things in, as this one was at a moment."""

    auth_resource = "branch"

    @web.authenticated
    @authorized("execute")
    async def post(self) -> None:
        model = self.body({"time": (int, float)}, {"rerun": bool})
        moment = model["time"]
        if isinstance(moment, bool) or not 0 <= moment < MAX_MOMENT:
            raise InvalidInput("That is no moment of this interview.")
        self.set_status(201)
        self.finish(await self.pad.branch(int(moment), model.get("rerun", False), self.participant))


class PadEventsHandler(WebSocketMixin, websocket.WebSocketHandler, JupyterHandler):
    """Tells a browser what changes in the pad; that it listens is what "being here" means."""

    auth_resource = "pad"

    def initialize(self, pad: PadServer) -> None:
        self.pad = pad

    def set_default_headers(self) -> None:
        """A WebSocket has no headers to add."""

    @ws_authenticated
    @authorized("read")
    async def get(self) -> None:  # type: ignore[override]
        user = self.current_user
        assert isinstance(user, PadUser)
        assert user.participant is not None
        self.participant = user.participant
        await super().get()

    async def open(self) -> None:
        self.pad.arrive(self)
        if self.pad.may(self.participant, "admissions", "read"):
            admissions = await self.pad.gateway.admissions(self.pad.pad_id)
            self.tell({"type": "admissions", "admissions": admissions})

    def on_message(self, message: str | bytes) -> None:
        """Browsers have nothing to say here; what they send only keeps the connection alive."""

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message, unless the browser has gone."""
        if self.ws_connection is not None and not self.ws_connection.is_closing():
            self.write_message(json.dumps(message))

    def drop(self, code: int, reason: str) -> None:
        """Close the connection."""
        self.close(code, reason)

    def on_close(self) -> None:
        self.pad.depart(self)
