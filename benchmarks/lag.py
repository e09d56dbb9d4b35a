"""How long a server's event loop keeps others waiting, measured inside the server.

A timer is asked for every 10 ms; what it comes late is the time that any other work would have
waited. `lag.cjs` does the same in Node. Both start counting afresh at SIGUSR2, and write what they
counted until then to the file that the environment variable ``BENCHMARK_LAG_FILE`` names.

``python -m benchmarks.lag MODULE ARGUMENTS…`` starts a tornado server with the probe in it.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import signal
import sys
from pathlib import Path

from tornado.platform.asyncio import BaseAsyncIOLoop

INTERVAL = 0.010


class LagProbe:
    """Counts how late the timers of the running event loop are.

    Arguments:
        path: the file that each count is written to.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._late: list[float] = []
        self._loop = asyncio.get_running_loop()
        self._loop.add_signal_handler(signal.SIGUSR2, self._report)
        self._wait()

    def _wait(self) -> None:
        self._loop.call_later(INTERVAL, self._due, self._loop.time() + INTERVAL)

    def _due(self, due: float) -> None:
        self._late.append(self._loop.time() - due)
        self._wait()

    def _report(self) -> None:
        late, self._late = sorted(self._late), []
        if not late:
            late = [0.0]
        report = {"p99": late[int(len(late) * 0.99)] * 1000, "max": late[-1] * 1000}
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps(report))
        scratch.replace(self._path)


def main() -> None:
    """Run a Python module as ``python -m`` does, with the probe on its event loop."""
    path = os.environ.get("BENCHMARK_LAG_FILE")
    if path:
        start = BaseAsyncIOLoop.start

        def start_with_probe(self: BaseAsyncIOLoop) -> None:
            self.add_callback(LagProbe, Path(path))
            BaseAsyncIOLoop.start = start  # type: ignore[method-assign]
            start(self)

        BaseAsyncIOLoop.start = start_with_probe  # type: ignore[method-assign]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
