"""Messages that are on their way, and what became of those that were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Table, delete, insert, select, update

from ..db.engine import Database
from ..db.tables import OutboxRow

# "sending" is kept before a server is given a message and after that what it said; who finds it at
# the start of the server cannot know whether the message arrived, which is "uncertain".
State = Literal["waiting", "sending", "sent", "failed", "uncertain"]

_OUTBOX = cast(Table, OutboxRow.__table__)


@dataclass(frozen=True)
class Letter:
    """One message to one person.

    Arguments:
        id: also the message's id at all mail servers.
        batch: the same for all that were sent together.
        pad_id: what it is about; none for anything else than a pad.
        recipient: the address.
        method: of the calendar's entry in it; empty where there is none.
        sequence: of that entry.
        language: that it is written in, as ``"de"``.
        address: the pad's, as it is written in there.
        message: all of it; nothing once it is no longer needed.
        attempts: how often it was tried.
        problem: why it did not go out, in words; of the last attempt.
        due: when it is tried next.
        finished: when it was sent or given up.
    """

    id: str
    batch: str
    pad_id: str | None
    recipient: str
    method: str
    sequence: int
    language: str
    address: str
    message: bytes
    created: datetime
    due: datetime
    state: State = "waiting"
    attempts: int = 0
    problem: str = ""
    finished: datetime | None = None


_COLUMNS = [_OUTBOX.c[field.name] for field in fields(Letter)]


class Outbox:
    """The table of letters. The mailer and the invitations call it.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, letters: Iterable[Letter]) -> None:
        """Keep letters that are to be sent, all or none."""
        async with self._database.writing() as connection:
            await connection.execute(insert(_OUTBOX), [asdict(letter) for letter in letters])

    async def next(self) -> Letter | None:
        """The letter that is due first."""
        query = select(*_COLUMNS).where(_OUTBOX.c.state == "waiting").order_by(_OUTBOX.c.due)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.limit(1))).first()
        return Letter(**row._mapping) if row else None

    async def of_pad(self, pad_id: str) -> list[Letter]:
        """The letters about a pad, the newest last."""
        return (await self.of_pads([pad_id])).get(pad_id, [])

    async def of_pads(self, pad_ids: Iterable[str]) -> dict[str, list[Letter]]:
        """The letters about pads, the newest last; without what is in them."""
        columns = [column for column in _COLUMNS if column.name != "message"]
        query = select(*columns).where(_OUTBOX.c.pad_id.in_(list(pad_ids)))
        found: dict[str, list[Letter]] = {}
        async with self._database.reading() as connection:
            for row in await connection.execute(query.order_by(_OUTBOX.c.created, _OUTBOX.c.id)):
                found.setdefault(row.pad_id, []).append(Letter(**row._mapping, message=b""))
        return found

    async def hand_over(self, letter: Letter) -> bool:
        """Keep that a mail server is about to be given a letter.

        Returns:
            Whether it is still to be sent; not when its pad was deleted meanwhile.
        """
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(_OUTBOX)
                .where(_OUTBOX.c.id == letter.id, _OUTBOX.c.state == "waiting")
                .values(state="sending")
            )
        return bool(changed.rowcount)

    async def put_off(self, letter: Letter, problem: str, due: datetime) -> None:
        """Keep that a letter could not be sent, and when it is tried again."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_OUTBOX)
                .where(_OUTBOX.c.id == letter.id)
                .values(state="waiting", attempts=letter.attempts + 1, problem=problem, due=due)
            )

    async def finish(self, letter: Letter, state: State, problem: str, now: datetime) -> None:
        """Keep what became of a letter; what was in it is erased.

        Of a letter that is about no pad nothing is left.
        """
        async with self._database.writing() as connection:
            if letter.pad_id is None:
                await connection.execute(delete(_OUTBOX).where(_OUTBOX.c.id == letter.id))
                return
            await connection.execute(
                update(_OUTBOX)
                .where(_OUTBOX.c.id == letter.id)
                .values(
                    state=state,
                    attempts=letter.attempts + 1,
                    problem=problem,
                    finished=now,
                    message=b"",
                )
            )

    async def unanswered(self) -> list[Letter]:
        """What a mail server was given before this server stopped, without a known answer."""
        query = select(*_COLUMNS).where(_OUTBOX.c.state == "sending")
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Letter(**row._mapping) for row in rows]
