"""What is stored for measuring is really stored, and what is not recorded is not."""

from __future__ import annotations

import gc

from benchmarks.keystrokes import read_update, type_text
from benchmarks.recording import DOCUMENTS, measure_stores


def test_the_stores_are_measured_with_what_they_were_given():
    updates = [read_update(message) for message in type_text(1500).messages]
    before = gc.get_threshold()
    ours, peer = measure_stores(updates, 20)
    assert ours.updates == 1500 * DOCUMENTS
    assert peer.updates == 20
    assert 0 < ours.size < 64 < peer.size
    assert ours.rate > peer.rate > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
