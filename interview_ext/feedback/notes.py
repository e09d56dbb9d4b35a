"""A member's notes about a pad: who may read them, and how they are read. Pure but for pycrdt."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from pycrdt import Array, Doc, Map

from ..errors import InvalidInput
from ..recording.moment import MAX_MOMENT

Visibility = Literal["mine", "interviewers", "organization"]
VISIBILITIES: Final[tuple[Visibility, ...]] = get_args(Visibility)

# What a line of notes can be marked as.
MARKS: Final = ("good_question", "hint_given")

_ID_MAXIMUM: Final = 64


def valid_visibility(value: object) -> Visibility:
    """Who may read notes, as it is kept.

    Raises:
        InvalidInput: with what there is.
    """
    for one in VISIBILITIES:
        if one == value:
            return one
    raise InvalidInput(f"“visibility” must be one of {', '.join(VISIBILITIES)}.")


def may_read(visibility: str, *, is_author: bool, is_interviewer: bool) -> bool:
    """Whether a member who may see the pad, and is not its candidate, may read notes about it.

    Arguments:
        visibility: of these notes.
        is_author: whether they are the member's own.
        is_interviewer: whether the member is an interviewer of that pad.
    """
    if visibility == "organization":
        return True
    return is_author or (visibility == "interviewers" and is_interviewer)


def widest(*visibilities: Visibility) -> Visibility:
    """The one of them that lets most people read."""
    return max(visibilities, key=VISIBILITIES.index)


def lines_of(state: bytes) -> list[dict[str, Any]]:
    """The lines of notes as JSON, in their order; those with nothing in them are left out.

    Arguments:
        state: of the draft. Its author's browser wrote it, so it may be anything.
    """
    doc: Doc = Doc()
    doc.apply_update(state)
    try:
        found = [_line(one) for one in doc.get("lines", type=Array) if isinstance(one, Map)]
    except (TypeError, ValueError, RuntimeError):
        return []
    return [line for line in found if line["text"] or line["mark"]]


def _line(line: Map) -> dict[str, Any]:
    kept = line.to_py() or {}
    at, mark, text = kept.get("at"), kept.get("mark"), kept.get("text")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < MAX_MOMENT:
        at = None
    return {
        "id": str(kept.get("id") or "")[:_ID_MAXIMUM],
        "at": None if at is None else int(at),
        "mark": mark if mark in MARKS else "",
        "text": text.strip() if isinstance(text, str) else "",
    }
