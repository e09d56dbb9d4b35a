import math

import pandas as pd
import pytest
from analysis import cheapest, mature, measures, threshold_for


def payments(*rows):
    made = pd.DataFrame(rows, columns=["day", "amount", "score", "fraud"])
    return made.assign(payment_id=range(len(made)))


@pytest.fixture(scope="module")
def labelled():
    return mature(pd.read_csv("data/payments.csv"), "2025-06-30")


def missing(value):
    return value is None or math.isnan(value)


def test_exactly_45_days():
    made = pd.DataFrame(
        {
            "payment_id": [1, 2, 3],
            "day": ["2025-03-17", "2025-03-18", "2025-03-01"],
            "amount": 1.0,
            "score": 0.5,
            "reported_on": [None, "2025-03-20", "2025-04-02"],
        }
    )
    found = mature(made, "2025-05-01")
    assert list(found["payment_id"]) == [1, 3]
    assert list(found["fraud"]) == [False, True]


def test_no_alert_and_no_fraud():
    quiet = payments(("2025-04-01", 10.0, 0.2, False), ("2025-04-01", 10.0, 0.3, False))
    found = measures(quiet, 0.9)
    assert found["alerts"] == 0
    assert missing(found["precision"])
    assert missing(found["recall"])
    assert found["accuracy"] == 1


def test_a_score_that_is_the_threshold_is_an_alert():
    small = payments(("2025-04-01", 10.0, 0.6, True), ("2025-04-01", 10.0, 0.59, True))
    found = measures(small, 0.6)
    assert found["alerts"] == 1
    assert found["recall"] == pytest.approx(0.5)


def test_doing_nothing_is_accurate(labelled):
    found = measures(labelled, 2)
    assert found["accuracy"] > 0.98
    assert found["recall"] == 0


def test_payments_with_one_score_go_together():
    tied = payments(
        ("2025-04-01", 1.0, 0.9, False),
        ("2025-04-01", 1.0, 0.8, False),
        ("2025-04-01", 1.0, 0.8, False),
        ("2025-04-01", 1.0, 0.1, False),
    )
    assert threshold_for(tied, 2) == pytest.approx(0.9)
    assert threshold_for(tied, 3) == pytest.approx(0.8)
    assert threshold_for(tied, 4) == pytest.approx(0.1)
    assert threshold_for(tied, 0.5) == float("inf")


def test_the_threshold_keeps_its_promise(labelled):
    days = labelled["day"].nunique()
    for per_day in (0.3, 1, 4.5):
        threshold = threshold_for(labelled, per_day)
        assert (labelled["score"] >= threshold).sum() / days <= per_day
        lower = labelled.loc[labelled["score"] < threshold, "score"].max()
        assert (labelled["score"] >= lower).sum() / days > per_day


def test_calls_that_never_pay():
    small = payments(("2025-04-01", 10.0, 0.9, True), ("2025-04-01", 10.0, 0.8, False))
    found = cheapest(small, 50.0)
    assert found["threshold"] == float("inf")
    assert found["total"] == pytest.approx(10)


def test_of_equal_costs_the_highest_threshold():
    small = payments(("2025-04-01", 10.0, 0.9, True), ("2025-04-01", 5.0, 0.8, True))
    found = cheapest(small, 5.0)
    assert found["threshold"] == pytest.approx(0.9)
    assert found["total"] == pytest.approx(10)


@pytest.mark.parametrize("call", [2.0, 12.0, 60.0])
def test_nothing_is_cheaper(labelled, call):
    def cost(threshold):
        alert = labelled["score"] >= threshold
        missed = labelled.loc[labelled["fraud"].astype(bool) & ~alert, "amount"].sum()
        return call * alert.sum() + missed

    found = cheapest(labelled, call)
    costs = [cost(score) for score in [*labelled["score"].unique(), float("inf")]]
    assert found["total"] == pytest.approx(min(costs))
    assert cost(found["threshold"]) == pytest.approx(found["total"])
