import numpy as np
import pandas as pd
import pytest
from analysis import fit, leaks, prepare, split

AFTERWARDS = ["patient_no_show_rate", "minutes_in_room", "fee_charged", "follow_up_booked"]


def auc(labels, scores):
    """How often somebody who did not come has the higher score."""
    ranks = pd.Series(np.asarray(scores, dtype=float)).rank().to_numpy()
    missed = np.asarray(labels) == 1
    count = missed.sum()
    return (ranks[missed].sum() - count * (count + 1) / 2) / (count * (len(missed) - count))


@pytest.fixture(scope="module")
def appointments():
    return pd.read_csv("data/appointments.csv")


@pytest.fixture(scope="module")
def prepared(appointments):
    return prepare(appointments)


def test_all_leaks_are_found():
    assert sorted(leaks) == sorted(AFTERWARDS)


def test_leaks_are_gone(prepared):
    assert not set(prepared.columns) & set(AFTERWARDS)
    assert {"no_show", "age", "reminder", "days_ahead"} <= set(prepared.columns)


def small(*rows):
    made = pd.DataFrame(
        rows, columns=["appointment_id", "patient_id", "booked_on", "starts_at", "no_show"]
    )
    made["age"], made["reminder"] = 40.0, "text"
    return made.assign(**dict.fromkeys(AFTERWARDS, 0))


def test_history_counts_earlier_days_alone():
    history = prepare(
        small(
            (4, 1, "2025-03-01", "2025-03-08 09:00", 0),
            (1, 1, "2025-01-01", "2025-02-01 09:00", 1),
            (3, 1, "2025-02-01", "2025-02-03 15:00", 0),
            (2, 1, "2025-02-02", "2025-02-03 09:00", 1),
            (5, 2, "2025-03-01", "2025-03-09 09:00", 1),
        )
    )
    assert list(history["appointment_id"]) == [1, 2, 3, 4, 5]
    assert list(history["earlier"]) == [0, 1, 1, 3, 0]
    assert list(history["earlier_no_shows"]) == [0, 1, 1, 2, 0]
    assert list(history["days_ahead"]) == [31, 1, 2, 7, 8]


def test_changing_the_future_does_not_change_the_past(appointments, prepared):
    changed = appointments.copy()
    later = pd.to_datetime(changed["starts_at"]) >= pd.Timestamp("2025-07-01")
    changed.loc[later, "no_show"] = 1 - changed.loc[later, "no_show"]
    again = prepare(changed)
    past = pd.to_datetime(prepared["starts_at"]) < pd.Timestamp("2025-07-01")
    for column in ("earlier", "earlier_no_shows"):
        assert list(prepared.loc[past, column]) == list(again.loc[past, column])


def test_the_split_is_by_time(prepared):
    train, later = split(prepared)
    assert len(train) + len(later) == len(prepared)
    border = pd.Timestamp("2025-10-01")
    assert pd.to_datetime(train["starts_at"]).max() < border
    assert pd.to_datetime(later["starts_at"]).min() >= border


def test_the_model_is_good_but_not_too_good(prepared):
    train, later = split(prepared)
    scores = np.asarray(fit(train).predict_proba(later)[:, 1])
    assert 0.64 < auc(later["no_show"], scores) < 0.85


def test_the_model_does_not_read_the_answer(prepared):
    train, later = split(prepared)
    model = fit(train)
    scores = np.asarray(model.predict_proba(later)[:, 1])
    flipped = later.assign(no_show=1 - later["no_show"])
    assert np.asarray(model.predict_proba(flipped)[:, 1]) == pytest.approx(scores)


def test_unknown_ages_get_a_prediction(prepared):
    train, later = split(prepared)
    scores = np.asarray(fit(train).predict_proba(later.assign(age=float("nan")))[:, 1])
    assert np.isfinite(scores).all()
