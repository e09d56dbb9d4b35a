"""The kernel managers of a pad."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.kernelmanager import (
    AsyncMappingKernelManager,
    ServerKernelManager,
)
from traitlets import TraitError, default, validate

from ..errors import Unavailable
from .kernelspecs import is_sandboxed
from .provisioner import SandboxProvisioner


class SandboxedKernelManager(ServerKernelManager):
    """Manages one kernel, which has no network and lives in a sandbox."""

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


class PadKernelManager(AsyncMappingKernelManager):
    """Manages the kernels of one pad."""

    @default("kernel_manager_class")
    def _default_kernel_manager_class(self) -> str:
        return f"{SandboxedKernelManager.__module__}.{SandboxedKernelManager.__qualname__}"
