"""What the database keeps of tasks, and of how their tests went."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, delete, insert, select, update

from ..db.engine import Database
from ..db.tables import TaskRow, TaskRunRow
from .task import Content, Task, counts, outward

_TASK = cast(Table, TaskRow.__table__)
_RUN = cast(Table, TaskRunRow.__table__)
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
    """

    id: str
    task_id: str
    tests: str
    by: str
    started: datetime
    seconds: float
    message: str
    report: dict[str, Any] | None


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
        async with self._database.writing() as connection:
            await connection.execute(delete(_TASK).where(_TASK.c.id == task_id))

    async def add_run(self, run: TaskRun) -> None:
        """Keep how tests went; the oldest runs of the task make room."""
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
