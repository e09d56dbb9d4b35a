"""What the database knows of a candidate's earlier pads."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, and_, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from ..auth.visibility import Viewer, pads_seen_by
from ..db.engine import Database
from ..db.tables import EarlierMatchRow, PadRow, ParticipantRow, TaskRow, TaskRunRow
from ..pads.life import FINISHED
from ..pads.pad import Pad
from ..questions.words import fold
from .work import Earlier, EarlierTask, counted, same_name

_PAD = cast(Table, PadRow.__table__)
_PARTICIPANT = cast(Table, ParticipantRow.__table__)
_TASK = cast(Table, TaskRow.__table__)
_RUN = cast(Table, TaskRunRow.__table__)
_MATCH = cast(Table, EarlierMatchRow.__table__)

_SHOWN = ("id", "title", "kind", "state", "candidate_name", "candidate_email", "ended", "link_id")

# Pads of one candidate that are listed.
MOST = 200


class EarlierStore:
    """Finds pads of the same candidate. Called by the manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, pad: Pad, viewer: Viewer, only: str | None = None) -> list[Earlier]:
        """The pads that have ended and may be of the candidate of this one.

        Arguments:
            viewer: the member who asks, who is not to know of pads that they may not see.
            only: the id of one; none for all.
        """
        names = {pad.candidate_name, *(await self._names([pad.id])).get(pad.id, ())} - {""}
        email = pad.candidate_email.lower()
        same: list[Any] = []
        if email:
            same.append(func.lower(_PAD.c.candidate_email) == email)
        if names:
            # A database folds other letters than we do: each spelling is looked for as it is, too.
            spelled = [*names, *(name.lower() for name in names)]
            same.append(_PAD.c.candidate_key.in_([fold(name)[:255] for name in names]))
            same.append(
                _PAD.c.id.in_(
                    select(_PARTICIPANT.c.pad_id).where(
                        _PARTICIPANT.c.role == "candidate",
                        or_(
                            _PARTICIPANT.c.name.in_(spelled),
                            func.lower(_PARTICIPANT.c.name).in_(spelled),
                        ),
                    )
                )
            )
        if not same:
            return []
        query = (
            select(
                *(_PAD.c[name] for name in _SHOWN),
                _MATCH.c.confirmed,
            )
            .outerjoin(_MATCH, and_(_MATCH.c.pad_id == pad.id, _MATCH.c.other_id == _PAD.c.id))
            .where(
                _PAD.c.id != pad.id,
                _PAD.c.deleted_at.is_(None),
                _PAD.c.ephemeral.is_(False),
                _PAD.c.kind != "sandbox",
                _PAD.c.state.in_(sorted(FINISHED)),
                pads_seen_by(viewer),
                or_(*same),
            )
            .order_by(_PAD.c.ended.desc(), _PAD.c.id)
            .limit(MOST)
        )
        if only is not None:
            query = query.where(_PAD.c.id == only)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        ids = [row.id for row in rows]
        came, tasks = await self._names(ids), await self._tasks(ids)
        found = []
        for row in rows:
            called = tuple(dict.fromkeys(filter(None, (row.candidate_name, *came.get(row.id, ())))))
            same_email = bool(email) and row.candidate_email.lower() == email
            if not same_email and not any(same_name(a, b) for a in names for b in called):
                continue
            # What somebody typed at a public link may be anybody's address.
            same_email = same_email and row.link_id is None
            found.append(
                Earlier(
                    pad_id=row.id,
                    title=row.title,
                    kind=row.kind,
                    state=row.state,
                    names=called,
                    email=row.candidate_email,
                    ended=row.ended,
                    same_email=same_email,
                    confirmed=row.confirmed is not None,
                    tasks=tuple(tasks.get(row.id, ())),
                )
            )
        return found

    async def confirm(self, pad_id: str, other_id: str, member_id: str, now: datetime) -> None:
        """Keep that two pads are of the same person."""
        row = {"pad_id": pad_id, "other_id": other_id, "member_id": member_id, "confirmed": now}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(_MATCH).values(**row))
        except IntegrityError:
            # It is kept already.
            pass

    async def deny(self, pad_id: str, other_id: str) -> None:
        """Forget that two pads are of the same person."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(_MATCH).where(_MATCH.c.pad_id == pad_id, _MATCH.c.other_id == other_id)
            )

    async def reports(self, task_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """The newest run of each kind of a task's tests, with its report, by task."""
        newest = (
            select(_RUN.c.task_id, _RUN.c.tests, func.max(_RUN.c.started).label("started"))
            .where(_RUN.c.task_id.in_(list(task_ids)), _RUN.c.report.is_not(None))
            .group_by(_RUN.c.task_id, _RUN.c.tests)
            .subquery()
        )
        query = (
            select(_RUN.c.task_id, _RUN.c.tests, _RUN.c.by, _RUN.c.started, _RUN.c.report)
            .join(
                newest,
                and_(
                    _RUN.c.task_id == newest.c.task_id,
                    _RUN.c.tests == newest.c.tests,
                    _RUN.c.started == newest.c.started,
                ),
            )
            .order_by(_RUN.c.tests.desc())
        )
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.reading() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.task_id, []).append(
                    {
                        "tests": row.tests,
                        "by": row.by,
                        "started": row.started.isoformat(),
                        "report": json.loads(row.report),
                    }
                )
        return found

    async def _names(self, pad_ids: Iterable[str]) -> dict[str, list[str]]:
        """The names under which candidates came in."""
        query = (
            select(_PARTICIPANT.c.pad_id, _PARTICIPANT.c.name)
            .where(_PARTICIPANT.c.pad_id.in_(list(pad_ids)), _PARTICIPANT.c.role == "candidate")
            .order_by(_PARTICIPANT.c.created, _PARTICIPANT.c.id)
        )
        found: dict[str, list[str]] = {}
        async with self._database.reading() as connection:
            for pad_id, name in await connection.execute(query):
                found.setdefault(pad_id, []).append(name)
        return found

    async def _tasks(self, pad_ids: Iterable[str]) -> dict[str, list[EarlierTask]]:
        tasks = (
            select(_TASK.c.pad_id, _TASK.c.id, _TASK.c.title, _TASK.c.language)
            .where(_TASK.c.pad_id.in_(list(pad_ids)), _TASK.c.opened.is_not(None))
            .order_by(_TASK.c.position, _TASK.c.created)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(tasks)).all()
            runs = (
                select(_RUN.c.task_id, _RUN.c.tests, _RUN.c.passed, _RUN.c.total)
                .where(_RUN.c.task_id.in_([row.id for row in rows]), _RUN.c.report.is_not(None))
                .order_by(_RUN.c.started)
            )
            by_task: dict[str, list[Any]] = {}
            for run in await connection.execute(runs):
                by_task.setdefault(run.task_id, []).append(run._mapping)
        found: dict[str, list[EarlierTask]] = {}
        for row in rows:
            passed, total = counted(by_task.get(row.id, ()))
            found.setdefault(row.pad_id, []).append(
                EarlierTask(row.id, row.title, row.language, passed, total)
            )
        return found
