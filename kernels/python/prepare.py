"""Puts matplotlib's list of fonts into a new environment: making one costs seconds.

Run by the environment's own Python when the environment is made. What lies in its folder
``share/interview/home`` appears in the home directory of every kernel.

    python prepare.py ENVIRONMENT
"""

import os
import sys
from pathlib import Path

cache = Path(sys.argv[1], "share", "interview", "home", ".config", "matplotlib")
cache.mkdir(parents=True, exist_ok=True)
os.environ["MPLCONFIGDIR"] = str(cache)

import matplotlib.font_manager  # noqa: E402, F401 - makes the list where there is none
