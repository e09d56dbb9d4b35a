"""A kernel that speaks TCP alone, run inside the sandbox and talked to as a client.

A sandbox has no network but a loopback of its own, and the way into it is unix sockets; so a kernel
that knows only TCP gets one in front of it that speaks both. Nothing in here knows which it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

START = 30.0
"""Seconds within which it has to answer for the first time."""

WATCH = 0.2
"""Seconds between two looks at whether it lives."""

OUTPUT = (
    "stream",
    "display_data",
    "update_display_data",
    "execute_result",
    "error",
    "clear_output",
)
"""The messages that are passed on to people."""


class Gone(Exception):
    """The inner kernel has ended."""


class InnerKernel:
    """One inner kernel.

    Arguments:
        command: what starts it, with ``{connection_file}`` in it; interrupted by message.
        environment: all of its variables.
        output: is told each message of output (type and content).
        ask: is asked for a line of input (prompt, whether it is a password).
    """

    def __init__(
        self,
        command: list[str],
        environment: dict[str, str],
        output: Callable[[str, dict[str, Any]], None],
        ask: Callable[[str, bool], str],
    ) -> None:
        self._command = command
        self._environment = environment
        self._output = output
        self._ask = ask
        self._manager: AsyncKernelManager | None = None
        self._client: AsyncKernelClient | None = None
        self._listeners: list[asyncio.Task[None]] = []
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._idle: dict[str, asyncio.Event] = {}

    async def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError, TimeoutError, Gone: it does not.
        """
        manager = self._manager = AsyncKernelManager(transport="tcp", ip="127.0.0.1")
        manager._kernel_spec = KernelSpec(argv=self._command, interrupt_mode="message")
        await manager.start_kernel(env=self._environment)
        client = self._client = manager.client()
        client.start_channels(hb=False)
        await client.wait_for_ready(timeout=START)
        self._listeners = [
            asyncio.create_task(self._listen(client.get_iopub_msg, self._on_iopub)),
            asyncio.create_task(self._listen(client.get_shell_msg, self._on_shell)),
            asyncio.create_task(self._listen(client.get_stdin_msg, self._on_stdin)),
            asyncio.create_task(self._watch(manager)),
        ]
        async with asyncio.timeout(START):
            while not await self._is_heard():
                pass

    async def _is_heard(self) -> bool:
        """Whether what it publishes arrives; it takes a moment until that is so."""
        try:
            await asyncio.wait_for(self.request(lambda client: client.kernel_info()), WATCH)
        except TimeoutError:
            return False
        return True

    async def stop(self) -> None:
        """End it at once."""
        for listener in self._listeners:
            listener.cancel()
        self._listeners = []
        if self._client is not None:
            self._client.stop_channels()
        if self._manager is not None:
            await self._manager.shutdown_kernel(now=True)
            self._manager = self._client = None
        self._give_up()

    async def request(self, send: Callable[[AsyncKernelClient], str]) -> dict[str, Any]:
        """Send a request and return the content of its reply, once all of its output is there.

        Raises:
            Gone: the kernel ended before.
        """
        if self._client is None:
            raise Gone
        id = send(self._client)
        reply = self._replies[id] = asyncio.get_running_loop().create_future()
        idle = self._idle[id] = asyncio.Event()
        try:
            content = await reply
            await idle.wait()
            return content
        finally:
            del self._replies[id], self._idle[id]

    async def interrupt(self) -> None:
        """Ask it to stop what it does; it may be unable to."""
        if self._manager is not None:
            await self._manager.interrupt_kernel()

    async def _listen(self, get: Any, handle: Callable[[dict[str, Any]], None]) -> None:
        while True:
            handle(await get(timeout=None))

    async def _watch(self, manager: AsyncKernelManager) -> None:
        alive = True
        while alive:
            await asyncio.sleep(WATCH)
            alive = await manager.is_alive()
        self._give_up()

    def _give_up(self) -> None:
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(Gone())

    def _on_iopub(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            idle = self._idle.get(message["parent_header"].get("msg_id"))
            if idle is not None:
                idle.set()
        elif kind in OUTPUT:
            self._output(kind, content)

    def _on_shell(self, message: dict[str, Any]) -> None:
        reply = self._replies.get(message["parent_header"].get("msg_id"))
        if reply is not None and not reply.done():
            reply.set_result(message["content"])

    def _on_stdin(self, message: dict[str, Any]) -> None:
        if message["msg_type"] == "input_request" and self._client is not None:
            content = message["content"]
            self._client.input(self._ask(content.get("prompt", ""), content.get("password", False)))
