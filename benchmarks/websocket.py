"""The little of RFC 6455 that a load generator needs: handshake, frames, nothing held back."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

BINARY, CLOSE, PING, PONG = 0x2, 0x8, 0x9, 0xA
_MASK = bytes([0x37, 0xFA, 0x21, 0x3D])


class Closed(ConnectionError):
    """The server closed the connection or refused it."""


def _head(opcode: int, size: int, mask_bit: int) -> bytes:
    if size < 126:
        return bytes([0x80 | opcode, mask_bit | size])
    if size < 65536:
        return bytes([0x80 | opcode, mask_bit | 126]) + size.to_bytes(2, "big")
    return bytes([0x80 | opcode, mask_bit | 127]) + size.to_bytes(8, "big")


def mask(payload: bytes, key: bytes = _MASK) -> bytes:
    """Mask or unmask a payload."""
    size = len(payload)
    if not size:
        return b""
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big")


def client_frame(payload: bytes, opcode: int = BINARY) -> bytes:
    """A masked frame, as clients must send it. The key is fixed: servers unmask all the same."""
    return _head(opcode, len(payload), 0x80) + _MASK + mask(payload)


def server_frame(payload: bytes, opcode: int = BINARY) -> bytes:
    """An unmasked frame, as servers send it."""
    return _head(opcode, len(payload), 0) + payload


def next_frame(data: bytes, pos: int) -> tuple[int, bytes, int] | None:
    """The frame that begins at `pos`, masked or not.

    Returns:
        its opcode, its payload and the position after it; None when it is not all there yet.
    """
    have = len(data) - pos
    if have < 2:
        return None
    opcode, second = data[pos] & 0x0F, data[pos + 1]
    size, start = second & 0x7F, pos + 2
    if size == 126:
        if have < 4:
            return None
        size, start = int.from_bytes(data[pos + 2 : pos + 4], "big"), pos + 4
    elif size == 127:
        if have < 10:
            return None
        size, start = int.from_bytes(data[pos + 2 : pos + 10], "big"), pos + 10
    if second & 0x80:
        key, start = data[start : start + 4], start + 4
        if len(data) < start + size:
            return None
        return opcode, mask(data[start : start + size], key), start + size
    if len(data) < start + size:
        return None
    return opcode, data[start : start + size], start + size


def connect(url: str, headers: Mapping[str, str], timeout: float) -> tuple[socket.socket, bytes]:
    """Open a websocket; blocking, before the clock starts.

    Arguments:
        url: a ``ws://`` address.
        headers: more request headers, such as cookies.
        timeout: seconds to wait for the server's answer.

    Returns:
        the socket, non-blocking and without Nagle's delay, and the bytes that came after the
        handshake.

    Raises:
        Closed: the server refused.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    sock = socket.create_connection((host, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        f"Origin: http://{host}:{port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = sock.recv(65536)
        if not chunk:
            raise Closed(f"{target}: the server hung up during the handshake")
        answer += chunk
    head, _, rest = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].decode()
    if " 101 " not in f"{status} ":
        raise Closed(f"{target}: {status}")
    sock.setblocking(False)
    return sock, rest
