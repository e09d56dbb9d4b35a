"""The ZeroMQ sockets that talk to kernels, with a bound on what a kernel can have us remember.

ZeroMQ's own library keeps the parts of a message until the last has come, however many there are,
and hands nothing on before that: a kernel that never sends the last part would fill the server's
memory unseen. This is the same protocol (ZMTP 3.0, with no security mechanism, over unix sockets)
with a limit for a message as a whole, and with a word when one was over it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Literal

MORE, LONG, COMMAND = 1, 2, 4

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)

# Bytes that are read at once; a longer part of a message is read into a place of its own. As many
# frames as fit are looked at in one go, which takes 10 ms where they are empty.
CHUNK = 8 * 1024

# Parts of a message that are kept; the rest counts, but nobody wants it.
MAX_PARTS = 64

# Messages, and bytes of them, that wait to be taken before nothing more is read.
MAX_WAITING = 200
MAX_WAITING_BYTES = 1024 * 1024

# Seconds of reading after which it rests, and for how long: others have their turn. A byte counts
# for what it takes to copy it.
BUDGET = 0.003
REST = 0.009
A_BYTE = 1e-9

# Bytes that wait for a kernel that does not read, after which it is told nothing more.
MAX_UNREAD = 64 * 1024 * 1024

# Seconds between two attempts to connect, at first and at most.
RETRY = 0.01, 0.1

# Messages kept until the kernel is there.
MAX_UNSENT = 100

Kind = Literal["DEALER", "SUB"]


class TooLarge:
    """Stands in the place of a message that was larger than it may be."""


Received = list[bytes | bytearray] | TooLarge


class KernelSocket:
    """A socket that is connected to one channel of a kernel, again and again.

    Takes the place of a `zmq.Socket` where `jupyter_client` sends. Made, used and closed on the
    event loop.

    Arguments:
        path: of the unix socket.
        kind: ``SUB`` for what a kernel publishes, else ``DEALER``.
        maximum: bytes of one message.
        arrived: called when there is something to `take`.
        identity: what the kernel knows this end by.
    """

    def __init__(
        self,
        path: str,
        kind: Kind,
        maximum: int,
        arrived: Callable[[], None],
        identity: bytes = b"",
    ) -> None:
        self.path = path
        self.kind = kind
        self.maximum = maximum
        self.arrived = arrived
        self.identity = identity
        self.inbox: deque[Received] = deque()
        self.waiting = 0
        self._closed = False
        self._unsent: deque[bytes] = deque(maxlen=MAX_UNSENT)
        self._connection: _Connection | None = None
        self._task = asyncio.get_running_loop().create_task(self._stay_connected())

    def take(self) -> Received | None:
        """The next message, if one has come."""
        if not self.inbox:
            return None
        message = self.inbox.popleft()
        if not isinstance(message, TooLarge):
            self.waiting -= sum(map(len, message))
        if self._connection is not None:
            self._connection.pace()
        return message

    def send_multipart(
        self, parts: Sequence[Any], flags: int = 0, copy: bool = True, **_: Any
    ) -> None:
        """Send a message, or keep it until the kernel is there."""
        last = len(parts) - 1
        data = b"".join(
            _frame(bytes(part), MORE if index < last else 0) for index, part in enumerate(parts)
        )
        connection = self._connection
        if connection is None or not connection.ready:
            self._unsent.append(data)
        elif connection.transport.get_write_buffer_size() < MAX_UNREAD:
            connection.transport.write(data)

    def flush(self) -> None:
        """Send what was kept; called when the kernel is there."""
        assert self._connection is not None
        while self._unsent:
            self._connection.transport.write(self._unsent.popleft())

    def close(self, linger: int | None = None) -> None:
        """Hear nothing more; what was sent still goes out."""
        self._closed = True
        self.arrived = _nothing
        if self._task.get_loop().is_closed():
            return  # a manager that is collected as garbage after everything has ended
        self._task.cancel()
        if self._connection is not None:
            self._connection.transport.close()
        self.inbox.clear()

    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        pause, longest = RETRY
        while True:
            with contextlib.suppress(OSError):
                _, connection = await loop.create_unix_connection(
                    lambda: _Connection(self), self.path
                )
                self._connection = connection
                await connection.lost
                self._connection = None
                pause = RETRY[0]
            await asyncio.sleep(pause)
            pause = min(longest, pause * 1.2)


class _Connection(asyncio.BufferedProtocol):
    """One connection: reads frames, and no faster than messages are taken."""

    transport: Any
    resting = 0

    def __init__(self, socket: KernelSocket) -> None:
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ready = False
        self._socket = socket
        self._greeted = False
        self._buffer = bytearray(CHUNK)
        self._end = 0
        # The long part that is being read, or how much of one is to be thrown away.
        self._long: bytearray | None = None
        self._filled = 0
        self._skip = 0
        self._flags = 0
        # The message that is being read.
        self._parts: list[bytes | bytearray] = []
        self._size = 0
        self._spent = 0.0
        self._paused = self._resting = False

    # -- what asyncio calls

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        socket = self._socket
        ready = b"\x05READY" + _property("Socket-Type", socket.kind.encode())
        if socket.identity:
            ready += _property("Identity", socket.identity)
        transport.write(GREETING + _frame(ready, COMMAND))

    def connection_lost(self, error: Exception | None) -> None:
        self._parts, self._long = [], None
        if not self.lost.done():
            self.lost.set_result(None)

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._long is not None:
            return memoryview(self._long)[self._filled :]
        return memoryview(self._buffer)[self._end :]

    def buffer_updated(self, count: int) -> None:
        began = time.monotonic()
        if self._long is not None:
            self._filled += count
            if self._filled == len(self._long):
                part, self._long = self._long, None
                self._add(part)
        else:
            self._end += count
            self._read()
        self._spent += time.monotonic() - began + count * A_BYTE
        if self._spent >= BUDGET:
            self._spent, self._resting = 0.0, True
            # However many connections are flooded, together they take no more than one.
            _Connection.resting += 1
            asyncio.get_running_loop().call_later(REST * _Connection.resting, self._rested)
        self.pace()

    def eof_received(self) -> bool:
        return False

    # -- pace

    def _rested(self) -> None:
        self._resting = False
        _Connection.resting -= 1
        self.pace()

    def pace(self) -> None:
        """Read on, or do not, as others need it."""
        socket = self._socket
        full = len(socket.inbox) >= MAX_WAITING or socket.waiting > MAX_WAITING_BYTES
        pause = full or self._resting
        if pause != self._paused and not self.transport.is_closing():
            self._paused = pause
            if pause:
                self.transport.pause_reading()
            else:
                self.transport.resume_reading()

    # -- frames

    def _read(self) -> None:
        buffer, at, end = self._buffer, 0, self._end
        while True:
            if self._skip:
                passed = min(self._skip, end - at)
                self._skip -= passed
                at += passed
                if self._skip:
                    break
                self._add(b"")
            if not self._greeted:
                if end - at < len(GREETING):
                    break
                if buffer[at] != 0xFF or buffer[at + 9] != 0x7F or buffer[at + 10] < 3:
                    self.transport.abort()
                    return
                self._greeted = True
                at += len(GREETING)
                continue
            head = 9 if end - at > 0 and buffer[at] & LONG else 2
            if end - at < head:
                break
            flags = buffer[at]
            size = int.from_bytes(buffer[at + 1 : at + head], "big")
            start = at + head
            if flags & COMMAND and size > CHUNK // 2:
                self.transport.abort()
                return
            if size <= CHUNK // 2:
                if end - start < size:
                    break
                self._flags, at = flags, start + size
                if flags & COMMAND:
                    self._command(bytes(buffer[start:at]))
                else:
                    self._count(size)
                    self._add(bytes(buffer[start:at]))
                continue
            self._flags, at = flags, start
            if not self._count(size) or len(self._parts) >= MAX_PARTS:
                self._skip = size
                continue
            here = min(size, end - start)
            part = bytearray(size)
            part[:here] = buffer[start : start + here]
            at = start + here
            if here == size:
                self._add(part)
            else:
                self._long, self._filled = part, here
                break
        buffer[: end - at] = buffer[at:end]
        self._end = end - at

    def _command(self, body: bytes) -> None:
        if not self.ready and body.startswith(b"\x05READY"):
            self.ready = True
            if self._socket.kind == "SUB":
                self.transport.write(_frame(b"\x01", 0))  # all there is
            self._socket.flush()

    def _count(self, size: int) -> bool:
        """Count a part; whether the message is still of a sensible size."""
        maximum = self._socket.maximum
        fits = self._size <= maximum
        self._size += size
        if fits and self._size > maximum:
            self._parts = []
            self._arrived(TooLarge())
        return self._size <= maximum

    def _add(self, part: bytes | bytearray) -> None:
        """A part of a message is complete."""
        if self._size <= self._socket.maximum and len(self._parts) < MAX_PARTS:
            self._parts.append(part)
        if self._flags & MORE:
            return
        parts, self._parts = self._parts, []
        size, self._size = self._size, 0
        if size <= self._socket.maximum:
            self._arrived(parts)

    def _arrived(self, message: Received) -> None:
        socket = self._socket
        if not isinstance(message, TooLarge):
            socket.waiting += sum(map(len, message))
        socket.inbox.append(message)
        socket.arrived()


def _frame(body: bytes, flags: int) -> bytes:
    if len(body) < 256:
        return bytes((flags, len(body))) + body
    return bytes((flags | LONG,)) + len(body).to_bytes(8, "big") + body


def _property(name: str, value: bytes) -> bytes:
    return bytes((len(name),)) + name.encode() + len(value).to_bytes(4, "big") + value


def _nothing() -> None:
    """What arrives at a closed socket."""
