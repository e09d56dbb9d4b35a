"""Who changed each line of a text last, and when. Pure: no tornado, traitlets or clock.

A stamp is `[who, t]`: a participant's position in the manifest (-1: the server) and milliseconds
since the recording's start. The player keeps stamps by the same rules.
"""

from __future__ import annotations

from typing import Any

LINES = "$lines"
"""The key, beside `source`, of the stamps of its lines."""

Stamp = list[int]

MAX_LINES = 50_000
"""A text with more lines has no stamps: they would take more room than all the rest."""


def stamp(holder: dict[str, Any], who: int, t: int) -> None:
    """Give the lines of a map's `source` one stamp each, as of a text that came whole, in place."""
    source = holder.get("source")
    lines = source.count("\n") + 1 if isinstance(source, str) else MAX_LINES + 1
    if lines > MAX_LINES:
        holder.pop(LINES, None)
    else:
        holder[LINES] = [[who, t] for _ in range(lines)]


def stamp_all(value: Any, who: int, t: int) -> None:
    """Give every map in a value that has a string `source` one stamp a line, in place."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            stamp(value, who, t)
        for item in value.values():
            if isinstance(item, dict | list):
                stamp_all(item, who, t)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                stamp_all(item, who, t)


def splice_lines(
    lines: list[Stamp], old: str, start: int, stop: int, inserted: str, who: int, t: int
) -> None:
    """Keep the stamps of a text up with a change, in place; they may become more than `MAX_LINES`.

    Arguments:
        lines: the stamps, one a line of `old`.
        old: the text before the change.
        start, stop: what is taken out of it, as indices of the string.
        inserted: what takes its place.
        who, t: whose change it is, and when.
    """
    first = old.count("\n", 0, start)
    added = inserted.count("\n")
    if start == stop and inserted.endswith("\n") and (start == 0 or old[start - 1] == "\n"):
        # Whole lines before this one, which stays as it is.
        lines[first:first] = [[who, t] for _ in range(added)]
        return
    if start == stop and inserted.startswith("\n") and (start == len(old) or old[start] == "\n"):
        lines[first + 1 : first + 1] = [[who, t] for _ in range(added)]
        return
    removed = old.count("\n", start, stop)
    lines[first : first + removed + 1] = [[who, t] for _ in range(added + 1)]
