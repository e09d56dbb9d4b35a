"""Practice pads that candidates make for themselves before their take-home begins."""

from __future__ import annotations

from traitlets import Instance, Integer, default
from traitlets.config import LoggingConfigurable

from ..errors import InvalidInput, TooMany
from ..pads.manager import PadManager
from ..pads.pad import Pad, StartWith
from ..waiting.admission import valid_name
from ..waiting.flood import Flood, address_key
from ..waiting.manager import WaitingRoom

# The period of the limit for one network address, in seconds.
WINDOW = 600.0


class Practice(LoggingConfigurable):
    """Lets candidates make practice pads. The pages call it; the pad manager erases them.

    They are in no list, count for nothing, and leave no trace.
    """

    most = Integer(
        20, min=0, help="How many practice pads of candidates there may be at the same time."
    ).tag(config=True)

    per_address = Integer(
        5,
        min=0,
        help="How many practice pads one network address may make within ten minutes; 0: any.",
    ).tag(config=True)

    pads = Instance(PadManager, help="Set by the application.")
    waiting_room = Instance(WaitingRoom, help="Set by the application.")

    by_address = Instance(Flood)

    @default("by_address")
    def _default_by_address(self) -> Flood:
        return Flood(self.per_address, WINDOW)

    async def make(
        self,
        of: Pad,
        name: str,
        *,
        title: str,
        guest: str,
        instructions: str,
        without: str,
        address: str,
    ) -> tuple[str, str]:
        """Make a practice pad beside a take-home, and let the one who asks in.

        The one that was made before from the same take-home is erased.

        It has an example task to try, `QuestionManager.practice`; where that cannot be had, the
        pad is opened without it and says so.

        Arguments:
            of: the take-home; the practice pad has its language and kind of documents, never its
                tasks.
            name: as typed so far; anything.
            title, instructions: of the practice pad, in the reader's language.
            without: added to the instructions where there is no example though there is to be one.
            guest: what somebody is called who has typed no name that can be used.
            address: the network address it comes from, for the limits.

        Returns:
            The practice pad's id, and the waiting cookie that lets the browser in.

        Raises:
            TooMany: there are too many practice pads, or this address makes them too fast.
        """
        key = address_key(address)
        self.by_address.check(key)
        await self.forget(of.id)
        if await self.pads.store.count_ephemeral() >= self.most:
            raise TooMany(
                "There are many practice pads open at the moment. Please try again in a few "
                "minutes. Your take-home is not affected.",
                60,
            )
        self.by_address.count(key)
        example = await self.pads.tasks.example(of.language)
        if example is None and self.pads.tasks.questions.practises:
            instructions += without
        pad = await self.pads.maker.practise(
            of.id,
            title=title,
            start_with=_beside(of, example[1] if example is not None else None),
            language=of.language,
            instructions=instructions,
        )
        if example is not None:
            try:
                await self.pads.tasks.begin(pad, None, [example])
            except BaseException:
                await self.pads.erase(pad.id)
                raise
        try:
            name = valid_name(name)
        except InvalidInput:
            name = guest
        cookie = await self.waiting_room.begin(pad.id, name, None, address)
        assert cookie is not None
        return pad.id, cookie

    async def forget(self, pad_id: str) -> None:
        """Erase the practice pad that was made from a take-home, now that the real thing begins."""
        await self.pads.housekeeping.erase_practice(pad_id)


def _beside(of: Pad, language: str | None) -> StartWith:
    """What is there to try beside the example task, which brings a file of its language."""
    if language is None or language != of.language:
        return "notebook" if of.start_with == "nothing" else of.start_with
    return "nothing" if of.start_with == "file" else "notebook"
