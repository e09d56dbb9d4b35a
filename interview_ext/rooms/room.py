"""A room: where those who have the same document open meet. Relays first, applies after."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from typing import Any, Protocol

from pycrdt import Doc

from ..auth.participant import Participant
from ..recording.store import RecordingStore
from . import message as protocol
from .cursors import Cursors
from .message import AwarenessState, MalformedMessage
from .nesting import MAX_TYPES
from .update import check, check_state

# Seconds that a browser's updates may wait before they are applied to the server's own document.
APPLY_INTERVAL = 0.025

# What one browser may say of itself: bytes at once, and how many Yjs clients it may be. A page
# that was reloaded, or a document that was closed and opened, is a new one each time.
MAX_AWARENESS = 64 * 1024
MAX_STATES = 64
MAX_STATE = 16 * 1024
MAX_STATES_IN_ROOM = 512

# Bytes of a document as it is stored; see `PadServer.document_size`.
MAX_SIZE = 20 * 1024 * 1024

# What one person may send in a pad: as much as a fast typist's page, a paste of a megabyte now and
# then, and a page that comes back after an hour offline. Messages and bytes at once, and a second.
MESSAGES = 4000
MESSAGES_A_SECOND = 1000
BYTES = 32 * 1024 * 1024
BYTES_A_SECOND = 128 * 1024

# WebSocket close codes: too much at once, and a document that is full.
CLOSED_TOO_MUCH = 4008
CLOSED_FULL = 4009

FULL = "{} is full. What was written before is safe; delete something, then reload the page."

# Seconds between two times that a full document is measured: what was deleted makes room.
MEASURE = 1.0


class Allowance:
    """How much somebody may still send: refilled all the time, up to a limit.

    Arguments:
        most: how much at once.
        rate: how much a second.
    """

    def __init__(self, most: float, rate: float) -> None:
        self._most, self._rate = most, rate
        self._left, self._at = most, time.monotonic()

    def take(self, amount: float) -> bool:
        """Whether so much is allowed now; if it is, it is used up."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        if amount > self._left:
            return False
        self._left -= amount
        return True


class Allowances:
    """What each person in a pad may send to its rooms together, through whatever connections."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Allowance, Allowance]] = {}

    def take(self, participant_id: str, size: int) -> bool:
        """Whether somebody may send one more message of so many bytes."""
        both = self._of.get(participant_id)
        if both is None:
            both = Allowance(MESSAGES, MESSAGES_A_SECOND), Allowance(BYTES, BYTES_A_SECOND)
            self._of[participant_id] = both
        return both[0].take(1) and both[1].take(size)


class RoomClient(Protocol):
    """One browser's connection to a room; the WebSocket handler is one."""

    participant: Participant
    can_write: bool

    def send_frame(self, frame: bytes) -> None:
        """Write a ready WebSocket frame; never raises."""

    def drop(self, code: int, reason: str) -> None:
        """Close the connection."""


class Room:
    """A shared document in memory and those connected to it.

    A browser's update goes to the other browsers as it came, before anything else. The server's
    own document catches up a few milliseconds later, in one transaction, and what it accepted is
    recorded. There are no observers and no undo history on the server's document.

    Arguments:
        room_id: as in the collaboration URL.
        store: records the document; None for a room that only carries awareness.
        on_change: called after the document changed, at most once an interval.
    """

    def __init__(
        self,
        room_id: str,
        store: RecordingStore | None = None,
        on_change: Callable[[], None] | None = None,
        log: logging.Logger | None = None,
    ) -> None:
        self.room_id = room_id
        self.doc: Doc = Doc()
        self.clients: set[RoomClient] = set()
        self.on_change = on_change
        self.log = log or logging.getLogger(__name__)
        self._store = store
        self._pending: list[tuple[bytes, int, RoomClient]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._awareness: dict[int, AwarenessState] = {}
        self._owners: dict[int, RoomClient] = {}
        # Records where people are, in the rooms of documents that people write.
        self.cursors: Cursors | None = None
        # Whether candidates get no word of where interviewers are.
        self.withdrawn = False
        self.allowances = Allowances()
        self.on_full: Callable[[str | None], None] | None = None
        self._told_full = False
        self.max_size = MAX_SIZE
        self._waiting = 0
        # Never less than the document has: what was deleted is known when it is measured again.
        self._size = 0
        self._measured = 0.0
        # Shared types that it had when it was loaded, and that browsers brought since.
        self.types = 0

    # -- connections

    def join(self, client: RoomClient) -> None:
        """Take a browser in: ask what it has, tell it who is here."""
        self.flush()
        self.clients.add(client)
        client.send_frame(protocol.frame(protocol.step1(self.doc.get_state())))
        if states := self._states_for(client):
            client.send_frame(protocol.frame(protocol.awareness(states)))

    def _states_for(self, client: RoomClient) -> list[AwarenessState]:
        return [
            state
            for state in self._awareness.values()
            if not (self.withdrawn and _is_candidate(client) and self._is_looking_on(state))
        ]

    def _is_looking_on(self, state: AwarenessState) -> bool:
        return not _is_candidate(self._owners[state.client])

    def withdraw(self, withdrawn: bool) -> None:
        """Take away from candidates where interviewers are, or let them know again.

        Called by the room manager. Where an interviewer has not moved in between, candidates hear
        of them with the next sign of life of their browser, some seconds later.
        """
        self.withdrawn = withdrawn
        states = [state for state in self._awareness.values() if self._is_looking_on(state)]
        if not states:
            return
        if withdrawn:
            # Of the same clock: what the browser says next, whenever that is, counts again.
            gone = [AwarenessState(state.client, state.clock, "null") for state in states]
            self._send(protocol.awareness(gone), None, self._candidates())
            if self.cursors is not None:
                self.cursors.left([state.client for state in states])
        else:
            self._send(protocol.awareness(states), None, self._candidates())

    def _candidates(self) -> set[RoomClient]:
        return {client for client in self.clients if _is_candidate(client)}

    def leave(self, client: RoomClient) -> None:
        """Let a browser go, and its cursors with it."""
        if client not in self.clients:
            return
        self.clients.discard(client)
        gone = [
            AwarenessState(state.client, state.clock + 1, "null")
            for state in self._awareness.values()
            if self._owners.get(state.client) is client
        ]
        for state in gone:
            del self._awareness[state.client]
            del self._owners[state.client]
        if gone:
            self._send(protocol.awareness(gone), None)
            if self.cursors is not None:
                self.cursors.left([state.client for state in gone])

    def receive(self, message: bytes, client: RoomClient) -> None:
        """Handle one message of a browser.

        Called by the WebSocket handler. A message that is not of the protocol closes the
        connection it came from and changes nothing.
        """
        if not self.allowances.take(client.participant.id, len(message)):
            self.log.warning("Room %s: %s sends too much", self.room_id, client.participant.id)
            client.drop(CLOSED_TOO_MUCH, "That was too much at once; what you wrote is kept here.")
            return
        try:
            if message[0] == protocol.SYNC:
                self._receive_sync(message, client)
            elif message[0] == protocol.AWARENESS:
                self._receive_awareness(message, client)
            elif message[0] == protocol.QUERY_AWARENESS:
                states = self._states_for(client)
                client.send_frame(protocol.frame(protocol.awareness(states)))
        except (MalformedMessage, IndexError, ValueError) as error:
            self.log.warning("Room %s: %s", self.room_id, error)
            client.drop(1007, "That message could not be read.")

    def _receive_sync(self, message: bytes, client: RoomClient) -> None:
        kind = message[1]
        content = protocol.body(message)
        if kind == protocol.STEP1:
            check_state(content)
            self.flush()
            reply = protocol.step2(self.doc.get_update(content))
            client.send_frame(protocol.frame(reply))
            return
        if kind not in (protocol.STEP2, protocol.UPDATE):
            raise MalformedMessage(f"sync message of unknown kind {kind}")
        if content == protocol.EMPTY_UPDATE:
            return
        if not client.can_write:
            # A reader's first answer carries the document as it was read; it is not a change.
            if kind == protocol.UPDATE:
                client.drop(1008, "This document is read-only for you.")
            return
        types = check(content)
        # What only deletes begins with "no structures of no clients", and is always welcome.
        if content[:1] != b"\x00":
            if self._store is not None and self._store.recording.full:
                self._refuse(client, "The recording of this pad")
                return
            if not self.fits(len(content) + self._waiting):
                self._refuse(client, "This document")
                return
            if self.types + types > MAX_TYPES:
                self._refuse(client, "This document")
                return
        self.types += types
        self._waiting += len(content)
        relayed = message if kind == protocol.UPDATE else protocol.update(content)
        self._send(relayed, client)
        self._pending.append((content, int(time.time() * 1000), client))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(APPLY_INTERVAL, self.flush)

    def _refuse(self, client: RoomClient, what: str) -> None:
        words = FULL.format(what)
        client.drop(CLOSED_FULL, words)
        self._told_full = True
        if self.on_full is not None:
            self.on_full(words)

    def _has_room(self) -> None:
        if self._told_full and self.fits(self.max_size // 20):
            self._told_full = False
            if self.on_full is not None:
                self.on_full(None)

    def _receive_awareness(self, message: bytes, client: RoomClient) -> None:
        if len(message) > MAX_AWARENESS:
            raise MalformedMessage("an awareness message is too long")
        states = protocol.read_awareness(message)
        hidden = self.withdrawn and not _is_candidate(client)
        accepted = []
        owned = sum(1 for owner in self._owners.values() if owner is client)
        for state in states:
            owner = self._owners.get(state.client)
            if owner is not None and owner is not client and owner in self.clients:
                # A provider repeats what it heard of others; only the owner's word counts.
                continue
            if owner is not client and (
                owned >= MAX_STATES or len(self._owners) >= MAX_STATES_IN_ROOM
            ):
                continue
            if len(state.state) > MAX_STATE:
                continue
            content: Any = None
            if not state.gone:
                content = json.loads(state.state)
                if not _speaks_for(content, client.participant):
                    continue
            owned += owner is not client
            self._owners[state.client] = client
            if state.gone:
                self._awareness.pop(state.client, None)
                self._owners.pop(state.client, None)
            else:
                self._awareness[state.client] = state
            accepted.append(state)
            if self.cursors is not None and not hidden:
                self.cursors.heard(state.client, client.participant.id, content)
        if accepted:
            forwarded = message
            if len(accepted) != len(states):
                forwarded = protocol.awareness(accepted)
            # The sender hears it too: its provider takes silence for a lost connection.
            self._send(forwarded, None, self.clients - self._candidates() if hidden else None)

    def _send(
        self, message: bytes, sender: RoomClient | None, to: Set[RoomClient] | None = None
    ) -> None:
        ready = protocol.frame(message)
        for client in self.clients if to is None else to:
            if client is not sender:
                client.send_frame(ready)

    # -- the server's document

    def flush(self) -> None:
        """Bring the server's document up to what the browsers sent so far."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        self._waiting = 0
        refused: list[RoomClient] = []
        with self.doc.transaction():
            for content, at, client in pending:
                try:
                    self.doc.apply_update(content)
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException as error:  # a panic of the Rust side is no Exception
                    self.log.warning("Room %s: unreadable update: %s", self.room_id, error)
                    refused.append(client)
                    continue
                self._size += len(content)
                if self._store is not None:
                    self._store.append(content, client.participant.id, at)
        for client in refused:
            client.drop(1007, "That change could not be read.")
        self._has_room()
        self._changed()

    @contextmanager
    def edit(self) -> Iterator[Doc]:
        """Change the document from the server, in one transaction that everybody gets.

        Called by the runs (outputs), by loading and saving, and by the pad's own document.
        """
        self.flush()
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        try:
            with self.doc.transaction():
                yield self.doc
        finally:
            self.doc.unobserve(subscription)
            for update in updates:
                if update == protocol.EMPTY_UPDATE:
                    continue
                self._size += len(update)
                self._send(protocol.update(update), None)
                if self._store is not None:
                    self._store.append(update)
        if updates:
            self._changed()

    def fits(self, size: int) -> bool:
        """Whether the document may grow by so many bytes."""
        if self._size + size > self.max_size and time.monotonic() - self._measured > MEASURE:
            self.measure()
        return self._size + size <= self.max_size

    def measure(self) -> None:
        """Find out how large the document is."""
        self._measured = time.monotonic()
        self._size = len(self.doc.get_update())

    def has(self, client_id: int, clock: int) -> bool:
        """Whether the document holds a browser's changes up to its own clock."""
        self.flush()
        return protocol.clocks(self.doc.get_state()).get(client_id, 0) >= clock

    def _changed(self) -> None:
        if self._store is not None and self._store.wants_keyframe:
            self._store.keyframe(self.doc.get_update())
        if self.on_change is not None:
            self.on_change()

    def record_state(self) -> None:
        """Record the whole document, so that what comes next has nothing missing before it."""
        if self._store is not None:
            self.flush()
            self._store.keyframe(self.doc.get_update())

    def close(self, code: int = 1001, reason: str = "") -> None:
        """Apply what came in, then close every connection."""
        self.flush()
        for client in list(self.clients):
            client.drop(code, reason)


def _is_candidate(client: RoomClient) -> bool:
    return client.participant.role == "candidate"


def _speaks_for(content: Any, participant: Participant) -> bool:
    """Whether an awareness state names the participant it comes from, or nobody."""
    if not isinstance(content, dict):
        return False
    user = content.get("user")
    if user is None:
        return True
    return (
        isinstance(user, dict)
        and user.get("username", participant.id) == participant.id
        and user.get("name", participant.name) == participant.name
        and user.get("display_name", participant.name) == participant.name
    )
