"""A browser's connection to a kernel: it asks for completions and the like, and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from ..provisioning.zmtp import KernelSocket, TooLarge
from .channels import MAX_HEADER, Refused, parse

# Bytes of a question and of an answer; documentation of a large library is long.
MAX_QUESTION = 1024 * 1024
MAX_ANSWER = 4 * 1024 * 1024

# Questions of one browser that may wait for their answers while the kernel is busy.
MAX_OPEN = 64

# Bytes of answers that a browser takes within a minute.
ANSWERS_A_MINUTE = 64 * 1024 * 1024


# Answers that are passed on before others have their turn.
AT_ONCE = 10


class QuestionsStream(KernelSocket):
    """Takes the place of the stream that Jupyter Server asks a kernel through."""

    channel = "shell"
    _callback: Callable[[Any, list[bytes]], None] | None = None
    _planned = False

    def __init__(self, path: str, identity: bytes) -> None:
        super().__init__(path, "DEALER", MAX_ANSWER + 2 * MAX_HEADER, self._plan, identity)

    def on_recv_stream(self, callback: Callable[[Any, list[bytes]], None]) -> None:
        """Have every answer passed to somebody."""
        self._callback = callback

    def on_recv(self, callback: None) -> None:
        """Pass nothing on any more."""
        self._callback = callback

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            asyncio.get_running_loop().call_soon(self._pass_on)

    def _pass_on(self) -> None:
        self._planned = False
        for _ in range(AT_ONCE):
            message = self.take()
            if message is None:
                return
            if self._callback is not None and not isinstance(message, TooLarge):
                self._callback(self, [bytes(part) for part in message])
        self._plan()


class QuestionsConnection(ZMQChannelsWebsocketConnection):
    """Carries questions to a kernel and answers back.

    What a kernel publishes does not come this way: outputs are in the shared document, and a kernel
    that floods must not reach browsers. JupyterLab waits for a kernel's "idle" after each answer,
    so it is told here.
    """

    _open = 0
    _minute = 0.0
    _answered = 0

    def create_stream(self) -> None:
        """Connect to the one channel that questions and answers take."""
        path = self.kernel_manager.socket_path("shell")
        self.channels["shell"] = QuestionsStream(path, self.session.bsession)

    def nudge(self) -> asyncio.Future[None]:
        """There is nothing published to wait for."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ready.set_result(None)
        return ready

    def on_kernel_restarted(self) -> None:
        """The questions of before are never answered."""
        self._open = 0
        super().on_kernel_restarted()

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """Pass a question on, unless too many wait already or it is no question."""
        if len(incoming_msg) > MAX_QUESTION or self._open >= MAX_OPEN:
            return
        try:
            super().handle_incoming_message(incoming_msg)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            self.websocket_handler.close(1007, "That message could not be read.")
            return
        self._open += 1

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass an answer on, and say that the kernel is done with it."""
        self._open = max(0, self._open - 1)
        size = sum(map(len, outgoing_msg))
        now = time.monotonic()
        if now - self._minute > 60:
            self._minute, self._answered = now, 0
        self._answered += size
        if size > MAX_ANSWER or len(outgoing_msg) > 16 or self._answered > ANSWERS_A_MINUTE:
            return
        try:
            parts: Any = self.session.feed_identities(outgoing_msg)[1]
            parent = parse(parts[2]) if len(parts[2]) <= MAX_HEADER else None
            if not isinstance(parent, dict) or "msg_id" not in parent:
                return
            super().handle_outgoing_message(stream, outgoing_msg)
            idle = self.session.msg("status", {"execution_state": "idle"}, parent=parent)
        except (Refused, ValueError, KeyError, TypeError, IndexError, RecursionError):
            return
        if self.subprotocol == "v1.kernel.websocket.jupyter.org":
            self.write_message(serialize_msg_to_ws_v1(idle, "iopub", self.session.pack), True)
        else:
            idle |= {"channel": "iopub", "buffers": []}
            self._write_json(idle)

    def _write_json(self, message: dict[str, Any]) -> None:
        self.write_message(self._reserialize_reply(message))
