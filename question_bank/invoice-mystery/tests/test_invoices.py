from decimal import Decimal

from billing.customers import Customer
from billing.invoices import create
from billing.plans import Plans

PRICES = {
    "small": [("Base fee", Decimal("9.00"))],
    "large": [("Base fee", Decimal("20.00")), ("Support", Decimal("15.50"))],
}


def customers():
    plain = Customer("Bo", "large")
    credited = Customer("Ann", "large")
    credited.grant("Outage in April", Decimal("5.00"))
    return plain, credited


def test_the_customer_without_a_credit_comes_first():
    plans = Plans(lambda name: PRICES[name])
    plain, credited = customers()
    assert create(plain, plans, "2031-05").total == Decimal("35.50")
    assert create(credited, plans, "2031-05").total == Decimal("30.50")


def test_the_customer_with_a_credit_comes_first():
    plans = Plans(lambda name: PRICES[name])
    plain, credited = customers()
    assert create(credited, plans, "2031-05").total == Decimal("30.50")
    assert create(plain, plans, "2031-05").total == Decimal("35.50")


def test_a_discount():
    plans = Plans(lambda name: PRICES[name])
    customer = Customer("Cem", "small", discount=15)
    assert create(customer, plans, "2031-05").total == Decimal("7.65")
