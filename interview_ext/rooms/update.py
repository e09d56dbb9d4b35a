"""Looks at a change of a shared document before anything else does. Pure but for pycrdt.

A change comes from a browser, that is, from anybody: what cannot be read must reach no other
browser, whose document it could break, and must not take the server's memory.
"""

from __future__ import annotations

from pycrdt import get_state

from .message import MalformedMessage
from .nesting import Reader, look_into, nests_too_deep


def check(update: bytes) -> int:
    """Refuse a change that cannot be read, or that would take too much to read.

    Called for every change ahead of handing it on.

    Returns:
        How many shared types it brings.

    Raises:
        MalformedMessage: it is not to be touched.
    """
    if nests_too_deep(update):
        raise MalformedMessage("an update is nested too deep or announces too much")
    try:
        contents = look_into(update)
        get_state(update)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust side is no Exception
        raise MalformedMessage(f"an update that cannot be read: {error}"[:200]) from error
    if contents.rich:
        raise MalformedMessage("an update with things or formats in a text")
    return contents.types


def check_state(state: bytes) -> None:
    """Refuse a state that announces more than it can hold.

    Called for every request to be told what is new, ahead of answering it.

    Raises:
        MalformedMessage: it is not to be touched.
    """
    try:
        Reader(state).count()
    except IndexError as error:
        raise MalformedMessage("a state that is cut short") from error
