"""Full collections wait for a quiet moment, but not for ever."""

from __future__ import annotations

import gc
import subprocess
import sys
from time import monotonic

import pytest

from interview_ext.garbage import AT_LATEST, EVERY, QUIET, GarbageCollector


@pytest.mark.parametrize(
    ("since", "quiet", "due"),
    [
        (0, 3600, False),
        (EVERY - 1, 3600, False),
        (EVERY + 1, QUIET / 2, False),
        (EVERY + 1, QUIET * 2, True),
        (AT_LATEST - 1, 0, False),
        (AT_LATEST + 1, 0, True),
    ],
)
def test_a_full_collection_fits_in_when(since, quiet, due):
    start = monotonic()
    now = start + since
    collector = GarbageCollector(lambda: now - quiet)
    collector._collected = start
    assert collector.due(now) is due


def test_after_a_collection_the_next_one_waits():
    collector = GarbageCollector(lambda: 0.0)
    cycle: list = []
    cycle.append(cycle)
    now = monotonic() + 2 * EVERY
    assert collector.due(now)
    collector.collect(now)
    assert not collector.due(now)


def test_no_full_collection_happens_by_itself():
    program = """
import gc
from interview_ext.garbage import GarbageCollector
full = []
gc.callbacks.append(lambda phase, info: full.append(1) if info["generation"] == 2 else None)
GarbageCollector(lambda: 0.0).start()
full.clear()
for _ in range(3_000_000):
    a = []
    a.append(a)
print(len(full))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "0", done.stderr
    assert gc.get_threshold()[2] < 1000, "the test's own process is left alone"
