"""What a pad costs: to open, to keep mounted, to end, and after it has ended.

Measured inside a real `jupyter interview`, a process of its own: ``python -m benchmarks.pads N``.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from .load import percentile
from .servers import HERE, ServerTrouble, favour, free_port, proportional_set_size

if TYPE_CHECKING:
    from interview_ext.app import InterviewApp

#: Opened and ended before anything is counted: imports, templates, first allocations.
WARM_UP = 5


@dataclass
class PadFigures:
    """The costs of a pad.

    Arguments:
        pads: how many were opened.
        ready, ready_p99: milliseconds from `PadServers.open` to the answer of the pad's API.
        mounted: MB more that the process holds for each pad that is open.
        cached: MB more that it holds for each pad after as many were opened and ended once.
        kept: MB more that it holds for each pad after as many again were opened and ended.
        ended: milliseconds to end and close a pad, median.
        objects: objects that Python's garbage collector tracks for each pad that is open.
        collection: milliseconds of a full garbage collection with all pads open.
    """

    pads: int
    ready: float
    ready_p99: float
    mounted: float
    cached: float
    kept: float
    ended: float
    objects: float
    collection: float


def measure_pads(core: int, count: int) -> PadFigures:
    """Open and end `count` pads in a fresh process.

    Arguments:
        core: the processor for it.

    Raises:
        ServerTrouble: it failed; its last lines are in the message.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        parts = {name: f"{directory}/{name.lower()}" for name in ("CONFIG", "DATA", "RUNTIME")}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.pads", str(count), directory],
            cwd=directory,
            env={
                **os.environ,
                "HOME": directory,
                "PYTHONPATH": str(HERE.parent),
                **{f"JUPYTER_{name}_DIR": path for name, path in parts.items()},
            },
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        result = Path(directory) / "figures.json"
        if not result.exists():
            raise ServerTrouble(f"the pads could not be measured:\n{done.stderr[-3000:]}")
        return PadFigures(**json.loads(result.read_text()))


async def _measure(app: InterviewApp, count: int) -> PadFigures:
    await app.ready()
    pads = _Pads(app)
    for _ in range(WARM_UP):
        await pads.open()
    await pads.end_all()
    pads.ready.clear()
    pads.ended.clear()
    before, objects_before = _held(), len(gc.get_objects())
    for _ in range(count):
        await pads.open()
    mounted, objects = _held(), len(gc.get_objects())
    begun = time.perf_counter()
    gc.collect()
    collection = time.perf_counter() - begun
    await pads.end_all()
    # The first hundred fill caches of a fixed size, such as that of `re`. What the next hundred
    # leave behind would grow for ever.
    once = _held()
    for _ in range(count):
        await pads.open()
    await pads.end_all()
    twice = _held()
    return PadFigures(
        pads=count,
        ready=median(pads.ready) * 1000,
        ready_p99=percentile(pads.ready, 0.99) * 1000,
        mounted=(mounted - before) / count,
        kept=(twice - once) / count,
        cached=(once - before) / count,
        ended=median(pads.ended) * 1000,
        objects=(objects - objects_before) / count,
        collection=collection * 1000,
    )


class _Pads:
    """Opens pads as the pad manager does, for one interviewer whose cookie is known."""

    def __init__(self, app: InterviewApp) -> None:
        assert app.serverapp is not None
        self._app = app
        self._port = app.serverapp.port
        self._open: list[str] = []
        self.ready: list[float] = []
        self.ended: list[float] = []

    async def open(self) -> None:
        from interview_ext.auth.identity import COOKIE_NAME, hash_secret
        from interview_ext.auth.participant import Participant
        from interview_ext.pad_server import PadSpec

        pad_id, cookie = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        who = Participant(secrets.token_hex(8), pad_id, "interviewer", "Ada")
        spec = PadSpec(
            pad_id=pad_id,
            title="Benchmark",
            state="in_progress",
            start_with="both",
            entries=[(hash_secret(cookie), who)],
        )
        begun = time.perf_counter()
        pad = await self._app.pad_servers.open(spec)
        path = f"{pad.base_url}api/interview/pad"
        status = await _get(self._port, path, f"{COOKIE_NAME}={cookie}")
        self.ready.append(time.perf_counter() - begun)
        if status != 200:
            raise RuntimeError(f"the pad's API answered {status}")
        self._open.append(pad_id)

    async def end_all(self) -> None:
        while self._open:
            pad_id = self._open.pop()
            pad = self._app.pad_servers.get(pad_id)
            assert pad is not None
            begun = time.perf_counter()
            await pad.end(pad.spec)
            await self._app.pad_servers.close(pad_id)
            self.ended.append(time.perf_counter() - begun)
            del pad


async def _get(port: int, path: str, cookie: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
    finally:
        writer.close()
    return int(answer.split(b" ", 2)[1])


def _held() -> float:
    """MB that the process really holds: garbage collected, freed heap given back."""
    gc.collect()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return proportional_set_size(os.getpid())


def main(count: int, directory: Path) -> None:
    """Measure in this process and write the figures into the directory."""
    from interview_ext.app import InterviewApp

    favour(os.getpid())
    serverapp = InterviewApp.initialize_server(
        argv=[
            "--no-browser",
            "--allow-root",
            f"--port={free_port()}",
            "--port-retries=0",
            "--KernelPool.sizes={}",  # no kernels are started
            f"--InterviewApp.data_dir={directory / 'data'}",
        ]
    )

    async def run() -> None:
        try:
            figures = await _measure(serverapp.interview, count)
            (directory / "figures.json").write_text(json.dumps(asdict(figures)))
        finally:
            serverapp.io_loop.add_callback(serverapp.io_loop.stop)

    serverapp.io_loop.add_callback(run)
    serverapp.start()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
