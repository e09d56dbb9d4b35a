"""Asks candidates after the end, where the owner wants that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traitlets import Bool, Instance
from traitlets.config import LoggingConfigurable

from ..errors import NotFound
from ..pads.manager import PadManager
from ..waiting.manager import WaitingRoom
from .store import SurveyStore
from .survey import answer_of, summary


class Survey(LoggingConfigurable):
    """Owns what candidates say. Its handlers and the candidates' pages call it.

    Nobody sees whose an answer is, and it is no part of what is said about a candidate.
    """

    ask_candidates = Bool(
        False,
        config=True,
        help="""Whether candidates are asked, once their interview or take-home is over, how it was
        for them. It is up to them; administrators see the answers together, without names.""",
    )

    store = Instance(SurveyStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    waiting_room = Instance(WaitingRoom, help="Set by the application.")

    async def is_open(self, pad_id: str, cookie: str | None) -> bool:
        """Whether the browser with this waiting cookie is asked, and has not answered yet."""
        admission_id = await self._candidate(pad_id, cookie)
        return admission_id is not None and not await self.store.has_answered(admission_id)

    async def title(self, pad_id: str, cookie: str | None) -> tuple[str, bool]:
        """The title of the pad that a browser is asked about, and whether it has answered.

        Raises:
            NotFound: it is not asked.
        """
        admission_id = await self._must_be_asked(pad_id, cookie)
        pad = await self.pads.pad(pad_id)
        return pad.title, await self.store.has_answered(admission_id)

    async def answer(self, pad_id: str, cookie: str | None, fields: Mapping[str, str]) -> None:
        """Keep an answer. Only the first one of a candidate counts.

        Raises:
            NotFound: this browser is not asked.
            InvalidInput: it is no answer.
        """
        admission_id = await self._must_be_asked(pad_id, cookie)
        await self.store.add(pad_id, admission_id, answer_of(fields))

    async def summary(self) -> dict[str, Any]:
        """What candidates said, for administrators."""
        return {"asked": self.ask_candidates, **summary(await self.store.answers())}

    async def _must_be_asked(self, pad_id: str, cookie: str | None) -> str:
        admission_id = await self._candidate(pad_id, cookie)
        if admission_id is None:
            raise NotFound("There is nothing to answer here.")
        return admission_id

    async def _candidate(self, pad_id: str, cookie: str | None) -> str | None:
        """The admission of a candidate who was in a pad that is over, where they are asked."""
        if not self.ask_candidates:
            return None
        pad = await self.pads.pad(pad_id)
        if not pad.finished or pad.kind == "sandbox":
            return None
        return await self.waiting_room.admitted(pad_id, cookie)
