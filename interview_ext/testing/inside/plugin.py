"""What pytest tells of each test, in words."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.assertion import util

from .remote import NotAnswered, TestTrouble

if TYPE_CHECKING:
    from .judge import Judge

MOST = 1500
"""Characters of one side of a comparison."""


# What two sides differ in is shown by whoever shows the report; between long values it would take
# minutes to find.
setattr(util, "assertrepr_compare", lambda *args, **kwargs: ())  # noqa: B010


class Plugin:
    """Tells the judge what becomes of each test."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._names: dict[str, str] = {}
        self._sides: tuple[str, Any, Any] | None = None
        self._current: dict[str, Any] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether there are tests that are run one by one."""
        return bool(self._names)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        self._names = {item.nodeid: name_of(item) for item in items}
        self._judge.collected(list(self._names.values()))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Any:
        outcome = yield
        report = outcome.get_result()
        if not report.failed:
            return
        error = report.call.excinfo if getattr(report, "call", None) else None
        cause = error.value if error is not None else None
        # pytest wraps what a file raised while it was imported.
        while cause is not None and type(cause).__name__ == "CollectError":
            cause = cause.__cause__ or cause.__context__
        message = words_of(cause) if cause is not None else str(report.longrepr)
        name = readable(Path(str(collector.path)).stem) if collector.path else "Tests"
        self._judge.collected([name])
        self._judge.result({"name": name, "outcome": "error", "message": message, "seconds": 0.0})

    @pytest.hookimpl(tryfirst=True)
    def pytest_assertrepr_compare(self, op: str, left: Any, right: Any) -> None:
        self._sides = (op, left, right)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        outcome = yield
        report = outcome.get_result()
        if report.when == "setup":
            self._current = {"name": self._names.get(item.nodeid, item.name), "seconds": 0.0}
        current = self._current
        if current is None:
            return
        current["seconds"] = round(current["seconds"] + report.duration, 3)
        if report.failed and "outcome" not in current:
            self._tell_failure(item, call, current)
        elif report.skipped and "outcome" not in current:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            if hasattr(report, "wasxfail"):
                reason = f"Known not to work: {report.wasxfail}"
            current.update(outcome="skipped", message=str(reason).removeprefix("Skipped: "))
        self._sides = None
        if report.when == "teardown":
            current.setdefault("outcome", "passed")
            self._judge.result(current)
            self._current = None

    def _tell_failure(self, item: Any, call: Any, current: dict[str, Any]) -> None:
        if call.excinfo is None:  # such as a strict xfail that passes
            current.update(outcome="failed", message="It passed, which was not expected.")
            return
        error = call.excinfo.value
        is_failure = isinstance(error, AssertionError | pytest.fail.Exception) and not trace_of(
            error
        )
        current["outcome"] = "failed" if is_failure else "error"
        sides = self._sides
        if is_failure and sides is not None and isinstance(error, AssertionError):
            op, left, right = sides
            words = str(error).split("\n")[0]
            if op == "==":
                if _begins_with_expected(call.excinfo, str(item.path)):
                    left, right = right, left
                current.update(expected=shown(right), actual=shown(left))
                # What the test itself says beside the comparison.
                current["message"] = "" if words.startswith("assert ") else words
                return
            current["message"] = f"{shown(left)} {op} {shown(right)} does not hold."
            return
        current["message"] = words_of(error)


def name_of(item: Any) -> str:
    """A test in words: the first line of its docstring, else its name made readable."""
    function = getattr(item, "function", None)
    text = (getattr(function, "__doc__", None) or "").strip().split("\n")[0].strip()
    original = getattr(item, "originalname", None) or item.name.split("[")[0]
    name = text.rstrip(".") if text else readable(original)
    if "[" in item.name and item.name.endswith("]"):
        name += f" ({item.name.split('[', 1)[1][:-1]})"
    return name[:300]


def readable(name: str) -> str:
    """``test_empty_list`` as ``Empty list``."""
    words = re.sub(r"^test_?", "", name).replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]


def trace_of(error: BaseException) -> str:
    """The lines of the candidate's own code that led to an error."""
    trace = error.__dict__.get("_interview_trace")
    return trace if isinstance(trace, str) else ""


def words_of(error: BaseException) -> str:
    """What an error says, for people."""
    try:
        words = str(error).strip()
    except Exception:
        words = ""
    if isinstance(error, TestTrouble | NotAnswered):
        return words
    if isinstance(error, ImportError) and type(error) is ImportError:
        text = words
    elif isinstance(error, AssertionError | pytest.fail.Exception):
        lines = [line for line in words.split("\n") if not line.startswith("  ")]
        text = "\n".join(lines[:12]) or "What was to hold does not."
        if text.startswith("assert "):
            text = f"It does not hold: {text.removeprefix('assert ')}"
    else:
        text = f"{type(error).__name__}: {words}" if words else type(error).__name__
    trace = trace_of(error)
    return f"{text}\n{trace}" if trace else text


def shown(value: Any) -> str:
    """A value as people read it."""
    try:
        text = value if isinstance(value, str) and "\n" in value else repr(value)
    except Exception as error:
        text = f"<{type(value).__name__}, which cannot be shown: {type(error).__name__}>"
    return text if len(text) <= MOST else text[:MOST] + " …"


def _begins_with_expected(excinfo: Any, path: str) -> bool:
    """Whether the assertion that failed has a literal on its left and none on its right."""
    line = next((e.lineno + 1 for e in reversed(excinfo.traceback) if str(e.path) == path), 0)
    for node in ast.walk(_tree(path)):
        if (
            isinstance(node, ast.Assert)
            and node.lineno <= line <= (node.end_lineno or 0)
            and isinstance(node.test, ast.Compare)
            and len(node.test.ops) == 1
        ):
            return _is_literal(node.test.left) and not _is_literal(node.test.comparators[0])
    return False


def _is_literal(node: ast.AST) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


@functools.lru_cache(maxsize=16)
def _tree(path: str) -> ast.AST:
    return ast.parse(Path(path).read_bytes())
