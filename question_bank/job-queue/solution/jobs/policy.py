"""How often and when jobs are tried again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Arguments:
    attempts: how often a job may be taken.
    first: seconds to wait after the first failure.
    factor: by which the time grows from one failure to the next.
    longest: seconds to wait at most.
    """

    attempts: int = 3
    first: float = 10.0
    factor: float = 2.0
    longest: float = 3600.0

    def delay(self, attempts: int) -> float:
        """Seconds to wait after a failure, if the job has been taken that often (1 or more)."""
        delay = self.first
        # Step by step: a power of many attempts would be too large a number.
        for _ in range(attempts - 1):
            if delay >= self.longest:
                break
            delay *= self.factor
        return min(delay, self.longest)
