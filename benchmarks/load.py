"""The load generator: many people typing, one thread, raw sockets, no framework.

It runs on a core of its own, sends bytes that were made beforehand and recognises relayed bytes by
comparing them, so that what it measures is the server. What it costs itself is measured all the
same (`Run.generator_cpu`, `Run.lateness`).
"""

from __future__ import annotations

import gc
import math
import random
import select
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from . import keystrokes as ks
from .websocket import BINARY, CLOSE, PING, PONG, Closed, client_frame, connect, next_frame

_CHUNK = 262_144
clock = time.perf_counter


@dataclass(frozen=True)
class Door:
    """Where one client of a pad connects: a ``ws://`` address and request headers."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Client:
    """One websocket of one pad."""

    __slots__ = ("_rest", "frames", "out", "sock", "synced")

    def __init__(self, door: Door, timeout: float) -> None:
        self.sock, self._rest = connect(door.url, door.headers, timeout)
        self.out = bytearray()
        self.synced: bytes | None = None
        self.frames = 0
        self.send(client_frame(ks.SYNC_STEP1_EMPTY))

    def send(self, data: bytes) -> None:
        """Send, or keep what the server does not take yet."""
        if not self.out:
            try:
                sent = self.sock.send(data)
            except BlockingIOError:
                sent = 0
            if sent == len(data):
                return
            data = data[sent:]
        self.out += data

    def flush(self) -> None:
        """Send what was kept, as far as the server takes it."""
        if self.out:
            with suppress(BlockingIOError):
                del self.out[: self.sock.send(self.out)]

    def receive(self) -> bytes:
        """What has arrived, with the incomplete frame left over from the last time before it.

        Raises:
            Closed: the server closed the connection.
        """
        try:
            chunk = self.sock.recv(_CHUNK)
        except BlockingIOError:
            chunk = None
        if chunk == b"":
            raise Closed("the server closed a connection during the run")
        data = self._rest + chunk if self._rest and chunk else (chunk or self._rest)
        self._rest = b""
        return data

    def read(self, data: bytes, pos: int = 0) -> Iterable[bytes]:
        """The binary messages in `data`; answers pings and keeps the incomplete end.

        Raises:
            Closed: the server sent a close frame.
        """
        while pos < len(data):
            frame = next_frame(data, pos)
            if frame is None:
                self._rest = data[pos:]
                return
            opcode, payload, pos = frame
            self.frames += 1
            if opcode == BINARY:
                if payload[:2] == bytes([ks.SYNC, ks.STEP1]):
                    self.send(client_frame(ks.SYNC_STEP2_EMPTY))
                elif payload[:2] == bytes([ks.SYNC, ks.STEP2]) and self.synced is None:
                    self.synced = ks.read_update(payload)
                yield payload
            elif opcode == PING:
                self.send(client_frame(payload, PONG))
            elif opcode == CLOSE:
                reason = payload[2:].decode(errors="replace")
                raise Closed(f"closed by the server: {int.from_bytes(payload[:2], 'big')} {reason}")

    def close(self) -> None:
        self.sock.close()


class Pad:
    """Two clients of one document: one types, the other reads along."""

    __slots__ = ("_shadow", "_strokes", "reader", "received", "sent", "writer")

    def __init__(self, writer: Client, reader: Client, strokes: ks.Keystrokes) -> None:
        self.writer = writer
        self.reader = reader
        self.sent: list[float] = []
        self.received: list[float] = []
        self._strokes = strokes
        self._shadow = ks.Shadow(strokes)

    def type(self) -> None:
        """Press the next key.

        Raises:
            IndexError: the text is at its end; a longer one must be made beforehand.
        """
        frame = self._strokes.outgoing[len(self.sent)]
        self.sent.append(clock())
        self.writer.send(frame)

    def read_along(self) -> int:
        """Take what the reader was sent; returns how many more keystrokes it has now seen."""
        data = self.reader.receive()
        now = clock()
        incoming, received = self._strokes.incoming, self.received
        before = known = len(received)
        pos = 0
        while known < len(self.sent) and data.startswith(incoming[known], pos):
            pos += len(incoming[known])
            known += 1
        if pos < len(data):
            for message in self.reader.read(data, pos):
                if message[:2] == bytes([ks.SYNC, ks.UPDATE]):
                    known = self._shadow.known_after(ks.read_update(message), known)
        received.extend([now] * (known - before))
        return known - before

    def close(self) -> None:
        self.writer.close()
        self.reader.close()


class Fleet:
    """All the pads of a run and the loop that drives them.

    Arguments:
        doors: the writer's and the reader's door of each pad.
        strokes: what everyone types.
        timeout: seconds that connecting and the first synchronisation may take, each.
    """

    def __init__(
        self, doors: Sequence[tuple[Door, Door]], strokes: ks.Keystrokes, timeout: float = 60.0
    ) -> None:
        self.pads: list[Pad] = []
        self.typed = 0
        self.seen = 0
        self._doors = doors
        self._poll = select.epoll()
        self._readers: dict[int, Pad] = {}
        self._timeout = timeout
        clients = []
        try:
            for writer_door, reader_door in doors:
                writer, reader = Client(writer_door, timeout), Client(reader_door, timeout)
                self.pads.append(Pad(writer, reader, strokes))
                clients += [writer, reader]
            _synchronise(clients, timeout)
        except BaseException:
            self.close()
            raise
        for pad in self.pads:
            fd = pad.reader.sock.fileno()
            self._readers[fd] = pad
            self._poll.register(fd, select.EPOLLIN)

    @property
    def backlog(self) -> int:
        """Keystrokes typed that the other client has not seen."""
        return self.typed - self.seen

    def play(
        self,
        schedule: Sequence[tuple[float, Pad]],
        marks: Sequence[tuple[float, Callable[[], object]]] = (),
        drain: float = 5.0,
    ) -> list[float]:
        """Type by the schedule, then wait until all is seen or `drain` seconds have passed.

        Arguments:
            schedule: seconds after the start, ascending, and the pad whose next key is pressed.
            marks: seconds after the start, ascending, and what to call then.
            drain: seconds to wait after the last keystroke.

        Returns:
            how late each key was pressed, in seconds.
        """
        lateness: list[float] = []
        poll, readers = self._poll, self._readers
        wait_on = [poll.fileno()]
        waiting_marks = list(marks)
        gc.collect()
        gc.disable()
        try:
            start = clock()
            position, total = 0, len(schedule)
            next_echo = 0.05
            ended: float | None = None
            while True:
                elapsed = clock() - start
                burst = 0
                while position < total and schedule[position][0] <= elapsed and burst < 64:
                    due, pad = schedule[position]
                    lateness.append(clock() - start - due)
                    pad.type()
                    position += 1
                    burst += 1
                self.typed += burst
                if elapsed >= next_echo:
                    self._hear_echoes()
                    next_echo = elapsed + 0.05
                while waiting_marks and waiting_marks[0][0] <= elapsed:
                    waiting_marks.pop(0)[1]()
                upcoming = next_echo
                if position < total:
                    upcoming = min(upcoming, schedule[position][0])
                elif not waiting_marks:
                    if ended is None:
                        ended = elapsed
                    if self.typed == self.seen or elapsed - ended > drain:
                        return lateness
                if waiting_marks:
                    upcoming = min(upcoming, waiting_marks[0][0])
                pause = upcoming - (clock() - start)
                if pause > 0:
                    # epoll itself waits in whole milliseconds; select on it in microseconds.
                    select.select(wait_on, (), (), pause)
                for fd, _ in poll.poll(0):
                    self.seen += readers[fd].read_along()
        finally:
            gc.enable()

    def _hear_echoes(self) -> None:
        # Some servers send an update back to its sender. Nobody waits for those: they are read in
        # bulk, so that they take little from the generator.
        for pad in self.pads:
            writer = pad.writer
            writer.flush()
            data = writer.receive()
            if data:
                for _ in writer.read(data):
                    pass

    def fresh_reads(self, sample: int) -> float:
        """What clients that come only now read, as a share of what was typed.

        Arguments:
            sample: at most so many pads are asked.
        """
        typed = read = 0
        for pad, (_, door) in list(zip(self.pads, self._doors, strict=True))[:sample]:
            client = Client(door, self._timeout)
            try:
                _synchronise([client], self._timeout)
                read += len(ks.text_of(client.synced or b"\0\0"))
                typed += len(pad.sent)
            finally:
                client.close()
        return read / typed if typed else 1.0

    def close(self) -> None:
        for pad in self.pads:
            pad.close()
        self._poll.close()


def _synchronise(clients: Sequence[Client], timeout: float) -> None:
    """Wait until the server answered the first sync message of each client.

    Raises:
        TimeoutError: it did not, in time.
    """
    waiting = {client.sock.fileno(): client for client in clients}
    deadline = clock() + timeout
    with select.epoll() as poll:
        for fd in waiting:
            poll.register(fd, select.EPOLLIN)
        first = True
        while waiting:
            if clock() > deadline:
                raise TimeoutError(f"{len(waiting)} clients were not synchronised in {timeout} s")
            ready = list(waiting) if first else [fd for fd, _ in poll.poll(0.2)]
            first = False
            for fd in ready:
                client = waiting.get(fd)
                if client is None:
                    continue
                client.flush()
                data = client.receive()
                for _ in client.read(data) if data else ():
                    pass
                if client.synced is not None:
                    poll.unregister(fd)
                    del waiting[fd]


def typing_schedule(
    pads: Sequence[Pad], rate: float, seconds: float, seed: int = 7
) -> list[tuple[float, Pad]]:
    """People typing: `rate` keys a second in each pad, at uneven intervals, the same each time."""
    chance = random.Random(seed)
    schedule: list[tuple[float, Pad]] = []
    mean = 1 / rate
    for pad in pads:
        moment = chance.uniform(0, mean)
        while moment < seconds:
            schedule.append((moment, pad))
            moment += mean * chance.uniform(0.5, 1.5)
    schedule.sort(key=lambda item: item[0])
    return schedule


def even_schedule(
    pads: Sequence[Pad], rate: float, seconds: float, seed: int = 7
) -> list[tuple[float, Pad]]:
    """`rate` keys a second in all, evenly spaced, going round the pads in a shuffled order."""
    order = list(pads)
    random.Random(seed).shuffle(order)
    return [(index / rate, order[index % len(order)]) for index in range(int(rate * seconds))]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank)."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Window:
    """What was seen of the keystrokes typed in one stretch of time.

    Arguments:
        latencies: seconds from the key to the other client; for keys never seen, the seconds
            until the run was given up, so that they count as at least that.
        lost: how many were never seen.
    """

    latencies: list[float]
    lost: int


def windows(pads: Sequence[Pad], bounds: Sequence[float], end: float) -> list[Window]:
    """Cut the run into windows.

    Arguments:
        bounds: moments of `clock`, ascending: window i is from bounds[i] to bounds[i + 1].
        end: the moment at which the run was given up.
    """
    cut: list[Window] = []
    for start, stop in pairwise(bounds):
        window = Window([], 0)
        for pad in pads:
            seen = len(pad.received)
            for index in range(bisect_left(pad.sent, start), bisect_left(pad.sent, stop)):
                if index < seen:
                    window.latencies.append(pad.received[index] - pad.sent[index])
                else:
                    window.latencies.append(end - pad.sent[index])
                    window.lost += 1
        cut.append(window)
    return cut
