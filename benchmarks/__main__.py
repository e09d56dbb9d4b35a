"""Run the benchmarks: ``python -m benchmarks [--quick]``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from . import report
from .dashboard import DashboardFigures, measure_dashboard
from .hidden import HiddenFigures, measure_hidden
from .kernels import KernelTimes, measure_kernels
from .keystrokes import Keystrokes, type_text
from .measurements import Saturation, Typing, measure_saturation, measure_typing
from .pads import PadFigures, measure_pads
from .playback import PlaybackFigures, measure_playback
from .questions import QuestionFigures, measure_questions
from .recording import RecordingFigures, measure_recording
from .servers import (
    Interview,
    JupyterCollaboration,
    Relay,
    Server,
    ServerTrouble,
    YWebsocket,
    favour,
)

HERE = Path(__file__).parent
README = HERE / "README.md"
RAW = HERE / ".cache" / "latest.json"
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"

KINDS: dict[str, type[Server]] = {
    "relay": Relay,
    "y-websocket": YWebsocket,
    "jupyter-collaboration": JupyterCollaboration,
    "interview": Interview,
}


PARTS = (
    "typing",
    "saturation",
    "pads",
    "kernels",
    "recording",
    "playback",
    "questions",
    "hidden",
    "dashboard",
)


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Arguments:
        counts: numbers of pads.
        warm_up, window: seconds of typing not counted, and of a counted window.
        windows: how many windows.
        saturation_pads, saturation_seconds, bisections, attempts: see `measure_saturation`.
        opened: how many pads are opened and ended for the pads' own figures.
        rounds: how often each way to run code is measured.
        recorded_pads: in how many pads people type with the recorder and without.
        peer_updates: how many updates the store of jupyter-collaboration is given.
        updates: of the recording that is played back.
        timeline_updates: how many of these the timeline of jupyter-collaboration is given.
        questions: in the bank that is searched.
        words: how many words are typed to find some.
        tested: examples, each of their languages counted, whose hidden tests are run.
        listed: pads that the dashboard lists.
        names: how many names are typed to find some.
        strokes: length of the text made beforehand, the longest that is typed in one pad.
    """

    counts: tuple[int, ...]
    warm_up: float
    window: float
    windows: int
    saturation_pads: int
    saturation_seconds: float
    bisections: int
    attempts: int
    opened: int
    rounds: int
    recorded_pads: int
    peer_updates: int
    updates: int
    timeline_updates: int
    questions: int
    words: int
    tested: int
    listed: int
    names: int
    strokes: int


FULL = Plan(
    counts=(1, 10, 50, 100, 200),
    warm_up=2.0,
    window=4.0,
    windows=3,
    saturation_pads=100,
    saturation_seconds=3.0,
    bisections=4,
    attempts=2,
    opened=100,
    rounds=15,
    recorded_pads=50,
    peer_updates=3000,
    updates=200_000,
    timeline_updates=5000,
    questions=10_000,
    words=60,
    tested=100,
    listed=100_000,
    names=60,
    strokes=30_000,
)
QUICK = Plan(
    counts=(10,),
    warm_up=0.5,
    window=1.5,
    windows=1,
    saturation_pads=20,
    saturation_seconds=0.7,
    bisections=0,
    attempts=1,
    opened=20,
    rounds=2,
    recorded_pads=10,
    peer_updates=500,
    updates=20_000,
    timeline_updates=1000,
    questions=500,
    words=5,
    tested=2,
    listed=2000,
    names=5,
    strokes=20_000,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, keep the raw figures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run of at most a minute")
    parser.add_argument("--readme", action="store_true", help="put the tables into the README")
    parser.add_argument("--servers", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--pads", nargs="+", type=int, help="other numbers of pads")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        help="measure only these",
    )
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else FULL
    counts = tuple(options.pads or plan.counts)
    kinds = [KINDS[name] for name in options.servers]
    server_core, generator_core = _cores()
    os.sched_setaffinity(0, {generator_core})
    favoured = favour(os.getpid())
    begun = time.monotonic()
    strokes = type_text(plan.strokes)
    figures = Figures({}, {}, None, None, None, None, None, None, None)
    failures: list[str] = []

    if "typing" in options.only:
        for count in counts:
            for kind in kinds:
                _say(f"{kind.title}: typing in {count} pads")
                try:
                    result = _typing(kind, server_core, count, strokes, plan)
                    figures.typing.setdefault(kind, []).append(result)
                except (ServerTrouble, OSError) as trouble:
                    failures.append(f"{kind.title}, {count} pads: {trouble}")
                    _say(f"  failed: {trouble}")
    if "saturation" in options.only:
        for kind in kinds:
            _say(f"{kind.title}: where it saturates")
            try:
                figures.saturation[kind] = measure_saturation(
                    kind,
                    server_core,
                    plan.saturation_pads,
                    strokes,
                    1000,
                    plan.saturation_seconds,
                    plan.bisections,
                    plan.attempts,
                )
            except (ServerTrouble, OSError) as trouble:
                failures.append(f"{kind.title}, saturation: {trouble}")
                _say(f"  failed: {trouble}")
    if "pads" in options.only and Interview in kinds:
        _say(f"opening and ending {plan.opened} pads")
        try:
            figures.pads = measure_pads(server_core, plan.opened)
        except ServerTrouble as trouble:
            failures.append(f"pads: {trouble}")
            _say(f"  failed: {trouble}")
    if "kernels" in options.only and Interview in kinds:
        _say(f"running code, {plan.rounds} rounds")
        try:
            figures.kernels = measure_kernels(plan.rounds)
        except ServerTrouble as trouble:
            failures.append(f"kernels: {trouble}")
            _say(f"  failed: {trouble}")

    if "recording" in options.only and Interview in kinds:
        _say(f"recording, and typing in {plan.recorded_pads} pads with it and without")
        try:
            figures.recording = measure_recording(
                server_core,
                plan.recorded_pads,
                strokes,
                plan.peer_updates,
                plan.warm_up,
                plan.window,
                plan.windows,
            )
        except (ServerTrouble, OSError) as trouble:
            failures.append(f"recording: {trouble}")
            _say(f"  failed: {trouble}")

    if "playback" in options.only and Interview in kinds:
        _say(f"playing back a recording of {plan.updates:,} updates")
        try:
            figures.playback = measure_playback(server_core, plan.updates, plan.timeline_updates)
        except ServerTrouble as trouble:
            failures.append(f"playback: {trouble}")
            _say(f"  failed: {trouble}")

    if "questions" in options.only and Interview in kinds:
        _say(f"looking for questions among {plan.questions:,}")
        try:
            figures.questions = measure_questions(server_core, plan.questions, plan.words)
        except (ServerTrouble, OSError) as trouble:
            failures.append(f"questions: {trouble}")
            _say(f"  failed: {trouble}")

    if "hidden" in options.only and Interview in kinds:
        _say("running the hidden tests of examples")
        try:
            figures.hidden = measure_hidden(server_core, plan.tested)
        except (ServerTrouble, OSError) as trouble:
            failures.append(f"hidden tests: {trouble}")
            _say(f"  failed: {trouble}")

    if "dashboard" in options.only and Interview in kinds:
        _say(f"looking for pads among {plan.listed:,}")
        try:
            figures.dashboard = measure_dashboard(server_core, plan.listed, plan.names)
        except (ServerTrouble, OSError) as trouble:
            failures.append(f"dashboard: {trouble}")
            _say(f"  failed: {trouble}")

    text = figures.text(kinds, favoured, time.monotonic() - begun)
    print(text)
    figures.keep(RAW)
    if options.readme:
        _put_into_readme(text)
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _typing(kind: type[Server], core: int, count: int, strokes: Keystrokes, plan: Plan) -> Typing:
    result = measure_typing(kind, core, count, strokes, plan.warm_up, plan.window, plan.windows)
    _say(
        f"  p50 {result.p50:.2f} ms, p99 {result.p99:.2f} ms, {result.in_time:.1%} in time, "
        f"server {result.server_cpu:.0%}, generator {result.generator_cpu:.0%}"
    )
    return result


@dataclass
class Figures:
    """All that was measured."""

    typing: dict[type[Server], list[Typing]]
    saturation: dict[type[Server], Saturation]
    pads: PadFigures | None
    kernels: KernelTimes | None
    recording: RecordingFigures | None
    playback: PlaybackFigures | None
    questions: QuestionFigures | None
    hidden: HiddenFigures | None
    dashboard: DashboardFigures | None

    def text(self, kinds: Sequence[type[Server]], favoured: bool, seconds: float) -> str:
        """The figures as Markdown."""
        measured = f"Measured in {seconds / 60:.1f} min on {report.machine()}"
        measured += "; server and generator at raised priority." if favoured else "."
        parts = [measured]
        if self.typing or self.saturation:
            parts.append(
                "Keystroke → other client, p50 / p99 in ms, at 8 keys/s a pad; server on one core:"
            )
            parts.append(report.typing_table(kinds, self.typing, self.saturation))
        if Interview in self.typing:
            others = [kind for kind in (YWebsocket, JupyterCollaboration) if kind in self.typing]
            parts.append("Beside the others:")
            parts.append(report.ratio_table(Interview, others, self.typing, self.saturation))
        if self.pads is not None:
            parts.append("Pads:")
            parts.append(report.pad_table(self.pads))
        if self.kernels is not None:
            parts.append("Running code, medians, beside the alternatives in the same run:")
            parts.append(report.kernel_table(self.kernels))
        if self.recording is not None:
            parts.append("Recording, beside the store of jupyter-collaboration in the same run:")
            parts.append(report.recording_table(self.recording))
        if self.playback is not None:
            parts.append("Playback of a two-hour interview in a notebook of 50 cells with plots:")
            parts.append(report.playback_table(self.playback))
        if self.questions is not None:
            parts.append(f"Finding one of {self.questions.questions:,} questions:")
            parts.append(report.question_table(self.questions))
        if self.hidden is not None:
            parts.append("Hidden tests, from the click until the interviewer sees how they went:")
            parts.append(report.hidden_table(self.hidden))
        if self.dashboard is not None:
            parts.append(f"Finding one of {self.dashboard.pads:,} pads:")
            parts.append(report.dashboard_table(self.dashboard))
        if self.typing:
            parts.append("The same runs in detail:")
            parts.append(report.detail_table(kinds, self.typing))
        return "\n\n".join(parts) + "\n"

    def keep(self, path: Path) -> None:
        """Write the raw figures."""
        path.parent.mkdir(exist_ok=True)
        raw = {
            "typing": {k.__name__: [asdict(r) for r in v] for k, v in self.typing.items()},
            "saturation": {k.__name__: asdict(v) for k, v in self.saturation.items()},
            "pads": asdict(self.pads) if self.pads else None,
            "kernels": asdict(self.kernels) if self.kernels else None,
            "recording": asdict(self.recording) if self.recording else None,
            "playback": asdict(self.playback) if self.playback else None,
            "questions": asdict(self.questions) if self.questions else None,
            "hidden": asdict(self.hidden) if self.hidden else None,
            "dashboard": asdict(self.dashboard) if self.dashboard else None,
        }
        path.write_text(json.dumps(raw, indent=2) + "\n")


def _cores() -> tuple[int, int]:
    """One core for the server, another for the generator."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("Only one core: server and generator share it, and slow each other.", file=sys.stderr)
    return cores[0], cores[-1]


def _put_into_readme(text: str) -> None:
    readme = README.read_text()
    head, _, rest = readme.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    README.write_text(f"{head}{_BEGIN}\n\n{text}\n{_END}{tail}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
