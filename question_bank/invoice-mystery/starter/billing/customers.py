"""Customers, and what they are granted."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Credit:
    """Money that a customer gets back with the next invoice."""

    reason: str
    amount: Decimal


@dataclass
class Customer:
    """Arguments:
    name: unique.
    plan: the name of their plan.
    discount: percent off the lines of the plan.
    """

    name: str
    plan: str
    discount: int = 0
    credits: list[Credit] = field(default_factory=list)

    def grant(self, reason: str, amount: Decimal) -> None:
        """Give a credit."""
        self.credits.append(Credit(reason, amount))
