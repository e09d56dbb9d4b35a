"""What a browser sends as a change is looked at before anything else does."""

from __future__ import annotations

import random

import pytest
from pycrdt import Array, Doc, Map, Text

from interview_ext.rooms.message import MalformedMessage
from interview_ext.rooms.nesting import Reader
from interview_ext.rooms.update import check, check_state


def number(value: int) -> bytes:
    """As updates have it: seven bits a byte, the lowest first."""
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def any_update(value: bytes) -> bytes:
    """One value in an array that is called a, and nothing deleted."""
    return b"\x01\x01\x05\x00\x08\x01\x01a\x01" + value + b"\x00"


NULL = b"\x7e"


def nested(depth: int) -> bytes:
    return any_update(b"\x75\x01" * depth + NULL)


@pytest.mark.parametrize("depth", [101, 10_000, 1_000_000])
def test_values_that_are_nested_too_deeply_are_refused(depth: int) -> None:
    with pytest.raises(MalformedMessage):
        check(nested(3 * depth))


def test_values_that_are_nested_as_outputs_are_pass() -> None:
    check(nested(50))


@pytest.mark.parametrize(
    "update",
    [
        number(1 << 28) + b"\x01\x05\x00",
        any_update(b"\x76" + number(1 << 26) + b"\x01a" + NULL),
        any_update(b"\x76" + number(1 << 60) + b"\x01a" + NULL),
        any_update((b"\x76" + number(1 << 20) + b"\x01a") * 50 + NULL),
        any_update(b"\x75" + number(1 << 30) + NULL),
    ],
)
def test_more_than_can_follow_is_refused_without_room_being_made(update: bytes) -> None:
    with pytest.raises(MalformedMessage):
        check(update)


def test_a_state_of_more_than_can_follow_is_refused() -> None:
    check_state(everything(1).get_state())
    with pytest.raises(MalformedMessage):
        check_state(number(1 << 28) + b"\x05\x00")


@pytest.mark.parametrize("update", [b"\x01", b"\x02\x05abc", b"\xff" * 20, b"\x01\x01\x05\x00\x0b"])
def test_what_is_no_change_is_refused(update: bytes) -> None:
    with pytest.raises(MalformedMessage):
        check(update)


def everything(seed: int) -> Doc:
    """A document with all that notebooks and files are made of, and many edits."""
    chance = random.Random(seed)
    doc: Doc = Doc()
    cells, text = doc.get("cells", type=Array), doc.get("source", type=Text)
    for _ in range(20):
        value = {
            "u": [None, True, 1.5, 7.0, "vé u v " * chance.randrange(40), b"u\x80\x80v"],
            "v": {"u" * chance.randrange(300): [{}], "deep": [[[[{"v": 2.0**40}]]]]},
        }
        cell = Map({"source": Text("vérité"), "outputs": Array([value]), "metadata": Map({})})
        cells.append(cell)
        cell["source"].insert(chance.randrange(3), "u")
        written = chance.choice(["v\u0439\u0439", "ü", "uv"])
        text.insert(chance.randrange(len(str(text)) // 2 + 1), written)
        if chance.random() < 0.3:
            del cells[chance.randrange(len(cells))]
            cells.append(1)
    return doc


@pytest.mark.parametrize("seed", range(20))
def test_what_people_write_passes_whichever_way_it_is_read(seed: int) -> None:
    update = everything(seed).get_update()
    check(update)
    assert Reader(update).too_deep() is False
    with pytest.raises(MalformedMessage):
        check(update[: len(update) // 3])
