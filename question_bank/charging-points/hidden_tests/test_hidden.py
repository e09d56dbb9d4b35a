import numpy as np
import pandas as pd
import pytest
from analysis import estimate, needed, simulate, waiting


def test_doubles_and_failures_are_left_out():
    sessions = pd.DataFrame(
        {
            "session_id": [1, 2, 2, 3, 4, 5],
            "arrived_at": "2025-06-03 10:00:00",
            "minutes": [10.0, 20.0, 20.0, 0.0, float("nan"), 60.0],
        }
    )
    found = estimate(sessions)
    assert found["per_hour"] == pytest.approx(3 / 720)
    assert found["mean_minutes"] == pytest.approx(30)


@pytest.mark.parametrize("points", [1, 3])
def test_never_more_cars_than_points(points):
    cars = simulate(points, 4.0, 40.0, 200, 3)
    starts, ends = np.sort(cars["started"]), np.sort(cars["left"])
    for moment in starts:
        busy = np.sum(starts <= moment) - np.sum(ends <= moment)
        assert busy <= points


def test_first_come_first_served_and_without_idling():
    cars = simulate(2, 4.0, 30.0, 300, 4)
    assert (np.diff(cars["arrived"]) > 0).all()
    assert (np.diff(cars["started"]) >= 0).all()
    # Whoever waited started at the moment when another left.
    waited = cars[cars["started"] > cars["arrived"] + 1e-9]
    assert len(waited) > 10
    assert np.isin(np.round(waited["started"], 6), np.round(cars["left"], 6)).all()


def test_means_are_as_given():
    cars = simulate(5, 6.0, 20.0, 3000, 11)
    assert len(cars) == pytest.approx(18_000, rel=0.04)
    assert (cars["left"] - cars["started"]).mean() == pytest.approx(20, rel=0.04)
    assert cars["arrived"].max() < 3000 * 60


def test_other_seeds_give_other_cars():
    first, second = simulate(2, 3.0, 30.0, 50, 1), simulate(2, 3.0, 30.0, 50, 2)
    assert first["arrived"].iloc[0] != second["arrived"].iloc[0]


def test_theory_with_several_points():
    # Erlang's formula for three points: 24.74 % wait longer.
    found = waiting(3, 1632 / 720, 45.85, 60, 2)
    assert found["share"] == pytest.approx(0.2474, abs=0.03)
    assert found["low"] < found["share"] < found["high"]
    assert 0.01 < found["high"] - found["low"] < 0.08


def test_the_interval_gets_narrower_with_more_runs():
    few, many = waiting(4, 3.0, 50.0, 8, 3), waiting(4, 3.0, 50.0, 72, 3)
    assert many["high"] - many["low"] < 0.7 * (few["high"] - few["low"])


def test_the_decision():
    assert needed == 5
