"""Writes what a kernel says into a shared array of nbformat outputs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from pycrdt import Array, Map, Text

from ..rooms.room import Room
from ..sizes import in_words
from .channels import Message, Refused
from .limits import RunLimits
from .run import Result

# Seconds that outputs gather before the people in the pad see them; bytes and outputs that are
# shown at once, so that others have their turn.
GATHER = 0.04
PIECE = 256 * 1024
BATCH = 32

# Characters of an error that are kept in the recording of a run.
MAX_ERROR = 500

# A line with backspaces is shown as a terminal would show it up to this many characters.
MAX_EDITED = 4096


class OutputWriter:
    """The outputs of one run, streamed into a room in batches.

    Called by the document's kernel for every iopub message of a run; also the only one who
    changes the outputs meanwhile. What is too much is cut off with a line that says so.

    Arguments:
        room: where the outputs are shared.
        target: returns the shared array, or None where it is gone (the cell was deleted).
        limits: what is kept of one run's output.
        on_cut: called once, when the first output is cut off.
        result: told in short what is shown.
    """

    def __init__(
        self,
        room: Room,
        target: Callable[[], Array | None],
        limits: RunLimits | None = None,
        on_cut: Callable[[], None] | None = None,
        result: Result | None = None,
    ) -> None:
        self._room = room
        self._target = target
        self._limits = limits or RunLimits()
        self._on_cut = on_cut
        self._result = result or Result()
        self._queue: list[dict[str, Any]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._clear_next = False
        self._displays: dict[str, list[int]] = {}
        # What is in the document or about to be: bytes of text, bytes of all, and a count.
        self._text = self._bytes = self._items = 0
        self._sent = 0
        self._cut = False
        self._second = 0.0
        self._in_second = 0

    def wants(self, message: Message) -> bool:
        """Whether `take` would look at a message; what is cut off costs nothing more."""
        if self._sent >= self._limits.traffic:
            return False
        return not self._cut or message.type == "clear_output"

    def take(self, message: Message) -> None:
        """Take one iopub message; what is no output is passed over."""
        if not self.wants(message) or message.type not in _OUTPUTS:
            return
        now = time.monotonic()
        if now - self._second > 1.0:
            self._second, self._in_second = now, 0
        self._in_second += 1
        if self._in_second > self._limits.rate:
            if self._in_second == self._limits.rate + 1:
                self.say(
                    f"\n[More than {self._limits.rate} outputs a second: some are left out.]\n"
                )
            return
        try:
            if message.type == "stream":
                left = self._limits.text - self._text
                # Escapes make JSON longer than the text it stands for.
                name, text = message.text(left + 1024)
                self.add("stream", {"name": name, "text": text})
                if message.size > left + 1024 and not self._cut:
                    self._cut_off("text", self._limits.text)
            elif message.size > self._limits.output:
                self._cut_off("output", self._limits.output)
            else:
                self.add(message.type, message.content(self._limits.output))
        except Refused as error:
            self.say(f"\n[An output is left out: {error}.]\n")

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Take the content of one iopub message.

        Arguments:
            kind: its message type.
            content: as `channels.parse` makes it: all numbers floating-point.
        """
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_next = True
            else:
                self._push({"clear": True})
            return
        output = _output("display_data" if kind == "update_display_data" else kind, content)
        if output is None:
            return
        transient = content.get("transient")
        display_id = transient.get("display_id") if isinstance(transient, dict) else None
        if not isinstance(display_id, str):
            display_id = None
        if kind == "update_display_data":
            if display_id is not None and self._fits(output):
                self._push({"update": display_id, "output": output})
            return
        if self._clear_next:
            self._clear_next = False
            self._push({"clear": True})
        if self._fits(output):
            self._push({"output": output, "display_id": display_id})

    def say(self, text: str, name: str = "stderr") -> None:
        """Add a line of the server's own."""
        self._push({"output": {"output_type": "stream", "name": name, "text": text}})

    def _fits(self, output: dict[str, Any]) -> bool:
        """Whether there is room for an output; cuts text to fit, says so where there is none."""
        if self._cut:
            return False
        if output["output_type"] == "stream":
            left = self._limits.text - self._text
            text = output["text"]
            if len(text) <= left and _size(text) <= left:
                return True
            output["text"] = text.encode()[: max(0, left)].decode("utf-8", "ignore")
            if output["text"]:
                self._push({"output": output})
            self._cut_off("text", self._limits.text)
            return False
        size = _size(output)
        if self._bytes + size > self._limits.output:
            self._cut_off("output", self._limits.output)
        elif self._items >= self._limits.items:
            self._cut_off("outputs", self._limits.items)
        elif not self._room.fits(size):
            self._cut_off("document", self._room.max_size)
        else:
            return True
        return False

    def _cut_off(self, what: str, limit: int) -> None:
        self._cut = True
        goes_on = "The run is stopped." if self._limits.stop else "The run goes on."
        reason = {
            "text": f"a run may print {in_words(limit)}",
            "output": f"a run may show {in_words(limit)}",
            "outputs": f"a run may show {limit} outputs",
            "document": f"a document may have {in_words(limit)}",
        }[what]
        self.say(f"\n[Output cut off here: {reason}. {goes_on}]\n")
        if self._on_cut is not None:
            self._on_cut()

    def _push(self, item: dict[str, Any]) -> None:
        output = item.get("output")
        if item.get("clear"):
            self._queue.clear()
            self._text = self._bytes = self._items = 0
            self._cut = False
        elif "update" in item:
            # Only what a display shows in the end of a batch is shown at all.
            self._queue = [one for one in self._queue if one.get("update") != item["update"]]
        if output is not None:
            size = _size(output)
            self._bytes += size
            if output["output_type"] == "stream":
                self._text += _size(output["text"])
            elif "update" not in item:
                self._items += 1
        last = self._queue[-1].get("output") if self._queue else None
        if (
            last
            and output
            and "update" not in item
            and last["output_type"] == output["output_type"] == "stream"
            and last["name"] == output["name"]
        ):
            last["text"] += output["text"]
        else:
            self._queue.append(item)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER, self.flush)

    async def drain(self) -> None:
        """Show all that has gathered, others having their turn in between."""
        self.flush()
        while self._queue:
            await asyncio.sleep(0)
            self.flush()

    def flush(self) -> None:
        """Show what has gathered, or a first piece of it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._queue:
            return
        batch: list[dict[str, Any]] = []
        size = 0
        while self._queue and size < PIECE and len(batch) < BATCH:
            item = self._queue[0]
            output = item.get("output")
            if (
                output is not None
                and output["output_type"] == "stream"
                and len(output["text"]) > PIECE
            ):
                text = output["text"]
                batch.append({"output": {**output, "text": text[:PIECE]}})
                output["text"] = text[PIECE:]
                size += PIECE
                break
            batch.append(self._queue.pop(0))
            size += _size(output) if output is not None else 0
        self._sent += size
        if self._sent >= self._limits.traffic:
            self._queue.clear()
            batch.append(_line("\n[This run has shown too much in all; nothing more follows.]\n"))
        with self._room.edit():
            array = self._target()
            if array is None:
                self._queue.clear()
                return
            for item in batch:
                self._apply(array, item)
        if self._queue:
            self._flush_soon()

    def _apply(self, array: Array, item: dict[str, Any]) -> None:
        if item.get("clear"):
            array.clear()
            self._displays.clear()
            self._result.clear()
            return
        output = item["output"]
        if "update" in item:
            for index in self._displays.get(item["update"], []):
                if index < len(array):
                    array[index] = Map(output)
            return
        if output["output_type"] == "stream":
            self._apply_stream(array, output)
            self._result.outputs = len(array)
            self._result.add(output["text"])
            return
        self._sum_up(output)
        self._result.outputs = len(array) + 1
        if item.get("display_id"):
            self._displays.setdefault(item["display_id"], []).append(len(array))
        array.append(Map(output))

    def _sum_up(self, output: dict[str, Any]) -> None:
        if output["output_type"] == "error":
            self._result.error = f"{output['ename']}: {output['evalue']}"[:MAX_ERROR]
            return
        plain = output["data"].get("text/plain")
        if isinstance(plain, str):
            self._result.add(plain)

    def _apply_stream(self, array: Array, output: dict[str, Any]) -> None:
        last = array[len(array) - 1] if len(array) else None
        text = output["text"]
        if isinstance(last, Map) and last.get("name") == output["name"]:
            shared = last["text"]
            if isinstance(shared, Text):
                if "\r" not in text and "\b" not in text:
                    shared += text
                    return
                # A progress bar overwrites its last line; keep what is to be seen.
                before = str(shared)
                start = before.rfind("\n") + 1
                line = overwrite(before[start:] + text)
                self._text -= _size(before[start:]) + _size(text) - _size(line)
                offset = len(before[:start].encode())
                del shared[offset : len(before.encode())]
                shared += line
                return
        shown = overwrite(text)
        self._text -= _size(text) - _size(shown)
        array.append(Map({**output, "text": Text(shown)}))


def overwrite(text: str) -> str:
    """What a terminal would show of text with carriage returns and backspaces in it."""
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(map(_overwrite_line, text.replace("\r\n", "\n").split("\n")))


def _overwrite_line(line: str) -> str:
    # The last words are on top; of the earlier ones, what reaches beyond them is to be seen.
    shown = ""
    for part in reversed(line.split("\r")):
        if "\b" in part:
            part = _rub_out(part)
        if len(part) > len(shown):
            shown += part[len(shown) :]
    return shown


def _rub_out(part: str) -> str:
    if len(part) > MAX_EDITED:
        return part.replace("\b", "")
    shown: list[str] = []
    column = 0
    for character in part:
        if character == "\b":
            column = max(0, column - 1)
        else:
            shown[column : column + 1] = [character]
            column += 1
    return "".join(shown)


_OUTPUTS = (
    "stream",
    "display_data",
    "execute_result",
    "error",
    "update_display_data",
    "clear_output",
)


def _line(text: str) -> dict[str, Any]:
    return {"output": {"output_type": "stream", "name": "stderr", "text": text}}


def _output(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """An iopub message as an nbformat output; None where it is no output."""
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(content.get("text", ""))}
    if kind in ("display_data", "execute_result"):
        data, metadata = content.get("data"), content.get("metadata")
        if not isinstance(data, dict):
            return None
        output: dict[str, Any] = {
            "output_type": kind,
            "data": data,
            "metadata": metadata if isinstance(metadata, dict) else {},
        }
        if kind == "execute_result":
            count = content.get("execution_count")
            output["execution_count"] = count if isinstance(count, float) else None
        return output
    if kind == "error":
        traceback = content.get("traceback")
        return {
            "output_type": "error",
            "ename": str(content.get("ename", "")),
            "evalue": str(content.get("evalue", "")),
            "traceback": [str(line) for line in traceback] if isinstance(traceback, list) else [],
        }
    return None


def _size(value: Any) -> int:
    """About how many bytes a value has in a document."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    if isinstance(value, dict):
        return sum(_size(key) + _size(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return 8
