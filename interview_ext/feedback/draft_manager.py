"""The drafts of all members: whose they are, and telling their other tabs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any, Final

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..errors import InvalidInput, NotFound, Refused, TooMany
from ..events import Events
from ..pads.manager import PadManager
from ..pads.store import Member
from ..rooms.room import Allowance
from .drafts import KINDS, DraftStore, Kind
from .visibility import is_subject

# How often one member may send something of their drafts: at once, and a second. A browser that is
# written in does it three times a second.
AT_ONCE: Final = 200
A_SECOND: Final = 20

Watcher = Callable[[str, Member, Kind], Awaitable[None]]


class DraftManager(LoggingConfigurable):
    """Owns the drafts. The handlers call it; pad servers know nothing of them.

    A draft is its member's alone: nobody else's can be named.
    """

    store = Instance(DraftStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._watchers: list[Watcher] = []
        self._allowances: dict[str, Allowance] = {}

    def watch(self, watcher: Watcher) -> None:
        """Call this with pad, member and kind after a draft changed, before that is answered."""
        self._watchers.append(watcher)

    async def sync(
        self, pad_id: str, by: Member, kind: str, *, vector: str, update: str | None = None
    ) -> dict[str, Any]:
        """Take what a member's browser has new of their draft, and give what it lacks.

        Arguments:
            vector: the browser's Yjs state vector, in base64.
            update: what it has new, as a Yjs update (v1) in base64; None for nothing.

        Returns:
            The answer as JSON.

        Raises:
            NotFound: there is no such pad or kind.
            Refused: they are the pad's candidate.
            TooMany: they send more than anybody writes, in all their tabs together.
            InvalidInput: it cannot be read or is too much; nothing was changed.
        """
        wanted = next((one for one in KINDS if one == kind), None)
        if wanted is None:
            raise NotFound("There is no such draft.")
        allowance = self._allowances.setdefault(by.id, Allowance(AT_ONCE, A_SECOND))
        if not allowance.take(1):
            raise TooMany(
                "That was a little fast. What was kept before is safe, and what you wrote since is "
                "kept in a moment.",
                1,
            )
        await self.check(pad_id, by)
        synced = await self.store.sync(
            pad_id,
            by.id,
            wanted,
            _bytes("vector", vector),
            None if update is None else _bytes("update", update),
        )
        changed = (
            synced.changed.isoformat(timespec="microseconds")
            if synced.changed is not None
            else None
        )
        if synced.is_new:
            for watcher in self._watchers:
                await watcher(pad_id, by, wanted)
            self.events.publish(
                {
                    "type": "draft",
                    "pad_id": pad_id,
                    "member_id": by.id,
                    "kind": wanted,
                    "changed": changed,
                }
            )
        return {
            "update": base64.b64encode(synced.update).decode(),
            "vector": base64.b64encode(synced.vector).decode(),
            "changed": changed,
        }

    async def check(self, pad_id: str, by: Member) -> None:
        """See whether a member may have to do with what is written about a pad's candidate.

        Raises:
            NotFound: there is no such pad.
            Refused: that is who they are.
        """
        if is_subject(by, await self.pads.pad(pad_id)):
            raise Refused(
                "You are the candidate of this interview by its e-mail address, so what is written "
                "about it is not for you to see. If that is a mistake, ask an administrator."
            )


def _bytes(key: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(f"“{key}” is not base64. Nothing was changed.") from error
