import numpy as np
import pandas as pd
from analysis import fit, leaks, prepare, split


def auc(labels, scores):
    """How often somebody who did not come has the higher score."""
    ranks = pd.Series(np.asarray(scores, dtype=float)).rank().to_numpy()
    missed = np.asarray(labels) == 1
    count = missed.sum()
    return (ranks[missed].sum() - count * (count + 1) / 2) / (count * (len(missed) - count))


def read():
    return pd.read_csv("data/appointments.csv")


def test_leaks_are_columns():
    assert len(leaks) > 0
    assert set(leaks) <= set(read().columns)


def test_history_of_one_patient():
    rows = read()
    patient = rows[rows["patient_id"] == rows["patient_id"].iloc[0]].sort_values("starts_at")
    history = prepare(patient)
    assert history["earlier"].iloc[0] == 0
    assert history["earlier"].iloc[-1] > 0


def test_the_model_is_good_enough():
    _, later = split(prepare(read()))
    train, _ = split(prepare(read()))
    scores = fit(train).predict_proba(later)[:, 1]
    assert auc(later["no_show"], scores) > 0.64
