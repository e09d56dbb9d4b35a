"""What a kernel says, read so that no kernel keeps the server from anything else.

Whoever runs code in a kernel can make it say anything: as much as the machine can carry, signed
with the right key or not, nested as deep as it likes. So nothing is parsed before it is known to be
wanted, reading pauses for others after a few milliseconds, and what is too much is thrown away as
it came. A kernel that talks on meanwhile fills the queue between it and the server, which is short,
and then loses what it says. How a message comes in, see `provisioning.zmtp`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from jupyter_client.session import DELIM, Session

from ..provisioning.zmtp import KernelSocket, Kind, TooLarge
from ..sizes import MiB, in_words

# Seconds of reading from one kernel before others have their turn, and the pause after that.
BUDGET = 0.003
REST = 0.009

# Bytes of one message that may be output.
MAX_OUTPUT = 128 * MiB

# Bytes of a header, and of what is not output: replies, questions, states.
MAX_HEADER = 64 * 1024
MAX_CONTENT = 1024 * 1024

# Bytes of one message that is none, with all its parts.
MAX_ANSWER = 2 * MiB

# How deep JSON may be nested, and how many values of it the event loop has the time to build.
MAX_DEPTH = 100
MAX_VALUES = 50_000

# Bytes from which on a signature is computed on another thread.
LARGE = 256 * 1024


class Refused(Exception):
    """A message that is not what a kernel would send, or too much of it."""


class Message:
    """One message of a kernel, parsed only as far as somebody asks.

    Arguments:
        parts: signature, header, parent header, metadata and content as they came.
        session: knows the key.

    Raises:
        Refused: its header cannot be read.
    """

    def __init__(self, parts: Sequence[memoryview], session: Session) -> None:
        if len(parts) < 5 or max(len(parts[1]), len(parts[2])) > MAX_HEADER:
            raise Refused("it has no header of a sensible size")
        self._parts = parts
        self._session = session
        header, parent = parse(bytes(parts[1])), parse(bytes(parts[2]))
        if not (isinstance(header, dict) and isinstance(parent, dict)):
            raise Refused("its header is no JSON object")
        self.type = str(header.get("msg_type", ""))[:64]
        self.parent = parent.get("msg_id")
        self.parent_type = parent.get("msg_type")

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return len(self._parts[4])

    async def check(self) -> None:
        """Compare the signature.

        Raises:
            Refused: it is not signed with the kernel's key.
        """
        if self._session.auth is None:
            return
        signed = list(self._parts[1:5])
        if self.size > LARGE:
            signature = await asyncio.to_thread(self._session.sign, signed)
        else:
            signature = self._session.sign(signed)
        if not hmac.compare_digest(signature, bytes(self._parts[0][:128])):
            raise Refused("it is not signed with the kernel's key")

    def content(self, maximum: int = MAX_CONTENT) -> dict[str, Any]:
        """Its content.

        Arguments:
            maximum: bytes.

        Raises:
            Refused: it is larger, or no JSON object that can be used.
        """
        if self.size > maximum:
            raise Refused(f"its content has {self.size} bytes")
        content = parse(bytes(self._parts[4]))
        if not isinstance(content, dict):
            raise Refused("its content is no JSON object")
        return content

    def text(self, maximum: int) -> tuple[str, str]:
        """Which stream a `stream` message is of, and the beginning of its text.

        Arguments:
            maximum: bytes of JSON to look at; a message that is longer is cut there.

        Raises:
            Refused: it is no such message.
        """
        is_cut = self.size > maximum
        beginning = bytes(self._parts[4][:maximum])
        for head, name in _STREAMS.items():
            if beginning.startswith(head):
                inside = beginning[len(head) :]
                try:
                    return name, _string(_whole(inside) if is_cut else inside[:-2])
                except ValueError:
                    break
        content = self.content(maximum)
        text = content.get("text")
        return (
            "stderr" if content.get("name") == "stderr" else "stdout",
            text if isinstance(text, str) else "",
        )


# How the usual kernels begin the content of a stream message.
_STREAMS = {
    f'{{"name":{space}"{name}",{space}"text":{space}"'.encode(): name
    for name in ("stdout", "stderr")
    for space in ("", " ")
}


def _string(inside: bytes) -> str:
    text: str = json.loads('"' + inside.decode("utf-8", "replace") + '"', strict=False)
    return text.encode("utf-8", "replace").decode() if b"\\ud" in inside.lower() else text


def _whole(text: bytes) -> bytes:
    """The inside of a JSON string that was cut anywhere, without an escape that may be half."""
    # Of four bytes or less; the halves of a pair, cut in the middle, are mended later.
    for start in range(len(text) - 1, max(-1, len(text) - 6), -1):
        if text[start : start + 1] == b"\\":
            before = text[:start]
            odd = (len(before) - len(before.rstrip(b"\\"))) % 2
            return before[:-1] if odd else before
    return text


def parse(data: bytes) -> Any:
    """JSON from a stranger: of bounded depth and count, all numbers floating-point as in Yjs.

    Raises:
        Refused: it is no such JSON.
    """
    # Most of what is long is one string, such as an image or a table, full of commas maybe.
    quotes = data.count(b'"') - data.count(b'\\"')
    if quotes > 4 * MAX_VALUES or (
        _marks(data) > MAX_VALUES and sum(map(_marks, _outside(data))) > MAX_VALUES
    ):
        raise Refused("it has too many values")
    try:
        value = json.loads(
            data.decode("utf-8", "replace"), parse_int=float, parse_constant=lambda _: None
        )
    except (ValueError, RecursionError) as error:
        raise Refused("it is no JSON") from error
    if _depth(value) > MAX_DEPTH:
        raise Refused("it is nested too deeply")
    # Half a character cannot be written into a shared document.
    return _mend(value) if b"\\ud" in data or b"\\uD" in data else value


def _marks(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _outside(data: bytes) -> list[bytes]:
    """What of JSON is outside of its strings."""
    return data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below and not any(isinstance(item, dict | list) for item in level):
            break
        depth, level = depth + 1, below
    return depth


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_mend(item) for item in value]
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    return value


class Listener:
    """One channel of a kernel: hands every message to somebody, until it is stopped.

    Made by the document's kernel for each channel, on the event loop.

    Arguments:
        path: of the channel's socket.
        kind: see `KernelSocket`.
        maximum: bytes of one message.
        session: knows the kernel's key.
        handle: is awaited; the next message is read after that.
        too_large: called with the limit, in words, when a message was larger than that.
    """

    def __init__(
        self,
        path: str,
        kind: Kind,
        maximum: int,
        session: Session,
        handle: Callable[[Message], Awaitable[None]],
        too_large: Callable[[str], None],
        log: logging.Logger,
    ) -> None:
        self._session = session
        self._handle = handle
        self._too_large = too_large
        self._log = log
        self._refused = 0
        self._arrived = asyncio.Event()
        identity = session.bsession if kind == "DEALER" else b""
        self._socket = KernelSocket(path, kind, maximum, self._arrived.set, identity)
        self._task = asyncio.get_running_loop().create_task(self._listen())

    def send(self, type: str, content: dict[str, Any]) -> str:
        """Say something to the kernel; returns the message's id."""
        message = self._session.send(self._socket, type, content)  # type: ignore[arg-type]
        assert message is not None
        return str(message["header"]["msg_id"])

    def stop(self) -> None:
        """Hear nothing more."""
        self._task.cancel()
        self._socket.close()

    async def _listen(self) -> None:
        while True:
            began = time.monotonic()
            while time.monotonic() - began < BUDGET:
                parts = self._socket.take()
                if parts is None:
                    self._arrived.clear()
                    await self._arrived.wait()
                    began = time.monotonic()
                elif isinstance(parts, TooLarge):
                    self._too_large(in_words(self._socket.maximum))
                else:
                    await self._hear([memoryview(part) for part in parts])
            await asyncio.sleep(max(REST, 3 * (time.monotonic() - began)))

    async def _hear(self, parts: list[memoryview]) -> None:
        try:
            await self._handle(Message(_after_delimiter(parts), self._session))
        except Refused as error:
            self._refused += 1
            if self._refused & (self._refused - 1) == 0:  # 1, 2, 4, 8…: not a log full of them
                self._log.warning("Messages of a kernel refused: %s (%s)", self._refused, error)
        except Exception:
            self._log.exception("A message of a kernel was not understood")


def _after_delimiter(parts: list[memoryview]) -> list[memoryview]:
    for index, part in enumerate(parts[:8]):
        if part == DELIM:
            return parts[index + 1 : index + 6]
    raise Refused("it has no delimiter")
