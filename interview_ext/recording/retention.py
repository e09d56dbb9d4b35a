"""Deleting recordings that are old."""

from __future__ import annotations

from pathlib import Path

from ..trees import remove_tree
from . import RECORDING

# What is made from a recording; see `playback.builder`.
_DERIVED = ("playback", ".playback-*")
_FAILED = ("playback-failed.json", ".playback-failed.json")

# What was found out by it; see `reproducibility.manager`.
_SAID = ("reproducibility.json", "reproducibility.due")


def delete_recording(folder: Path) -> None:
    """Remove a pad's recording and all that was made from it; its files stay.

    Called off the event loop by the pad manager, when nothing has the recording open. Nothing
    happens where there is none.

    Arguments:
        folder: the pad's.

    Raises:
        OSError: something could not be removed; call it again.
    """
    for pattern in _DERIVED:
        for derived in folder.glob(pattern):
            remove_tree(derived)
    for name in (*_SAID, *_FAILED):
        (folder / name).unlink(missing_ok=True)
    # The log first: without it the rest is an older state, and not the other way round.
    for suffix in ("-wal", "-shm", ""):
        (folder / f"{RECORDING}{suffix}").unlink(missing_ok=True)
