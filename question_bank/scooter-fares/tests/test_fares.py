import pandas as pd
import pytest
from analysis import charge, price


def read():
    rides = pd.read_csv("data/rides.csv", parse_dates=["started_at"])
    return rides, pd.read_csv("data/tariffs.csv", parse_dates=["valid_from"])


def test_prices_before_and_after_a_change():
    _, tariffs = read()
    rides = pd.DataFrame(
        {
            "ride_id": [1, 2],
            "started_at": pd.to_datetime(["2025-06-15 05:59", "2025-06-15 06:00"]),
            "rider_id": [4, 4],
            "town": ["Linz", "Linz"],
            "minutes": [10.0, 10.0],
        }
    )
    assert list(price(rides, tariffs)["price"]) == pytest.approx([3.2, 3.0])


def test_order_and_columns_stay():
    rides, tariffs = read()
    shuffled = rides.sample(frac=1, random_state=3)
    result = price(shuffled, tariffs)
    assert list(result["ride_id"]) == list(shuffled["ride_id"])
    assert list(result.columns) == [*rides.columns, "price"]


def test_twelve_euros_a_day():
    priced = pd.DataFrame(
        {
            "ride_id": [1, 2, 3, 4],
            "started_at": pd.to_datetime(
                ["2025-06-01 08:00", "2025-06-01 09:00", "2025-06-01 10:00", "2025-06-02 08:00"]
            ),
            "rider_id": 4,
            "price": [7.0, 8.0, 3.0, 9.0],
        }
    )
    assert list(charge(priced)["charged"]) == pytest.approx([7, 5, 0, 9])
