"""Writes what a kernel says into a shared array of nbformat outputs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from jupyter_ydoc.utils import cast_all
from pycrdt import Array, Map, Text

from ..rooms.room import Room

# Seconds that outputs gather before the people in the pad see them.
GATHER = 0.04

# Bytes of output that one run may leave in a document; a line says that the rest is cut off.
MAX_BYTES = 2 * 1024 * 1024


class OutputWriter:
    """The outputs of one run, streamed into a room in batches.

    Called by the document's kernel for every iopub message of a run; also the only one who
    changes the outputs meanwhile.

    Arguments:
        room: where the outputs are shared.
        target: returns the shared array, or None where it is gone (the cell was deleted).
        max_bytes: what is kept of one run's output.
    """

    def __init__(
        self, room: Room, target: Callable[[], Array | None], max_bytes: int = MAX_BYTES
    ) -> None:
        self._room = room
        self._target = target
        self._left = max_bytes
        self._max_bytes = max_bytes
        self._queue: list[dict[str, Any]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._clear_next = False
        self._displays: dict[str, list[int]] = {}

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Take one iopub message.

        Arguments:
            kind: its message type.
            content: its content; what is no output is passed over.
        """
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_next = True
                return
            self._push({"clear": True})
            return
        if kind == "update_display_data":
            output = _output("display_data", content)
            display_id = content.get("transient", {}).get("display_id")
            if output is not None and display_id and self._fits(output):
                self._push({"update": display_id, "output": output})
            return
        output = _output(kind, content)
        if output is None or not self._fits(output):
            return
        if self._clear_next:
            self._clear_next = False
            self._push({"clear": True})
        self._push({"output": output, "display_id": content.get("transient", {}).get("display_id")})

    def say(self, text: str, name: str = "stderr") -> None:
        """Add a line of the server's own."""
        self._push({"output": {"output_type": "stream", "name": name, "text": text}})

    def _fits(self, output: dict[str, Any]) -> bool:
        if self._left <= 0:
            return False
        self._left -= _size(output)
        if self._left > 0:
            return True
        self.say(
            f"\n[Output cut off here: a run may print {self._max_bytes // 1024} KiB. "
            "The run goes on.]\n"
        )
        return False

    def _push(self, item: dict[str, Any]) -> None:
        if item.get("clear"):
            self._queue.clear()
        last = self._queue[-1].get("output") if self._queue else None
        output = item.get("output")
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
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER, self.flush)

    def flush(self) -> None:
        """Show what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        queue, self._queue = self._queue, []
        if not queue:
            return
        with self._room.edit():
            array = self._target()
            if array is None:
                return
            for item in queue:
                self._apply(array, item)

    def _apply(self, array: Array, item: dict[str, Any]) -> None:
        if item.get("clear"):
            array.clear()
            self._displays.clear()
            return
        output = item["output"]
        if "update" in item:
            for index in self._displays.get(item["update"], []):
                if index < len(array):
                    array[index] = Map(output)
            return
        if output["output_type"] == "stream":
            self._apply_stream(array, output)
            return
        if item.get("display_id"):
            self._displays.setdefault(item["display_id"], []).append(len(array))
        array.append(Map(output))

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
                offset = len(before[:start].encode())
                del shared[offset : len(before.encode())]
                shared += line
                return
        array.append(Map({**output, "text": Text(overwrite(text))}))


def overwrite(text: str) -> str:
    """What a terminal would show of text with carriage returns and backspaces in it."""
    if "\r" not in text and "\b" not in text:
        return text
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        shown: list[str] = []
        column = 0
        for character in line:
            if character == "\r":
                column = 0
            elif character == "\b":
                column = max(0, column - 1)
            else:
                shown[column : column + 1] = [character]
                column += 1
        lines.append("".join(shown))
    return "\n".join(lines)


def _output(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """An iopub message as an nbformat output; None where it is no output."""
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(content.get("text", ""))}
    if kind in ("display_data", "execute_result"):
        output = {
            "output_type": kind,
            "data": deepcopy(content.get("data", {})),
            "metadata": deepcopy(content.get("metadata", {})),
        }
        if kind == "execute_result":
            output["execution_count"] = content.get("execution_count")
        cast_all(output, int, float)  # numbers are floating-point in Yjs
        return output
    if kind == "error":
        return {
            "output_type": "error",
            "ename": str(content.get("ename", "")),
            "evalue": str(content.get("evalue", "")),
            "traceback": [str(line) for line in content.get("traceback", [])],
        }
    return None


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(key) + _size(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return 8
