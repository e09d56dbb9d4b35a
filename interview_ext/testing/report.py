"""What became of tests, in words for people. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Outcome = Literal["passed", "failed", "error", "skipped"]

OUTCOMES: Final = ("passed", "failed", "error", "skipped")


@dataclass(frozen=True)
class TestResult:
    """What became of one test.

    Arguments:
        name: what the test is about.
        outcome: ``failed``: something else came out than was expected; ``error``: nothing could
            be compared, since the code raised an exception, ended or took too long.
        expected, actual: the two sides of a plain comparison; None where there was none.
        message: what happened, with the lines of the candidate's own code; empty where it passed.
        seconds: how long it took.
    """

    __test__ = False

    name: str
    outcome: Outcome
    expected: str | None = None
    actual: str | None = None
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Report:
    """What became of all tests of a run.

    Arguments:
        tests: in the order they ran; what did not come to run is an error.
        seconds: from the click to the end.
        failure: why the tests as a whole could not be run, or not to their end; empty if they were.
        output: what the candidate's code printed, shortened.
    """

    tests: tuple[TestResult, ...] = ()
    seconds: float = 0.0
    failure: str = ""
    output: str = ""

    @property
    def passed(self) -> bool:
        """Whether there were tests and none went wrong."""
        fine = all(test.outcome in ("passed", "skipped") for test in self.tests)
        return fine and self.count("passed") > 0 and not self.failure

    def count(self, outcome: Outcome) -> int:
        """How many tests ended so."""
        return sum(test.outcome == outcome for test in self.tests)

    def model(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self) | {"tests": [asdict(test) for test in self.tests]}
