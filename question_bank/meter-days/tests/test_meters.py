import pandas as pd
import pytest
from analysis import daily, increments, split


def read():
    return pd.read_csv("data/readings.csv")


def intervals(*rows):
    made = pd.DataFrame(rows, columns=["meter", "start", "end", "kwh"])
    for name in ("start", "end"):
        made[name] = pd.to_datetime(made[name], utc=True)
    return made


def test_energy_between_readings():
    readings = pd.DataFrame(
        [
            ("X", "2025-02-03T11:00:00Z", 102.5),
            ("X", "2025-02-03T10:00:00Z", 100.0),
            ("X", "2025-02-03T12:00:00Z", 103.0),
        ],
        columns=["meter", "read_at", "kwh"],
    )
    used = increments(readings)
    assert list(used["kwh"]) == pytest.approx([2.5, 0.5])
    assert pd.to_datetime(used["start"], utc=True).iloc[0] == pd.Timestamp("2025-02-03T10:00Z")


def test_energy_is_never_negative():
    assert increments(read())["kwh"].min() >= 0


def test_a_day_in_winter_begins_an_hour_before_utc():
    used = intervals(
        ("X", "2025-02-03T22:00Z", "2025-02-03T23:00Z", 1.0),
        ("X", "2025-02-03T23:00Z", "2025-02-04T00:00Z", 2.0),
    )
    days = daily(used)
    assert list(days["day"].astype(str).str[:10]) == ["2025-02-03", "2025-02-04"]
    assert list(days["kwh"]) == pytest.approx([1.0, 2.0])


def test_a_gap_is_shared_by_time():
    used = intervals(("X", "2025-02-03T22:00Z", "2025-02-04T02:00Z", 8.0))
    assert list(split(used)["kwh"]) == pytest.approx([2.0, 6.0])
