import pandas as pd
import pytest
from analysis import by_area, latest, orphans, with_refunds

BOXES = pd.DataFrame(
    [
        ("B-00001", 7, "2025-02-01", 20.0),
        ("B-00002", 8, "2025-02-01", 30.0),
        ("B-00003", 7, "2025-02-08", 20.0),
        ("B-00004", 99, "2025-02-08", 10.0),
    ],
    columns=["box_id", "customer_id", "delivered_on", "price"],
)
REFUNDS = pd.DataFrame(
    [
        ("B-00002", 1.5, "late"),
        (" b-00002", 2.0, "damaged"),
        ("B-00004 ", 1.0, ""),
        ("B-77777", 5.0, "late"),
    ],
    columns=["box_id", "amount", "reason"],
)
CUSTOMERS = pd.DataFrame(
    [
        (8, "Docks", "2025-01-09"),
        (7, "Old Town", "2024-12-30"),
        (7, "Docks", "2024-02-28"),
        (5, "Parkland", "2024-03-01"),
    ],
    columns=["customer_id", "area", "updated_on"],
)


def test_the_newest_row_is_not_the_last_in_the_file():
    newest = latest(CUSTOMERS)
    assert list(newest["customer_id"]) == [5, 7, 8]
    assert list(newest["area"]) == ["Parkland", "Old Town", "Docks"]
    assert list(newest.columns) == ["customer_id", "area", "updated_on"]


def test_several_refunds_in_several_spellings_are_added():
    assert list(with_refunds(BOXES, REFUNDS)["refunded"]) == [0, 3.5, 0, 1.0]


def test_no_refunds_at_all():
    result = with_refunds(BOXES, REFUNDS.iloc[:0])
    assert list(result["refunded"]) == [0, 0, 0, 0]


def test_orphans_are_returned_unchanged():
    lost = orphans(BOXES, REFUNDS)
    assert list(lost["box_id"]) == ["B-77777"]
    assert list(lost.columns) == list(REFUNDS.columns)


def test_orphans_of_the_file():
    boxes = pd.read_csv("data/boxes.csv")
    refunds = pd.read_csv("data/refunds.csv", keep_default_na=False)
    assert sorted(orphans(boxes, refunds)["box_id"]) == ["B-01871", "B-02044", "B-02045", "B-03190"]


def test_areas_of_a_small_example():
    areas = by_area(BOXES, REFUNDS, CUSTOMERS).set_index("area")
    assert list(areas.index) == ["Docks", "unknown", "Old Town"]
    assert list(areas["boxes"]) == [1, 1, 2]
    assert list(areas["revenue"]) == [30, 10, 40]
    assert list(areas["share"]) == pytest.approx([3.5 / 30, 0.1, 0])


def test_areas_of_the_files():
    boxes = pd.read_csv("data/boxes.csv")
    refunds = pd.read_csv("data/refunds.csv", keep_default_na=False)
    areas = by_area(boxes, refunds, pd.read_csv("data/customers.csv")).set_index("area")
    assert areas.index[0] == "Docks"
    assert "unknown" in areas.index
    assert areas["boxes"].sum() == 1500
    # What fits no box is not in the sum.
    assert areas["refunded"].sum() == pytest.approx(refunds["amount"].sum() - 4 * 6.5)
