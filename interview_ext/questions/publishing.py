"""Checks of questions before they are published: one at a time, with progress, and stoppable."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import InterviewError
from .question import Question

Progress = Callable[[float, str], None]

Checker = Callable[[Question, Progress], Awaitable[dict[str, Any]]]
"""Runs the solution against the tests; gives ``state``, ``message`` and ``reports``."""

WAITING = "Waiting for another question to be checked…"
BEGINNING = "Checking the solution against the tests…"


@dataclass
class Check:
    """A check that is going on.

    Arguments:
        digest: of what is checked.
        fraction: how much is done, from 0 to 1.
        message: what is being done.
    """

    digest: str
    fraction: float = 0.0
    message: str = WAITING
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def model(self) -> dict[str, Any]:
        """The check as JSON."""
        return {
            "state": "running",
            "fraction": self.fraction,
            "message": self.message,
            "reports": [],
        }


class Publishing:
    """The checks of this process. Called by the question manager.

    Arguments:
        checker: what checks a question.
        log: for what goes wrong here.
    """

    def __init__(self, checker: Checker, log: logging.Logger) -> None:
        self._checker = checker
        self._log = log
        self._checks: dict[str, Check] = {}
        self._one_at_a_time = asyncio.Lock()

    def of(self, question_id: str) -> Check | None:
        """The check of a question that is going on or waits."""
        return self._checks.get(question_id)

    def begin(
        self,
        question_id: str,
        digest: str,
        question: Question,
        done: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> Check:
        """Check a question in the background.

        Arguments:
            done: awaited with what came out: ``state``, ``message``, ``reports``.
        """
        check = self._checks[question_id] = Check(digest)
        check.task = asyncio.create_task(self._run(question_id, check, question, done))
        return check

    async def cancel(self, *question_ids: str) -> None:
        """Stop the checks of these questions, where there are any."""
        tasks = []
        for question_id in question_ids:
            # A task that never ran does not clear away after itself.
            check = self._checks.pop(question_id, None)
            if check is not None and check.task is not None:
                check.task.cancel()
                tasks.append(check.task)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Stop all checks."""
        await self.cancel(*self._checks)

    async def _run(
        self,
        question_id: str,
        check: Check,
        question: Question,
        done: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        def progress(fraction: float, message: str) -> None:
            check.fraction = min(max(fraction, check.fraction), 1.0)
            check.message = message or BEGINNING

        try:
            async with self._one_at_a_time:
                progress(0.0, BEGINNING)
                try:
                    result = await self._checker(question, progress)
                except InterviewError as error:
                    result = {"state": "failed", "message": error.message, "reports": []}
                except Exception:
                    self._log.exception("The question %r could not be checked.", question.title)
                    result = {
                        "state": "failed",
                        "message": "The tests could not be run. The server's log says why.",
                        "reports": [],
                    }
            await done(result)
        except InterviewError as error:
            self._log.error("The check of %r is lost: %s", question.title, error.message)
        finally:
            if self._checks.get(question_id) is check:
                del self._checks[question_id]
