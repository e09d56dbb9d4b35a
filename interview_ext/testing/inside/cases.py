"""Tests by input and output: what a program prints, line by line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

from .remote import Link, NotAnswered

MOST_ERRORS = 1500


def run(link: Link, task: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
    """What becomes of each case.

    Arguments:
        task: ``file`` (or empty), ``cases`` (``name``, ``input``, ``output``, ``arguments``).
        seconds: that one run may take.
    """
    for case in task["cases"]:
        question = {
            "do": "program",
            "file": task["file"],
            "input": case["input"],
            "arguments": case["arguments"],
            "seconds": seconds,
        }
        try:
            done = link.plain(question)
            result = judge(done, case["output"], seconds)
            output = done.get("output")
            if isinstance(output, str):
                link.output = (link.output + output)[:16384]
        except NotAnswered as error:
            done, result = {}, {"outcome": "error", "message": str(error)}
        spent = done.get("seconds")
        yield {
            "name": case["name"],
            # What is no number of seconds could not be told to people.
            "seconds": spent if isinstance(spent, float) and 0 <= spent < 1e6 else 0.0,
            **result,
        }


def judge(done: dict[str, Any], expected: str, seconds: float) -> dict[str, Any]:
    """Whether a program did what was expected.

    Arguments:
        done: see `Programs.run`; whatever the subject made of it.
    """
    if "missing" in done:
        return {"outcome": "error", "message": f"There is no file {_text(done, 'missing')[:200]}."}
    if "compile" in done:
        said = _text(done, "compile").strip()[:MOST_ERRORS]
        return {"outcome": "error", "message": f"It could not be compiled.\n{said}".strip()}
    output, errors = _text(done, "output"), _text(done, "errors").strip()
    if done.get("late"):
        return {"outcome": "error", "message": f"It took longer than {seconds:g} seconds."}
    if done.get("long"):
        return {"outcome": "error", "message": "It printed more than 1 MiB."}
    status = done.get("status")
    if status != 0:
        message = _ending(status)
        if errors:
            message += "\n" + errors[-MOST_ERRORS:]
        return {"outcome": "error", "message": message}
    wanted, got = lines_of(expected), lines_of(output)
    if wanted == got:
        return {"outcome": "passed"}
    return {
        "outcome": "failed",
        "expected": "\n".join(wanted),
        "actual": "\n".join(got),
        "message": difference(wanted, got),
    }


def lines_of(text: str) -> list[str]:
    """The lines of an output, without blanks at their ends and without empty ones at its end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def difference(wanted: list[str], got: list[str]) -> str:
    """The first line in which two outputs differ, in words."""
    if not got:
        return "Nothing was printed."
    for number, (right, actual) in enumerate(zip(wanted, got, strict=False), 1):
        if right != actual:
            return f"Line {number} is “{actual[:200]}” instead of “{right[:200]}”."
    if len(got) < len(wanted):
        return f"Line {len(got) + 1} is missing: “{wanted[len(got)][:200]}”."
    return f"Line {len(wanted) + 1} is too much: “{got[len(wanted)][:200]}”."


def _text(done: dict[str, Any], key: str) -> str:
    value = done.get(key)
    return value if isinstance(value, str) else ""


def _ending(status: Any) -> str:
    if isinstance(status, int) and status < 0:
        words = {signal.SIGSEGV: "a segmentation fault", signal.SIGKILL: "it was killed"}
        try:
            name = words.get(signal.Signals(-status), signal.Signals(-status).name)
        except ValueError:
            name = f"signal {-status}"
        return f"The program crashed: {name}."
    return f"The program ended with exit status {status}."
