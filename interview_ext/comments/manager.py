"""The comments of all pads: who may write, change and delete them, and telling those who look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..errors import Conflict, NotFound, Refused
from ..events import Events
from ..feedback.visibility import is_subject
from ..pads.manager import PadManager
from ..pads.store import Member, new_id
from .comment import MOST, Comment, valid_document, valid_moment, valid_text
from .store import CommentStore


class CommentManager(LoggingConfigurable):
    """Owns the comments. The handlers call it; pad servers know nothing of them.

    Comments are members' words about a candidate: no pad, archive or page of a candidate has them.
    """

    store = Instance(CommentStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    async def models(self, pad_id: str, by: Member) -> list[dict[str, Any]]:
        """The comments on a pad as JSON for a member, in the order of their moments.

        Raises:
            NotFound: there is no such pad.
        """
        if is_subject(by, await self.pads.pad(pad_id)):
            return []
        return [one.model(by.id, by.role) for one in await self.store.comments(pad_id)]

    async def write(
        self, pad_id: str, by: Member, *, moment: int, text: object, document: object = None
    ) -> dict[str, Any]:
        """Add a comment.

        Arguments:
            moment: milliseconds since the recording's start.
            text: Markdown.
            document: path of the document it is about; None for none in particular.

        Returns:
            The comment as JSON.

        Raises:
            NotFound: there is no such pad.
            Refused: the interview is about them.
            InvalidInput: with what to mend.
            Conflict: the interview goes on, or the pad has too many comments.
        """
        comment = Comment(
            id=new_id(),
            pad_id=pad_id,
            member_id=by.id,
            author=by.name,
            moment=valid_moment(moment),
            document=valid_document(document),
            text=valid_text(text),
            written=datetime.now(UTC),
        )
        # Nobody deletes the pad, or goes on with the interview, in between.
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            if is_subject(by, pad):
                raise Refused(
                    "You were the candidate here, so what is written about this interview is not "
                    "for you. Nothing was saved."
                )
            if not pad.finished:
                raise Conflict(
                    "This interview has not ended. Its moments can be commented on once it has. "
                    "Nothing was saved.",
                    "not_ended",
                )
            if await self.store.count(pad_id) >= MOST:
                raise Conflict(f"An interview has at most {MOST:,} comments.", "too_many")
            await self.store.add(comment)
        await self._changed("written", comment, by)
        return comment.model(by.id, by.role)

    async def edit(self, pad_id: str, comment_id: str, by: Member, text: object) -> dict[str, Any]:
        """Change a member's own comment.

        Raises:
            NotFound: there is no such pad or comment.
            Refused: it is somebody else's.
            InvalidInput: with what to mend.
        """
        comment = await self._comment(pad_id, comment_id, by)
        comment = comment.changed(text, by.id, datetime.now(UTC))
        await self.store.change(comment)
        await self._changed("edited", comment, by)
        return comment.model(by.id, by.role)

    async def delete(self, pad_id: str, comment_id: str, by: Member) -> None:
        """Delete a comment.

        Raises:
            NotFound: there is no such pad or comment.
            Refused: it is somebody else's, and the member no administrator.
        """
        comment = await self._comment(pad_id, comment_id, by)
        comment.check_deletion(by.id, by.role)
        await self.store.remove(comment_id)
        await self._changed("deleted", comment, by)

    async def _comment(self, pad_id: str, comment_id: str, by: Member) -> Comment:
        if is_subject(by, await self.pads.pad(pad_id)):
            raise NotFound("This comment is not there any more.")
        return await self.store.comment(pad_id, comment_id)

    async def _changed(self, what: str, comment: Comment, by: Member) -> None:
        await self.audit.note(f"comment.{what}", by, pad_id=comment.pad_id, comment=comment.id)
        self.events.publish({"type": "comments", "pad_id": comment.pad_id})
