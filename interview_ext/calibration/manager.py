"""Figures of many interviews, for those who want to ask and judge alike."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from ..feedback.manager import FeedbackManager
from ..pads.store import Member
from .figures import figures
from .store import CalibrationStore


class Calibration:
    """Counts what a member may see anyway. Called by the handlers."""

    def __init__(self, store: CalibrationStore, feedback: FeedbackManager) -> None:
        self._store = store
        self._feedback = feedback

    async def model(self, by: Member) -> dict[str, Any]:
        """How questions were rated and how long they took as JSON; how people judge for admins.

        Scorecards that a member may not see yet are not counted: figures would tell of them.
        """
        interviews = await self._store.interviews(by)
        cards = await self._feedback.seen_scorecards(by)
        count = partial(figures, interviews, cards, people=by.role == "admin")
        return await asyncio.to_thread(count)
