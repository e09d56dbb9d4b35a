import pandas as pd
import pytest
from analysis import by_area, latest, with_refunds


def read():
    boxes = pd.read_csv("data/boxes.csv")
    refunds = pd.read_csv("data/refunds.csv", keep_default_na=False)
    return boxes, refunds, pd.read_csv("data/customers.csv")


def test_each_customer_once():
    customers = latest(read()[2])
    assert list(customers["customer_id"]) == list(range(1, 241))


def test_each_box_once():
    boxes, refunds, _ = read()
    result = with_refunds(boxes, refunds)
    assert list(result["box_id"]) == list(boxes["box_id"])
    assert not result["refunded"].isna().any()


def test_no_revenue_appears_or_is_lost():
    boxes, refunds, customers = read()
    areas = by_area(boxes, refunds, customers)
    assert areas["revenue"].sum() == pytest.approx(boxes["price"].sum())
