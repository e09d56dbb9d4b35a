"""What both sides of a run of tests import before they are told what to do. Pure.

Importing NumPy, pandas and pytest takes longer than most tests do. It can be done before anybody
has asked for a run, as it has nothing to do with what the candidate wrote: what is imported is
read from the question alone, so a run finds the same whether it was prepared early or late. What
the candidate's side imports is read from what candidates are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ..questions.question import Question

Role = Literal["judge", "subject"]

LIBRARIES: Final = (
    "duckdb", "matplotlib", "numpy", "pandas", "scipy", "seaborn", "sklearn", "statsmodels",
)  # fmt: skip
"""Packages that take long to import; others are imported when somebody does."""

PYTEST: Final = "inside.plugin"
"""Our own plugin for pytest, which brings pytest along."""

NOTEBOOK: Final = "IPython.core.interactiveshell"

_NAME: Final = rf"(?:{'|'.join(LIBRARIES)})(?:\.\w+)*"
_IMPORT: Final = re.compile(
    rf"\b(?:from\s+({_NAME})\s+import(?:\s+(\w+(?:\s*,\s*\w+)*))?|import\s+({_NAME}))".encode()
)


@dataclass(frozen=True)
class Preparation:
    """What the sides of a run import.

    Arguments:
        language: of the question.
        judge, subject: names of modules in their order; one that there is not is passed over.
    """

    language: str
    judge: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()

    def of(self, role: Role) -> tuple[str, ...]:
        """What one side imports."""
        return self.judge if role == "judge" else self.subject


def preparation(question: Question, language: str) -> Preparation:
    """What is imported for the tests of a question, visible and hidden alike.

    Called when a task is opened, and for each run of its tests.

    Arguments:
        language: one of the question's; empty for a question without.
    """
    tests = {**question.tests(language), **question.hidden_tests(language)}
    judge = [PYTEST] if any(path.endswith(".py") for path in tests) else []
    judge += imported(content for path, content in tests.items() if path.endswith(".py"))
    # The candidate's code sees what was imported beside it: what only the solution uses stays away.
    starter = question.starter(language)
    code = [starter[path] for path in starter if path.endswith((".py", ".ipynb"))]
    subject = [NOTEBOOK] if question.type == "notebook" and judge else []
    # A program of Python is run as a process of its own, which imports for itself.
    subject += imported(code) if judge else []
    subject += ["duckdb"] if question.type == "sql" else []
    return Preparation(language, tuple(judge), tuple(dict.fromkeys(subject)))


def imported(sources: Iterable[bytes]) -> list[str]:
    """The modules of `LIBRARIES` that sources import, of notebooks too, in their order.

    ``from package import name`` may mean a module, so it is among them.
    """
    found: dict[str, None] = {}
    for source in sources:
        for match in _IMPORT.finditer(source):
            module = (match[1] or match[3]).decode()
            found[module] = None
            for name in (match[2] or b"").decode().split(","):
                if name.strip().islower():
                    found[f"{module}.{name.strip()}"] = None
    return list(found)
