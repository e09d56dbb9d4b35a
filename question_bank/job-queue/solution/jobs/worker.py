"""Does jobs."""

import contextlib
from collections.abc import Callable
from typing import Any

from .job import Job
from .queue import LeaseLost, Queue

Handler = Callable[[dict[str, Any]], None]


class Worker:
    """Takes jobs from a queue and does them.

    Arguments:
        handlers: for each kind of job, what is called with its payload.
    """

    def __init__(self, queue: Queue, handlers: dict[str, Handler]) -> None:
        self._queue = queue
        self._handlers = handlers

    def run_one(self) -> bool:
        """Do one job; False if there was none.

        A job fails with what its handler raised as the reason, for example "ValueError: too long",
        and with "no handler for letters" if nothing is known about its kind. If the lease was lost
        meanwhile, another worker has the job, and there is nothing left to do.
        """
        job = self._queue.take()
        if job is None:
            return False
        reason = self._problem(job)
        with contextlib.suppress(LeaseLost):
            if reason is None:
                self._queue.done(job.id, job.token)
            else:
                self._queue.fail(job.id, job.token, reason)
        return True

    def _problem(self, job: Job) -> str | None:
        """Do a job; what went wrong."""
        handler = self._handlers.get(job.kind)
        if handler is None:
            return f"no handler for {job.kind}"
        try:
            handler(job.payload)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return None
