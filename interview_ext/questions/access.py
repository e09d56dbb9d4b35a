"""Who may do what with a question, as one table. Pure.

A question that is in no cell of the table for the one who asks is, to them, not there.
"""

from __future__ import annotations

from typing import Final, Literal

Standing = Literal["author", "admin", "member"]
Situation = Literal["draft", "published", "archived", "example", "gone"]
Deed = Literal["see", "use", "mark", "copy", "edit", "publish", "archive", "restore"]
"""``use``: in a pad; ``mark``: as a favourite; ``copy``: duplicate and export."""

_LOOK: Final[frozenset[Deed]] = frozenset({"see", "mark", "copy"})
_USE: Final[frozenset[Deed]] = _LOOK | {"use"}
_OWN: Final[frozenset[Deed]] = frozenset({"edit", "publish", "archive"})
_BACK: Final[frozenset[Deed]] = frozenset({"see", "copy", "restore"})
_NOTHING: Final[frozenset[Deed]] = frozenset()

DEEDS: Final[dict[Situation, dict[Standing, frozenset[Deed]]]] = {
    "draft": {"author": _LOOK | _OWN, "admin": _LOOK | _OWN, "member": _NOTHING},
    "published": {"author": _USE | _OWN, "admin": _USE | _OWN, "member": _USE},
    "archived": {"author": _BACK, "admin": _BACK, "member": _NOTHING},
    # What ships with the package is everybody's, and nobody's to change.
    "example": {"author": _USE, "admin": _USE, "member": _USE},
    # An example that an update took away; pads that used it have it yet.
    "gone": {"author": _NOTHING, "admin": _NOTHING, "member": _NOTHING},
}


def situation_of(origin: str, published: int, archived: bool) -> Situation:
    """What a question is to those who look for it.

    Arguments:
        origin: ``member`` or ``example``.
        published: number of the published revision, 0 for none.
        archived: whether it was put away.
    """
    if origin == "example":
        return "gone" if archived else "example"
    if archived:
        return "archived"
    return "published" if published else "draft"


def standing_of(role: str, member_id: str, author_id: str | None) -> Standing:
    """What a member is to a question.

    Arguments:
        role: of the member.
        author_id: whose question it is; None where nobody's.
    """
    if author_id is not None and member_id == author_id:
        return "author"
    return "admin" if role == "admin" else "member"


def may(deed: Deed, situation: Situation, standing: Standing) -> bool:
    """Whether somebody of this standing may do this to a question in this situation."""
    return deed in DEEDS[situation][standing]


def sees_working_copy(situation: Situation, standing: Standing) -> bool:
    """Whether they are shown the working copy, not the published revision."""
    return not {"edit", "restore"}.isdisjoint(DEEDS[situation][standing])
