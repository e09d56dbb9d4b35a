import numpy as np
import pandas as pd
import pytest
from analysis import best, latest, months


def repairs(*rows):
    made = pd.DataFrame(rows, columns=["workshop", "kind", "finished_on", "price"])
    made.insert(0, "repair_id", range(1, len(made) + 1))
    return made.assign(finished_on=pd.to_datetime(made["finished_on"]))


def test_the_later_of_two_on_one_day():
    rows = latest(
        repairs(
            ("East", "gears", "2025-02-01", 10),
            ("East", "gears", "2025-03-01", 20),
            ("East", "gears", "2025-03-01", 30),
            ("East", "wheel", "2025-01-01", 40),
            ("East", "gears", "2025-02-28", 50),
            ("Dock", "wheel", "2024-01-01", 60),
        )
    )
    assert list(rows["repair_id"]) == [6, 3, 4]
    assert list(rows["price"]) == [60, 30, 40]


def test_months_without_repairs():
    rows = months(
        repairs(
            ("East", "gears", "2024-11-30", 100),
            ("East", "gears", "2025-02-01", 40),
            ("West", "wheel", "2024-12-24", 70),
        )
    )
    assert list(rows["workshop"]) == ["East"] * 4 + ["West"] * 4
    written = list(rows["month"].astype(str).str[:7])
    assert written[:4] == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert list(rows["revenue"]) == [100, 0, 0, 40, 0, 70, 0, 0]
    assert list(rows["total"]) == [100, 100, 100, 140, 0, 70, 70, 70]
    change = rows["change"].to_numpy(dtype=float, na_value=np.nan)
    assert change == pytest.approx([np.nan, -100, 0, 40, np.nan, 70, -70, 0], nan_ok=True)


def test_a_single_month():
    rows = months(repairs(("East", "gears", "2025-02-03", 5), ("East", "gears", "2025-02-27", 6)))
    assert list(rows["total"]) == [11]
    assert rows["change"].isna().all()


def test_harbour_in_winter():
    rows = months(pd.read_csv("data/repairs.csv", parse_dates=["finished_on"]))
    rows = rows.assign(month=rows["month"].astype(str).str[:7])
    harbour = rows[rows["workshop"] == "Harbour"].set_index("month")
    assert list(harbour.loc[["2025-01", "2025-02"], "revenue"]) == [0, 0]
    assert harbour.loc["2025-03", "change"] == harbour.loc["2025-03", "revenue"] > 0


def test_ties_share_a_place():
    rows = best(
        repairs(
            ("East", "wheel", "2025-01-01", 50),
            ("East", "gears", "2025-01-01", 30),
            ("East", "gears", "2025-01-02", 20),
            ("East", "brakes", "2025-01-01", 10),
            ("West", "wheel", "2025-01-01", 9),
            ("West", "gears", "2025-01-01", 8),
            ("West", "brakes", "2025-01-01", 8),
            ("West", "service", "2025-01-01", 1),
        )
    )
    assert list(zip(rows["workshop"], rows["place"], rows["kind"], strict=True)) == [
        ("East", 1, "gears"),
        ("East", 1, "wheel"),
        ("West", 1, "wheel"),
        ("West", 2, "brakes"),
        ("West", 2, "gears"),
    ]


def test_totals_of_the_file():
    data = pd.read_csv("data/repairs.csv", parse_dates=["finished_on"])
    rows = months(data)
    last = rows.groupby("workshop")["total"].last()
    sums = data.groupby("workshop")["price"].sum()
    assert [float(x) for x in last] == [float(x) for x in sums]
