import pandas as pd
import pytest
from analysis import bounds, by_rain, fill, gaps


def rivers(*rows):
    return pd.DataFrame(rows, columns=["day", "station", "level_cm", "rain_mm", "turbidity"])


SMALL = rivers(
    ("2025-02-27", "X", 10.0, 0.0, 5.0),
    ("2025-02-28", "X", None, 0.0, 5.0),
    # the first of March has no row
    ("2025-03-02", "X", None, 3.0, 5.0),
    ("2025-03-03", "X", 12.0, None, None),
    ("2025-03-01", "Y", 50.0, 1.0, 7.0),
    ("2025-03-02", "Y", 51.0, 1.0, 7.0),
)


def test_days_without_a_row_are_missing_too():
    found = gaps(SMALL).set_index(["station", "column"])
    assert found.loc[("X", "level_cm"), "missing"] == 3
    assert found.loc[("X", "level_cm"), "longest"] == 3
    assert found.loc[("X", "rain_mm"), "missing"] == 2
    assert found.loc[("X", "rain_mm"), "longest"] == 1


def test_all_days_of_the_file_count_for_each_station():
    found = gaps(SMALL).set_index(["station", "column"])
    assert found.loc[("Y", "turbidity"), "missing"] == 3
    assert found.loc[("Y", "turbidity"), "longest"] == 2


def test_the_order_of_rows_does_not_matter():
    shuffled = gaps(SMALL.iloc[::-1].reset_index(drop=True))
    assert shuffled.to_dict("list") == gaps(SMALL).to_dict("list")


def test_borders_of_rain():
    found = by_rain(
        rivers(
            ("2025-02-27", "X", 1, 0.9, None),
            ("2025-02-28", "X", 1, 1.0, 5.0),
            ("2025-03-01", "X", 1, 9.9, None),
            ("2025-03-02", "X", 1, 10.0, None),
            ("2025-03-03", "X", 1, None, 5.0),
        )
    )
    assert list(found["missing"]) == pytest.approx([1, 0.5, 1])


def test_turbidity_is_lost_in_heavy_rain():
    found = by_rain(pd.read_csv("data/rivers.csv")).set_index("rain")
    assert found.loc["heavy", "missing"] == pytest.approx(1 / 3, abs=0.01)
    assert found.loc["dry", "missing"] < 0.03


def test_filled_from_train_alone():
    train = rivers(
        ("2025-01-01", "X", 10.0, 0.0, 5.0),
        ("2025-01-02", "X", 20.0, 0.0, None),
        ("2025-01-03", "X", 90.0, 0.0, 6.0),
        ("2025-01-01", "Y", 40.0, 2.0, None),
    )
    new = rivers(
        ("2025-02-01", "X", None, 1.0, 100.0),
        ("2025-02-02", "X", 1000.0, 1.0, None),
        ("2025-02-02", "Y", 1.0, 1.0, None),
        ("2025-02-02", "Z", None, 1.0, 3.0),
    )
    filled = fill(train, new)
    assert list(filled["level_cm"]) == pytest.approx([20, 1000, 1, 30])
    assert list(filled["turbidity"]) == pytest.approx([100, 5.5, 5.5, 3])
    assert list(filled["level_cm_filled"]) == [True, False, False, True]
    assert list(filled["turbidity_filled"]) == [False, True, True, False]
    assert not any(filled["rain_mm_filled"])


def test_frames_stay_as_they_were():
    new = SMALL.copy()
    fill(SMALL, new)
    assert list(new.columns) == list(SMALL.columns)
    assert new["level_cm"].isna().sum() == 2


def test_the_range_of_the_file():
    found = bounds(pd.read_csv("data/rivers.csv"), 1000).set_index("station")
    assert list(found.index) == ["Aue", "Brück", "Celle", "Dorn"]
    assert found.loc["Aue", "low"] == found.loc["Aue", "high"] == found.loc["Aue", "shown"]
    shown, low, high = found.loc["Dorn", ["shown", "low", "high"]]
    assert shown < low < high
    assert high - low == pytest.approx(600 * 0.2, rel=0.01)
