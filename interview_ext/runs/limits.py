"""How much one run may take of everybody's patience and memory. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..sizes import MiB


@dataclass(frozen=True)
class RunLimits:
    """What a run may do; made from the pad server's traits.

    Arguments:
        text: bytes of text in one run's output.
        output: bytes of one run's output in all, images and tables included.
        items: outputs of one run that are no text.
        rate: messages a second that are looked at.
        stop: whether a run that prints too much is stopped.
        seconds: how long a run may take, waiting for input not counted; 0: as long as it likes.
    """

    text: int = 2 * MiB
    output: int = 16 * MiB
    items: int = 250
    rate: int = 1000
    stop: bool = False
    seconds: float = 600.0

    @property
    def traffic(self) -> int:
        """Bytes that one run may send to the browsers, what was cleared again included."""
        return 4 * self.output


def duration_in_words(seconds: float) -> str:
    """A time for people: ``10 minutes``."""
    if seconds >= 120:
        return f"{seconds / 60:.3g} minutes"
    return f"{seconds:.3g} seconds"
