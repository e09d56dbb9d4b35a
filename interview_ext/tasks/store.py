"""What the database keeps of tasks, and of how their tests went."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, delete, insert, select, update

from ..db.engine import Database
from ..db.tables import PadRow, TaskRow, TaskRunRow
from ..pads.listing import keep_languages
from .task import Content, Task, counts, outward

_TASK = cast(Table, TaskRow.__table__)
_RUN = cast(Table, TaskRunRow.__table__)
_PAD = cast(Table, PadRow.__table__)
_COLUMNS = [_TASK.c[field.name] for field in fields(Task)]

# Runs of one task's tests that are kept; the recording has all of them.
KEPT = 100


@dataclass(frozen=True)
class TaskRun:
    """One run of a task's tests that is over.

    Arguments:
        tests: ``visible`` or ``hidden``.
        by: the name of the person who asked.
        started: aware, UTC.
        seconds: how long it took.
        message: why there is no report, or "".
        report: of the tests, as JSON; None where they could not be run.
        graded: whether it was of what was handed in.
    """

    id: str
    task_id: str
    tests: str
    by: str
    started: datetime
    seconds: float
    message: str
    report: dict[str, Any] | None
    graded: bool = False


class TaskStore:
    """Reads and writes tasks. Called by the task manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tasks(self, pad_id: str) -> list[Task]:
        """The tasks of a pad in their order."""
        query = select(*_COLUMNS).where(_TASK.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_TASK.c.position, _TASK.c.created))
            return [_task(row) for row in rows]

    async def add(self, tasks: Iterable[Task]) -> None:
        """Keep new tasks."""
        rows = [_values(task) for task in tasks]
        if rows:
            async with self._database.writing() as connection:
                await connection.execute(insert(_TASK), rows)
                await keep_languages(connection, {row["pad_id"] for row in rows})

    async def change(self, tasks: Iterable[Task]) -> None:
        """Keep what became of tasks."""
        async with self._database.writing() as connection:
            for task in tasks:
                values = _values(task)
                await connection.execute(
                    update(_TASK)
                    .where(_TASK.c.id == task.id)
                    .values(
                        {
                            name: values[name]
                            for name in ("position", "folder", "revealed", "opened", "shown")
                        }
                    )
                )

    async def remove(self, task_id: str) -> None:
        """Forget a task."""
        of_task = select(_TASK.c.pad_id).where(_TASK.c.id == task_id)
        async with self._database.writing() as connection:
            pad_ids = list((await connection.execute(of_task)).scalars())
            await connection.execute(delete(_TASK).where(_TASK.c.id == task_id))
            await keep_languages(connection, pad_ids)

    async def add_run(self, run: TaskRun) -> None:
        """Keep how tests went; the oldest runs of the task make room."""
        numbers = counts(run.report or {})
        async with self._database.writing() as connection:
            await connection.execute(
                insert(_RUN).values(
                    id=run.id,
                    task_id=run.task_id,
                    tests=run.tests,
                    by=run.by,
                    started=run.started,
                    seconds=run.seconds,
                    message=run.message,
                    report=None if run.report is None else json.dumps(run.report),
                    graded=run.graded,
                    passed=numbers["passed"],
                    total=numbers["total"],
                )
            )
            newest = (
                select(_RUN.c.id)
                .where(_RUN.c.task_id == run.task_id, _RUN.c.tests == run.tests)
                .order_by(_RUN.c.started.desc())
                .limit(KEPT)
            )
            await connection.execute(
                delete(_RUN).where(
                    _RUN.c.task_id == run.task_id,
                    _RUN.c.tests == run.tests,
                    _RUN.c.id.not_in(newest),
                )
            )

    async def runs(self, task_ids: Iterable[str]) -> list[TaskRun]:
        """How the tests of tasks went, the newest first."""
        names = [field.name for field in fields(TaskRun)]
        query = select(*(_RUN.c[name] for name in names)).where(_RUN.c.task_id.in_(list(task_ids)))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(_RUN.c.started.desc()))).all()
        return [
            TaskRun(
                **{
                    **row._mapping,
                    "report": None if row.report is None else json.loads(row.report),
                }
            )
            for row in rows
        ]

    async def handed_in(self) -> list[str]:
        """The ids of take-homes that wait for a review and have tasks of the bank."""
        query = (
            select(_PAD.c.id)
            .join(_TASK, _TASK.c.pad_id == _PAD.c.id)
            .where(
                _PAD.c.kind == "take_home",
                _PAD.c.state == "ready_for_review",
                _PAD.c.deleted_at.is_(None),
                _TASK.c.opened.is_not(None),
                _TASK.c.question_id.is_not(None),
            )
            .group_by(_PAD.c.id, _PAD.c.ended)
            .order_by(_PAD.c.ended)
        )
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def grades(self, pad_ids: Iterable[str]) -> dict[str, dict[str, int]]:
        """How many tests of what was handed in passed, hidden ones where a task has them.

        Returns:
            ``passed`` and ``total`` by pad; pads whose tests could not be run, or were not since
            they were handed in, are left out.
        """
        query = (
            select(
                _TASK.c.pad_id,
                _RUN.c.task_id,
                _RUN.c.tests,
                _RUN.c.passed,
                _RUN.c.total,
                _RUN.c.report.is_(None).label("failed"),
            )
            .join(_TASK, _TASK.c.id == _RUN.c.task_id)
            .join(_PAD, _PAD.c.id == _TASK.c.pad_id)
            .where(
                _TASK.c.pad_id.in_(list(pad_ids)),
                _RUN.c.graded,
                _RUN.c.started >= _PAD.c.ended,
            )
            .order_by(_RUN.c.started)
        )
        newest: dict[str, dict[str, Row[Any]]] = {}
        async with self._database.reading() as connection:
            for row in await connection.execute(query):
                of_pad = newest.setdefault(row.pad_id, {})
                before = of_pad.get(row.task_id)
                if before is None or not (before.tests == "hidden" and row.tests == "visible"):
                    of_pad[row.task_id] = row
        return {
            pad_id: {
                "passed": sum(row.passed for row in rows.values()),
                "total": sum(row.total for row in rows.values()),
            }
            for pad_id, rows in newest.items()
            if not any(row.failed for row in rows.values())
        }


async def tasks_of_archive(store: TaskStore, pad_id: str) -> list[dict[str, Any]]:
    """The tasks that were opened in a pad, without anything private. Called by the export."""
    tasks = [task for task in await store.tasks(pad_id) if task.opened is not None]
    runs = await store.runs([task.id for task in tasks])
    return [
        outward(
            task,
            [
                {
                    "tests": run.tests,
                    "by": run.by,
                    "started": run.started.isoformat(),
                    "seconds": run.seconds,
                    **counts(run.report or {}),
                }
                for run in reversed(runs)
                if run.task_id == task.id
            ],
        )
        for task in tasks
    ]


def _values(task: Task) -> dict[str, Any]:
    values = {field.name: getattr(task, field.name) for field in fields(Task)}
    return {**values, "content": task.content.dump()}


def _task(row: Row[Any]) -> Task:
    return Task(**{**row._mapping, "content": Content.load(row.content)})
