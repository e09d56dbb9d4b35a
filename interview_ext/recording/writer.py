"""The one thread that commits every pad's frames to disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .recording import Recording


class RecordingWriter:
    """Commits in groups: all that came in since the last round, one transaction a pad.

    One thread serves all pads of a process, so that a keystroke costs the event loop a list
    append and no more. A round that fails (disk full, read-only) keeps its frames and is tried
    again; frames are never dropped while the process lives.

    A round is spread over time: each commit takes the processor and the interpreter from the event
    loop for a moment, and two hundred of them in a row would hold up everybody's keystrokes.

    Arguments:
        interval: seconds in which what came in is on disk, where the disk keeps up; bounds what a
            killed process can lose. Half of it is for gathering frames, half for committing them.
        log: where failures go.
    """

    def __init__(self, interval: float = 0.2, log: logging.Logger | None = None) -> None:
        self.interval = interval
        self.log = log or logging.getLogger(__name__)
        self._dirty: set[Recording] = set()
        self._calls: list[tuple[Callable[[], object], Future[object]]] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._closing = False
        self._failing: set[Recording] = set()
        self._thread: threading.Thread | None = None

    def mark(self, recording: Recording) -> None:
        """Note that a recording has frames to commit in the next round."""
        with self._lock:
            self._dirty.add(recording)
        self._start()
        self._wake.set()

    def call(self, function: Callable[[], object]) -> Future[object]:
        """Run a function on the writer's thread after all frames so far were committed."""
        future: Future[object] = Future()
        with self._lock:
            self._calls.append((function, future))
        self._start()
        self._hurry.set()
        self._wake.set()
        return future

    def close(self) -> None:
        """Commit what is left and end the thread."""
        self._closing = True
        self._hurry.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._closing = False
            self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            # Gather a round's worth of frames, unless somebody waits for them.
            self._hurry.wait(self.interval / 2)
            self._wake.clear()
            self._hurry.clear()
            with self._lock:
                dirty, self._dirty = self._dirty, set()
                calls, self._calls = self._calls, []
            for recording in dirty:
                self._hurry.wait(self.interval / 2 / len(dirty))
                try:
                    recording.commit()
                    self._failing.discard(recording)
                except Exception as error:
                    # Whatever it is: the other pads' recordings go on. It is tried in every round,
                    # and told once.
                    if recording not in self._failing:
                        self.log.error(
                            "Recording %s could not be written: %s", recording.path, error
                        )
                    self._failing.add(recording)
                    with self._lock:
                        self._dirty.add(recording)
                    self._wake.set()
            for function, future in calls:
                try:
                    future.set_result(function())
                except Exception as error:
                    future.set_exception(error)
            with self._lock:
                idle = not self._dirty and not self._calls
            if self._closing and (idle or dirty):
                return
