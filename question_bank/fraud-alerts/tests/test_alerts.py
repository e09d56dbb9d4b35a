import pandas as pd
import pytest
from analysis import cheapest, mature, measures, threshold_for


def payments(*rows):
    made = pd.DataFrame(rows, columns=["day", "amount", "score", "fraud"])
    return made.assign(payment_id=range(len(made)))


SMALL = payments(
    ("2025-04-01", 10.0, 0.9, True),
    ("2025-04-01", 20.0, 0.4, False),
    ("2025-04-02", 30.0, 0.6, True),
    ("2025-04-02", 40.0, 0.7, False),
)


def test_fresh_payments_are_left_out():
    labelled = mature(pd.read_csv("data/payments.csv"), "2025-06-30")
    assert labelled["day"].max() == "2025-05-16"
    assert 0.005 < labelled["fraud"].mean() < 0.02


def test_measures_of_a_small_example():
    found = measures(SMALL, 0.7)
    assert found["alerts"] == 2
    assert found["precision"] == pytest.approx(0.5)
    assert found["recall"] == pytest.approx(0.5)
    assert found["accuracy"] == pytest.approx(0.5)


def test_one_alert_a_day():
    assert threshold_for(SMALL, 1) == pytest.approx(0.7)


def test_cheap_calls():
    found = cheapest(SMALL, 1.0)
    assert found["threshold"] == pytest.approx(0.6)
    assert found["total"] == pytest.approx(3)
