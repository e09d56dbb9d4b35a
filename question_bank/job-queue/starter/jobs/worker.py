"""Does jobs."""

from collections.abc import Callable
from typing import Any

from .queue import Queue

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
        raise NotImplementedError
