import pandas as pd
import pytest
from analysis import estimate, simulate, waiting


def test_the_log_of_june():
    june = estimate(pd.read_csv("data/sessions.csv"))
    assert june["per_hour"] == pytest.approx(2.27, abs=0.01)
    assert june["mean_minutes"] == pytest.approx(45.8, abs=0.1)


def test_nobody_starts_before_arriving():
    cars = simulate(2, 3.0, 30.0, 100, 1)
    assert len(cars) > 200
    assert (cars["started"] >= cars["arrived"]).all()
    assert (cars["left"] > cars["started"]).all()


def test_the_same_seed_gives_the_same_cars():
    assert list(simulate(2, 3.0, 30.0, 50, 8)["left"]) == list(
        simulate(2, 3.0, 30.0, 50, 8)["left"]
    )


def test_many_points_let_nobody_wait():
    assert waiting(60, 2.0, 30.0, 5, 1)["share"] == 0
