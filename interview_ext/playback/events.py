"""What happened in an interview besides typing, as a list that is easy to read. Pure.

Signals are told without a verdict and gathered, so that ten pastes of a word are not ten alarms.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

Event = dict[str, Any]

# Characters that arrive in one change and were not pasted: from here on it is worth telling.
BURST = 80

# A paste that the page told of explains what comes so shortly before or after it, in milliseconds.
EXPLAINS = 2000

# Signals of one kind and person within this time are one event, in milliseconds.
GATHER = 60_000

MAX_SOURCE = 2000
MAX_WORDS = 500

# Events of one kind and person: whoever makes thousands of one hides none of another, or another's.
MAX_EVENTS = 5000


class EventLog:
    """Takes what is recorded, in its order, and tells it as events.

    The builder of the playback index calls it. All times are milliseconds since the start, all
    people positions in the manifest's participants, -1 being the server. What is recorded was
    checked when it was, but nothing here depends on that.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._signals: list[Event] = []
        self._admissions: dict[str, str] = {}
        self._here: set[int] = set()
        self._counts: Counter[tuple[str, int]] = Counter()
        self.left_out = 0
        """How many events there were that are not told."""

    def _has_room(self, kind: str, who: int) -> bool:
        self._counts[kind, who] += 1
        if self._counts[kind, who] <= MAX_EVENTS:
            return True
        self.left_out += 1
        return False

    def _add(self, t: int, kind: str, who: int, **what: Any) -> None:
        if self._has_room(kind, who):
            self._events.append({"t": max(0, t), "kind": kind, "who": who, **what})

    def run(self, t: int, who: int, frame: dict[str, Any], doc: int | None, start: int) -> None:
        """A run is over.

        Arguments:
            t: when it was.
            frame: what was recorded of it.
            doc: the document it ran in, if it is known.
            start: the recording's start, milliseconds since the epoch.
        """
        began = _number(frame.get("started")) or _number(frame.get("asked")) or t + start
        ended = _number(frame.get("ended")) or t + start
        result = frame.get("result")
        result = result if isinstance(result, dict) else {}
        error, text = result.get("error"), result.get("text")
        began = min(t, max(0, began - start))
        self._add(
            began,
            "run",
            who,
            end=max(began, ended - start),
            doc=doc,
            cell=frame.get("cell_id") if isinstance(frame.get("cell_id"), str) else None,
            source=_words(frame.get("source"), MAX_SOURCE),
            status=_words(frame.get("status"), 40),
            result={
                "outputs": _number(result.get("outputs")) or 0,
                "error": _words(error, MAX_WORDS) if error is not None else None,
                "text": _words(text, MAX_WORDS),
            },
        )

    def kernel(self, t: int, who: int, frame: dict[str, Any]) -> None:
        """A kernel was restarted or interrupted, or died."""
        self._add(
            t,
            "kernel",
            who,
            event=_words(frame.get("event"), 40),
            path=_words(frame.get("path"), MAX_WORDS),
            words=_words(frame.get("words"), MAX_WORDS),
        )

    def presence(self, t: int, who: int, frame: dict[str, Any]) -> None:
        """Somebody came or went."""
        here = bool(frame.get("here"))
        if here != (who in self._here):
            self._here ^= {who}
            self._add(t, "join" if here else "leave", who)

    def admission(self, t: int, frame: dict[str, Any]) -> None:
        """Somebody knocked, or it was decided about them: the frame has everybody, as they are."""
        everybody = frame.get("admissions")
        for one in reversed(everybody if isinstance(everybody, list) else []):
            if not isinstance(one, dict):
                continue
            key, state = str(one.get("id")), _words(one.get("state"), 40)
            if self._admissions.get(key) != state:
                self._admissions[key] = state
                self._add(t, "admission", -1, name=_words(one.get("name"), 200), state=state)

    def state(self, t: int, frame: dict[str, Any]) -> None:
        """The pad came into another state."""
        self._add(t, "state", -1, state=_words(frame.get("state"), 40))

    def focus(self, t: int, who: int, frame: dict[str, Any]) -> None:
        """Focus time began or ended."""
        minutes = _number(frame.get("minutes"))
        self._add(t, "focus", who, event=_words(frame.get("event"), 40), minutes=minutes)

    def task(self, t: int, who: int, frame: dict[str, Any]) -> None:
        """Something about the pad's tasks."""
        told = {
            key: _words(value, MAX_WORDS) if isinstance(value, str) else value
            for key, value in list(frame.items())[:20]
            if isinstance(value, str | int | bool | None) and key not in ("t", "kind", "who")
        }
        self._add(t, "task", who, **told)

    def signal(
        self, t: int, who: int, frame: dict[str, Any], doc: int | None, cell: str | None
    ) -> None:
        """The page told of a paste, of everything being copied, of leaving or of coming back."""
        name = frame.get("signal")
        what: Event = {"t": t, "kind": "signal", "who": who, "signal": name}
        if name in ("paste", "copy_all"):
            what |= {"doc": doc, "cell": cell, "count": 1, "size": _number(frame.get("size")) or 0}
            if name == "paste":
                what["inside"] = bool(frame.get("inside"))
        elif name == "left":
            what |= {"signal": "away", "count": 1, "size": 0, "end": None}
        elif name == "returned":
            self._return(t, who)
            return
        else:
            return
        if self._has_room(what["signal"], who):
            self._signals.append(what)

    def _return(self, t: int, who: int) -> None:
        for event in reversed(self._signals):
            if event["who"] == who and event["signal"] == "away":
                if event["end"] is None:
                    event["end"] = t
                return

    def burst(self, t: int, who: int, doc: int, cell: str | None, size: int) -> None:
        """Somebody's one change brought much text; forgotten where a paste explains it.

        Arguments:
            size: characters.
        """
        what = {"signal": "burst", "doc": doc, "cell": cell, "count": 1, "size": size}
        if self._has_room("burst", who):
            self._signals.append({"t": t, "kind": "signal", "who": who, **what})

    def finish(self, duration: int) -> list[Event]:
        """All events in their order.

        Arguments:
            duration: of the recording; whoever has not come back is away until then.
        """
        pasted = [(one["who"], one["t"]) for one in self._signals if one["signal"] == "paste"]
        told = [
            one for one in self._signals if one["signal"] != "burst" or not _explained(one, pasted)
        ]
        for one in told:
            if one["signal"] == "away" and one["end"] is None:
                one["end"] = duration
        return sorted([*self._events, *_gathered(told)], key=lambda event: event["t"])


def _explained(burst: Event, pasted: list[tuple[int, int]]) -> bool:
    return any(who == burst["who"] and abs(t - burst["t"]) <= EXPLAINS for who, t in pasted)


def _gathered(signals: list[Event]) -> list[Event]:
    gathered: list[Event] = []
    newest: dict[tuple[Any, ...], Event] = {}
    for one in sorted(signals, key=lambda event: event["t"]):
        key = (one["who"], one["signal"], one.get("inside"))
        before = newest.get(key)
        if before is not None and one["t"] - before["t"] <= GATHER:
            before["count"] += 1
            before["size"] += one["size"]
            if "end" in one:
                before["end"] = max(before["end"], one["end"])
        else:
            newest[key] = one
            gathered.append(one)
    return gathered


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and abs(value) < 2**53 else None


def _words(value: Any, maximum: int) -> str:
    return value[:maximum] if isinstance(value, str) else ""
