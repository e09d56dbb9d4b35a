"""What is done about pads from time to time, without anybody asking."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from ..errors import InterviewError
from ..recording.retention import delete_recording
from .pad import Pad
from .presence import Presence

if TYPE_CHECKING:
    from .manager import PadManager

# A practice pad is erased when nobody was in it for so long, and so long after it was made.
PRACTICE_LEFT = timedelta(minutes=10)
PRACTICE_AT_MOST = timedelta(hours=2)

# How often activity is written down and idle pads are put away, in seconds.
HOUSEKEEPING = 15.0

# How often it is looked whether recordings are old enough to be deleted, in seconds.
RETENTION = 600.0


class Housekeeping:
    """Writes down activity, puts idle pads away, and deletes what was kept long enough.

    The pad manager makes one and runs it.

    Arguments:
        pads: what is looked after; it says how long what is kept.
        presence: who has which of them open.
    """

    def __init__(self, pads: PadManager, presence: Presence) -> None:
        self._pads = pads
        self._presence = presence
        # Whether the index of words may hold some that no pad says any more.
        self.words_left = True

    async def erase_practice(self, real_id: str | None = None) -> None:
        """Erase the practice pads that are over, or all for one take-home that begins.

        One is over when nobody was in it for ten minutes, and two hours after it was made.
        """
        now = self._pads.clock.now()
        for pad in await self._pads.store.practice_pads(real_id):
            left = self._presence.left(pad.id) or pad.created
            abandoned = not self._presence.here(pad.id) and left <= now - PRACTICE_LEFT
            if real_id is not None or abandoned or pad.created <= now - PRACTICE_AT_MOST:
                await self._pads.erase(pad.id)

    async def run(self) -> None:
        """Look after the pads from time to time, until cancelled."""
        looked = -RETENTION
        while True:
            await asyncio.sleep(HOUSEKEEPING)
            try:
                await self._say_active(await self.flush_activity())
                await self.put_away_idle()
                await self.erase_practice()
                if monotonic() >= looked + RETENTION:
                    looked = monotonic()
                    await self.delete_old_recordings()
                    await self.forget_words()
            except Exception:
                self._pads.log.exception("Housekeeping failed; it is tried again.")

    async def _say_active(self, pad_ids: list[str]) -> None:
        if not pad_ids or not self._pads.events:
            return
        pads = [pad for pad in await self._pads.store.pads(ids=pad_ids) if not pad.ephemeral]
        for model in await self._pads.models_of(pads):
            self._pads.events.publish({"type": "pad", "pad": model})

    async def flush_activity(self) -> list[str]:
        """Write down when pads were used; returns the ids of those pads."""
        activity = self._presence.unsaved()
        if activity:
            try:
                await self._pads.store.touch_pads(activity)
            except InterviewError:
                self._presence.not_saved(activity)
                raise
        return list(activity)

    async def delete_old_recordings(self) -> None:
        """Delete the recordings of interviews that ended `recording_days` ago, or longer."""
        if not self._pads.recording_days:
            return
        before = self._pads.clock.now() - timedelta(days=self._pads.recording_days)
        for pad_id in await self._pads.store.recorded(before):
            async with self._pads.changing(pad_id):
                pad = await self._pads.pad(pad_id)
                if not _is_due(pad, before):
                    continue
                folder = Path(self._pads.servers.pads_dir) / pad_id
                await self._pads.servers.forget(pad_id)
                await asyncio.to_thread(delete_recording, folder)
                await self._pads.store.recording_deleted(pad_id, self._pads.clock.now())
                self._pads.log.info(
                    "The recording of the pad %r is deleted: it was old.", pad.title
                )
                await self._pads.audit.note("recording.deleted", None, pad_id=pad_id)
            await self._pads.changed(pad_id)

    async def forget_words(self) -> None:
        """Have nothing left of what pads said that were deleted or renamed."""
        if self.words_left:
            self.words_left = False
            await self._pads.store.forget_words()

    async def put_away_idle(self) -> None:
        """Stop the servers of pads that nobody has open, live ones in progress left out."""
        for pad_id, used in self._presence.last_used().items():
            idle = monotonic() - used
            if self._presence.here(pad_id) or idle < self._pads.idle_after:
                continue
            async with self._pads.changing(pad_id):
                pad = await self._pads.store.pad(pad_id)
                if pad.state == "in_progress" and (
                    pad.kind != "take_home" or idle < self._pads.take_home_idle_after
                ):
                    continue
                if self._presence.here(pad_id) or self._presence.last_used().get(pad_id) != used:
                    continue  # somebody came meanwhile
                server = self._pads.servers.get(pad_id)
                if server is not None and server.runs.anything_runs:
                    continue
                self._presence.put_away(pad_id)
                await self._pads.servers.close(pad_id)


def _is_due(pad: Pad, before: datetime) -> bool:
    """Whether a pad has a recording, and ended before that time."""
    return (
        pad.finished
        and pad.recording_deleted is None
        and pad.ended is not None
        and pad.ended <= before
    )
