from decimal import Decimal

import pytest
from billing.customers import Customer
from billing.invoices import create
from billing.ledger import Ledger
from billing.plans import Plans

PRICES = {
    "small": [("Base fee", Decimal("9.00"))],
    "large": [("Base fee", Decimal("20.00")), ("Support", Decimal("15.50"))],
}


class Service:
    """The slow service; remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def read(self, name):
        self.asked.append(name)
        return PRICES[name]


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def plans(service):
    return Plans(service.read)


def credited(name, plan, amount="5.00", **options):
    customer = Customer(name, plan, **options)
    customer.grant("Outage", Decimal(amount))
    return customer


def texts(invoice):
    return [line.text for line in invoice.lines]


def test_three_customers_of_one_plan(plans):
    invoices = [
        create(customer, plans, "2031-05")
        for customer in (
            credited("a", "large"),
            credited("b", "large", "1.00"),
            Customer("c", "large"),
        )
    ]
    assert [invoice.total for invoice in invoices] == [
        Decimal("30.50"),
        Decimal("34.50"),
        Decimal("35.50"),
    ]


def test_an_invoice_stays_as_it_was_made(plans):
    first = create(credited("a", "large"), plans, "2031-05")
    create(credited("b", "large"), plans, "2031-05")
    assert texts(first) == ["Base fee", "Support", "Outage"]
    assert first.total == Decimal("30.50")


def test_the_same_customer_twice(plans):
    customer = credited("a", "small")
    assert create(customer, plans, "2031-05").total == Decimal("4.00")
    assert create(customer, plans, "2031-06").total == Decimal("4.00")


def test_plans_are_read_once_each(plans, service):
    for customer in (Customer("a", "large"), credited("b", "large"), Customer("c", "small", 10)):
        create(customer, plans, "2031-05")
        create(customer, plans, "2031-06")
    assert sorted(service.asked) == ["large", "small"]


def test_a_credit_is_not_discounted_and_comes_last(plans):
    invoice = create(credited("a", "large", discount=10), plans, "2031-05")
    assert texts(invoice) == ["Base fee", "Support", "Outage"]
    assert invoice.total == Decimal("26.95")


def test_nobody_pays_less_than_nothing(plans):
    assert create(credited("a", "small", "50.00"), plans, "2031-05").total == 0
    assert create(Customer("b", "small"), plans, "2031-05").total == Decimal("9.00")


def test_ledgers_do_not_share_invoices(plans):
    may, june = Ledger("2031-05", plans), Ledger("2031-06", plans)
    may.bill(Customer("a", "large"))
    june.bill(Customer("b", "small"))
    assert may.customers() == ["a"]
    assert june.customers() == ["b"]
    assert may.revenue() == Decimal("35.50")
    assert june.revenue() == Decimal("9.00")


def test_a_ledger_replaces_an_invoice(plans):
    ledger = Ledger("2031-05", plans)
    customer = Customer("a", "small")
    ledger.bill(customer)
    customer.grant("Outage", Decimal("2.00"))
    ledger.bill(customer)
    assert ledger.customers() == ["a"]
    assert ledger.revenue() == Decimal("7.00")
