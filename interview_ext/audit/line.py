"""A line of the audit log, and what may stand in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

# Characters of one value, and how many values one list may have; what is longer is cut.
VALUE_MAXIMUM: Final = 200
LIST_MAXIMUM: Final = 50

_ACTION: Final = re.compile(r"[a-z_]{1,30}(\.[a-z_]{1,30}){1,2}")


@dataclass(frozen=True)
class AuditLine:
    """What somebody did.

    Arguments:
        id: rises with each line.
        action: a dotted verb, such as ``"pad.ended"``.
        member_id: who did it; none: the server by itself.
        member_name: what they were called then.
        pad_id: what it was done to; empty where it concerns no pad.
        pad_title: what that pad is called now; empty once it is deleted.
        details: short values; see `short`.
    """

    id: int
    at: datetime
    action: str
    member_id: str | None
    member_name: str
    pad_id: str
    pad_title: str
    details: Mapping[str, Any]


def is_action(text: str) -> bool:
    """Whether this can be the name of something that was done."""
    return _ACTION.fullmatch(text) is not None


def short(value: Any) -> Any:
    """A detail as it is kept: JSON, not nested, long texts and lists cut.

    Raises:
        TypeError: it is nothing that a line can hold.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if len(value) <= VALUE_MAXIMUM else value[: VALUE_MAXIMUM - 1] + "…"
    if isinstance(value, list | tuple):
        if not all(isinstance(one, str | int | float) for one in value):
            raise TypeError("a list in the audit log holds only texts and numbers")
        return [short(one) for one in value[:LIST_MAXIMUM]]
    raise TypeError(f"the audit log keeps no {type(value).__name__}")
