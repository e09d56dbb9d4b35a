import pandas as pd
import pytest
from analysis import bounds, by_rain, fill, gaps


def read():
    return pd.read_csv("data/rivers.csv")


def test_one_row_for_each_station_and_column():
    found = gaps(read())
    assert len(found) == 4 * 3
    broken = found[(found["station"] == "Brück") & (found["column"] == "level_cm")]
    assert broken["longest"].iloc[0] >= 21


def test_three_kinds_of_days():
    found = by_rain(read())
    assert list(found["rain"]) == ["dry", "some", "heavy"]
    assert found["missing"].between(0, 1).all()


def test_nothing_is_missing_afterwards():
    filled = fill(read(), read())
    assert not filled[["level_cm", "rain_mm", "turbidity"]].isna().any().any()


def test_the_range_of_a_small_example():
    rivers = pd.DataFrame({"station": "Aue", "turbidity": [100.0, 200.0, None, 300.0]})
    found = bounds(rivers, 800)
    assert list(found["shown"]) == pytest.approx([200])
    assert list(found["low"]) == pytest.approx([250])
