import pandas as pd
import pytest
from analysis import busiest, clean, daily


def raw(*rows):
    return pd.DataFrame(rows, columns=["station", "time", "people"], dtype=str)


def test_the_day_comes_first_where_it_is_written_so():
    cleaned = clean(pd.read_csv("data/counters.csv", dtype=str, keep_default_na=False))
    times = cleaned.groupby("station")["time"].agg(["min", "max"])
    assert (pd.to_datetime(times["min"]) == pd.Timestamp("2025-05-01 00:00")).all()
    assert (pd.to_datetime(times["max"]) == pd.Timestamp("2025-05-28 23:00")).all()


def test_an_ambiguous_date():
    cleaned = clean(raw(("North Gate", "03.05.2025 14:00", "8")))
    assert pd.Timestamp(cleaned["time"].iloc[0]) == pd.Timestamp("2025-05-03 14:00")


def test_three_ways_to_say_that_a_number_is_missing():
    cleaned = clean(
        raw(
            ("Mill Bridge", "2025-05-02 07:00", ""),
            ("Mill Bridge", "2025-05-02 08:00", "n/a"),
            ("Mill Bridge", "2025-05-02 09:00", "-1"),
            ("Mill Bridge", "2025-05-02 10:00", "0"),
        )
    )
    assert list(cleaned["people"].isna()) == [True, True, True, False]


def test_the_last_row_of_an_hour_is_right_even_in_another_spelling():
    cleaned = clean(
        raw(
            ("Old Harbour", "2025-05-02 07:00", "40"),
            ("Mill Bridge", "2025-05-02 07:00", "1"),
            ("old  harbour ", "2025-05-02 07:00", "95"),
        )
    )
    assert list(cleaned["station"]) == ["Mill Bridge", "Old Harbour"]
    assert list(cleaned["people"]) == [1, 95]


def test_rows_are_sorted():
    cleaned = clean(
        raw(
            ("North Gate", "02.06.2025 07:00", "1"),
            ("North Gate", "10.05.2025 07:00", "2"),
            ("Mill Bridge", "2025-07-02 07:00", "3"),
        )
    )
    assert list(cleaned["people"]) == [3, 2, 1]


@pytest.mark.parametrize(("hours", "people"), [(20, 60), (19, None)])
def test_a_day_needs_twenty_hours(hours, people):
    times = pd.date_range("2025-05-06", periods=24, freq="h")
    counts = [3.0] * hours + [None] * (24 - hours)
    days = daily(pd.DataFrame({"station": "North Gate", "time": times, "people": counts}))
    assert list(days["hours"]) == [hours]
    if people is None:
        assert days["people"].isna().all()
    else:
        assert list(days["people"]) == [people]


def test_days_without_any_number_are_there():
    times = pd.date_range("2025-05-06", periods=24, freq="h")
    cleaned = pd.DataFrame({"station": "North Gate", "time": times, "people": float("nan")})
    days = daily(cleaned)
    assert list(days["hours"]) == [0]
    assert days["people"].isna().all()


def test_the_answer():
    assert busiest == "Station Square"
