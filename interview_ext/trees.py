"""Removing directories in which strangers may have put anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def remove_tree(path: str | Path) -> None:
    """Remove a directory with all that is in it; symbolic links are removed and not followed.

    Called off the event loop. Nothing happens where there is no such directory.

    Raises:
        OSError: something could not be removed.
    """
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except RecursionError:
        # More directories in each other than Python descends into; rm has no such limit.
        done = subprocess.run(
            ["rm", "-rf", "--", os.fspath(path)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise OSError(done.stderr.strip()) from None
