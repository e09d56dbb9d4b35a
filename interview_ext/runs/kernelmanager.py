"""The kernel manager of a pad whose kernels are listened to once, by the runs."""

from __future__ import annotations

from typing import Any

from jupyter_server._tz import utcnow

from ..provisioning.kernels import PadKernelManager


class QuietKernelManager(PadKernelManager):
    """Does not listen to what kernels say; the document's kernel does, within its limits.

    Jupyter's own manager reads and parses every message of every kernel to know whether it is busy.
    A kernel that floods would make it do that as fast as it can.
    """

    def start_watching_activity(self, kernel_id: str) -> None:
        """Note that the kernel exists; called when it was started."""
        kernel: Any = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.last_activity = utcnow()
        kernel._activity_stream = None
