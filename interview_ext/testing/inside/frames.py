"""Messages of a kind and a length over a unix socket; `sandboxes.py` is the server's end."""

from __future__ import annotations

import json
import os
import socket
import struct
from typing import Any

HEAD = struct.Struct(">cI")

MOST = 16 * 1024 * 1024
"""Bytes of one message."""

PREPARE = b"I"  # server to both, first: which side it is, and what to import
BEGIN = b"B"  # server to both: what is to be done
QUESTION = b"Q"  # between judge and subject, through the server
PATIENT = b"P"  # a question whose answer may take as long as all the tests
ANSWER = b"A"
LOST = b"L"  # server to judge: there will be no answer, and why
COLLECTED = b"C"  # judge to server: how many tests there are
RESULT = b"R"  # judge to server: what became of one
END = b"E"  # judge to server: that was all


class Connection:
    """One end, which blocks.

    Arguments:
        socket: connected.
    """

    def __init__(self, socket: socket.socket) -> None:
        self._socket = socket
        self._file = socket.makefile("rb", buffering=65536)

    @classmethod
    def wait(cls, connection_file: str) -> Connection:
        """Listen where a kernel would, until the server has connected.

        Arguments:
            connection_file: Jupyter's, which says where.
        """
        with open(connection_file) as file:
            where = json.load(file)
        ports = [where[f"{name}_port"] for name in ("stdin", "control", "iopub", "hb", "shell")]
        listening = []
        for port in ports:
            one = socket.socket(socket.AF_UNIX)
            one.bind(f"{where['ip']}-{port}")
            os.chmod(f"{where['ip']}-{port}", 0o600)
            one.listen(1)
            listening.append(one)
        # The server takes their directory away once all five are there; only one is of use.
        accepted, _ = listening[-1].accept()
        for one in listening:
            one.close()
        return cls(accepted)

    def send(self, kind: bytes, body: bytes) -> None:
        """Send one message.

        Raises:
            OSError: the other end is gone.
        """
        self._socket.sendall(HEAD.pack(kind, len(body)) + body)

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for a message; its kind and its body.

        Raises:
            EOFError: the other end is gone, or says more than it may.
        """
        head = self._file.read(HEAD.size)
        if len(head) < HEAD.size:
            raise EOFError
        kind, size = HEAD.unpack(head)
        if size > MOST:
            raise EOFError
        body = self._file.read(size)
        if len(body) < size:
            raise EOFError
        return kind, body

    def send_json(self, kind: bytes, value: Any) -> None:
        """Send something as JSON."""
        self.send(kind, json.dumps(value).encode())
