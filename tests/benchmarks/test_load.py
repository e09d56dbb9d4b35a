"""The measuring instrument itself: what is typed is seen, what is lost is counted."""

from __future__ import annotations

import os

import pytest
from pycrdt import merge_updates

from benchmarks import keystrokes as ks
from benchmarks.load import Fleet, Pad, clock, even_schedule, percentile, typing_schedule, windows
from benchmarks.servers import Relay, running
from benchmarks.websocket import client_frame, mask, next_frame, server_frame


@pytest.fixture(scope="module")
def strokes() -> ks.Keystrokes:
    return ks.type_text(400)


def test_the_keystrokes_are_real_updates(strokes):
    whole = merge_updates(*(ks.read_update(message) for message in strokes.messages))
    assert ks.text_of(whole) == (ks.PHRASE * 10)[:400]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
@pytest.mark.parametrize("frame", [client_frame, server_frame])
def test_a_frame_is_read_as_it_was_written(frame, size):
    payload = os.urandom(size)
    data = frame(payload)
    assert next_frame(b"x" + data + b"rest", 1) == (2, payload, 1 + len(data))
    assert next_frame(data[:-1], 0) is None


def test_masking_follows_the_protocol():
    # The example of RFC 6455, section 5.7.
    assert mask(b"Hello", bytes.fromhex("37fa213d")) == bytes.fromhex("7f9f4d5158")


def test_merged_updates_are_followed(strokes):
    updates = [ks.read_update(message) for message in strokes.messages]
    shadow = ks.Shadow(strokes)
    assert shadow.known_after(merge_updates(*updates[10:25]), 10) == 25
    assert shadow.known_after(updates[30], 30) == 31


def test_a_change_of_the_server_is_no_keystroke(strokes):
    from pycrdt import Doc, Map

    doc: Doc = Doc(client_id=7)
    doc.get("state", type=Map)["dirty"] = True
    assert ks.Shadow(strokes).known_after(doc.get_update(), 12) == 12


def test_what_is_typed_is_seen(strokes):
    core = min(os.sched_getaffinity(0))
    with running(Relay, core) as server:
        fleet = Fleet(server.open_pads(3), strokes)
        try:
            start = clock()
            fleet.play(typing_schedule(fleet.pads, 100, 0.5))
            fleet.play(even_schedule(fleet.pads, 600, 0.25))
            [seen] = windows(fleet.pads, [start, clock()], clock())
        finally:
            fleet.close()
    assert fleet.typed == fleet.seen == len(seen.latencies) > 250
    assert seen.lost == 0
    assert 0 < percentile(seen.latencies, 0.5) <= percentile(seen.latencies, 0.99)


def test_what_is_never_seen_counts_until_the_end(strokes):
    pad = Pad.__new__(Pad)
    pad.sent, pad.received = [1.0, 2.0, 3.0, 4.0], [1.1, 2.5]
    first, second = windows([pad], [0, 2.5, 5], end=10)
    assert first.latencies == pytest.approx([0.1, 0.5])
    assert first.lost == 0
    assert second.latencies == pytest.approx([7, 6])
    assert second.lost == 2


def test_percentiles_are_values_that_occurred():
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([3.0], 0.99) == 3
