"""The messages of a collaboration room, and the WebSocket frames they travel in.

The protocol is y-protocols' sync and awareness, as jupyter-collaboration's front end speaks it;
the frames are those of RFC 6455, section 5.2, unmasked and unfragmented.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pycrdt import Decoder, Encoder, write_message

SYNC = 0
AWARENESS = 1
RAW = 2
QUERY_AWARENESS = 3

STEP1 = 0
STEP2 = 1
UPDATE = 2

EMPTY_UPDATE = b"\x00\x00"


class MalformedMessage(ValueError):
    """A browser sent something that is not of the protocol."""


def frame(payload: bytes) -> bytes:
    """A binary WebSocket frame, ready to be written to any number of sockets."""
    size = len(payload)
    if size < 126:
        return bytes((0x82, size)) + payload
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2, "big") + payload
    return b"\x82\x7f" + size.to_bytes(8, "big") + payload


def step1(state: bytes) -> bytes:
    """The first message of a synchronization: what the sender has."""
    return bytes((SYNC, STEP1)) + write_message(state)


def step2(update: bytes) -> bytes:
    """The answer to a first message: what its sender lacks."""
    return bytes((SYNC, STEP2)) + write_message(update)


def update(data: bytes) -> bytes:
    """A change of the document."""
    return bytes((SYNC, UPDATE)) + write_message(data)


def raw_json(model: dict[str, Any]) -> bytes:
    """An answer of jupyter-collaboration's own kind, such as to "save"."""
    encoder = Encoder()
    encoder.write_var_uint(RAW)
    encoder.write_var_string(json.dumps(model))
    return encoder.to_bytes()


def body(message: bytes) -> bytes:
    """What a sync message carries.

    Raises:
        MalformedMessage: the length it states is not the length it has.
    """
    try:
        decoder = Decoder(message)
        decoder.read_var_uint()
        decoder.read_var_uint()
        content = decoder.read_message()
    except (IndexError, RuntimeError) as error:
        raise MalformedMessage("a sync message is cut short") from error
    if content is None or decoder.i0 != len(message):
        raise MalformedMessage("a sync message has the wrong length")
    return content


@dataclass(frozen=True, slots=True)
class AwarenessState:
    """What one browser tells the others: who it is, where its cursor is.

    Arguments:
        client: the Yjs client id.
        clock: grows with every change.
        state: JSON text; ``"null"`` when the client has gone.
    """

    client: int
    clock: int
    state: str

    @property
    def gone(self) -> bool:
        return self.state == "null"


def read_awareness(message: bytes) -> list[AwarenessState]:
    """The states of an awareness message.

    Raises:
        MalformedMessage: it is not one.
    """
    try:
        outer = Decoder(message)
        outer.read_var_uint()
        content = outer.read_message()
        if content is None:
            raise MalformedMessage("an awareness message is empty")
        decoder = Decoder(content)
        return [
            AwarenessState(
                decoder.read_var_uint(), decoder.read_var_uint(), decoder.read_var_string()
            )
            for _ in range(decoder.read_var_uint())
        ]
    except (IndexError, RuntimeError, UnicodeDecodeError) as error:
        raise MalformedMessage("an awareness message cannot be read") from error


def awareness(states: list[AwarenessState]) -> bytes:
    """An awareness message of these states."""
    parts = [_var_uint(len(states))]
    for state in states:
        parts += [_var_uint(state.client), _var_uint(state.clock)]
        parts.append(write_message(state.state.encode()))
    return bytes((AWARENESS,)) + write_message(b"".join(parts))


def clocks(state_vector: bytes) -> dict[int, int]:
    """A Yjs state vector as a mapping of client id to clock."""
    decoder = Decoder(state_vector)
    return {
        decoder.read_var_uint(): decoder.read_var_uint() for _ in range(decoder.read_var_uint())
    }


def _var_uint(number: int) -> bytes:
    encoder = Encoder()
    encoder.write_var_uint(number)
    return encoder.to_bytes()
