"""The invoices of a month."""

from decimal import Decimal

from .customers import Customer
from .invoices import Invoice, create
from .plans import Plans


class Ledger:
    """Keeps the invoices of one month, one for each customer."""

    def __init__(self, month: str, plans: Plans) -> None:
        self.month = month
        self._plans = plans
        self._invoices: dict[str, Invoice] = {}

    def bill(self, customer: Customer) -> Invoice:
        """Make a customer's invoice, which takes the place of one that was made before."""
        invoice = create(customer, self._plans, self.month)
        self._invoices[customer.name] = invoice
        return invoice

    def customers(self) -> list[str]:
        """The names of those who have an invoice, in alphabetical order."""
        return sorted(self._invoices)

    def revenue(self) -> Decimal:
        """What all customers have to pay."""
        return sum((invoice.total for invoice in self._invoices.values()), Decimal(0))
