"""REST for members: the tasks of a pad."""

from __future__ import annotations

from typing import Any

from tornado import web

from ..handlers import InterviewAPIHandler, for_pad
from ..pads.store import Member
from .autograder import HANDED_IN

_NOTHING = type(None)


class TasksHandler(InterviewAPIHandler):
    """All tasks of a pad."""

    @web.authenticated
    @for_pad("interview:tasks", "read")
    async def get(self, member: Member, pad_id: str) -> None:
        self.finish({"tasks": await self.interview.tasks.models(pad_id)})

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def post(self, member: Member, pad_id: str) -> None:
        body = self.body({}, {"question_id": str, "quickstart": str, "language": (str, _NOTHING)})
        model = await self.interview.tasks.attach(pad_id, member, **body)
        self.set_status(201)
        self.finish(model)


class TaskHandler(InterviewAPIHandler):
    """One task: where it stands among the others, and taking it away."""

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def patch(self, member: Member, pad_id: str, task_id: str) -> None:
        position = self.body({"position": int})["position"]
        self.finish(await self.interview.tasks.move(pad_id, task_id, position))

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def delete(self, member: Member, pad_id: str, task_id: str) -> None:
        await self.interview.tasks.remove(pad_id, task_id, member)
        self.done()


class TaskOpenHandler(InterviewAPIHandler):
    """Makes a task the one that everybody works on."""

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def post(self, member: Member, pad_id: str, task_id: str) -> None:
        self.body()
        self.finish(await self.interview.tasks.open(pad_id, task_id, member))


class TaskRevealHandler(InterviewAPIHandler):
    """Shows more of a task's steps."""

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def post(self, member: Member, pad_id: str, task_id: str) -> None:
        steps = self.body({"steps": int})["steps"]
        self.finish(await self.interview.tasks.reveal(pad_id, task_id, steps, member))


class TaskPrivateHandler(InterviewAPIHandler):
    """What candidates never see of a task."""

    @web.authenticated
    @for_pad("interview:tasks", "read")
    async def get(self, member: Member, pad_id: str, task_id: str) -> None:
        self.finish(await self.interview.tasks.private(pad_id, task_id))


class TaskTestsHandler(InterviewAPIHandler):
    """How the tests of a task went; running the hidden ones, or all on what was handed in."""

    @web.authenticated
    @for_pad("interview:tasks", "read")
    async def get(self, member: Member, pad_id: str, task_id: str) -> None:
        self.finish({"runs": await self.interview.tasks.runs(pad_id, task_id)})

    @web.authenticated
    @for_pad("interview:tasks", "write")
    async def post(self, member: Member, pad_id: str, task_id: str) -> None:
        self.body()
        if (await self.interview.pads.pad(pad_id)).state in HANDED_IN:
            await self.interview.autograder.run_again(pad_id, task_id, member)
        else:
            await self.interview.tasks.run_hidden(pad_id, task_id, member)
        self.set_status(202)
        self.finish({})


_TASKS = r"/interview/api/pads/(?P<pad_id>[^/]+)/tasks"
_TASK = rf"{_TASKS}/(?P<task_id>[^/]+)"

# What is added to the application.
default_handlers: list[tuple[str, Any]] = [
    (_TASKS, TasksHandler),
    (_TASK, TaskHandler),
    (rf"{_TASK}/open", TaskOpenHandler),
    (rf"{_TASK}/reveal", TaskRevealHandler),
    (rf"{_TASK}/private", TaskPrivateHandler),
    (rf"{_TASK}/tests", TaskTestsHandler),
]
