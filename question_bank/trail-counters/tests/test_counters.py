import pandas as pd
from analysis import clean, daily


def read():
    return pd.read_csv("data/counters.csv", dtype=str, keep_default_na=False)


def test_stations_have_one_spelling():
    assert sorted(set(clean(read())["station"])) == [
        "Lime Avenue",
        "Mill Bridge",
        "North Gate",
        "Old Harbour",
        "Station Square",
    ]


def test_one_row_for_each_station_and_hour():
    cleaned = clean(read())
    assert not cleaned.duplicated(["station", "time"]).any()
    assert len(cleaned[cleaned["station"] == "Mill Bridge"]) == 28 * 24


def test_numbers_with_commas():
    raw = pd.DataFrame(
        {
            "station": ["Mill Bridge", "Mill Bridge"],
            "time": ["2025-05-02 07:00", "2025-05-02 08:00"],
            "people": ["87", "1,204"],
        }
    )
    assert list(clean(raw)["people"]) == [87, 1204]


def test_a_whole_day_is_added_up():
    times = pd.date_range("2025-05-06", periods=24, freq="h")
    cleaned = pd.DataFrame({"station": "North Gate", "time": times, "people": 5.0})
    days = daily(cleaned)
    assert list(days["hours"]) == [24]
    assert list(days["people"]) == [120]
