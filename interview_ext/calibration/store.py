"""What figures are made of, in the database's terms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, select

from ..auth.visibility import pads_seen_by
from ..db.engine import Database
from ..db.tables import PadRow, PadTemplateRow, TaskRow
from ..feedback.visibility import is_subject
from ..interview_templates.clock import PlanClock
from ..interview_templates.template import Content, Unreadable
from ..pads.store import Member
from .figures import Asked, Interview

_PAD = cast(Table, PadRow.__table__)
_TASK = cast(Table, TaskRow.__table__)
_PAD_TEMPLATE = cast(Table, PadTemplateRow.__table__)

MOST: Final = 2_000
"""Interviews that are counted, the newest."""

_FINISHED: Final = ("ended", "ready_for_review", "reviewed")


class CalibrationStore:
    """Reads what interviews were. Called by the calibration manager.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def interviews(self, by: Member) -> list[Interview]:
        """The newest interviews that are over and that a member may see, the newest first.

        One in which they were the candidate is left out.
        """
        pads = (
            select(_PAD.c.id, _PAD.c.kind, _PAD.c.started, _PAD.c.ended, _PAD.c.candidate_email)
            .where(
                _PAD.c.state.in_(_FINISHED),
                _PAD.c.kind != "sandbox",
                _PAD.c.ephemeral.is_(False),
                _PAD.c.deleted_at.is_(None),
                pads_seen_by(by),
            )
            .order_by(_PAD.c.ended.desc(), _PAD.c.id)
            .limit(MOST)
        )
        ids = pads.with_only_columns(_PAD.c.id).subquery()
        tasks = (
            select(
                _TASK.c.pad_id, _TASK.c.question_id, _TASK.c.title, _TASK.c.minutes, _TASK.c.opened
            )
            .where(_TASK.c.pad_id.in_(select(ids.c.id)), _TASK.c.question_id.is_not(None))
            .order_by(_TASK.c.pad_id, _TASK.c.position)
        )
        plans = select(
            _PAD_TEMPLATE.c.pad_id, _PAD_TEMPLATE.c.content, _PAD_TEMPLATE.c.clock
        ).where(_PAD_TEMPLATE.c.pad_id.in_(select(ids.c.id)))
        async with self._database.reading() as connection:
            asked: dict[str, list[Asked]] = {}
            for row in await connection.execute(tasks):
                one = Asked(row.question_id, row.title, row.minutes, row.opened)
                asked.setdefault(row.pad_id, []).append(one)
            planned = {row.pad_id: row for row in await connection.execute(plans)}
            return [
                Interview(
                    row.id,
                    row.kind,
                    row.started,
                    row.ended,
                    tuple(asked.get(row.id, ())),
                    _spent(planned[row.id], row.ended) if row.id in planned else {},
                )
                for row in await connection.execute(pads)
                if not is_subject(by, row)
            ]


def _spent(row: Any, ended: datetime | None) -> dict[str, float]:
    """Seconds by question, from a plan and its clock."""
    clock = PlanClock.load(row.clock)
    spent = clock.spent if ended is None else clock.spent_by(ended)
    found: dict[str, float] = {}
    try:
        plan = Content.load(row.content).plan
    except Unreadable:
        # One that is broken hides no other interview.
        return {}
    for part in plan:
        if part.question_id is not None and part.key in spent:
            found[part.question_id] = found.get(part.question_id, 0.0) + spent[part.key]
    return found
