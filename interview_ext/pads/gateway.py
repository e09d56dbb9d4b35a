"""The control plane as pads see it, within one process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..auth.host_policy import entry_role
from ..auth.participant import Participant
from ..errors import Refused, TicketRefused
from ..tasks.manager import TaskManager
from ..waiting.manager import WaitingRoom
from .manager import PadManager


class LocalGateway:
    """Implements `interview_ext.gateway.PadGateway` by plain calls. Pad servers call it."""

    def __init__(self, pads: PadManager, waiting_room: WaitingRoom, tasks: TaskManager) -> None:
        self._pads = pads
        self._waiting_room = waiting_room
        self._tasks = tasks
        self._store = pads.store
        self._tickets = pads.tickets

    async def redeem(self, pad_id: str, ticket: str, cookie_hash: str) -> Participant:
        claim = self._tickets.redeem(pad_id, ticket)
        now = self._pads.clock.now()
        async with self._pads.changing(pad_id):
            pad = await self._pads.pad(pad_id)
            if claim.member_id is not None:
                member = await self._store.member(claim.member_id)
                if member is None:
                    raise TicketRefused("You are not a member any more. Please sign in again.")
                if not await self._store.sees(member, pad_id):
                    raise TicketRefused("This interview belongs to a team that you are not in.")
                role = entry_role(
                    member.role, pad.finished, practises=pad.is_practice_of(member.id)
                )
                if role is None:
                    raise TicketRefused("Reviewers look at interviews once they have ended.")
                participant = await self._store.participant(
                    pad_id,
                    role=role,
                    name=member.name,
                    member_id=member.id,
                    now=now,
                )
            else:
                assert claim.admission_id is not None
                admission = await self._store.admission(pad_id, claim.admission_id)
                if pad.finished or admission.state != "admitted":
                    raise TicketRefused(
                        "The interviewer has not let you in. Please open the address again."
                    )
                participant = await self._store.participant(
                    pad_id,
                    role="candidate",
                    name=admission.name,
                    admission_id=admission.id,
                    now=now,
                )
            await self._store.add_entry(cookie_hash, participant, now, claim.sign_in_id)
            if claim.member_id is not None:
                await self._pads.audit.note(
                    "pad.opened", claim.member_id, pad_id=pad_id, role=participant.role
                )
        # Nothing is waited for from here until the pad knows them: who is put out later than
        # this is put out of the pad too.
        return participant

    async def admissions(self, pad_id: str) -> list[dict[str, Any]]:
        return await self._waiting_room.admissions(pad_id)

    async def decide(
        self, pad_id: str, admission_id: str, action: str, by: Participant
    ) -> dict[str, Any]:
        self._must_be_interviewer(pad_id, by)
        return await self._waiting_room.decide(pad_id, admission_id, action, by.member_id)

    async def end(self, pad_id: str, by: Participant) -> None:
        self._must_be_interviewer(pad_id, by)
        member = await self._store.member(by.member_id) if by.member_id else None
        if member is None:
            raise Refused("You are not a member any more. Please sign in again.")
        await self._pads.end(pad_id, member)

    async def submit(self, pad_id: str, by: Participant) -> None:
        if by.role != "candidate" or by.pad_id != pad_id:
            raise Refused("Only the candidate of this pad may do this.")
        await self._pads.submit(pad_id, "candidate")

    async def sealed(self, pad_id: str, frames: int, head: str, at: datetime) -> None:
        await self._store.seal_pad(pad_id, frames, head, at)

    async def branch(
        self, pad_id: str, by: Participant, moment: int, rerun: bool
    ) -> dict[str, Any]:
        member = await self._store.member(by.member_id) if by.member_id else None
        if member is None or by.pad_id != pad_id:
            raise Refused("Only members may make a pad out of this one.")
        model = await self._pads.maker.branch(pad_id, member, moment, rerun)
        return {"id": model["id"], "url": self._pads.origins.at_public(model["url"])}

    async def run_tests(
        self,
        pad_id: str,
        by: Participant,
        task_id: str,
        files: Mapping[str, bytes],
        progress: Callable[[float, str], None],
    ) -> dict[str, Any]:
        if by.pad_id != pad_id:
            raise Refused("Only those who are in this pad may do this.")
        return await self._tasks.run_visible(pad_id, by, task_id, files, progress)

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        self._pads.presence_changed(pad_id, participants)

    def activity(self, pad_id: str) -> None:
        self._pads.active(pad_id)

    def _must_be_interviewer(self, pad_id: str, by: Participant) -> None:
        # The pad's own authorizer asked already; a pad that is wrong about it gets no further.
        if by.role != "interviewer" or by.pad_id != pad_id:
            raise Refused("Only an interviewer of this pad may do this.")
