"""What the database keeps of candidates' answers."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..db.engine import Database
from ..db.tables import SurveyAnswerRow
from ..pads.store import new_id
from .survey import FEWEST, Answer

_ANSWER = cast(Table, SurveyAnswerRow.__table__)

# PostgreSQL's name for the giving of answers, one after the other.
_LOCK = 0x696E7477


class SurveyStore:
    """Reads and writes answers. Called by the survey's manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def has_answered(self, admission_id: str) -> bool:
        """Whether this candidate has answered."""
        query = select(_ANSWER.c.admission_id).where(_ANSWER.c.admission_id == admission_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def add(self, pad_id: str, admission_id: str, answer: Answer) -> None:
        """Keep an answer; of a candidate who has answered nothing is changed."""
        row: dict[str, Any] = {
            "pad_id": pad_id,
            "admission_id": admission_id,
            "answers": json.dumps(dict(answer.ratings)),
            "words": answer.words,
        }
        waits = _ANSWER.c.batch.is_(None)
        waiting = select(func.count()).select_from(_ANSWER).where(waits)
        try:
            async with self._database.writing() as connection:
                # SQLite has one writer at a time by itself.
                if connection.dialect.name == "postgresql":
                    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                await connection.execute(insert(_ANSWER).values(**row))
                if (await connection.execute(waiting)).scalar_one() >= FEWEST:
                    await connection.execute(update(_ANSWER).where(waits).values(batch=new_id()))
        except IntegrityError:
            # Sent twice: the first counts.
            pass

    async def answers(self) -> list[Answer]:
        """All answers, and nothing of whose each is."""
        query = select(_ANSWER.c.answers, _ANSWER.c.words, _ANSWER.c.batch)
        async with self._database.reading() as connection:
            return [
                Answer(json.loads(row.answers), row.words, row.batch)
                for row in await connection.execute(query)
            ]
