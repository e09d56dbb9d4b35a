"""How a long interview is played back: making its index, its size, and jumping about in it.

The interview lasts two hours and has 200,000 updates: two people type real code into a notebook of
50 cells, each cell is run now and then, and some of the runs leave plots.

``python -m benchmarks.playback FOLDER`` makes the recording alone.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gzip
import inspect
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from pycrdt import Array, Doc, Map, Text

from interview_ext.playback.replay import Replica
from interview_ext.playback.store import MANIFEST, read_json
from interview_ext.recording.document import DocumentRow
from interview_ext.recording.reader import read_frames
from interview_ext.recording.recording import Recording
from interview_ext.recording.store import RecordingStore
from interview_ext.recording.writer import RecordingWriter

from .screen import measure_screen
from .servers import HERE, ServerTrouble, node
from .timeline import TimelineFigures, measure_timeline

# As the server does it; then says what it took.
_BUILD = """
from interview_ext.playback.__main__ import main
main()
print(open("/proc/self/status").read())
"""

START = 1_700_000_000_000
HOURS = 2
UPDATES = 200_000
CELLS = 50

# Characters of a cell after which its writer begins another one anew.
LONGEST_CELL = 1200

# Moments that are jumped to.
SEEKS = 5000

# Updates between two runs, and how many of the runs leave a plot.
RUN_EVERY = 400
PLOT_EVERY = 10
PLOT_SIZE = 12_000


@dataclass(frozen=True)
class PlaybackFigures:
    """What was measured.

    Arguments:
        updates: of the recording.
        recording: its bytes.
        build: seconds that making the index took, in a process of its own.
        memory: MB of that process at most.
        wire: bytes of the whole index, as it is sent.
        plots: bytes of `wire` that are plots.
        manifest: bytes of the manifest, as it is sent.
        manifest_read: milliseconds to decompress and read it.
        replay: seconds to replay the whole recording once, without an index.
        seek: milliseconds (p95) of the player's engine until it has the state at any moment whose
            segment is there; NaN where there is no Node.js.
        segment: milliseconds (p95) until a segment that is there can be asked.
        heap: MB of the engine with the whole recording in memory.
        screen: milliseconds of jumps to any moment until it is on the screen of a browser; none
            where there is none.
        timeline: the timeline of jupyter-collaboration, on the beginning of the same recording.
    """

    updates: int
    recording: int
    build: float
    memory: float
    wire: int
    plots: int
    manifest: int
    manifest_read: float
    replay: float
    seek: float
    segment: float
    heap: float
    screen: list[float]
    timeline: TimelineFigures


class _Cell:
    """A cell, somebody who types into it, and what they type."""

    def __init__(self, shared: Map, code: Iterator[str]) -> None:
        self.shared = shared
        self.text: Text = shared["source"]
        self.code = code
        self.length = 0
        self.at = 0


def _code(chance: random.Random) -> Iterator[str]:
    """Real code, beginning anywhere, one character after the other, without end."""
    text = "".join(inspect.getsource(module) for module in (argparse, inspect, random, subprocess))
    text = text.encode("ascii", "replace").decode()
    while True:
        start = chance.randrange(len(text))
        yield from text[start : start + 5000]


def make_recording(folder: Path, updates: int = UPDATES, cells: int = CELLS) -> None:
    """Record an interview into a pad's folder, faster than anybody types."""
    chance = random.Random(1)
    writer = RecordingWriter()
    folder.mkdir(parents=True, exist_ok=True)
    recording = Recording(folder / "recording.sqlite", writer)
    recording.put_document(DocumentRow("notebook", "interview.ipynb", "notebook", "json"))
    store = RecordingStore("notebook", recording=recording)
    step = HOURS * 3_600_000 / updates
    doc: Doc = Doc()
    pending: list[bytes] = []
    doc.observe(lambda event: pending.append(event.update))
    people = ("ada", "bob")
    pad: Doc = Doc()
    pad.observe(lambda event: recording.append("update", event.update, "pad", "", START))
    for name in people:
        pad.get("people", type=Map)[name] = {"name": name, "role": "candidate", "color": "#0b6bcb"}
    shared = doc.get("cells", type=Array)
    with doc.transaction():
        meta = {"language_info": {"name": "python"}}
        doc.get("meta", type=Map).update(
            {"nbformat": 4, "nbformat_minor": 5, "metadata": Map(meta)}
        )
        for number in range(cells):
            shared.append(
                Map(
                    {
                        "id": f"cell-{number}",
                        "cell_type": "code",
                        "source": Text(""),
                        "metadata": Map({}),
                        "outputs": Array([]),
                        "execution_count": None,
                        "execution_state": "idle",
                    }
                )
            )
    places = [_Cell(cell, _code(chance)) for cell in shared]
    where = [0, 1]
    runs = 0
    for number in range(updates):
        at = START + int(number * step)
        author = number // 50 % 2
        if pending:
            store.append(pending.pop(), "", at)
        if chance.random() < 0.002:
            where[author] = chance.randrange(cells)
        cell = places[where[author]]
        _type(cell, chance)
        store.append(pending.pop(), people[author], at)
        if number % 5 == 0:
            place = {"cell": f"cell-{where[author]}", "anchor": cell.at, "head": cell.at}
            recording.append(
                "awareness", json.dumps(place).encode(), "notebook", people[author], at
            )
        if number % RUN_EVERY == RUN_EVERY - 1:
            runs += 1
            with doc.transaction():
                _run(cell, chance, runs)
            frame = {
                "run_id": f"{runs:016x}",
                "path": "interview.ipynb",
                "cell_id": f"cell-{where[author]}",
                "source": str(cell.text),
                "asked": at,
                "started": at,
                "ended": at + 200,
                "status": "ok",
                "result": {"outputs": 1, "error": None, "text": "3.14"},
            }
            recording.append("run", json.dumps(frame).encode(), author=people[author], at=at)
        if store.wants_keyframe:
            store.keyframe(doc.get_update(), at)
        if number % 20_000 == 0:
            writer.call(lambda: None).result()
    asyncio.run(_finish(recording))
    writer.close()


async def _finish(recording: Recording) -> None:
    await recording.seal()
    await recording.close()


def _type(cell: _Cell, chance: random.Random) -> None:
    if cell.length > LONGEST_CELL:
        del cell.text[0 : cell.length]
        cell.length = cell.at = 0
        return
    kind = chance.random()
    if kind < 0.08 and cell.at:
        cell.at -= 1
        cell.length -= 1
        del cell.text[cell.at : cell.at + 1]
        return
    if kind < 0.09:
        cell.at = chance.randrange(cell.length + 1)
    cell.text.insert(cell.at, next(cell.code))
    cell.at += 1
    cell.length += 1


def _run(cell: _Cell, chance: random.Random, number: int) -> None:
    outputs = cell.shared["outputs"]
    outputs.clear()
    cell.shared["execution_count"] = float(number)
    if number % PLOT_EVERY == 0:
        plot = base64.b64encode(chance.randbytes(PLOT_SIZE)).decode()
        data = {"image/png": plot, "text/plain": "<Figure size 640x480 with 1 Axes>"}
        outputs.append(Map({"output_type": "display_data", "data": data, "metadata": {}}))
    else:
        text = "".join(f"{chance.random():.6f} {chance.random():.6f}\n" for _ in range(10))
        outputs.append(Map({"output_type": "stream", "name": "stdout", "text": Text(text)}))


def measure_playback(core: int, updates: int, peer_updates: int) -> PlaybackFigures:
    """Make a recording and its index, and measure both.

    Arguments:
        core: the processor for the servers.
        updates: of the recording.
        peer_updates: how many of them the timeline of jupyter-collaboration is given.

    Raises:
        ServerTrouble: a server failed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        folder = Path(directory) / "pad"
        make_recording(folder, updates)
        began = time.monotonic()
        said = subprocess.run(
            [sys.executable, "-c", _BUILD, str(folder)],
            input='{"id": "bench", "title": "Benchmark"}',
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        build = time.monotonic() - began
        memory = int(said.rpartition("VmHWM:")[2].split()[0]) / 1024
        index = folder / "playback"
        blobs = list((index / "blobs").iterdir())
        plots = [blob.stat().st_size for blob in blobs if blob.stat().st_size > PLOT_SIZE]
        packed = (index / MANIFEST).read_bytes()
        times = []
        for _ in range(20):
            began = time.perf_counter()
            json.loads(gzip.decompress(packed))
            times.append((time.perf_counter() - began) * 1000)
        began = time.monotonic()
        replica = Replica("notebook", watched=False)
        first: list[bytes] = []
        for frame in read_frames(folder / "recording.sqlite"):
            if frame.document == "notebook" and frame.kind in ("update", "keyframe"):
                replica.update(frame.data)
                if frame.kind == "update" and len(first) < peer_updates:
                    first.append(frame.data)
        replica.snapshot()
        replay = time.monotonic() - began
        seek, segment, heap = _measure_engine(index)
        manifest = read_json(index / MANIFEST)
        wire = sum(one["size"] for one in manifest["segments"]) + len(packed)
        return PlaybackFigures(
            updates=updates,
            recording=(folder / "recording.sqlite").stat().st_size,
            build=build,
            memory=memory,
            wire=wire + sum(blob.stat().st_size for blob in blobs),
            plots=sum(plots),
            manifest=len(packed),
            manifest_read=quantiles(times, n=20)[-1],
            replay=replay,
            seek=seek,
            segment=segment,
            heap=heap,
            screen=measure_screen(core, folder),
            timeline=measure_timeline(core, first),
        )


def _measure_engine(index: Path) -> tuple[float, float, float]:
    try:
        program = node()
    except ServerTrouble:
        return float("nan"), float("nan"), float("nan")
    options = ["--expose-gc", "--experimental-transform-types", "--no-warnings"]
    said = subprocess.run(
        [program, *options, str(HERE / "engine.mjs"), str(index), str(SEEKS)],
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    found = json.loads(said)
    seek, segment = (quantiles(found[name], n=20)[-1] for name in ("times", "loads"))
    return seek, segment, found["memory"] / 1_000_000


def main() -> int:
    """Make a recording, and its index beside it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.playback", description=__doc__)
    parser.add_argument("folder", type=Path, help="becomes a pad's folder")
    parser.add_argument("--updates", type=int, default=UPDATES)
    options = parser.parse_args()
    make_recording(options.folder, options.updates)
    return 0


if __name__ == "__main__":
    sys.exit(main())
