"""Real shared-document updates, made before the clock starts.

Every writer types the same text into its own document, so one sequence of updates, recorded once
from a pycrdt document, serves all pads: making updates costs the load generator nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from pycrdt import Doc, Text, create_update_message, write_var_uint

from .websocket import client_frame, server_frame

#: The root name that `YFile` of jupyter_ydoc keeps a text file's content under.
TEXT_ROOT = "source"
#: A client ID of the size that Yjs draws at random (32 bits).
WRITER_ID = 2_654_435_769
#: The typed text is this, over and over.
PHRASE = "def solve(numbers: list[int]) -> int:\n    return sum(n for n in numbers if n % 2)\n\n"

SYNC = 0
STEP1, STEP2, UPDATE = 0, 1, 2
#: "I have nothing" and "here is nothing": the two sync messages of a client with an empty document.
SYNC_STEP1_EMPTY = bytes([SYNC, STEP1, 1, 0])
SYNC_STEP2_EMPTY = bytes([SYNC, STEP2, 2, 0, 0])
#: The writer's ID as it stands in an update.
_WRITER_MARK = write_var_uint(WRITER_ID)


@dataclass(frozen=True)
class Keystrokes:
    """The keystrokes of one writer, in three shapes.

    Arguments:
        messages: the sync messages, one a keystroke.
        outgoing: the same as masked websocket frames, ready to be sent.
        incoming: the same as the unmasked frames in which a server that relays what it
            received hands them to the other client.
    """

    messages: list[bytes]
    outgoing: list[bytes]
    incoming: list[bytes]

    def __len__(self) -> int:
        return len(self.messages)


def type_text(count: int) -> Keystrokes:
    """Type `count` characters, one insert each, and keep the update that each one makes."""
    updates: list[bytes] = []
    doc: Doc = Doc(client_id=WRITER_ID)
    text = doc.get(TEXT_ROOT, type=Text)
    subscription = doc.observe(lambda event: updates.append(event.update))
    for index in range(count):
        text.insert(index, PHRASE[index % len(PHRASE)])
    doc.unobserve(subscription)
    messages = [create_update_message(update) for update in updates]
    return Keystrokes(
        messages, [client_frame(m) for m in messages], [server_frame(m) for m in messages]
    )


def read_var_uint(data: bytes, pos: int) -> tuple[int, int]:
    """Read lib0's variable-length unsigned integer at `pos`; returns it and the next position."""
    value = shift = 0
    while True:
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, pos
        shift += 7


class Shadow:
    """A reader's document, kept only where a server merges or re-encodes what it relays.

    A relayed update is recognised by its bytes, at no cost; only what is not recognised comes here.

    Arguments:
        strokes: what the writer types.
    """

    def __init__(self, strokes: Keystrokes) -> None:
        self._strokes = strokes
        self._doc: Doc = Doc()
        self._known = 0

    def known_after(self, update: bytes, known: int) -> int:
        """How many keystrokes the reader has seen once it has taken this update.

        Arguments:
            update: the update, without the sync message around it.
            known: how many it has seen before.
        """
        if _WRITER_MARK not in update:
            return known  # the server's own change, such as the note that the file was saved
        for message in self._strokes.messages[self._known : known]:
            self._doc.apply_update(read_update(message))
        self._doc.apply_update(update)
        self._known = max(known, clocks(self._doc.get_state()).get(WRITER_ID, 0))
        return self._known


def clocks(state: bytes) -> dict[int, int]:
    """A state vector, decoded: each client's next clock."""
    count, pos = read_var_uint(state, 0)
    decoded = {}
    for _ in range(count):
        client, pos = read_var_uint(state, pos)
        decoded[client], pos = read_var_uint(state, pos)
    return decoded


def read_update(message: bytes) -> bytes:
    """The update in a sync message of the kinds `STEP2` and `UPDATE`."""
    size, start = read_var_uint(message, 2)
    return message[start : start + size]


def text_of(update: bytes) -> str:
    """The text that a document with only this update reads."""
    doc: Doc = Doc()
    doc.apply_update(update)
    return str(doc.get(TEXT_ROOT, type=Text))
