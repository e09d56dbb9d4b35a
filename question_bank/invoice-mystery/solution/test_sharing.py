from decimal import Decimal

from billing.customers import Customer
from billing.invoices import create
from billing.ledger import Ledger
from billing.plans import Plans


def plans():
    return Plans(lambda name: [("base", Decimal(10))])


def test_an_invoice_leaves_its_plan_as_it_is():
    shared = plans()
    customer = Customer("ann", "small")
    customer.grant("sorry", Decimal(3))
    create(customer, shared, "2031-05")
    assert [line.text for line in shared.lines("small")] == ["base"]


def test_ledgers_keep_their_own_invoices():
    may, june = Ledger("2031-05", plans()), Ledger("2031-06", plans())
    may.bill(Customer("ann", "small"))
    assert june.customers() == []
