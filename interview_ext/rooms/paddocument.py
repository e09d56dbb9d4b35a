"""The shared document about the pad itself: who is here, what runs, what files printed."""

from __future__ import annotations

import logging
from typing import Any

from pycrdt import Array, Map
from pycrdt.store import YDocNotFound

from ..recording.recording import Recording
from ..recording.store import RecordingStore
from .room import Room

PAD_ROOM = "json:pad:pad"

_IDLE: dict[str, Any] = {
    "kernel": "none",
    "message": "",
    "run_id": None,
    "cell_id": None,
    "by": None,
    "by_id": None,
    "started": None,
    "queue": [],
    "prompt": None,
}

_INTERRUPTED = "The server was started anew meanwhile. Please run the tests again."


class PadDocument(Room):
    """Written by the server only; browsers read it like any document, and so does playback.

    Its maps: ``people`` (participant id to name, role, colour, here), ``runs`` (path to what runs
    there), ``consoles`` (path to the outputs of the file's last run), ``tasks`` (task id to what is
    shown of it), ``current`` (``task``: the id of the one that is worked on), ``tests`` (task id
    to the last run of the tests that everybody may see) and ``focus`` (``now``: who began the
    focus time and until when it lasts).
    """

    def __init__(
        self, recording: Recording, *, read_only: bool = False, log: logging.Logger | None = None
    ) -> None:
        store = RecordingStore("pad", recording=recording)
        super().__init__(PAD_ROOM, store, None, log)
        self.read_only = read_only
        self._people = self.doc.get("people", type=Map)
        self._runs = self.doc.get("runs", type=Map)
        self._consoles = self.doc.get("consoles", type=Map)
        self._tasks = self.doc.get("tasks", type=Map)
        self._current = self.doc.get("current", type=Map)
        self._tests = self.doc.get("tests", type=Map)
        self._focus = self.doc.get("focus", type=Map)

    async def load(self) -> None:
        """Read the recorded state; what was running or here before is so no more."""
        assert self._store is not None
        try:
            await self._store.apply_updates(self.doc)
        except YDocNotFound:
            return
        if self.read_only:
            return
        for path in list(self._runs.keys()):
            self.set_run(path, **_IDLE)
        for id in list(self._people.keys()):
            self._set_here(id, False)
        for id, state in self.tests().items():
            if state.get("state") == "running":
                self.set_tests(id, {**state, "state": "failed", "message": _INTERRUPTED})

    def set_person(self, id: str, name: str, role: str, color: str, here: bool) -> None:
        """Say who a participant is and whether they have the pad open."""
        self._put(self._people, id, {"name": name, "role": role, "color": color, "here": here})

    def color(self, id: str) -> str | None:
        """The colour that somebody had when they were here before."""
        return self._people[id]["color"] if id in self._people else None

    def colors(self) -> list[str]:
        """The colours of all who were ever here."""
        return [self._people[id]["color"] for id in self._people]

    def _set_here(self, id: str, here: bool) -> None:
        self._put(self._people, id, {**self._people[id], "here": here})

    def run(self, path: str) -> dict[str, Any]:
        """What is known of the runs of a document."""
        return {**_IDLE, **self._runs.get(path, {})}

    def set_run(self, path: str, **changes: Any) -> None:
        """Change what is known of the runs of a document."""
        self._put(self._runs, path, {**self.run(path), **changes})

    def set_task(self, id: str, task: dict[str, Any]) -> None:
        """Show a task, or more of it."""
        self._put(self._tasks, id, task)

    def set_current_task(self, id: str) -> None:
        """Say which task is worked on."""
        if self._current.get("task") != id:
            with self.edit():
                self._current["task"] = id

    def tests(self) -> dict[str, dict[str, Any]]:
        """The last run of each task's tests."""
        return self._tests.to_py() or {}

    def set_tests(self, id: str, state: dict[str, Any]) -> None:
        """Show how the tests of a task go, or went."""
        self._put(self._tests, id, state)

    def focus(self) -> dict[str, Any] | None:
        """The focus time: ``by``, ``by_id``, and ``until`` in milliseconds since the epoch."""
        return self._focus.get("now")

    def set_focus(self, now: dict[str, Any] | None) -> None:
        """Say that there is focus time, or that it is over."""
        with self.edit():
            if now is not None:
                self._focus["now"] = now
            elif "now" in self._focus:
                del self._focus["now"]

    def _put(self, target: Map, key: str, value: dict[str, Any]) -> None:
        if target.get(key) == value:
            return
        with self.edit():
            target[key] = value

    def console(self, path: str, *, clear: bool = False) -> Array:
        """The outputs of a file's run, a shared array of nbformat outputs."""
        if clear or path not in self._consoles:
            with self.edit():
                self._consoles[path] = Array()
        return self._consoles[path]

    def renamed(self, old: str, new: str) -> None:
        """Move what is known of a file to its new path."""
        if old in self._runs:
            value = self._runs[old]
            with self.edit():
                del self._runs[old]
                self._runs[new] = value
