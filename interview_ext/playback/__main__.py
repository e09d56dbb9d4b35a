"""Make the playback index of a pad: ``python -m interview_ext.playback FOLDER``.

The server runs this, and writes what the pad is, as JSON, to its standard input. Progress and what
went wrong come out as lines of JSON; where it was too much for the limits, the exit code is 2 or a
signal's, and it may go well without the document that was named last. With ``--restore TARGET
--moment MILLISECONDS`` the pad's files are made again as they were.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import sqlite3
import sys
from pathlib import Path

from .builder import build
from .past import restore


def main() -> int:
    """Do what is asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m interview_ext.playback")
    parser.add_argument("folder", type=Path, help="the pad's folder, with its recording")
    parser.add_argument("--memory", type=int, default=0, help="bytes that may be used at most")
    parser.add_argument("--seconds", type=int, default=0, help="processor time it may take at most")
    parser.add_argument("--leave-out", action="append", default=[], help="id of a document")
    parser.add_argument("--restore", type=Path, help="make this folder of files instead")
    parser.add_argument("--moment", type=int, default=0, help="milliseconds since the start")
    options = parser.parse_args()
    # Interviews that go on come first.
    with contextlib.suppress(OSError):
        os.nice(10)
    if options.memory:
        resource.setrlimit(resource.RLIMIT_AS, (options.memory, options.memory))
    if options.seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (options.seconds, options.seconds))
    try:
        if options.restore:
            _say(runs=restore(options.folder, options.moment, options.restore))
        else:
            build(
                options.folder,
                json.load(sys.stdin),
                lambda done, document: _say(progress=round(done, 3), document=document),
                options.leave_out,
            )
    except (OSError, ValueError, sqlite3.Error) as error:
        _say(failed=f"The recording could not be prepared: {error}")
        return 1
    except MemoryError:
        _say(failed="The recording is too large to be prepared on this server.")
        return 2
    return 0


def _say(**words: object) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    sys.exit(main())
