"""A task: what a pad keeps of a question, and how much of it is shown. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from ..errors import Conflict, InvalidInput

Quickstart = Literal["notebook", "file", "text"]
QUICKSTARTS: tuple[Quickstart, ...] = get_args(Quickstart)

# Documents of one task that are opened at once.
MAX_DOCUMENTS = 6

# A question without a file begins with this one.
NOTES = "notes.md"


@dataclass(frozen=True)
class Content:
    """What people in the pad may come to see of a task, as it was when it was attached.

    Arguments:
        introduction: Markdown that is shown as soon as the task is opened.
        steps: title and Markdown of each, in their order.
        documents: what is opened, the first in front; paths below the task's folder.
        given: paths that came from the question and that tests bring along by themselves.
        visible, hidden: how many files of tests there are.
    """

    introduction: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    visible: int = 0
    hidden: int = 0

    def dump(self) -> str:
        """As JSON, for the store."""
        return json.dumps(
            {
                "introduction": self.introduction,
                "steps": self.steps,
                "documents": self.documents,
                "given": self.given,
                "visible": self.visible,
                "hidden": self.hidden,
            }
        )

    @classmethod
    def load(cls, text: str) -> Content:
        """What `dump` made."""
        model = json.loads(text)
        return cls(
            introduction=model["introduction"],
            steps=tuple((title, markdown) for title, markdown in model["steps"]),
            documents=tuple(model["documents"]),
            given=tuple(model["given"]),
            visible=model["visible"],
            hidden=model["hidden"],
        )


@dataclass(frozen=True)
class Task:
    """A question's revision, or something to begin with, that was attached to a pad.

    Arguments:
        question_id: None where it came from no question of this server.
        revision: the question's; what is changed there later changes nothing here.
        quickstart: what it begins with where there is no question, or "".
        slug: what its folder is called unless that name is taken.
        language: by the name of its folder below ``kernels/``; "" where there is none.
        folder: in the pad's files; "" until it was opened.
        position: among the pad's tasks, counted from 0.
        revealed: how many steps are shown.
        opened: when it was opened first (aware, UTC); None before.
        shown: when it was opened last; the pad's newest is its current task.
    """

    id: str
    pad_id: str
    question_id: str | None
    revision: int
    quickstart: str
    slug: str
    title: str
    type: str
    language: str
    minutes: int
    position: int
    content: Content
    created: datetime
    folder: str = ""
    revealed: int = 0
    opened: datetime | None = None
    shown: datetime | None = None

    def open(self, folder: str, now: datetime) -> Task:
        """The task once it is the pad's current one."""
        return replace(self, folder=folder, opened=self.opened or now, shown=now)

    def reveal(self, steps: int) -> Task:
        """The task with so many of its steps shown; what was shown stays shown.

        Raises:
            Conflict: it was not opened yet.
            InvalidInput: there are not so many, or more are shown already.
        """
        if self.opened is None:
            raise Conflict("Open the task first; then its steps can be revealed.", "not_opened")
        if steps > len(self.content.steps):
            raise InvalidInput(f"The task has {_steps(len(self.content.steps))}.")
        if steps < self.revealed:
            raise InvalidInput("What was revealed has been read: it cannot be taken back.")
        return replace(self, revealed=steps)

    def model(self, *, current: bool) -> dict[str, Any]:
        """As members get it in JSON, without the private parts."""
        content = self.content
        return {
            "id": self.id,
            "question_id": self.question_id,
            "revision": self.revision,
            "quickstart": self.quickstart or None,
            "title": self.title,
            "type": self.type,
            "language": self.language,
            "minutes": self.minutes,
            "folder": self.folder,
            "position": self.position,
            "opened": self.opened is not None,
            "current": current,
            "steps": [title for title, _ in content.steps],
            "revealed": self.revealed,
            "tests": {"visible": content.visible, "hidden": content.hidden},
        }


def outward(task: Task, runs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A task as an archive has it: what was shown of it, and how its tests went in numbers.

    Arguments:
        runs: of its tests, each ready to be told.
    """
    return {
        "title": task.title,
        "type": task.type,
        "language": task.language,
        "minutes": task.minutes,
        "folder": task.folder,
        "position": task.position,
        "opened": task.opened.isoformat() if task.opened is not None else None,
        "introduction": task.content.introduction,
        "steps": [
            {"title": title, "markdown": markdown}
            for title, markdown in task.content.steps[: task.revealed]
        ],
        "total": len(task.content.steps),
        "runs": list(runs),
    }


def current_of(tasks: Iterable[Task]) -> Task | None:
    """The task that was opened last."""
    opened = [task for task in tasks if task.shown is not None]
    return max(opened, key=lambda task: task.shown or task.created, default=None)


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The tasks with their positions counted anew."""
    return [replace(task, position=position) for position, task in enumerate(tasks)]


def moved(tasks: list[Task], task_id: str, position: int) -> list[Task]:
    """The tasks with one of them at another position.

    Raises:
        InvalidInput: there is no such position.
    """
    if not 0 <= position < len(tasks):
        raise InvalidInput(f"“position” must be from 0 to {len(tasks) - 1}.")
    rest = [task for task in tasks if task.id != task_id]
    rest[position:position] = [task for task in tasks if task.id == task_id]
    return in_order(rest)


def folder_names(slug: str) -> Iterable[str]:
    """What a task's folder may be called, the best name first."""
    yield slug
    for number in range(2, 100):
        yield f"{slug}-{number}"


def counts(report: Mapping[str, Any]) -> dict[str, int]:
    """How a run of tests went, in numbers alone."""
    outcomes = [str(test.get("outcome")) for test in report.get("tests") or ()]
    passed = outcomes.count("passed")
    skipped = outcomes.count("skipped")
    return {
        "passed": passed,
        "failed": len(outcomes) - passed - skipped,
        "total": len(outcomes),
    }


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
