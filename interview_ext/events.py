"""Telling those who look on what changed: one publisher, any number of listeners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Listener = Callable[[dict[str, Any]], None]


class Events:
    """What the managers publish and the members' sockets pass on.

    A message is a JSON object with a ``type``: ``{"type": "pads"}`` (the list changed),
    ``{"type": "pad", "pad": …}``, ``{"type": "admission", "pad_id": …, "admission": …}`` or
    ``{"type": "questions"}`` (something changed in the question bank). One with a ``member_id``
    is for that member alone.
    """

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def subscribe(self, listener: Listener) -> None:
        """Pass every message to `listener` from now on. It must neither block nor raise."""
        self._listeners.add(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Stop passing messages to `listener`."""
        self._listeners.discard(listener)

    def publish(self, message: dict[str, Any]) -> None:
        """Pass a message to everybody who listens."""
        for listener in tuple(self._listeners):
            listener(message)

    def __len__(self) -> int:
        return len(self._listeners)
