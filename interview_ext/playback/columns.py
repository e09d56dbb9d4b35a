"""The changes of a segment as columns, which compress to a fraction of a list of lists. Pure.

Most changes are of two kinds: somebody types where they typed before, and their cursor follows. Of
those only what cannot be told from what came before is kept. docs/playback-format.md says how.
"""

from __future__ import annotations

from typing import Any, Final

from .operation import utf16_length

OTHER: Final = 0
"""A change that is written out."""

TYPED: Final = 1
"""One splice in the text that the same person changed last."""

MOVED: Final = 2
"""A cursor without a selection that stays in its text."""


def packed(changes: list[list[Any]]) -> dict[str, Any]:
    """The columns of changes, in their order. Called for each segment.

    Arguments:
        changes: each ``[dt, who, doc, operation, …]``.
    """
    kinds: list[int] = []
    at: list[int] = []
    deleted: list[int] = []
    lengths: list[int] = []
    texts: list[str] = []
    moved: list[int] = []
    others: list[list[Any]] = []
    # For each person the text that they changed last, where that change ended, and where their
    # cursor is.
    texts_of: dict[int, tuple[int, list[Any]]] = {}
    ends: dict[int, int] = {}
    cursors: dict[int, tuple[int, str | None]] = {}
    for change in changes:
        who, doc, operations = change[1], change[2], change[3:]
        one: list[Any] = operations[0] if len(operations) == 1 else [""]
        kind = OTHER
        if one[0] == "t":
            _, path, position, out, come = one
            length = utf16_length(come)
            if texts_of.get(who) == (doc, path):
                kind = TYPED
                at.append(position - ends[who])
                deleted.append(out)
                lengths.append(length)
                texts.append(come)
            texts_of[who] = (doc, path)
            ends[who] = position + length
        elif one[0] == "c" and one[1] is not None:
            place = one[1]
            text = (place["doc"], place["cell"])
            if cursors.get(who) == text and place["anchor"] == place["head"]:
                kind = MOVED
                moved.append(place["anchor"] - ends.get(who, 0))
            cursors[who] = text
        kinds.append(kind)
        if kind == OTHER:
            others.append(operations)
    return {
        "times": [change[0] for change in changes],
        "who": [change[1] for change in changes],
        "doc": [change[2] for change in changes],
        "kinds": kinds,
        "at": at,
        "deleted": deleted,
        "lengths": lengths,
        "text": "".join(texts),
        "moved": moved,
        "others": others,
    }
