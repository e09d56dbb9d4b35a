"""Makes invoices."""

from dataclasses import dataclass
from decimal import Decimal

from .customers import Customer
from .plans import Line, Plans


@dataclass(frozen=True)
class Invoice:
    """What a customer has to pay for a month, such as "2031-05"."""

    month: str
    customer: str
    lines: list[Line]

    @property
    def total(self) -> Decimal:
        """The sum of all lines; a customer never has to pay less than nothing."""
        return max(sum((line.amount for line in self.lines), Decimal(0)), Decimal(0))


def create(customer: Customer, plans: Plans, month: str) -> Invoice:
    """The invoice of a customer for a month."""
    # A list of our own: the plan's lines belong to all of its customers.
    lines = list(plans.lines(customer.plan))
    if customer.discount:
        lines = [line.discounted(customer.discount) for line in lines]
    lines += [Line(credit.reason, -credit.amount) for credit in customer.credits]
    return Invoice(month, customer.name, lines)
