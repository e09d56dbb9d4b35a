"""The notes of all members: who may read them, and telling those who do."""

from __future__ import annotations

import asyncio
from typing import Any

from traitlets import Enum, Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..errors import NotFound
from ..events import Events
from ..pads.manager import PadManager
from ..pads.store import Member
from .draft_manager import DraftManager
from .drafts import Kind
from .notes import VISIBILITIES, Visibility, lines_of, may_read, valid_visibility, widest
from .notes_store import NotesStore
from .visibility import is_subject


class NotesManager(LoggingConfigurable):
    """Owns who may read whose notes. The handlers call it; pad servers know nothing of them.

    What is written is a draft of its author; see `DraftManager`.
    """

    visibility = Enum(
        VISIBILITIES,
        default_value="mine",
        help="""
        Who may read the notes that an interviewer begins from now on, as long as they choose
        nothing else: "mine" (they alone), "interviewers" (those of that pad) or "organization"
        (every member who may see the pad). Never the candidate.
        """,
    ).tag(config=True)

    store = Instance(NotesStore, help="Set by the application.")
    drafts = Instance(DraftManager, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    async def model(self, pad_id: str, by: Member) -> dict[str, Any]:
        """Who may read a member's notes about a pad, and the others' as far as they may, as JSON.

        Raises:
            NotFound: there is no such pad.
            Refused: they are its candidate.
        """
        await self.drafts.check(pad_id, by)
        visibilities = await self.store.visibilities(pad_id)
        is_interviewer = by.id in await self.store.interviewers(pad_id)
        readable = [
            draft
            for draft in await self.drafts.store.of_pad(pad_id, "notes")
            if draft[0] != by.id
            and may_read(
                visibilities.get(draft[0], "mine"), is_author=False, is_interviewer=is_interviewer
            )
        ]
        names = await self.store.names([member_id for member_id, _, _ in readable])
        others = []
        for member_id, state, changed in readable:
            # In a thread each: so many may be long.
            if lines := await asyncio.to_thread(lines_of, state):
                others.append(
                    {
                        "member": {"id": member_id, "name": names.get(member_id, "")},
                        "lines": lines,
                        "changed": changed.isoformat(timespec="microseconds"),
                    }
                )
        return {
            "visibility": visibilities.get(by.id, self.visibility),
            "others": sorted(others, key=lambda one: one["member"]["name"].casefold()),
        }

    async def change(self, pad_id: str, by: Member, visibility: object) -> dict[str, Any]:
        """Let others read a member's notes about a pad, or no longer; see `model`.

        Raises:
            NotFound: there is no such pad.
            Refused: they are its candidate.
            InvalidInput: there is no such visibility.
        """
        wanted = valid_visibility(visibility)
        await self.drafts.check(pad_id, by)
        before = (await self.store.visibilities(pad_id)).get(by.id)
        await self.store.put(pad_id, by.id, wanted)
        if before != wanted:
            await self.audit.note("notes.visibility", by, pad_id=pad_id, now=wanted)
            self._tell(pad_id, by, widest(before or "mine", wanted))
        return await self.model(pad_id, by)

    async def draft_changed(self, pad_id: str, by: Member, kind: Kind) -> None:
        """Notes were written. Called by the draft manager.

        What is the default when somebody begins stays theirs, whatever the default becomes.
        """
        if kind == "notes":
            kept = await self.store.put(
                pad_id, by.id, valid_visibility(self.visibility), anew=False
            )
            self._tell(pad_id, by, kept)

    async def may_hear(self, member: Member, message: dict[str, Any]) -> bool:
        """Whether a member is to be told that notes changed: only who may read them.

        Arguments:
            message: as it was published, about a pad that they may see.
        """
        pad_id = message["pad_id"]
        try:
            if is_subject(member, await self.pads.pad(pad_id)):
                return False
        except NotFound:
            return False
        return may_read(
            message["visibility"],
            is_author=message["author"] == member.id,
            is_interviewer=member.id in await self.store.interviewers(pad_id),
        )

    def _tell(self, pad_id: str, author: Member, visibility: Visibility) -> None:
        message = {"type": "notes", "pad_id": pad_id, "author": author.id, "visibility": visibility}
        if visibility == "mine":
            message["member_id"] = author.id  # nobody else's socket need look at it
        self.events.publish(message)
