"""A comment: what a member wrote about a moment of a recording, and who may change it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..errors import InvalidInput, Refused
from ..recording.moment import MAX_MOMENT
from ..text import many_lines, one_line

TEXT_MAXIMUM = 10_000
DOCUMENT_MAXIMUM = 300

# In one pad.
MOST = 1000


@dataclass(frozen=True)
class Comment:
    """A comment on a moment.

    Arguments:
        member_id: whose it is; None once they are no member any more.
        author: their name when they wrote it.
        moment: milliseconds since the recording's start.
        document: path of the document it is about; "" where it is about none in particular.
        text: Markdown.
        written: aware, UTC.
        edited: when it was changed last; None where it was not.
    """

    id: str
    pad_id: str
    member_id: str | None
    author: str
    moment: int
    document: str
    text: str
    written: datetime
    edited: datetime | None = None

    def changed(self, text: object, by: str, now: datetime) -> Comment:
        """The comment with another text.

        Arguments:
            by: the id of the member who changes it.

        Raises:
            Refused: it is somebody else's.
            InvalidInput: the text cannot be used.
        """
        if by != self.member_id:
            raise Refused("Only who wrote a comment can change it. Nothing was changed.")
        return replace(self, text=valid_text(text), edited=now)

    def actions(self, by: str, role: str) -> list[str]:
        """What a member may do with it, of ``edit`` and ``delete``.

        Arguments:
            by: the member's id.
            role: the member's, on the host.
        """
        if by == self.member_id:
            return ["edit", "delete"]
        return ["delete"] if role == "admin" else []

    def check_deletion(self, by: str, role: str) -> None:
        """See whether a member may delete it.

        Raises:
            Refused: they may not.
        """
        if "delete" not in self.actions(by, role):
            raise Refused(
                "Only who wrote a comment, or an administrator, can delete it. Nothing was changed."
            )

    def model(self, by: str, role: str) -> dict[str, Any]:
        """As JSON, for a member; see `actions`."""
        return {
            "id": self.id,
            "author": self.author,
            "actions": self.actions(by, role),
            "moment": self.moment,
            "document": self.document or None,
            "text": self.text,
            "written": _iso(self.written),
            "edited": _iso(self.edited) if self.edited is not None else None,
        }


def valid_text(text: object) -> str:
    """The text of a comment as it is kept.

    Raises:
        InvalidInput: with what to mend.
    """
    kept = many_lines(text, "The comment", maximum=TEXT_MAXIMUM).strip()
    if not kept:
        raise InvalidInput("The comment is empty. Please write something.")
    return kept


def valid_moment(moment: int) -> int:
    """A moment that a recording may have, in whole milliseconds.

    Raises:
        InvalidInput: no interview is that long.
    """
    if not 0 <= moment < MAX_MOMENT:
        raise InvalidInput("That is no moment of this interview.")
    return moment


def valid_document(document: object) -> str:
    """The path of a document as it is kept; "" for none.

    Raises:
        InvalidInput: it cannot be one.
    """
    if document is None:
        return ""
    return one_line(document, "The name of the document", maximum=DOCUMENT_MAXIMUM, minimum=0)


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
