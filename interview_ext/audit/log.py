"""The audit log as the managers see it: they say what was done, and by whom."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..errors import Unavailable
from ..pads.store import Member
from .line import AuditLine, is_action, short
from .store import SHOWN_BY, AuditQuery, AuditStore

# Lines that are held in memory at a time while all of them are read; some milliseconds' work.
CHUNK: Final = 500

# Given who reads, and the columns action, member_id and pad_id: which lines are for them.
Shown = Callable[
    [Member, ColumnElement[str], ColumnElement[Any], ColumnElement[str]], ColumnElement[bool]
]


class AuditLog(LoggingConfigurable):
    """Keeps who did what to which pad. Every manager calls `note`; nobody can take a line back.

    A line holds no candidate's name, nothing that was written in a pad, and no secret: it stays
    when the pad is deleted.
    """

    store = Instance(AuditStore, help="Set by the application.")
    shown: Shown  # Set by the application, ahead of the first reader.

    async def note(
        self, action: str, by: Member | str | None, *, pad_id: str = "", **details: Any
    ) -> None:
        """Keep that something was done.

        Called after it was done. Where the database cannot keep the line, it goes to the server's
        log: what was done is not undone for that.

        Arguments:
            action: a dotted verb in the past, such as ``"pad.ended"``.
            by: the member who did it, or their id; none: the server by itself.
            pad_id: of the pad it was done to; empty where it concerns none.
            details: a few short values: texts, numbers, yes or no, or lists of them.

        Raises:
            ValueError, TypeError: the caller is wrong about `action` or `details`.
        """
        await self.note_all(action, by, [pad_id], **details)

    async def note_all(
        self, action: str, by: Member | str | None, pad_ids: Sequence[str], **details: Any
    ) -> None:
        """Keep that the same was done to several pads at once; see `note`."""
        if not is_action(action):
            raise ValueError(f"{action!r} is no action for the audit log")
        member_id = by.id if isinstance(by, Member) else by
        name = "" if by is None else by.name if isinstance(by, Member) else None
        kept = {key: short(value) for key, value in details.items()}
        try:
            await self.store.add(datetime.now(UTC), action, member_id, name, pad_ids, kept)
        except Unavailable as error:
            self.log.error(
                "The audit log could not be written: %s by %s on %s: %s",
                action,
                member_id,
                ", ".join(pad_ids),
                error,
            )

    async def page(
        self, by: Member, query: AuditQuery, limit: int
    ) -> tuple[list[AuditLine], int | None]:
        """The newest lines that are asked for, and what to go on before; none at the end.

        Arguments:
            by: who reads them.

        Raises:
            Unavailable: the database cannot work.
        """
        lines = await self.store.find(query, limit + 1, self.shown(by, *SHOWN_BY))
        more = len(lines) > limit
        return lines[:limit], lines[limit - 1].id if more else None

    async def filters(self, by: Member) -> tuple[list[str], list[tuple[str, str]]]:
        """What somebody can filter by: the actions, and ids and names of who did something.

        Raises:
            Unavailable: the database cannot work.
        """
        shown = self.shown(by, *SHOWN_BY)
        return await self.store.actions(shown), await self.store.members(shown)

    async def parts(self, by: Member, query: AuditQuery) -> AsyncIterator[list[AuditLine]]:
        """All lines that are asked for, newest first, in parts of `CHUNK`.

        Arguments:
            by: who reads them.

        Raises:
            Unavailable: the database cannot work.
        """
        before = query.before
        while True:
            lines, before = await self.page(by, replace(query, before=before), CHUNK)
            yield lines
            if before is None:
                return
