"""Types that are nested in each other without end would end the server when they are deleted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_ydoc import YNotebook
from pycrdt import Doc, Text

from interview_ext.rooms import message as protocol
from interview_ext.rooms.nesting import MAX_TYPES
from interview_ext.rooms.room import CLOSED_FULL, Room
from interview_ext.rooms.update import check

from .test_room import Client, keystroke


def number(value: int) -> bytes:
    written = b""
    while value > 127:
        written += bytes([value & 127 | 128])
        value >>= 7
    return written + bytes([value])


def nested_types(depth: int, info: int = 0x07) -> bytes:
    """Maps in each other, each under the key "a" of the one before."""
    inner = b"".join(
        bytes([info | 0x20]) + b"\x00\x4d" + number(clock) + b"\x01a\x01"
        for clock in range(depth - 1)
    )
    head = b"\x01" + number(depth) + b"\x4d\x00"
    return head + bytes([info]) + b"\x01\x05cells\x01" + inner + b"\x00"


@pytest.fixture
def room():
    room = Room("json:notebook:x")
    room.ada, room.bob = Client("Ada"), Client("Bob")
    room.join(room.ada)
    room.join(room.bob)
    room.bob.got.clear()
    return room


def goes_on(room: Room) -> bool:
    """Whether nobody else heard of it, and the others' document works."""
    heard = list(room.bob.got)
    room.receive(protocol.update(keystroke("still works")), room.bob)
    room.flush()
    return not heard and str(room.doc.get("source", type=Text)) == "still works"


@pytest.mark.parametrize(("info", "code"), [(0x07, CLOSED_FULL), (0x17, 1007)])
async def test_types_that_are_nested_too_deep_cannot_be_written(room, info, code):
    room.receive(protocol.update(nested_types(MAX_TYPES + 1, info)), room.ada)
    assert room.ada.dropped == code
    assert goes_on(room)


async def test_nor_in_small_pieces(room):
    for clock in range(MAX_TYPES + 1):
        above = b"\x00\x4d" + number(max(0, clock - 1)) + b"\x01a"
        struct = b"\x27" + above if clock else b"\x07\x01\x05cells"
        update = b"\x01\x01\x4d" + number(clock) + struct + b"\x01\x00"
        room.allowances = type(room.allowances)()
        room.receive(protocol.update(update), room.ada)
    assert room.ada.dropped == CLOSED_FULL
    room.flush()


async def test_text_that_playback_has_no_eye_for_is_refused(room):
    cell = b"\x07\x01\x05cells\x01"
    source = b"\x27\x00\x4d\x00\x06source\x06"  # an XML text, which pages take for a text
    text = b"\x04\x00\x4d\x01\x08print(1)"
    room.receive(protocol.update(b"\x01\x03\x4d\x00" + cell + source + text + b"\x00"), room.ada)
    assert room.ada.dropped == 1007
    assert goes_on(room)


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.insert_embed(0, {"image": "x"}),
        lambda text: text.insert_embed(0, "looks like text"),
        lambda text: text.insert(0, "loud", {"bold": True}),
        lambda text: text.format(0, 2, {"bold": True}),
    ],
)
async def test_what_is_no_plain_text_is_not_let_into_texts(room, write):
    text = room.doc.get("source", type=Text)
    written = keystroke("plain")
    room.receive(protocol.update(written), room.bob)
    room.flush()
    doc: Doc = Doc()
    doc.apply_update(written)
    before = doc.get_state()
    write(doc.get("source", type=Text))
    room.receive(protocol.update(doc.get_update(before)), room.ada)
    room.flush()
    assert room.ada.dropped == 1007
    assert not room.bob.got
    assert str(text) == "plain"
    assert len(text) == len("plain")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=30,
)


@given(json_values, st.text())
def test_whatever_a_notebook_holds_can_be_counted(value, source):
    notebook = YNotebook()
    notebook.set(
        {
            "cells": [
                {
                    "id": f"cell-{number}",
                    "cell_type": "code",
                    "metadata": {"value": value},
                    "source": source,
                    "outputs": [],
                    "execution_count": None,
                }
                for number in range(3)
            ],
            "metadata": {"value": value},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    state = notebook.ydoc.get_update()
    assert check(state) >= 3 * 3


@given(client=st.integers(0, 2**53 - 1), clock=st.integers(0, 2**31), written=st.text(max_size=300))
def test_text_brings_no_type_and_hides_none(client, clock, written):
    content = written.encode()
    text = b"\x04\x01\x04text" + number(len(content)) + content
    array = b"\x07\x01\x05cells\x00"
    head = number(client) + number(clock)
    assert check(b"\x01\x01" + head + text + b"\x00") == 0
    assert check(b"\x01\x02" + head + text + array + b"\x00") == 1
    assert check(b"\x01\x01" + head + array + b"\x00") == 1
    two = b"\x02\x01" + head + text + b"\x01" + number(client ^ 1) + b"\x00" + array + b"\x00"
    assert check(two) == 1
