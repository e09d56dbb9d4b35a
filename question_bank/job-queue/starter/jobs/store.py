"""Where jobs are kept."""

from copy import deepcopy
from typing import Protocol

from .job import Job


class Store(Protocol):
    """Like a database: jobs that come out of it are copies, and changes have to be saved."""

    def next_id(self) -> int:
        """An id that was not used before."""

    def save(self, job: Job) -> None:
        """Keep a job as it is now, in the place of what was saved under its id before."""

    def get(self, id: int) -> Job:
        """The job with an id. Raises KeyError if there is none."""

    def all(self) -> list[Job]:
        """All jobs, in the order of their ids."""


class MemoryStore:
    """Keeps jobs as long as the process lives."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._last = 0

    def next_id(self) -> int:
        """An id that was not used before."""
        self._last += 1
        return self._last

    def save(self, job: Job) -> None:
        """Keep a job as it is now, in the place of what was saved under its id before."""
        self._jobs[job.id] = deepcopy(job)

    def get(self, id: int) -> Job:
        """The job with an id. Raises KeyError if there is none."""
        return deepcopy(self._jobs[id])

    def all(self) -> list[Job]:
        """All jobs, in the order of their ids."""
        return [deepcopy(self._jobs[id]) for id in sorted(self._jobs)]
