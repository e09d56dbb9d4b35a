"""Frames of every size arrive whole, however they are cut on the way."""

from __future__ import annotations

import asyncio
import socket

from hypothesis import given, settings
from hypothesis import strategies as st
from tornado import httpserver, iostream, testing, web, websocket

from interview_ext.rooms import message, wire


class Echo(websocket.WebSocketHandler):
    """Sends back what it gets, the way rooms send."""

    def get_websocket_protocol(self) -> websocket.WebSocketProtocol | None:
        stock = super().get_websocket_protocol()
        return wire.BufferedProtocol(self, False, stock.params)

    def on_message(self, data: str | bytes) -> None:
        wire.write(self.ws_connection.stream, message.frame(data))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=8), st.integers(1, 5))
def test_messages_come_back_as_they_were_sent(sizes, burst):
    async def play() -> None:
        server = httpserver.HTTPServer(web.Application([("/", Echo)]))
        listener, port = testing.bind_unused_port()
        server.add_socket(listener)
        client = await websocket.websocket_connect(
            f"ws://127.0.0.1:{port}/", max_message_size=1_000_000
        )
        sent = [bytes([n]) * size for size in sizes for n in range(burst)]
        for data in sent:
            client.write_message(data, binary=True)
        for data in sent:
            assert await client.read_message() == data
        client.close()
        server.stop()
        await server.close_all_connections()

    asyncio.run(play())


def test_a_slow_reader_gets_everything_and_a_gone_one_is_noticed():
    async def play() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        stream = iostream.IOStream(ours)
        frames = [message.frame(bytes([n]) * 50_000) for n in range(20)]
        for frame in frames:
            wire.write(stream, frame)
        reader = iostream.IOStream(theirs)
        assert await reader.read_bytes(sum(map(len, frames))) == b"".join(frames)
        reader.close()
        try:
            for _ in range(100):
                wire.write(stream, frames[0])
                await asyncio.sleep(0)
        except iostream.StreamClosedError:
            return
        raise AssertionError("writing to a closed connection must be noticed")

    asyncio.run(play())
