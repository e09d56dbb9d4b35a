import pandas as pd
from analysis import best, latest, months


def read():
    return pd.read_csv("data/repairs.csv", parse_dates=["finished_on"])


def test_one_row_for_each_workshop_and_kind():
    rows = latest(read())
    assert len(rows) == 15
    assert not rows.duplicated(["workshop", "kind"]).any()


def test_all_months_are_there():
    rows = months(read())
    assert len(rows) == 3 * 12
    assert list(rows.columns) == ["workshop", "month", "revenue", "total", "change"]


def test_two_places():
    rows = best(read())
    assert set(rows["place"]) == {1, 2}
    assert list(rows["workshop"].unique()) == ["East", "Harbour", "West"]
