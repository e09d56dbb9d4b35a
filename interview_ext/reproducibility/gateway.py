"""The control plane as a pad sees it that nobody is in and nobody knows of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..auth.participant import Participant
from ..errors import NotFound, Refused


class NoGateway:
    """Implements `interview_ext.gateway.PadGateway` for a pad without people: lets nobody in."""

    async def redeem(self, pad_id: str, ticket: str, cookie_hash: str) -> Participant:
        raise Refused("Nobody can enter here.")

    async def admissions(self, pad_id: str) -> list[dict[str, Any]]:
        return []

    async def decide(
        self, pad_id: str, admission_id: str, action: str, by: Participant
    ) -> dict[str, Any]:
        raise NotFound("Nobody has knocked here.")

    async def end(self, pad_id: str, by: Participant) -> None:
        raise Refused("This ends by itself.")

    async def submit(self, pad_id: str, by: Participant) -> None:
        raise Refused("There is nothing to hand in here.")

    async def sealed(self, pad_id: str, frames: int, head: str, at: datetime) -> None:
        """Its recording is not kept."""

    async def branch(
        self, pad_id: str, by: Participant, moment: int, rerun: bool
    ) -> dict[str, Any]:
        raise Refused("Nothing can be made out of this.")

    async def run_tests(
        self,
        pad_id: str,
        by: Participant,
        task_id: str,
        files: Mapping[str, bytes],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        raise NotFound("There are no tasks here.")

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        """Nobody is here."""

    def activity(self, pad_id: str) -> None:
        """Nobody does anything here."""
