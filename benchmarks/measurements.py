"""What is measured of a server while people type: latency, delivery, cost, and where it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .keystrokes import Keystrokes
from .load import Fleet, clock, even_schedule, percentile, typing_schedule, windows
from .servers import Server, ServerTrouble, running

#: Keys a second in each pad.
TYPING_RATE = 8.0
#: A keystroke that takes longer than this, in seconds, is late.
LATE_AFTER = 1.0
#: Pads of which a client that comes only afterwards checks the text.
FRESH_SAMPLE = 20
#: A backlog that grows by more than this share of the offered rate …
GROWTH = 0.02
#: … and does not fall below so many seconds' worth of it any more is growing. (A hiccup of the
#: machine makes a backlog too, which then goes away.)
STANDING = 0.04
#: More than this, updates a second, is not offered.
HIGHEST_RATE = 64_000


@dataclass
class Typing:
    """People typing in many pads at once.

    Arguments:
        pads: how many.
        p50, p99: milliseconds from the key to the other client: the median of the windows' own.
        censored: True when a key was never seen and p99 is therefore only a lower bound.
        in_time: share of the keys that the other client saw within `LATE_AFTER`.
        fresh: what a client that comes afterwards reads, as a share of what was typed.
        server_cpu, generator_cpu, other_cpu: shares of one core; `other_cpu` is everything else
            that the machine did meanwhile.
        lateness: milliseconds by which the generator pressed keys late, p99.
        lag_p99, lag_max: the lag of the server's event loop in milliseconds.
        setup: milliseconds a pad took to be made and joined by its two clients.
        memory: MB that the server's process holds with all pads open, and the load behind it.
    """

    pads: int
    p50: float
    p99: float
    censored: bool
    in_time: float
    fresh: float
    server_cpu: float
    generator_cpu: float
    other_cpu: float
    lateness: float
    lag_p99: float | None
    lag_max: float | None
    setup: float
    memory: float


@dataclass
class Saturation:
    """The rate at which a server ends.

    Arguments:
        rate: updates delivered a second at the highest rate whose backlog did not grow.
        refused: the lowest rate, updates a second, whose backlog grew; None when the generator
            could offer no more.
        server_cpu, generator_cpu: shares of one core at `rate`.
        pads: how many pads the updates were spread over.
    """

    rate: float
    refused: float | None
    server_cpu: float
    generator_cpu: float
    pads: int


def as_figures(result: Typing | Saturation) -> dict[str, Any]:
    return asdict(result)


class _Cost:
    """Processor time of server, generator and everything else since it was made."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._begun = clock(), server.cpu_seconds(), time.process_time(), _machine_busy()

    def shares(self) -> tuple[float, float, float]:
        wall, server, generator, machine = self._begun
        wall = clock() - wall
        server = self._server.cpu_seconds() - server
        generator = time.process_time() - generator
        others = max(0.0, _machine_busy() - machine - server - generator)
        return server / wall, generator / wall, others / wall


def _machine_busy() -> float:
    fields = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:8]]
    user, nice, system, _, _, irq, softirq = fields
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def measure_typing(
    kind: type[Server],
    core: int,
    pads: int,
    strokes: Keystrokes,
    warm_up: float,
    window: float,
    count: int,
) -> Typing:
    """Let people type in `pads` pads of a freshly started server.

    Arguments:
        core: the processor for the server.
        warm_up: seconds of typing that are not counted.
        window: seconds of a window.
        count: how many windows.
    """
    with running(kind, core) as server:
        begun = clock()
        fleet = Fleet(server.open_pads(pads), strokes)
        setup = (clock() - begun) / pads
        try:
            costs: list[_Cost] = []
            shares: list[tuple[float, float, float]] = []
            length = warm_up + window * count

            def begin() -> None:
                server.count_lag_afresh()
                costs.append(_Cost(server))

            schedule = typing_schedule(fleet.pads, TYPING_RATE, length)
            start = clock()
            late = fleet.play(
                schedule,
                [(warm_up, begin), (length, lambda: shares.append(costs[0].shares()))],
                drain=5.0,
            )
            end = clock()
            lag = server.lag()
            bounds = [start + warm_up + window * index for index in range(count + 1)]
            cut = windows(fleet.pads, bounds, end)
            every = [latency for part in cut for latency in part.latencies]
            memory = server.memory()
            fresh = fleet.fresh_reads(FRESH_SAMPLE) if server.keeps_documents else float("nan")
        finally:
            fleet.close()
    server_cpu, generator_cpu, other_cpu = shares[0]
    return Typing(
        pads=pads,
        p50=median(percentile(part.latencies, 0.50) for part in cut) * 1000,
        p99=median(percentile(part.latencies, 0.99) for part in cut) * 1000,
        censored=any(part.lost for part in cut),
        in_time=sum(latency <= LATE_AFTER for latency in every) / len(every),
        fresh=fresh,
        server_cpu=server_cpu,
        generator_cpu=generator_cpu,
        other_cpu=other_cpu,
        lateness=percentile(late, 0.99) * 1000,
        lag_p99=lag.get("p99"),
        lag_max=lag.get("max"),
        setup=setup * 1000,
        memory=memory,
    )


@dataclass
class _Step:
    offered: float
    delivered: float
    growing: bool
    starved: bool
    drained: bool
    server_cpu: float
    generator_cpu: float

    @property
    def passed(self) -> bool:
        return self.drained and not self.growing and not self.starved


def _offer(server: Server, fleet: Fleet, rate: float, seconds: float) -> _Step:
    """Offer `rate` updates a second in all, and see whether the backlog grows."""
    samples: list[tuple[float, int, int]] = []
    shares: list[tuple[float, float, float]] = []
    cost = _Cost(server)
    schedule = even_schedule(fleet.pads, rate, seconds)
    marks: list[tuple[float, Callable[[], object]]] = []
    moment = seconds / 3
    while moment < seconds:
        marks.append((moment, lambda: samples.append((clock(), fleet.typed, fleet.seen))))
        moment += 0.05
    marks.append((seconds, lambda: shares.append(cost.shares())))
    late = fleet.play(schedule, marks, drain=8.0)
    first, last = samples[0], samples[-1]
    took = last[0] - first[0]
    backlog = [(when, typed - seen) for when, typed, seen in samples]
    standing = min(behind for _, behind in backlog[-6:])
    server_cpu, generator_cpu, _ = shares[0]
    return _Step(
        offered=(last[1] - first[1]) / took,
        delivered=(last[2] - first[2]) / took,
        growing=_slope(backlog) > GROWTH * rate and standing > STANDING * rate,
        starved=percentile(late, 0.99) > 0.25,
        drained=fleet.backlog == 0,
        server_cpu=server_cpu,
        generator_cpu=generator_cpu,
    )


def _slope(points: list[tuple[float, int]]) -> float:
    """The slope of the straight line through the points (least squares)."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mx) ** 2 for x in xs)
    return sum((x - mx) * (y - my) for x, y in points) / spread if spread else 0.0


def measure_saturation(
    kind: type[Server],
    core: int,
    pads: int,
    strokes: Keystrokes,
    first_rate: float,
    seconds: float,
    bisections: int,
    attempts: int,
) -> Saturation:
    """Search the highest rate at which the backlog does not grow.

    The rate doubles until the backlog grows, then the interval is halved (geometrically)
    `bisections` times. A server that is still busy with an earlier step's backlog after 8 s is
    replaced by a fresh one.

    Arguments:
        core: the processor for the server.
        pads: how many pads the updates are spread over.
        first_rate: updates a second to begin with.
        seconds: how long each rate is offered.
        attempts: how often a rate is tried before it counts as too high: one refusal may be the
            machine's, when something else wanted the core just then.

    Raises:
        ServerTrouble: even the first rate is too much, and so is an eighth of it.
    """
    best: _Step | None = None
    refused: float | None = None
    rate = first_rate
    left = bisections
    search = _Search(kind, core, pads, strokes)
    try:
        while True:
            for _ in range(attempts):
                step = search.offer(rate, seconds)
                if step.passed:
                    break
            if step.passed:
                best = step
            elif step.starved and not step.growing:
                break  # the generator's own end
            else:
                refused = rate
                if best is None and rate <= first_rate / 8:
                    raise ServerTrouble(f"{kind.title} cannot keep up with {rate:.0f} updates/s")
            if refused is None:
                if rate >= HIGHEST_RATE:
                    break
                rate *= 2
            elif best is None:
                rate /= 2
            elif left:
                left -= 1
                rate = (best.offered * refused) ** 0.5
            else:
                break
    finally:
        search.close()
    if best is None:
        raise ServerTrouble(f"the generator could not offer {kind.title} even {rate:.0f} updates/s")
    return Saturation(best.delivered, refused, best.server_cpu, best.generator_cpu, pads)


class _Search:
    """Server and pads of a search, made anew when they are stuck."""

    def __init__(self, kind: type[Server], core: int, pads: int, strokes: Keystrokes) -> None:
        self._kind = kind
        self._core = core
        self._pads = pads
        self._strokes = strokes
        self._open: tuple[ExitStack, Server, Fleet] | None = None

    def offer(self, rate: float, seconds: float) -> _Step:
        if self._open is not None:
            typed = max(len(pad.sent) for pad in self._open[2].pads)
            if typed + rate * seconds / self._pads + 1 > len(self._strokes):
                self.close()  # the text made beforehand would come to its end
        if self._open is None:
            with ExitStack() as stack:
                server = stack.enter_context(running(self._kind, self._core))
                fleet = Fleet(server.open_pads(self._pads), self._strokes)
                stack.callback(fleet.close)
                _offer(server, fleet, min(rate, 500), 1.0)  # warms it up
                self._open = stack.pop_all(), server, fleet
        _, server, fleet = self._open
        step = _offer(server, fleet, rate, seconds)
        if not step.drained:
            self.close()
        return step

    def close(self) -> None:
        if self._open is not None:
            stack, self._open = self._open[0], None
            stack.close()
