"""The queue."""

import time
from collections.abc import Callable
from typing import Any

from .job import Job
from .policy import Policy
from .store import Store


class LeaseLost(Exception):
    """The job is not, or no longer, this worker's."""


class Queue:
    """Hands jobs to workers.

    Arguments:
        store: keeps the jobs.
        clock: returns the time in seconds.
        lease: seconds that a worker has for a job.
        policy: what happens to jobs that fail.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.time,
        lease: float = 60.0,
        policy: Policy = Policy(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease
        self._policy = policy

    def add(self, kind: str, payload: dict[str, Any], delay: float = 0.0) -> int:
        """Add a job that may be run after `delay` seconds; its id."""
        raise NotImplementedError

    def take(self) -> Job | None:
        """A job for the worker that calls, with a token; None if there is nothing to do now."""
        raise NotImplementedError

    def done(self, id: int, token: str) -> None:
        """The job went well. Raises LeaseLost."""
        raise NotImplementedError

    def fail(self, id: int, token: str, reason: str) -> None:
        """The job went wrong, and is tried again later or is dead. Raises LeaseLost."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """How many jobs are waiting, taken, done and dead, with all four as keys."""
        raise NotImplementedError
