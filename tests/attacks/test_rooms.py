"""Attacks by what a hostile browser sends to the shared documents; documents are small here."""

from __future__ import annotations

import asyncio
import contextlib

from pycrdt import Doc, Text
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from interview_ext.rooms import message as protocol
from interview_ext.sizes import MiB

SERVER_OPTIONS = ["--PadServer.document_size=3000000"]


def update_of(text: str) -> bytes:
    doc = Doc()
    doc.get("source", type=Text).insert(0, text)
    return protocol.update(doc.get_update())


async def closed(peer) -> int:
    async with asyncio.timeout(60):
        return await peer.until_closed()


async def test_a_paste_of_a_megabyte_works_and_a_full_document_says_so(siege):
    async with siege.unharmed():
        room = await siege.attacker.room("main.py")
        room.text.insert(0, "x" * 1_048_576)
        await room.settle()
        room.text.insert(0, "y" * 1_048_576)
        await room.settle()
        room.text.insert(0, "z" * 1_048_576)
        assert await closed(room) == 4009
        said = (await siege.attacker.json("GET", "api/interview/pad"))["trouble"]
        assert "is full" in said
        # Nothing that was written before is lost, and what is deleted makes room.
        back = await siege.attacker.room("main.py")
        assert str(back.text) == "y" * 1_048_576 + "x" * 1_048_576
        del back.text[0:1_500_000]
        await back.settle()
        await asyncio.sleep(1.1)  # a full document is measured once a second
        back.text.insert(0, "fine" * 100_000)
        await back.settle()
        assert back.close_code is None
        assert (await siege.attacker.json("GET", "api/interview/pad"))["trouble"] == ""


async def test_a_flood_of_changes_closes_the_connection_it_comes_by(siege):
    async with siege.unharmed():
        other = await siege.attacker.room("main.py")
        for _ in range(3):
            room = await siege.attacker.room("main.py")
            message = update_of("x")
            with contextlib.suppress(WebSocketClosedError):
                for count in range(20_000):
                    room.socket.write_message(message, binary=True)
                    if count % 100 == 0:
                        await asyncio.sleep(0)
            assert await closed(room) == 4008
    assert other.close_code is None


async def test_a_flood_of_bytes_closes_the_connection_it_comes_by(siege):
    async with siege.unharmed():
        room = await siege.attacker.open_room("JupyterLab:globalAwareness")
        with contextlib.suppress(WebSocketClosedError):
            for _ in range(60):
                room.socket.write_message(protocol.update(b"\x00" * 1_000_000), binary=True)
                await asyncio.sleep(0)
        assert await closed(room) == 4008


async def test_what_is_no_message_costs_only_its_sender_the_connection(siege):
    async with siege.unharmed():
        other = await siege.attacker.room("main.py")
        for message in (
            b"\x00\x02\x05abc",
            b"\x00\x07\x01\x00",
            b"\x00\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
            b"\x01\xff\xff\xff\xff\x0f",
            b"\x01" + b"x" * 70_000,
            b"\x00",
        ):
            room = await siege.attacker.room("main.py")
            room.socket.write_message(message, binary=True)
            assert await closed(room) == 1007, message[:20]
        await other.settle()
        assert other.close_code is None


async def test_a_change_that_is_more_than_it_looks_harms_nobody(siege):
    """A few bytes that announce millions of values, and values a million deep."""
    deep = b"\x75\x01" * 1_000_000 + b"\x7e\x00"
    attacks = [
        protocol.update(b"\x01\x01\x05\x00\x08\x01\x01a\x01" + deep),
        protocol.update(b"\xff\xff\xff\x7f\x01\x05\x00"),
        protocol.step1(b"\xff\xff\xff\x7f\x05\x00"),
        protocol.update(b"\x01\x01\x05\x00\x04\x01\x01a\xff\xffcut short"),
    ]
    async with siege.unharmed(memory=100 * MiB):
        other = await siege.attacker.room("main.py")
        heard = []
        subscription = other.doc.observe(lambda event: heard.append(event.update))
        for attack in attacks:
            room = await siege.attacker.room("main.py")
            room.socket.write_message(attack, binary=True)
            assert await closed(room) == 1007, attack[:20]
        await other.settle()
        assert other.close_code is None
        assert not other.reader.done()
        assert not heard, "nothing of it reached the other browser"
        other.doc.unobserve(subscription)


async def test_nobody_opens_connections_without_end(siege):
    async with siege.unharmed():
        opened, refused = [], 0
        for _ in range(110):
            try:
                path = "api/collaboration/room/JupyterLab:globalAwareness?sessionId=x"
                opened.append(await siege.attacker.websocket(path))
            except HTTPClientError as error:
                refused += error.code == 429
        assert refused
        for socket in opened:
            socket.close()
