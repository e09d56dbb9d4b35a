"""A room relays first, applies after, and lets nobody speak for somebody else."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from interview_ext.auth.participant import Participant
from interview_ext.rooms import message as protocol
from interview_ext.rooms.room import Room


class Client:
    """A browser's end of the wire: takes frames, remembers them."""

    def __init__(self, name: str = "Ada", can_write: bool = True) -> None:
        self.participant = Participant(name.lower(), "pad", "candidate", name)
        self.can_write = can_write
        self.got: list[bytes] = []
        self.dropped: int | None = None

    def send_frame(self, frame: bytes) -> None:
        self.got.append(payload(frame))

    def drop(self, code: int, reason: str) -> None:
        self.dropped = code


def payload(frame: bytes) -> bytes:
    """What a server's WebSocket frame carries (RFC 6455, section 5.2)."""
    assert frame[0] == 0x82
    size, start = frame[1], 2
    if size == 126:
        size, start = int.from_bytes(frame[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(frame[2:10], "big"), 10
    assert len(frame) == start + size
    return frame[start:]


def keystroke(text: str) -> bytes:
    doc = Doc()
    doc.get("source", type=Text).insert(0, text)
    return doc.get_update()


@pytest.fixture
def room():
    room = Room("text:file:x")
    room.ada, room.bob = Client("Ada"), Client("Bob")
    room.join(room.ada)
    room.join(room.bob)
    room.ada.got.clear()
    room.bob.got.clear()
    return room


async def test_an_update_reaches_the_others_as_it_came_and_before_it_is_applied(room):
    message = protocol.update(keystroke("hi"))
    room.receive(message, room.ada)
    assert room.bob.got == [message]
    assert room.ada.got == []
    assert str(room.doc.get("source", type=Text)) == ""
    room.flush()
    assert str(room.doc.get("source", type=Text)) == "hi"


async def test_a_newcomer_gets_what_was_typed_a_moment_ago(room):
    room.receive(protocol.update(keystroke("hi")), room.ada)
    late = Client("Late")
    room.join(late)
    room.receive(protocol.step1(b"\x00"), late)
    doc = Doc()
    doc.apply_update(protocol.body(late.got[-1]))
    assert str(doc.get("source", type=Text)) == "hi"


async def test_the_servers_changes_reach_everybody(room):
    with room.edit() as doc:
        doc.get("source", type=Text).insert(0, "from the server")
    assert room.ada.got == room.bob.got
    doc = Doc()
    doc.apply_update(protocol.body(room.ada.got[0]))
    assert str(doc.get("source", type=Text)) == "from the server"


async def test_a_reader_changes_nothing(room):
    reader = Client("Eve", can_write=False)
    room.join(reader)
    room.receive(protocol.step2(keystroke("sneaky")), reader)
    assert reader.dropped is None
    room.receive(protocol.update(keystroke("sneaky")), reader)
    room.flush()
    assert reader.dropped == 1008
    assert room.bob.got == []
    assert str(room.doc.get("source", type=Text)) == ""


async def test_a_change_that_cannot_be_read_costs_only_its_sender(room):
    changes: list[int] = []
    room.on_change = lambda: changes.append(1)
    room.receive(protocol.update(b"\x01\x02garbage"), room.ada)
    room.receive(protocol.update(keystroke("fine")), room.bob)
    room.flush()
    assert room.ada.dropped == 1007
    assert room.bob.dropped is None
    assert str(room.doc.get("source", type=Text)) == "fine"


@given(st.binary(min_size=1, max_size=200))
def test_no_message_breaks_a_room(data):
    async def receive() -> None:
        room = Room("text:file:x")
        client, other = Client(), Client("Bob")
        room.join(client)
        room.join(other)
        room.receive(data, client)
        room.flush()
        room.receive(protocol.update(keystroke("still works")), other)
        room.flush()
        assert "still works" in str(room.doc.get("source", type=Text))

    asyncio.run(receive())


def cursor(client: int, clock: int, user: dict | None, **state: object) -> bytes:
    content = {**state, **({"user": user} if user is not None else {})}
    return protocol.awareness([protocol.AwarenessState(client, clock, json.dumps(content))])


async def test_cursors_reach_everybody_and_newcomers(room):
    message = cursor(7, 1, {"username": "ada", "name": "Ada"}, cursor=3)
    room.receive(message, room.ada)
    assert room.bob.got == [message]
    assert room.ada.got == [message], "the sender's provider takes silence for a lost connection"
    late = Client("Late")
    room.join(late)
    assert late.got[1] == message


async def test_nobody_can_pose_as_somebody_else(room):
    for user in ({"username": "bob"}, {"name": "Bob"}, {"display_name": "Bob"}, "Bob", 7):
        room.receive(cursor(7, 1, user), room.ada)
    assert room.bob.got == []
    room.receive(cursor(8, 1, {"username": "bob"}), room.bob)
    room.ada.got.clear()
    room.receive(cursor(8, 2, {"username": "ada"}), room.ada)
    room.receive(protocol.awareness([protocol.AwarenessState(8, 3, "null")]), room.ada)
    assert room.ada.got == []


async def test_who_leaves_takes_their_cursor_along(room):
    room.receive(cursor(7, 4, {"username": "ada"}), room.ada)
    room.bob.got.clear()
    room.leave(room.ada)
    (state,) = protocol.read_awareness(room.bob.got[0])
    assert (state.client, state.clock, state.gone) == (7, 5, True)


@given(st.integers(0, 200_000))
def test_frames_are_of_rfc_6455(size):
    data = b"x" * size
    assert payload(protocol.frame(data)) == data


async def test_one_browser_cannot_fill_the_server_with_cursors(room):
    for client in range(1000):
        room.receive(cursor(client, 1, {"username": "ada"}), room.ada)
    late = Client("Late")
    room.join(late)
    assert len(protocol.read_awareness(late.got[1])) <= 64
    room.receive(cursor(1, 2, None, junk="x" * 100_000), room.ada)
    assert room.ada.dropped == 1007
