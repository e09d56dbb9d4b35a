"""The judge's side: runs the tests, and says what became of each.

No line of the candidate's is run here, and no file of theirs is here.
"""

from __future__ import annotations

import ast
import os
import sys
import time
from pathlib import Path
from typing import Any

from . import cases, results
from .frames import COLLECTED, END, RESULT, Connection
from .remote import Importer, Link, is_coroutine_here, shared_folder

MOST_TEXT = 4000
"""Characters of each text in a result."""

TESTS = FOLDER = "tests"
"""Where the tests are; modules are imported from there."""


def main(connection: Connection, task: dict[str, Any]) -> None:
    """Run all tests, then say so."""
    judge = Judge(connection, task)
    judge.run()
    connection.send_json(END, {"output": judge.link.output})
    # Nothing that tests left behind, such as a thread, is waited for.
    os._exit(0)


def cut(text: str, most: int = MOST_TEXT) -> str:
    """A text, shortened."""
    return text if len(text) <= most else text[:most] + " …"


class Judge:
    """One run of tests.

    Arguments:
        task: ``files`` (of pytest, below `TESTS`), ``cases`` and ``results`` (or None), ``seconds``
            (for one program).
    """

    def __init__(self, connection: Connection, task: dict[str, Any]) -> None:
        self._connection = connection
        self._task = task
        self.link = Link(connection, shared_folder())

    def run(self) -> None:
        """Run them style by style."""
        if self._task["files"]:
            self._pytest()
        for style, run in (("cases", cases.run), ("results", results.run)):
            if self._task.get(style) is None:
                continue
            found = self._task[style]
            self.collected([one["name"] for one in found[style]])
            for result in run(self.link, found, self._task["seconds"]):
                self.result(result)

    def collected(self, names: list[str]) -> None:
        """Say which tests there are, before they are run."""
        self._connection.send_json(COLLECTED, {"names": [cut(name, 300) for name in names]})

    def result(self, result: dict[str, Any]) -> None:
        """Say what became of the next one."""
        short = {
            key: cut(value) if isinstance(value, str) else value for key, value in result.items()
        }
        self._connection.send_json(RESULT, short)

    def _pytest(self) -> None:
        import pytest

        is_coroutine_here()
        paths = [Path(TESTS, file) for file in self._task["files"]]
        sys.meta_path.append(Importer(self.link, imported_names(paths)))
        settings = shared_folder() / "pytest.ini"
        settings.write_text("[pytest]\n")
        sys.dont_write_bytecode = True
        from .plugin import Plugin

        plugin = Plugin(self)
        code = pytest.main(
            [
                *("-c", str(settings), f"--rootdir={os.getcwd()}"),
                *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:doctest"),
                *(
                    "-p",
                    "no:unraisableexception",
                    "-p",
                    "no:threadexception",
                    "-p",
                    "no:faulthandler",
                ),
                "--continue-on-collection-errors",
                *map(str, paths),
            ],
            plugins=[plugin],
        )
        fine = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if code not in fine and not plugin.has_begun:
            message = (
                "pytest could not begin, or your code ended it: no test was found in its files."
            )
            self.collected(["Tests"])
            self.result({"name": "Tests", "outcome": "error", "message": message})


def imported_names(paths: list[Path]) -> dict[str, frozenset[str]]:
    """The modules that files of tests import, as far as nothing here has them, with the names.

    Read from the tests' own text: what the candidate's folder holds has no say in it.
    """
    found: dict[str, set[str]] = {}
    for path in [*paths, *Path(TESTS).rglob("*.py")]:
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, OSError):
            continue  # pytest says so
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    _add(found, alias.name)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                _add(found, node.module).update(alias.name for alias in node.names)
                for alias in node.names:
                    # `from package import module` may mean a module.
                    found.setdefault(f"{node.module}.{alias.name}", set())
    return {name: frozenset(names) for name, names in found.items()}


def _add(found: dict[str, set[str]], module: str) -> set[str]:
    parts = module.split(".")
    for at in range(1, len(parts)):
        found.setdefault(".".join(parts[:at]), set())
    return found.setdefault(module, set())


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)
