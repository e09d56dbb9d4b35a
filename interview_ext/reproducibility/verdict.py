"""What a notebook showed beside what it shows when it is run anew. Pure: no tornado or clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

Verdict = Literal["same", "differs", "fails", "not_run"]

# Where an object happens to be in memory says nothing about a result.
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+")

# Characters of a text beyond which it is compared as it is: looking for addresses takes time.
_LONG = 100_000

_NEVER = "It was never run in the interview."
_STALE = "It was changed after it was last run."


@dataclass(frozen=True)
class CellVerdict:
    """What is to be said of a cell.

    Arguments:
        id: the cell's; empty where it has none.
        index: its position in the notebook, all kinds of cells counted.
        verdict: "same" and "differs" compare what it shows; "fails": it raises an error that it
            did not raise in the interview; "not_run": it was not run, then or now.
        words: for people; empty where there is nothing to add.
    """

    id: str
    index: int
    verdict: Verdict
    words: str


def is_code(cell: dict[str, Any]) -> bool:
    """Whether a cell is one that can be run and does something."""
    return cell.get("cell_type") == "code" and bool(source_of(cell).strip())


def source_of(cell: dict[str, Any]) -> str:
    """A cell's source, which files may keep in lines."""
    return _joined(cell.get("source"))


def was_run(cell: dict[str, Any], ran: str | None) -> bool:
    """Whether a cell was run in the interview.

    Arguments:
        cell: as it was at the end.
        ran: its source when it was last run; None where no run is recorded.
    """
    return ran is not None or bool(cell.get("outputs")) or cell.get("execution_count") is not None


def judge(
    cell: dict[str, Any], index: int, now: Sequence[dict[str, Any]], ran: str | None
) -> CellVerdict:
    """Compare what a cell shows.

    Arguments:
        cell: as it was at the end of the interview, as nbformat has it.
        index: its position.
        now: the outputs of the clean run.
        ran: its source when it was last run; None where no run is recorded.
    """
    id = cell.get("id") if isinstance(cell.get("id"), str) else ""
    if not was_run(cell, ran):
        return CellVerdict(id or "", index, "not_run", _NEVER)
    stale = _STALE if ran is not None and ran != source_of(cell) else ""
    verdict, words = _compare(_shown(cell.get("outputs") or []), _shown(now))
    return CellVerdict(id or "", index, verdict, " ".join(filter(None, (words, stale))))


def out_of_order(positions: Sequence[int], counts: Sequence[int | None]) -> bool:
    """Whether cells were run in another order than they stand in.

    Arguments:
        positions: of the cells, in the order of their last runs.
        counts: execution counts, in the order of the cells; used where no runs are recorded.
    """
    order = list(positions) if positions else [count for count in counts if count is not None]
    return any(later <= earlier for earlier, later in pairwise(order))


def in_words(cells: Sequence[CellVerdict], disordered: bool, stale: int) -> str:
    """One or two sentences about a notebook.

    Arguments:
        disordered: whether its cells were run out of order.
        stale: how many cells were changed after they were last run.
    """
    if not cells:
        return "There is no code in it."
    numbers = {kind: sum(one.verdict == kind for one in cells) for kind in _COUNTED}
    if numbers["same"] == len(cells):
        words = ["Run from the top in a clean kernel, all cells give the same."]
    else:
        told = [f"{_COUNTED[kind]}: {number}" for kind, number in numbers.items() if number]
        words = [f"Run from the top in a clean kernel: {', '.join(told)}."]
    if disordered:
        words.append("In the interview, cells were run in another order than they stand in.")
    if stale:
        words.append(f"Changed after they were last run: {stale}.")
    return " ".join(words)


_COUNTED: dict[Verdict, str] = {
    "same": "the same",
    "differs": "different",
    "fails": "failing",
    "not_run": "not run",
}


def notebook_model(
    path: str,
    cells: Sequence[CellVerdict],
    positions: Sequence[int],
    counts: Sequence[int | None],
) -> dict[str, Any]:
    """A notebook's verdict as JSON; see `out_of_order` for the arguments."""
    disordered = out_of_order(positions, counts)
    stale = sum(_STALE in cell.words for cell in cells)
    return {
        "path": path,
        "cells": [asdict(cell) for cell in cells],
        "out_of_order": disordered,
        "words": in_words(cells, disordered, stale),
    }


@dataclass(frozen=True)
class _Shown:
    """What outputs come to.

    Arguments:
        text: what was printed, by the name of the stream.
        results: what was displayed otherwise, one after the other.
        error: name and message of the error that ended it.
    """

    text: dict[str, str]
    results: list[tuple[str, Any]]
    error: tuple[str, str] | None


def _shown(outputs: Sequence[Any]) -> _Shown:
    text: dict[str, str] = {}
    results: list[tuple[str, Any]] = []
    error = None
    for output in outputs:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream":
            name = str(output.get("name"))
            text[name] = text.get(name, "") + _plain(output.get("text"))
        elif kind == "error":
            error = (str(output.get("ename")), _plain(output.get("evalue")))
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            results.append(_result(output["data"]))
    return _Shown(text, results, error)


def _result(data: dict[str, Any]) -> tuple[str, Any]:
    pictures = {key: _joined(data[key]).strip() for key in sorted(data) if key.startswith("image/")}
    if pictures:
        return "picture", pictures
    if "text/plain" in data:
        return "text", _plain(data["text/plain"])
    return "data", data


def _compare(then: _Shown, now: _Shown) -> tuple[Verdict, str]:
    if now.error is not None and now.error != then.error:
        name, message = now.error
        failed = f"{name}: {message[:200]}" if message else name
        if then.error is None:
            return "fails", f"It fails in a clean kernel: {failed}."
        return "differs", f"It fails in another way: {failed}."
    if then.error is not None and now.error is None:
        return "differs", f"It does not fail any more ({then.error[0]})."
    if then.text != now.text:
        return "differs", "What it prints is different."
    if [kind for kind, _ in then.results] != [kind for kind, _ in now.results]:
        return "differs", "It shows something else."
    for (kind, before), (_, after) in zip(then.results, now.results, strict=True):
        if before != after:
            what = "picture" if kind == "picture" else "result"
            return "differs", f"The {what} is different."
    return "same", ""


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _plain(value: Any) -> str:
    text = _joined(value)
    return _ADDRESS.sub("0x…", text) if len(text) <= _LONG else text
