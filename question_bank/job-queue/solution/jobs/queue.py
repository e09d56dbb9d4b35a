"""The queue."""

import time
import uuid
from collections import Counter
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
        job = Job(self._store.next_id(), kind, payload, not_before=self._clock() + delay)
        self._store.save(job)
        return job.id

    def take(self) -> Job | None:
        """A job for the worker that calls, with a token; None if there is nothing to do now."""
        now = self._clock()
        self._end_leases(now)
        waiting = [
            job for job in self._store.all() if job.state == "waiting" and job.not_before <= now
        ]
        if not waiting:
            return None
        job = min(waiting, key=lambda job: (job.not_before, job.id))
        job.state = "taken"
        job.attempts += 1
        job.token = uuid.uuid4().hex
        job.lease_until = now + self._lease
        self._store.save(job)
        return job

    def done(self, id: int, token: str) -> None:
        """The job went well. Raises LeaseLost."""
        job = self._leased(id, token)
        job.state, job.token = "done", ""
        self._store.save(job)

    def fail(self, id: int, token: str, reason: str) -> None:
        """The job went wrong, and is tried again later or is dead. Raises LeaseLost."""
        job = self._leased(id, token)
        self._give_back(job, reason, self._clock() + self._policy.delay(job.attempts))

    def counts(self) -> dict[str, int]:
        """How many jobs are waiting, taken, done and dead, with all four as keys."""
        self._end_leases(self._clock())
        states = Counter(job.state for job in self._store.all())
        return {state: states[state] for state in ("waiting", "taken", "done", "dead")}

    def _leased(self, id: int, token: str) -> Job:
        """The job, if the token gives a right to it."""
        try:
            job = self._store.get(id)
        except KeyError:
            raise LeaseLost(f"There is no job {id}.") from None
        if job.state != "taken" or job.token != token or job.lease_until <= self._clock():
            raise LeaseLost(f"Job {id} is not yours, or no longer.")
        return job

    def _end_leases(self, now: float) -> None:
        for job in self._store.all():
            if job.state == "taken" and job.lease_until <= now:
                self._give_back(job, "lease is over", job.lease_until)

    def _give_back(self, job: Job, reason: str, not_before: float) -> None:
        job.token, job.reason = "", reason
        if job.attempts >= self._policy.attempts:
            job.state = "dead"
        else:
            job.state, job.not_before = "waiting", not_before
        self._store.save(job)
