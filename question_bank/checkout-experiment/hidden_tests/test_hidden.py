import numpy as np
import pandas as pd
import pytest
from analysis import advice, by_device, effect, ratio_p, visitors


def people(a, b, orders_a=0, orders_b=0, device="computer"):
    return pd.DataFrame(
        {
            "visitor_id": [f"{device}{n}" for n in range(a + b)],
            "arm": ["A"] * a + ["B"] * b,
            "device": device,
            "ordered": [1] * orders_a
            + [0] * (a - orders_a)
            + [1] * orders_b
            + [0] * (b - orders_b),
            "value": 0.0,
        }
    )


def test_several_visits_are_one_visitor():
    visits = pd.DataFrame(
        [
            ("v1", "2025-09-01 10:00", "A", "computer", 0, 0),
            ("v2", "2025-09-01 11:00", "B", "old phone", 1, 20.0),
            ("v1", "2025-09-02 10:00", "A", "computer", 1, 15.0),
            ("v3", "2025-09-02 10:00", "A", "computer", 1, 99.0),
            ("v1", "2025-09-03 10:00", "A", "computer", 1, 5.5),
            ("v3", "2025-09-04 10:00", "B", "computer", 0, 0),
        ],
        columns=["visitor_id", "at", "arm", "device", "ordered", "value"],
    )
    found = visitors(visits).sort_values("visitor_id")
    assert list(found["visitor_id"]) == ["v1", "v2"]
    assert list(found["ordered"]) == [1, 1]
    assert list(found["value"]) == pytest.approx([20.5, 20.0])


def test_the_interval():
    found = effect(people(2000, 1900, 200, 228))
    assert found["difference"] == pytest.approx(0.02)
    # The usual ways to calculate it differ in the fourth decimal.
    assert found["low"] == pytest.approx(0.00007, abs=0.0008)
    assert found["high"] == pytest.approx(0.0399, abs=0.0008)


def test_the_interval_covers_about_95_percent():
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(40):
        a, b = rng.binomial(1500, 0.1), rng.binomial(1500, 0.1)
        found = effect(people(1500, 1500, a, b))
        covered += found["low"] <= 0 <= found["high"]
    assert covered >= 34


def test_an_unfair_coin_is_noticed_in_both_directions():
    assert ratio_p(people(1000, 1200)) == pytest.approx(2.2e-5, rel=0.2)
    assert ratio_p(people(1200, 1000)) == pytest.approx(2.2e-5, rel=0.2)
    assert ratio_p(people(1100, 1100)) > 0.9


def test_the_ratio_of_the_file():
    assert ratio_p(visitors(pd.read_csv("data/visits.csv"))) < 0.0005


def test_where_visitors_are_lost():
    devices = by_device(visitors(pd.read_csv("data/visits.csv")))
    assert devices["device"].iloc[0] == "old phone"
    assert devices["a"].iloc[0] > devices["b"].iloc[0]
    assert devices["p"].iloc[0] < 1e-6
    assert (devices["p"].iloc[1:] > 0.01).all()


def test_devices_are_sorted_by_p():
    both = pd.concat([people(300, 310), people(250, 120, device="old phone")])
    devices = by_device(both)
    assert list(devices["device"]) == ["old phone", "computer"]
    assert list(devices["a"]) == [250, 300]
    assert list(devices["b"]) == [120, 310]


def test_the_advice():
    assert advice == "repair and repeat"
