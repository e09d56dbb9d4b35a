"""The figures as tables that people read."""

from __future__ import annotations

import math
import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .dashboard import DashboardFigures
from .hidden import HiddenFigures
from .kernels import KernelTimes
from .load import percentile
from .measurements import LATE_AFTER, Saturation, Typing
from .pads import PadFigures
from .playback import PlaybackFigures
from .questions import QuestionFigures
from .recording import RecordingFigures
from .servers import Server, ServerTrouble, node

_PACKAGES = ("jupyter-server", "jupyterlab", "jupyter-collaboration", "tornado", "pycrdt")


def number(value: float | None) -> str:
    """A figure with as many digits as it deserves."""
    if value is None or math.isnan(value):
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def share(value: float) -> str:
    """A share as a percentage; never rounded up to a whole."""
    if math.isnan(value):
        return "–"
    percent = math.floor(value * 1000) / 10
    return f"{percent:.0f} %" if percent in (0.0, 100.0) else f"{percent:.1f} %"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    rule = "|---|" + "---:|" * (len(head) - 1)
    return "\n".join([_row(head), rule, *(_row(row) for row in rows)])


def typing_table(
    kinds: Sequence[type[Server]],
    typing: dict[type[Server], list[Typing]],
    saturation: dict[type[Server], Saturation],
) -> str:
    """The one table: each row a number of pads, each column a server."""
    rows = []
    counts = sorted({result.pads for results in typing.values() for result in results})
    for count in counts:
        cells = [str(count)]
        for kind in kinds:
            found = next((r for r in typing.get(kind, []) if r.pads == count), None)
            cells.append(_typing_cell(found) if found else "–")
        rows.append(cells)
    if saturation:
        rows.append(
            ["**saturates at, updates/s**"]
            + [f"**{_rate(saturation[kind])}**" if kind in saturation else "–" for kind in kinds]
        )
    rows.append(["keeps on disk"] + [kind.keeps for kind in kinds])
    return table(["pads"] + [kind.title for kind in kinds], rows)


def _typing_cell(result: Typing) -> str:
    more = "≥ " if result.censored else ""
    cell = f"{number(result.p50)} / {more}{number(result.p99)}"
    if result.in_time < 1:
        cell += f", {share(result.in_time)} in time"
    return f"{cell}, CPU {result.server_cpu * 100:.0f} %"


def _rate(result: Saturation) -> str:
    rate = f"{round(result.rate, -2):,.0f}"
    return f"≥ {rate}" if result.refused is None else rate


def ratio_table(
    ours: type[Server],
    others: Sequence[type[Server]],
    typing: dict[type[Server], list[Typing]],
    saturation: dict[type[Server], Saturation],
) -> str:
    """Ours beside the others: p99 as a multiple of theirs, saturation as a share of theirs."""
    rows = []
    for mine in typing[ours]:
        cells = [f"p99 at {mine.pads}"]
        for other in others:
            theirs = next((r for r in typing.get(other, []) if r.pads == mine.pads), None)
            cells.append(f"× {number(mine.p99 / theirs.p99)}" if theirs else "–")
        rows.append(cells)
    if ours in saturation:
        cells = ["saturation"]
        for other in others:
            found = saturation.get(other)
            cells.append(f"× {number(saturation[ours].rate / found.rate)}" if found else "–")
        rows.append(cells)
    return table([f"{ours.title} to …"] + [other.title for other in others], rows)


def detail_table(kinds: Sequence[type[Server]], typing: dict[type[Server], list[Typing]]) -> str:
    """Everything else that was measured of people typing."""
    rows = []
    for kind in kinds:
        for result in typing.get(kind, []):
            rows.append(
                [
                    kind.title,
                    str(result.pads),
                    share(result.in_time),
                    share(result.fresh),
                    f"{number(result.lag_p99)} / {number(result.lag_max)}",
                    number(result.setup),
                    number(result.memory),
                    f"{result.generator_cpu * 100:.0f} %",
                    number(result.lateness),
                    f"{result.other_cpu * 100:.0f} %",
                ]
            )
    head = [
        "server",
        "pads",
        f"seen within {LATE_AFTER:g} s",
        "a later client reads",
        "event loop late p99 / max, ms",
        "made and joined, ms a pad",
        "process, MB",
        "generator CPU",
        "generator late p99, ms",
        "other CPU",
    ]
    return table(head, rows)


def pad_table(figures: PadFigures) -> str:
    """What a pad costs to open, to keep and to have had."""
    rows = [
        ["new pad → its API answers, median", f"{number(figures.ready)} ms"],
        ["… p99", f"{number(figures.ready_p99)} ms"],
        [f"memory of each of {figures.pads} mounted pads", f"{number(figures.mounted)} MB"],
        [
            f"still held of each after {figures.pads} were ended, for the next to use",
            f"{number(figures.cached)} MB",
        ],
        [f"… and of each of {figures.pads} more", f"{number(figures.kept)} MB"],
        ["end of a pad, median", f"{number(figures.ended)} ms"],
        ["full garbage collection with all mounted", f"{number(figures.collection)} ms"],
    ]
    return table(["a pad", ""], rows)


def recording_table(figures: RecordingFigures) -> str:
    """What it costs to keep every keystroke."""
    ours, peer = figures.recording, figures.peer
    with_it, without = figures.recorded, figures.unrecorded
    rows = [
        ["updates stored a second", f"{ours.rate:,.0f}", f"{peer.rate:,.0f}"],
        ["bytes an update on disk", f"{ours.size:.1f}", f"{peer.size:.1f}"],
        ["event loop paused, at most", f"{ours.pause:.1f} ms", f"{peer.pause:.1f} ms"],
    ]
    stores = table(["storing as fast as it goes", "recording", "SQLiteYStore"], rows)
    typing = table(
        [f"typing in {with_it.pads} pads, p50 / p99 in ms", "recorded", "nothing kept", "p99"],
        [
            [
                "keystroke → other client",
                f"{number(with_it.p50)} / {number(with_it.p99)}",
                f"{number(without.p50)} / {number(without.p99)}",
                f"× {with_it.p99 / without.p99:.2f}",
            ]
        ],
    )
    return f"{stores}\n\n{typing}"


def playback_table(figures: PlaybackFigures) -> str:
    """What it takes to play an interview back."""
    megabyte = 1_000_000
    rows = [
        ["updates", f"{figures.updates:,}"],
        ["its recording", f"{figures.recording / megabyte:.1f} MB"],
        ["preparing it for playback, once, in the background", f"{figures.build:.1f} s"],
        ["… memory of that", f"{figures.memory:.0f} MB"],
        ["all of it over the wire", f"{figures.wire / megabyte:.2f} MB"],
        ["… of which plots", f"{figures.plots / megabyte:.2f} MB"],
        ["the manifest", f"{figures.manifest / 1000:.1f} kB"],
        ["… decompressed and read, p95", f"{number(figures.manifest_read)} ms"],
        ["a segment made ready, p95", f"{number(figures.segment)} ms"],
        ["the state at any moment after that, p95", f"{number(figures.seek)} ms"],
        ["… on the screen, in Chromium, p50 / p95", _spread(figures.screen)],
        ["memory of the whole recording in the engine", f"{figures.heap:.0f} MB"],
    ]
    timeline = figures.timeline
    share = f"its first {timeline.updates:,} updates"
    others = [
        ["replaying it from the start: the last state", f"{figures.replay * 1000:,.0f} ms"],
        [
            f"the timeline of jupyter-collaboration, {share}: until it is open",
            f"{timeline.opened * 1000:,.0f} ms",
        ],
        ["… until its server is at any moment, p50 / p95", _spread(timeline.jumps)],
    ]
    return f"{table(['', 'playback'], rows)}\n\n{table(['for comparison', ''], others)}"


def question_table(figures: QuestionFigures) -> str:
    """How fast questions are found."""
    rows = [
        ["words, after each letter that is typed", *_both(figures.typing)],
        ["filters, sorts, scrolling", *_both(figures.filtering)],
        ["the counts beside the filters", *_both(figures.filters)],
        ["for comparison: the same words as LIKE queries, in SQLite alone", *_both(figures.like)],
    ]
    return table(["over the HTTP API, ms", "p50", "p95"], rows)


def hidden_table(figures: HiddenFigures) -> str:
    """How soon hidden tests are done."""
    columns = (figures.later, figures.at_once)

    def row(what: str, figure: Callable[[dict[str, float]], str]) -> list[str]:
        return [what, *map(figure, columns)]

    def slowest(taken: dict[str, float]) -> str:
        name = max(taken, key=taken.__getitem__)
        return f"{taken[name]:.2f} s: {name}"

    rows = [
        row("hidden tests of an example, p50", lambda t: f"{percentile([*t.values()], 0.5):.2f} s"),
        row("… p95", lambda t: f"{percentile([*t.values()], 0.95):.2f} s"),
        row("… the slowest", slowest),
    ]
    count = f"{len(figures.later)} examples and languages"
    return table([count, "when somebody has worked on it", "right after it was opened"], rows)


def dashboard_table(figures: DashboardFigures) -> str:
    """How fast the dashboard finds pads."""
    rows = [
        [what, *_both(getattr(figures.admin, name)), *_both(getattr(figures.member, name))]
        for what, name in (
            ("the first page, of all and of one's own", "first"),
            ("words, after each letter that is typed", "typing"),
            ("filters, in every order", "filtering"),
            ("the next pages", "further"),
            ("what can be filtered by, with counts", "filters"),
        )
    ]
    alone = "for comparison: the same words as LIKE queries, in SQLite alone"
    rows.append([alone, *_both(figures.like), "–", "–"])
    head = ["over the HTTP API, ms", "an administrator, p50", "p95"]
    asked = table([*head, "an interviewer of one team, p50", "p95"], rows)
    late = f"{number(figures.late)} / {number(figures.latest)} ms"
    others = [
        ["the event loop kept others waiting meanwhile, p99 / at most", late],
        ["the whole list as a table for spreadsheets", f"{figures.table / 1000:.1f} s"],
    ]
    return f"{asked}\n\n{table(['', 'dashboard'], others)}"


def _both(times: list[float]) -> list[str]:
    return [number(percentile(times, 0.5)), number(percentile(times, 0.95))]


def _spread(times: list[float]) -> str:
    if not times:
        return "–"
    return f"{number(percentile(times, 0.5))} / {number(percentile(times, 0.95))} ms"


def kernel_table(times: KernelTimes) -> str:
    """How soon code runs, each way beside its alternative."""

    def row(what: str, ours: str, alternative: str, theirs: str) -> list[str]:
        mine, other = times.median(ours), times.median(theirs)
        return [what, f"{number(mine)} ms", alternative, f"{number(other)} ms", _times(mine, other)]

    rows = [
        row(
            "admitted, pressed Run → first result",
            "first",
            "plain ipykernel, cold start → first result",
            "first_plain",
        ),
        row("restart → answers", "restart", "plain ipykernel, restart", "restart_plain"),
        row("one small execution", "execute", "plain ipykernel", "execute_plain"),
        row("start of the process", "launch", "plain ipykernel (LocalProvisioner)", "launch_plain"),
        row(
            "`print(1)` as a clean run of a file",
            "file",
            "`bwrap … python3 -c` for each run",
            "file_bwrap",
        ),
    ]
    idle = f"{number(times.median('idle'))} MB"
    return table(
        ["running code", "jupyter interview", "beside", "", "×"],
        [*rows, ["an idle Python kernel", idle, "–", "–", "–"]],
    )


def _times(ours: float, theirs: float) -> str:
    return f"× {ours / theirs:.2f}"


def machine() -> str:
    """The machine and the versions, in general words."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB",
        f"Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
    ]
    try:
        found = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True)
        parts.append(f"Node {found.stdout.strip().lstrip('v')}")
    except (OSError, ServerTrouble, subprocess.CalledProcessError):
        pass
    for package in _PACKAGES:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(parts)
