import pandas as pd
import pytest
from analysis import daily, increments, split


def readings(*rows):
    return pd.DataFrame(rows, columns=["meter", "read_at", "kwh"])


def intervals(*rows):
    made = pd.DataFrame(rows, columns=["meter", "start", "end", "kwh"])
    for name in ("start", "end"):
        made[name] = pd.to_datetime(made[name], utc=True)
    return made


def by_day(days):
    names = days["day"].astype(str).str[:10]
    return dict(zip(zip(days["meter"], names, strict=True), days["kwh"], strict=True))


def test_meters_are_not_mixed_and_doubles_count_once():
    used = increments(
        readings(
            ("B", "2025-01-10T10:00:00Z", 5.0),
            ("A", "2025-01-10T10:00:00Z", 900.0),
            ("B", "2025-01-10T11:00:00Z", 6.0),
            ("A", "2025-01-10T11:00:00Z", 900.5),
            ("B", "2025-01-10T11:00:00Z", 6.0),
        )
    )
    assert list(used["meter"]) == ["A", "B"]
    assert list(used["kwh"]) == pytest.approx([0.5, 1.0])


def test_an_exchanged_meter():
    used = increments(
        readings(
            ("A", "2025-01-10T10:00:00Z", 900.0),
            ("A", "2025-01-10T11:00:00Z", 0.4),
            ("A", "2025-01-10T12:00:00Z", 1.0),
        )
    )
    assert list(used["kwh"]) == pytest.approx([0.4, 0.6])


def test_a_meter_with_one_reading_has_no_interval():
    assert len(increments(readings(("A", "2025-01-10T10:00:00Z", 900.0)))) == 0


def test_the_day_when_clocks_go_forward_has_23_hours():
    hours = pd.date_range("2025-03-29T23:00Z", "2025-03-31T22:00Z", freq="h")
    used = pd.DataFrame({"meter": "A", "start": hours[:-1], "end": hours[1:], "kwh": 1.0})
    days = by_day(daily(used))
    assert days == {("A", "2025-03-30"): 23, ("A", "2025-03-31"): 24}


def test_the_day_when_clocks_go_back_has_25_hours():
    used = intervals(("A", "2025-10-25T22:00Z", "2025-10-27T23:00Z", 49.0))
    assert by_day(daily(split(used))) == pytest.approx(
        {("A", "2025-10-26"): 25, ("A", "2025-10-27"): 24}
    )


def test_a_gap_over_two_midnights():
    used = intervals(("A", "2025-06-01T21:00Z", "2025-06-03T02:00Z", 29.0))
    parts = split(used)
    assert list(parts["kwh"]) == pytest.approx([1, 24, 4])
    ends = pd.to_datetime(parts["end"], utc=True)
    assert list(ends[:2]) == [pd.Timestamp("2025-06-01T22:00Z"), pd.Timestamp("2025-06-02T22:00Z")]


def test_an_interval_that_ends_at_midnight_is_not_cut():
    used = intervals(("A", "2025-06-01T21:00Z", "2025-06-01T22:00Z", 1.5))
    parts = split(used)
    assert list(parts["kwh"]) == pytest.approx([1.5])


def test_no_energy_is_lost_in_the_file():
    used = increments(pd.read_csv("data/readings.csv"))
    assert len(used) > 850
    days = daily(split(used))
    assert days["kwh"].sum() == pytest.approx(used["kwh"].sum())
    # The silent meter has every day.
    assert len(days[days["meter"] == "M-202"]) == 10
