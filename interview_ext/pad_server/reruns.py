"""What a pad that branched off from another runs when the first person comes in."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

_FILE = "reruns.json"


def write_reruns(folder: Path, runs: list[dict[str, str]]) -> None:
    """Remember cells until they are run.

    Arguments:
        folder: the pad's.
        runs: `path` and `cell_id` of each, in their order.
    """
    (folder / _FILE).write_text(json.dumps(runs))


def read_reruns(folder: Path) -> list[tuple[str, str]]:
    """The path and the cell of each run that is still to be asked for."""
    try:
        runs = json.loads((folder / _FILE).read_text())
    except FileNotFoundError:
        return []
    return [(run["path"], run["cell_id"]) for run in runs]


def forget_reruns(folder: Path) -> None:
    """They have been asked for."""
    with suppress(FileNotFoundError):
        (folder / _FILE).unlink()
