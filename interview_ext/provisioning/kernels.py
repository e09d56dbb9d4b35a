"""The kernel managers of a pad."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_client.ioloop.restarter import AsyncIOLoopKernelRestarter
from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from traitlets import TraitError, default, validate

from ..errors import Unavailable
from .kernelspecs import is_sandboxed
from .provisioner import SandboxProvisioner


class SandboxRestarter(AsyncIOLoopKernelRestarter):
    """Restarts a kernel that died; also asked the moment it dies, not only every few seconds."""

    _looking = False

    async def poll(self) -> None:  # type: ignore[override]
        """Look after the kernel, unless somebody is just doing that."""
        if self._looking:
            return
        self._looking = True
        try:
            await super().poll()
        finally:
            self._looking = False


class SandboxedKernelManager(ServerKernelManager):
    """Manages one kernel, which has no network and lives in a sandbox."""

    _watching: asyncio.Task[None] | None = None
    _looking: asyncio.Task[None] | None = None

    @default("restarter_class")
    def _default_restarter_class(self) -> type:
        return SandboxRestarter

    @default("transport")
    def _default_transport(self) -> str:
        return "ipc"

    @validate("transport")
    def _only_ipc(self, proposal: Any) -> str:
        if proposal["value"] != "ipc":
            raise TraitError("Sandboxed kernels have no network; transport must be 'ipc'")
        return "ipc"

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
        if self.provisioner is not None and not isinstance(self.provisioner, SandboxProvisioner):
            raise Unavailable("Another provisioner took this kernel.", "not_sandboxed")
        command, kw = await super()._async_pre_start_kernel(**kw)
        if not isinstance(self.provisioner, SandboxProvisioner):
            raise Unavailable(
                "Another provisioner calls itself by our sandbox's name, so nothing was started.",
                "not_sandboxed",
            )
        return command, kw

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
            self._looking = asyncio.create_task(restarter.poll())

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        """Wait until the kernel has ended; called while it is shut down."""
        if isinstance(self.provisioner, SandboxProvisioner):
            await self.provisioner.ended()


class PadKernelManager(AsyncMappingKernelManager):
    """Manages the kernels of one pad."""

    @default("kernel_manager_class")
    def _default_kernel_manager_class(self) -> str:
        return f"{SandboxedKernelManager.__module__}.{SandboxedKernelManager.__qualname__}"
