"""The languages that this machine offers, without looking for their programs each time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from .language import Language

LIFETIME = 10.0
"""Seconds after which it is looked again whether a language was added or removed."""


class OfferedLanguages:
    """What was found when it was last looked, which takes some 10 ms.

    Asked on the event loop by all pads, and by the control plane for the form of a new pad.

    Arguments:
        look: finds the languages, by the names of their kernels.
    """

    def __init__(self, look: Callable[[], Mapping[str, Language]]) -> None:
        self._look = look
        self._found: Mapping[str, Language] | None = None
        self._at = 0.0
        self._looking: asyncio.Task[Mapping[str, Language]] | None = None

    async def look_again(self) -> Mapping[str, Language]:
        """What there is now."""
        self._found = found = await asyncio.to_thread(self._look)
        self._at = time.monotonic()
        return found

    def __call__(self) -> Mapping[str, Language]:
        """What there was a few seconds ago."""
        if self._found is None:
            self._found, self._at = self._look(), time.monotonic()
        elif time.monotonic() - self._at > LIFETIME and (
            self._looking is None or self._looking.done()
        ):
            self._looking = asyncio.get_running_loop().create_task(self.look_again())
        return self._found
