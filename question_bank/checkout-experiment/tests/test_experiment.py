import pandas as pd
import pytest
from analysis import effect, ratio_p, visitors


def test_each_visitor_once():
    people = visitors(pd.read_csv("data/visits.csv"))
    assert not people["visitor_id"].duplicated().any()
    assert set(people["arm"]) == {"A", "B"}
    assert set(people["ordered"]) == {0, 1}


def test_rates_of_a_small_example():
    people = pd.DataFrame({"arm": ["A"] * 4 + ["B"] * 4, "ordered": [0, 0, 0, 1, 0, 0, 1, 1]})
    found = effect(people)
    assert found["a"] == pytest.approx(0.25)
    assert found["b"] == pytest.approx(0.5)
    assert found["difference"] == pytest.approx(0.25)
    assert found["low"] < 0.25 < found["high"]


def test_a_fair_coin_is_believed():
    people = pd.DataFrame({"arm": ["A"] * 500 + ["B"] * 510})
    assert ratio_p(people) > 0.3
