"""A value that is nested too deep is seen before anything tries to read it."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
from pycrdt import Array, Doc, Map, Text

from interview_ext.rooms.nesting import MAX_DEPTH, nests_too_deep


def number(value: int) -> bytes:
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def update(value: bytes) -> bytes:
    """An update by hand that puts a value into the array `cells`."""
    head = b"\1\1" + number(77) + b"\0\x08\1" + number(5) + b"cells" + b"\1"
    return head + value + b"\0"


def nested(depth: int, way: bytes) -> bytes:
    return update(way * depth + b"\x7e")


ARRAYS = b"\x75\1"
OBJECTS = b"\x76\1\1a"
BESIDE_OTHERS = b"\x75\2\x7d\5"


@pytest.mark.parametrize("way", [ARRAYS, OBJECTS, BESIDE_OTHERS])
def test_too_deep(way):
    assert not nests_too_deep(nested(MAX_DEPTH, way))
    assert nests_too_deep(nested(MAX_DEPTH + 1, way))
    assert nests_too_deep(nested(1_000_000, way))
    Doc().apply_update(nested(MAX_DEPTH, way))


def test_what_people_write_is_not():
    doc = Doc()
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    cells = doc.get("cells", type=Array)
    value = {"uv" * 20: ["uuu", 1, -70, 1.5, 2**60, True, None, {"v": b"uv" * 9}] * 60}
    with doc.transaction():
        for _ in range(200):
            cells.append(Map({"source": Text("uv" * 500), "metadata": Map(value), "u": value}))
    with doc.transaction():
        del cells[5:100]
        cells[0]["source"].format(0, 5, {"bold": True})
        cells[0]["source"].insert_embed(3, {"u": "v"})
        cells.insert(3, Doc())
        text = cells[1]["source"]
        text.insert(7, "u" * 3000)
        del text[3:9]
    everything = [*updates, doc.get_update(), doc.get_update(Doc().get_state())]
    assert all(one.count(b"u") + one.count(b"v") > MAX_DEPTH for one in everything)
    assert not any(map(nests_too_deep, everything))


def test_what_cannot_be_read_is_refused():
    assert nests_too_deep(b"u" * 1000)
    assert nests_too_deep(update(b"\x77" + number(10**9) + b"uv" * 100))


def test_a_room_lives_on():
    """In a process of its own, which would be gone."""
    program = """
        import asyncio
        from interview_ext.auth.participant import Participant
        from interview_ext.rooms import message as protocol
        from interview_ext.rooms.room import Room
        from tests.rooms.test_nesting import ARRAYS, nested

        class Client:
            participant = Participant("a", "b", "candidate", "Ada")
            can_write = True
            def send_frame(self, frame): pass
            def drop(self, code, reason): print("dropped", code)

        async def main():
            room, client = Room("json:notebook:a"), Client()
            room.join(client)
            room.receive(protocol.update(nested(200_000, ARRAYS)), client)
            room.flush()
            print("alive")

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n") == ["dropped 1007", "alive", ""], done.stderr
