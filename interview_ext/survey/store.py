"""What the database keeps of candidates' answers."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from ..db.engine import Database
from ..db.tables import SurveyAnswerRow
from .survey import Answer

_ANSWER = cast(Table, SurveyAnswerRow.__table__)


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
        last = select(func.max(_ANSWER.c.number))
        try:
            async with self._database.writing() as connection:
                row["number"] = ((await connection.execute(last)).scalar() or 0) + 1
                await connection.execute(insert(_ANSWER).values(**row))
        except IntegrityError:
            # Sent twice: the first counts.
            pass

    async def answers(self) -> list[Answer]:
        """All answers, in the order in which they were given, and nothing of whose each is."""
        order = (_ANSWER.c.number, _ANSWER.c.admission_id)
        query = select(_ANSWER.c.answers, _ANSWER.c.words).order_by(*order)
        async with self._database.reading() as connection:
            return [
                Answer(json.loads(row.answers), row.words)
                for row in await connection.execute(query)
            ]
