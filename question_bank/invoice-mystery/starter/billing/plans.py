"""What the plans cost."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One line of an invoice."""

    text: str
    amount: Decimal

    def discounted(self, percent: int) -> "Line":
        """The same line with a discount."""
        amount = self.amount * (100 - percent) / 100
        return Line(self.text, amount.quantize(CENT, ROUND_HALF_UP))


class Plans:
    """The plans, which are read once each.

    Arguments:
        read: asks a slow service for the texts and amounts of a plan's lines.
    """

    def __init__(self, read: Callable[[str], list[tuple[str, Decimal]]]) -> None:
        self._read = read
        self._known: dict[str, list[Line]] = {}

    def lines(self, name: str) -> list[Line]:
        """The lines of a plan."""
        if name not in self._known:
            self._known[name] = [Line(text, amount) for text, amount in self._read(name)]
        return self._known[name]
