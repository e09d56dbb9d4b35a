"""The kernel managers of a pad."""

from __future__ import annotations

import asyncio
import functools
import logging
import uuid
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any, cast

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from jupyter_client.ioloop.restarter import AsyncIOLoopKernelRestarter
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from traitlets import CaselessStrEnum, default
from traitlets.config import Config

from ..errors import InterviewError, Unavailable
from .kernelspecs import SandboxedKernelSpecManager, is_sandboxed
from .pool import KernelPool
from .provisioner import SandboxProvisioner
from .zmtp import KernelSocket

MAX_OF_CONTROL = 64 * 1024
"""Bytes of an answer on the control channel."""


def forget(socket: KernelSocket) -> None:
    """Take all that has come, for nobody."""
    while socket.take() is not None:
        pass


class SandboxRestarter(AsyncIOLoopKernelRestarter):
    """Restarts a kernel that died; also asked the moment it dies, not only every few seconds."""

    looking: asyncio.Task[Any] | None = None

    async def poll(self) -> None:  # type: ignore[override]
        """Look after the kernel, unless somebody is just doing that.

        A restart that fails is final: the callbacks for ``dead`` are called.
        """
        if self.looking is not None:
            return
        self.looking = asyncio.current_task()
        try:
            await super().poll()
        except Exception as error:
            self.log.error("The kernel died and cannot be started again: %s", error)
            self.stop()
            self._fire_callbacks("dead")
        finally:
            self.looking = None


def _prompt(method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A method that changes whether there is a kernel, without the pause after it.

    `jupyter_client` lets 10 ms pass after each start and end, so that its tests can see that one is
    going on. People would wait for them three times with each restart.

    Arguments:
        method: as `jupyter_client` has it.
    """
    inner = getattr(method, "__wrapped__", method)

    @functools.wraps(method)
    async def change(self: Any, *args: Any, **kwargs: Any) -> None:
        if self._attempted_start or not self._ready:
            self._ready = asyncio.get_running_loop().create_future()
        ready = self._ready
        try:
            await inner(self, *args, **kwargs)
        except Exception as error:
            ready.set_exception(error)
            # Fetched, or asyncio says that nobody did.
            unforeseen = not isinstance(ready.exception(), InterviewError)
            self.log.log(
                logging.ERROR if unforeseen else logging.DEBUG,
                "A kernel could not be started or ended: %s",
                error,
                exc_info=unforeseen,
            )
            raise
        if self.owns_kernel and not ready.done():
            ready.set_result(None)

    return change


class PromptKernelManager(AsyncIOLoopKernelManager):
    """What Jupyter Server's manager of a kernel stands on, without pauses."""

    _async_start_kernel = _prompt(AsyncKernelManager._async_start_kernel)  # type: ignore[assignment]
    _async_shutdown_kernel = _prompt(AsyncKernelManager._async_shutdown_kernel)  # type: ignore[assignment]
    start_kernel = _async_start_kernel  # type: ignore[assignment]
    shutdown_kernel = _async_shutdown_kernel  # type: ignore[assignment]


class SandboxedKernelManager(ServerKernelManager, PromptKernelManager):
    """Manages one kernel, which has no network and lives in a sandbox."""

    _watching: asyncio.Task[None] | None = None
    _asking: asyncio.Task[None] | None = None
    given_up: asyncio.Task[None] | None = None

    @default("restarter_class")
    def _default_restarter_class(self) -> type:
        return SandboxRestarter

    transport = CaselessStrEnum(
        ["ipc"],
        default_value="ipc",
        config=True,
        help="""Sandboxed kernels have no network: unix sockets are the only way to them.""",
    )

    def client(self, **kwargs: Any) -> AsyncKernelClient:  # type: ignore[override]
        """A client by ZeroMQ's own library, for kernels that are trusted; see `zmtp`.

        It uses the context of this manager instead of making one of its own.
        """
        client: Any = super().client(context=self.context, **kwargs)
        return client

    def socket_path(self, channel: str) -> str:
        """Where a channel of the kernel listens.

        Arguments:
            channel: ``shell``, ``iopub``, ``stdin`` or ``control``.
        """
        return self._make_url(channel).removeprefix("ipc://")

    def _connect_control_socket(self) -> None:
        """Connect to say what is to end or stop; what is answered is forgotten."""
        if self._control_socket is None:
            socket = KernelSocket(
                self.socket_path("control"), "DEALER", MAX_OF_CONTROL, lambda: forget(socket)
            )
            self._control_socket = socket

    async def _async_pre_start_kernel(self, **kw: Any) -> tuple[list[str], dict[str, Any]]:
        """Refuse what would not be started by our provisioner; called on each start.

        Raises:
            Unavailable: the kernelspec is not sandboxed.
        """
        spec = self.kernel_spec
        if spec is None or not is_sandboxed(spec):
            raise Unavailable(
                f"The kernel {self.kernel_name} does not run in a sandbox, so it was not started.",
                "not_sandboxed",
            )
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or kw.pop("kernel_id", None) or str(uuid.uuid4())
            self.provisioner = KernelProvisionerFactory.instance().create_provisioner_instance(
                self.kernel_id, spec, parent=self
            )
        if not isinstance(self.provisioner, SandboxProvisioner):
            self.provisioner = None
            raise Unavailable(
                "Another provisioner calls itself by our sandbox's name, so nothing was started.",
                "not_sandboxed",
            )
        return await super()._async_pre_start_kernel(**kw)

    async def _async_post_start_kernel(self, **kw: Any) -> None:
        await super()._async_post_start_kernel(**kw)
        assert isinstance(self.provisioner, SandboxProvisioner)
        self._watching = asyncio.create_task(self._watch(self.provisioner))

    async def _watch(self, provisioner: SandboxProvisioner) -> None:
        """Have the restarter look as soon as the kernel has died."""
        await provisioner.ended()
        restarter = self._restarter
        if not self.shutting_down and restarter is not None:
            if provisioner.last_words:
                self.log.warning("Kernel %s said: %s", self.kernel_id, provisioner.last_words)
            # Not within this task: a restart replaces it.
            self._asking = asyncio.create_task(restarter.poll())

    async def settled(self) -> None:
        """Wait until the kernel is neither being started nor restarted, by whomever."""
        looking = getattr(self._restarter, "looking", None)
        if looking is not None and looking is not asyncio.current_task():
            await asyncio.wait([looking])
        if self._attempted_start and not self.ready.done():
            await asyncio.wait([asyncio.ensure_future(cast("asyncio.Future[Any]", self.ready))])

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        """Wait until the kernel has ended; called while it is shut down."""
        if isinstance(self.provisioner, SandboxProvisioner):
            await self.provisioner.ended()


@functools.cache
def _context() -> zmq.asyncio.Context:
    """The context of all kernels' sockets, for as long as the process lives.

    A context for each pad would cost threads for each, and one that is collected as garbage
    together with an open socket of its own waits for that socket forever.
    """
    context = zmq.asyncio.Context()
    # Whoever talks to a kernel finds the one that takes its place at once.
    context.setsockopt(zmq.RECONNECT_IVL, 10)
    context.set(zmq.MAX_SOCKETS, min(65535, context.get(zmq.SOCKET_LIMIT)))
    return context


def warm_manager(
    config: Config, name: str, pad_dir: str, key: bytes | None
) -> SandboxedKernelManager:
    """The manager of a kernel that is to wait until it is needed; called by the pool.

    Arguments:
        config: the host's.
        name: the kernelspec's.
        pad_dir: what the kernel sees as the files of its pad.
        key: what signs its messages; None for a key of its own.
    """
    config = deepcopy(config)
    config.SandboxProvisioner.pad_dir = pad_dir
    manager = SandboxedKernelManager(
        config=config,
        kernel_name=name,
        kernel_spec_manager=SandboxedKernelSpecManager(config=config),
        context=_context(),
        autorestart=False,  # where it ends up, others look after it
    )
    if key is not None:
        manager.session.key = key
    return manager


class PadKernelManager(AsyncMappingKernelManager):
    """Manages the kernels of one pad."""

    pool: KernelPool | None = None
    """Where warm kernels come from; set by the pad server."""

    @default("kernel_manager_class")
    def _default_kernel_manager_class(self) -> str:
        return f"{SandboxedKernelManager.__module__}.{SandboxedKernelManager.__qualname__}"

    def _context_default(self) -> zmq.asyncio.Context:
        return _context()

    async def _async_start_kernel(
        self, *, kernel_id: str | None = None, path: Any = None, **kwargs: Any
    ) -> str:
        """Start a kernel and return its id; forgets it again if it does not start.

        Called by the pad's runs and by Jupyter's own session manager. Arguments are those of
        `MappingKernelManager.start_kernel`.

        Raises:
            Unavailable: says why nothing can run on this machine.
        """
        kernel_id = kernel_id or self.new_kernel_id(**kwargs)
        # A start is not broken off halfway: who gives up waiting has the kernel ended.
        starting: asyncio.Task[str] = asyncio.create_task(
            super()._async_start_kernel(kernel_id=kernel_id, path=path, **kwargs)
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.wait([starting])
            if starting.exception() is None:
                await self._async_shutdown_kernel(kernel_id, now=True)
            raise
        finally:
            if starting.done() and starting.exception() is not None:
                self._pending_kernels.pop(kernel_id, None)
                self._kernels.pop(kernel_id, None)

    start_kernel = _async_start_kernel  # type: ignore[assignment]

    async def _async_shutdown_kernel(
        self, kernel_id: str, now: bool | None = False, restart: bool | None = False
    ) -> None:
        """End a kernel for good; with `now` without asking it first.

        Called at a person's request and at the end of the interview. A kernel that is just being
        restarted is ended too.
        """
        manager = self._kernels.get(kernel_id)
        if isinstance(manager, SandboxedKernelManager):
            await manager.settled()
            if manager.given_up is not None:
                await manager.given_up
            if kernel_id not in self:
                return  # somebody else was faster
        await super()._async_shutdown_kernel(kernel_id, now=now, restart=restart)
        if manager is not None and isinstance(manager.provisioner, SandboxProvisioner):
            # Skipped by the stock manager where an earlier restart had failed.
            await manager.provisioner.cleanup()

    shutdown_kernel = _async_shutdown_kernel  # type: ignore[assignment]

    async def _async_restart_kernel(self, kernel_id: str, now: bool = False) -> Any:
        """Restart a kernel under the same id and address, at a person's request."""
        manager = self._kernels.get(kernel_id)
        if isinstance(manager, SandboxedKernelManager):
            await manager.settled()
        return await super()._async_restart_kernel(kernel_id, now=now)

    restart_kernel = _async_restart_kernel  # type: ignore[assignment]

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Forget a kernel that is not restarted any more; called by its restarter."""
        manager = self._kernels.get(kernel_id)
        if manager is None:
            return
        self.stop_watching_activity(kernel_id)
        self.stop_buffering(kernel_id)
        super()._handle_kernel_died(kernel_id)
        manager.given_up = asyncio.create_task(manager.cleanup_resources())
