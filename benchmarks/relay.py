"""The floor: a server that does nothing but hand each frame to the other client of the pad.

It keeps no document, no history and no files. What the load generator measures against it is what
generator, sockets and kernel cost by themselves. Run as ``python -m benchmarks.relay PORT``.
"""

from __future__ import annotations

import base64
import hashlib
import select
import socket
import sys

from .keystrokes import STEP1, SYNC, SYNC_STEP2_EMPTY
from .websocket import BINARY, CLOSE, next_frame, server_frame

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class _Peer:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.room: list[_Peer] | None = None
        self.rest = b""


def _shake_hands(peer: _Peer, rooms: dict[bytes, list[_Peer]]) -> None:
    head, found, rest = peer.rest.partition(b"\r\n\r\n")
    if not found:
        return
    peer.rest = rest
    lines = head.split(b"\r\n")
    key = next(
        line.split(b":", 1)[1].strip()
        for line in lines
        if line.lower().startswith(b"sec-websocket-key:")
    )
    # The protocol prescribes SHA-1 here; nothing is kept safe by it.
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    peer.room = rooms.setdefault(lines[0].split(b" ")[1], [])
    peer.room.append(peer)
    peer.sock.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def serve(port: int) -> None:
    """Serve on the loopback interface until the process is ended."""
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    poll = select.epoll()
    poll.register(listener.fileno(), select.EPOLLIN)
    peers: dict[int, _Peer] = {}
    rooms: dict[bytes, list[_Peer]] = {}
    answer = server_frame(SYNC_STEP2_EMPTY)
    while True:
        for fd, _ in poll.poll():
            if fd == listener.fileno():
                sock, _ = listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                peers[sock.fileno()] = _Peer(sock)
                poll.register(sock.fileno(), select.EPOLLIN)
                continue
            peer = peers[fd]
            data = peer.sock.recv(262_144)
            peer.rest += data
            if peer.room is None and data:
                _shake_hands(peer, rooms)
            leaving = not data
            pos = 0
            while peer.room is not None and (frame := next_frame(peer.rest, pos)) is not None:
                opcode, payload, pos = frame
                leaving = leaving or opcode == CLOSE
                if opcode == BINARY and payload[:2] == bytes([SYNC, STEP1]):
                    peer.sock.send(answer)
                elif opcode == BINARY:
                    relayed = server_frame(payload)
                    for other in peer.room:
                        if other is not peer:
                            other.sock.send(relayed)
            peer.rest = peer.rest[pos:]
            if leaving:
                if peer.room is not None:
                    peer.room.remove(peer)
                poll.unregister(fd)
                peers.pop(fd).sock.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
